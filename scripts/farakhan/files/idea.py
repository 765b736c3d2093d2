"""An idea's file: front matter and a Markdown body, `parse(render(idea)) == idea`."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import frontmatter
from frontmatter.default_handlers import YAMLHandler

from farakhan.files import tree
from farakhan.files.shape import Source, located, shape
from farakhan.files.source import decode
from farakhan.model import standing
from farakhan.model.idea import KEYS, Content, Idea
from farakhan.persian import letters
from farakhan.problems import FarakhanError, Problem, problem

MAX_BYTES = 128 * 1024
"""A whole file: 20,000 letters of body in UTF-8 and the longest front matter fit."""


class _Strings(YAMLHandler):
    """python-frontmatter's YAML handler, every scalar text and the keys in their own order."""

    def export(self, metadata: dict[str, object], **_: object) -> str:
        return tree.dump(metadata).rstrip("\n")


_HANDLER = _Strings()
_COVERED = tuple(Content.model_fields)
_LATER = {name: field.default for name, field in Content.model_fields.items() if not field.is_required()}
"""Fields that were added when there were ideas, and what they are in those."""
_TEXT = (*_COVERED, "digest")
_MERGED = (_TEXT, *((key,) for key in Idea.model_fields if key not in {*_TEXT, *standing.Standing._fields}))
"""The keys that two people's changes are told apart by, beside those of how an idea stands: a text is one thing."""
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def idea_path(edition: str, code: str) -> str:
    """Where an idea's file stands: the folder is the code's last two digits (measured best up to 20,000 ideas)."""
    return f"submissions/{edition}/ideas/{code[-2:]}/{code}.md"


def read(path: str, data: bytes) -> tuple[Source | None, list[Problem]]:
    """A file split into its front matter and its body; line breaks of any kind are read as newlines."""
    text, problems = decode(path, data, MAX_BYTES)
    if problems:
        return None, problems
    fences = _fences(text)
    if not fences:
        return None, [problem(path, 1, "front-matter")]
    begin, end, rest = fences
    head, first_line = text[begin:end], text.count("\n", 0, begin) + 1
    loaded, problems = tree.load(head, path, first_line)
    if loaded is None:
        return None, problems
    body = text[rest:].lstrip()
    source = Source(path, head, first_line, loaded, text.count("\n", 0, len(text) - len(body)) + 1)
    if "body" in loaded:
        line = tree.lines(head, first_line)["body",]  # the place is the text's, which follows
        problems.append(problem(path, line, "key-unknown", key="body"))
    loaded["body"] = body.rstrip()
    return source, problems


def body(path: str, data: bytes) -> str:
    """The body alone, of a file that was found right; its front matter is not read.

    Raises:
        FarakhanError: `idea-file`, the file has no front matter, or is no text.
    """
    text, problems = decode(path, data, MAX_BYTES)
    fences = None if problems else _fences(text)
    if not fences:
        raise FarakhanError("idea-file", "سرآغاز این پرونده خوانده نمی‌شود.", path)
    return text[fences[-1] :].strip()


_FIRST, _SECOND = (letter.encode() for letter in "نم")
"""Two frequent letters leave a few of a thousand texts to be compared; each more costs as much as it spares."""


def _fences(text: str) -> tuple[int, int, int] | None:
    """Where the front matter begins and ends, and where what follows it begins, as python-frontmatter splits them."""
    first = _HANDLER.FM_BOUNDARY.match(text)
    at = text.find("\n---", first.end()) if first else -1  # in a tenth of the time of the search for a line's beginning
    second = _HANDLER.FM_BOUNDARY.search(text, at + 1) if at >= 0 else None
    return (first.end(), second.start(), second.end()) if first and second else None


def parse(path: str, data: bytes) -> Idea:
    """An idea from its file.

    Raises:
        FarakhanError: `idea-file`, with the first problem of the file.
    """
    source, problems = read(path, data)
    result = shape(Idea, path, source.tree) if source else None
    problems = problems + (located(source, result.problems) if source and result else [])
    if problems or not result or not result.value:
        raise FarakhanError("idea-file", str(problems[0]), path)
    return result.value


def render(idea: Idea) -> bytes:
    """An idea as its file's bytes: every key in the one order, empty ones too, UTF-8, newlines, one at the end."""
    dumped = plain(idea)
    post = frontmatter.Post(dumped.pop("body"), handler=_HANDLER)
    post.metadata = {key: dumped[key] for key in KEYS}
    return f"{frontmatter.dumps(post, handler=_HANDLER)}\n".encode()


class Clash(NamedTuple):
    """What two people changed differently.

    Attributes:
        path: of the file.
        key: of the idea; `TEXT`, its content as a whole; `STANDS`, how it stands; `WHOLE`, a file that is no idea.
        ours: what it is here, in words.
        theirs: what it is on the other side.
    """

    path: str
    key: str
    ours: str
    theirs: str


TEXT, STANDS, WHOLE = "text", "stands", "whole"
Chosen = Mapping[Clash, bool]
"""What a person has chosen where two sides clash: whether it is ours."""


def together(path: str, before: bytes, ours: bytes, theirs: bytes, chosen: Chosen) -> tuple[bytes | None, list[Clash]]:
    """An idea that two people changed, with the changes of both: its text as a whole, how it stands, the rest by key.

    Args:
        path: of its file.
        before: as it was for both.
        ours: as it is here.
        theirs: as it is on the other side.
        chosen: by a person, where both changed the same thing differently.

    Returns:
        The file, None where a person must choose or where one of the three is no idea; and what is to be chosen.
    """
    try:
        base, mine, yours = (parse(path, data) for data in (before, ours, theirs))
    except FarakhanError:
        return None, []
    merged: dict[str, Any] = {}
    clashes: list[Clash] = []
    for keys in _MERGED:
        sides = [tuple(getattr(idea, key) for key in keys) for idea in (mine, yours)]
        values = _later(tuple(getattr(base, key) for key in keys), *sides)
        if values is None:
            clash = Clash(path, TEXT if keys is _TEXT else keys[0], *(_words(keys, idea) for idea in (mine, yours)))
            is_ours = chosen.get(clash)
            if is_ours is None:
                clashes.append(clash)
            values = sides[not is_ours]
        merged |= zip(keys, values, strict=True)
    standings = standing.written(mine), standing.written(yours)
    stands = standing.together(
        standing.written(base), standings, merged["digest"], new_text=merged["digest"] != base.digest
    )
    if stands is None:
        clash = Clash(path, STANDS, *("\n".join(filter(None, side)) for side in standings))
        if clash not in chosen:
            clashes.append(clash)
        stands = standings[not chosen.get(clash)]
    return (None if clashes else render(base.model_copy(update=merged | stands._asdict()))), clashes


def _words(keys: tuple[str, ...], idea: Idea) -> str:
    """Values as they are shown to whoever chooses among them."""
    dumped = plain(idea)
    if keys is not _TEXT:
        return str(dumped[keys[0]] or "")
    lines = (f"{Idea.model_fields[key].title or key}: {dumped[key]}" for key in keys if key != "body" and dumped[key])
    return "\n".join((*lines, idea.body))


def _later(before: tuple[Any, ...], *sides: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """Values as the side has them that changed them; None where both did, differently."""
    changed = [side for side in sides if side != before]
    if any(side != changed[0] for side in changed):
        return None
    return changed[0] if changed else before


def plain(value: Content) -> dict[str, Any]:
    """A content or idea as text, whole numbers, None, lists and mappings; instants in ISO 8601 with their offset."""
    return value.model_dump(mode="json")


def digest(content: Content) -> str:
    """The sha256 of a content, in hexadecimal.

    Over its canonical JSON: the keys of `Content` alone, sorted; UTF-8 without escapes or spaces. A key that has a
    default is left out while it has that, so that ideas from before it keep their digests.
    """
    dumped = plain(content)
    fields = {key: dumped[key] for key in _COVERED if key not in _LATER or getattr(content, key) != _LATER[key]}
    return hashlib.sha256(_CANONICAL.encode(fields).encode()).hexdigest()


def sketch(data: bytes) -> str:
    """What the bodies of two right files have in common if they have one text, cheap enough for thousands of files.

    It is how often some letters stand in it that no other spelling has (`persian.letters.ALIKE`).

    Args:
        data: the file's bytes.
    """
    at = data.find(b"\n---\n") + 1
    return f"{data.count(_FIRST, at)},{data.count(_SECOND, at)}"


def squeezed(body: str) -> str:
    """A key that is the same for texts that differ at most in white space, ZWNJ, marks and the keyboard's letters."""
    return hashlib.sha256(letters.fold(body).encode()).hexdigest()
