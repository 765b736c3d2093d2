"""Clips over bad lines, by the tus 1.0 protocol: its core, creation, expiration and termination.

https://tus.io/protocols/resumable-upload is the specification. No library of PyPI keeps it so far: tuspyserver 4.4
writes bytes that it refused; tussi 3.1 and resumable-upload 0.3 take a request into memory whole and lose all of it
when the line is cut. `Upload-Metadata` is a stranger's word on what the bytes themselves say: it is neither kept nor
given back.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from farakhan.model.idea import MEDIA_LIMITS, MediaKind
from farakhan.problems import FarakhanError
from farakhan.store import uploads
from farakhan.store.uploads import BOUNDS, Bounds, Upload

PATH = "/intake/clips"
VERSION = "1.0.0"
LIMIT = MEDIA_LIMITS[MediaKind.CLIP]
KIND = "application/offset+octet-stream"
PIECE, PATIENCE = 2**19, 1.0
"""Bytes, or seconds, after which what has arrived is made durable."""
SILENCE = 30.0
"""Seconds after which a line that brings nothing is given up; its upload is not."""
STATUSES = {
    "upload-header": 400,
    "upload-gone": 404,
    "upload-slow": 408,
    "upload-offset": 409,
    "upload-version": 412,
    "upload-large": 413,
    "upload-kind": 415,
    "upload-many": 429,
    "upload-room": 507,
}
_WHOLE = re.compile(r"[0-9]{1,15}", re.ASCII)


class Shelf(NamedTuple):
    """Where uploads lie, and what is asked of those who bring them.

    Attributes:
        folder: of the uploads; it is made when the first comes.
        now: the hour, with its zone.
        bounds: what uploads may take.
        sender: the mark of the address that a request comes from.
        begins: whether that address may begin one more.
        spends: whether it may leave so many bytes more.
    """

    folder: Path
    now: Callable[[], datetime]
    bounds: Bounds = BOUNDS
    sender: Callable[[Request], str] = lambda _: ""
    begins: Callable[[str], bool] = lambda _: True
    spends: Callable[[str, int], bool] = lambda _, __: True


_Verb = Callable[[Shelf, Request], Awaitable[Response]]


def routes(shelf: Shelf) -> list[BaseRoute]:
    """The routes under `PATH`."""
    all_verbs: dict[str, _Verb] = {"POST": _create}
    one_verbs: dict[str, _Verb] = {"HEAD": _head, "PATCH": _patch, "DELETE": _delete}
    return [
        Route(PATH, partial(_answer, shelf, all_verbs), methods=["OPTIONS", "POST"]),
        Route(f"{PATH}/{{upload}}", partial(_answer, shelf, one_verbs), methods=["OPTIONS", "POST", *one_verbs]),
    ]


async def _answer(shelf: Shelf, verbs: Mapping[str, _Verb], request: Request) -> Response:
    method = request.headers.get("x-http-method-override", request.method).upper()
    headers = {"Tus-Resumable": VERSION, "Cache-Control": "no-store"}
    try:
        if method == "OPTIONS":
            response = Response(status_code=204)
            extensions = "creation,expiration,termination"
            headers |= {"Tus-Version": VERSION, "Tus-Extension": extensions, "Tus-Max-Size": str(LIMIT)}
        elif method not in verbs:
            response = Response(status_code=405, headers={"Allow": ", ".join(("OPTIONS", *verbs))})
        elif request.headers.get("tus-resumable") != VERSION:
            headers |= {"Tus-Version": VERSION}
            raise FarakhanError("upload-version", f"این نشانی تنها tus {VERSION} می‌داند.")  # noqa: TRY301
        else:
            response = await verbs[method](shelf, request)
    except FarakhanError as error:
        body = {"error": error.code, "words": error.message}
        response = JSONResponse(body, STATUSES[error.code], {"Connection": "close"})
    response.headers.update(headers)
    return response


async def _create(shelf: Shelf, request: Request) -> Response:
    length = _whole(request, "Upload-Length")
    if length > LIMIT:
        raise FarakhanError(
            "upload-large",
            f"این کلیپ بیش از {LIMIT // 2**20} مگابایت است. آن را کوتاه‌تر کنید یا با کد رهگیری در ایتا بفرستید.",
        )
    sender = shelf.sender(request)
    if not shelf.begins(sender):
        raise FarakhanError("upload-many", "از این خط کلیپ‌های بسیاری پشت سر هم آمد. کمی بعد دوباره بکوشید.")
    upload = await run_in_threadpool(uploads.create, shelf.folder, length, shelf.now(), sender, shelf.bounds)
    return Response(status_code=201, headers={"Location": f"{PATH}/{upload.id}", **_state(upload)})


async def _head(shelf: Shelf, request: Request) -> Response:
    upload = await _find(shelf, request)
    return Response(headers={"Upload-Length": str(upload.length), **_state(upload)})


async def _patch(shelf: Shelf, request: Request) -> Response:
    if request.headers.get("content-type") != KIND:
        raise FarakhanError("upload-kind", f"پاره‌های کلیپ باید {KIND} باشند.")
    offset = _whole(request, "Upload-Offset")
    upload = await _find(shelf, request)
    if offset != upload.offset:
        raise FarakhanError("upload-offset", f"از این کلیپ {upload.offset} بایت رسیده است؛ از آنجا ادامه دهید.")
    coming = request.headers.get("content-length", "0")
    if _WHOLE.fullmatch(coming) and offset + int(coming) > upload.length:
        raise FarakhanError("upload-large", "این پاره از پایان کلیپ می‌گذرد.")
    async for piece in _pieces(request):
        if not shelf.spends(shelf.sender(request), len(piece)):
            raise uploads.no_room()
        upload = await run_in_threadpool(uploads.append, shelf.folder, upload, piece, shelf.now(), shelf.bounds)
    return Response(status_code=204, headers=_state(upload))


async def _delete(shelf: Shelf, request: Request) -> Response:
    upload = await _find(shelf, request)
    await run_in_threadpool(uploads.remove, shelf.folder, upload.id)
    return Response(status_code=204)


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    """The body, `PIECE` by `PIECE` or as much as `PATIENCE` brought; of a line that is cut, all that it brought.

    Raises:
        FarakhanError: `upload-slow`, nothing came for `SILENCE`.
    """
    clock = asyncio.get_running_loop().time
    arrived, more, until = bytearray(), True, clock() + SILENCE
    while more:
        message: Mapping[str, object] = {}
        try:
            async with asyncio.timeout_at(until):
                message = await request.receive()
        except TimeoutError:
            if not arrived:
                raise FarakhanError("upload-slow", "مدتی چیزی از کلیپ نرسید؛ از همان‌جا ادامه دهید.") from None
        body = message.get("body", b"")
        if message:
            more = message["type"] == "http.request" and bool(message.get("more_body", False))
        if body and not arrived:
            until = clock() + PATIENCE
        arrived += body  # type: ignore[arg-type]
        if arrived and (len(arrived) >= PIECE or not message or not more):
            yield bytes(arrived)
            arrived.clear()
        if not arrived:
            until = clock() + SILENCE


async def _find(shelf: Shelf, request: Request) -> Upload:
    return await run_in_threadpool(uploads.find, shelf.folder, request.path_params["upload"], shelf.now())


def _state(upload: Upload) -> dict[str, str]:
    expires = format_datetime(upload.expires, usegmt=True)
    return {"Upload-Offset": str(upload.offset), "Upload-Expires": expires}


def _whole(request: Request, name: str) -> int:
    value = request.headers.get(name, "")
    if not _WHOLE.fullmatch(value):
        raise FarakhanError("upload-header", f"سرآیند {name} عدد درستی نیست.")
    return int(value)
