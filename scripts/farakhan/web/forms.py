"""A request's body as a form: three ways to send it, one shape; what has another shape is refused, not guessed."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from python_multipart.multipart import parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from farakhan.web.refusals import Refused

MOST_FIELDS, MOST_FILES = 300, 6
LONG = 32 * 1024
"""Bytes of a form from which on it is read beside the loop: an idea of ordinary length has a third of them."""
PART_BYTES = 512 * 1024
"""Bytes of one field of a form with photos."""
MOST_LETTERS = 80_000
"""Letters of all values of a form: four times an idea's most, so that who wrote too much hears at which field."""
PHOTO_BYTES = 8 * 2**20
MOST_KIND = 300
"""Letters of what a request says that its body is: a browser needs seventy, and many take long to read."""
_STRAY = re.compile(rb"%(?![0-9A-Fa-f]{2})")
"""A % that begins no escape, as in «100%»: it stays as it is."""
PHOTO, CLIP, CAPTION = "photo", "clip", "caption"
"""The names under which the form sends photos, uploads of clips and the words under each photo."""


Values = Mapping[str, Sequence[str]]
"""A form's values by their names."""


class Form(NamedTuple):
    """What came: values by name, in their order, and photos as their bytes."""

    values: Values
    photos: tuple[bytes, ...]

    def one(self, name: str) -> str:
        """A single value; empty where there is none."""
        return next(iter(self.values.get(name, ())), "").strip()


async def read(request: Request) -> Form:
    """The form that a request brings.

    Raises:
        Refused: it is no form, or has more in it than a form may have.
    """
    form = await _form(request)
    if sum(len(value) for values in form.values.values() for value in values) > MOST_LETTERS:
        raise Refused("too-large")
    return form


async def _form(request: Request) -> Form:
    content_type = request.headers.get("content-type", "")
    kind = content_type.partition(";")[0].strip().lower()
    if len(content_type) > MOST_KIND:
        raise Refused("form")
    if kind == "application/json":
        return await _aside(_json, await request.body())
    if kind == "application/x-www-form-urlencoded":
        return await _aside(urlencoded, await request.body())
    if kind != "multipart/form-data" or not _is_utf8(content_type):
        raise Refused("form")
    try:
        async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=PART_BYTES) as form:
            photos = [
                await _photo(upload) for upload in form.getlist(PHOTO) if isinstance(upload, UploadFile) and upload.size
            ]
            values = _by_name((name, value) for name, value in form.multi_items() if isinstance(value, str))
    except HTTPException:
        raise Refused("form") from None
    return Form(values, tuple(photos))


def _is_utf8(kind: str) -> bool:
    """Whether a form's parts are text as all browsers send it: of Python's other codecs some are slow, some raise."""
    _, options = parse_options_header(kind)
    return options.get(b"charset", b"utf-8").lower() in {b"utf-8", b"utf8"}


async def _aside(read: Callable[[bytes], Form], body: bytes) -> Form:
    """A body read; a long one beside the loop, so that others' turns come in between."""
    return await run_in_threadpool(read, body) if len(body) > LONG else read(body)


def _by_name(pairs: Iterable[tuple[str, str]]) -> Values:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values


def urlencoded(body: bytes) -> Form:
    """A form without photos, by the URL standard («application/x-www-form-urlencoded parsing»).

    Written here because a Persian letter is sent as six: what Starlette and `urllib` do for each of them, a page of
    text long, costs more than all the rest of taking in an idea.
    """
    if body.count(b"&") >= MOST_FIELDS:
        raise Refused("form")
    pairs = (pair.partition(b"=") for pair in body.split(b"&") if pair)
    return Form(_by_name((_decoded(name), _decoded(value)) for name, _, value in pairs), ())


def _decoded(text: bytes) -> str:
    r"""Percent-decoded: Python's own decoder of `\x41` reads `%41` once its signs are exchanged."""
    spaced = text.replace(b"+", b" ")
    if b"%" not in spaced:
        return spaced.decode(errors="replace")
    whole = _STRAY.sub(b"%25", spaced)
    octets = whole.replace(b"\\", rb"\\").replace(b"%", rb"\x").decode("unicode_escape").encode("latin-1")
    return octets.decode(errors="replace")


async def _photo(file: UploadFile) -> bytes:
    if (file.size or 0) > PHOTO_BYTES:
        raise Refused("too-large")
    return await file.read()


def _json(body: bytes) -> Form:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused("form") from None
    if not isinstance(given, dict) or len(given) > MOST_FIELDS:
        raise Refused("form")
    return Form({name: _texts(value) for name, value in given.items()}, ())


def _texts(value: object) -> list[str]:
    items = value if isinstance(value, list) else [value]
    if len(items) > MOST_FIELDS or not all(isinstance(item, str | int | bool) for item in items):
        raise Refused("form")
    texts = ["true" if item is True else "" if item is False else str(item) for item in items]
    if any(
        "\ud800" <= letter <= "\udfff" for text in texts for letter in text
    ):  # half a letter, which no file can hold
        raise Refused("form")
    return texts
