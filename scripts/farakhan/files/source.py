"""Bytes of a file as text, and as what they are known by: what is refused before anything is read in it."""

import hashlib

from farakhan.files import tree
from farakhan.files.shape import Source
from farakhan.problems import Problem, problem

BOM = "\ufeff"


def decode(path: str, data: bytes, limit: int = tree.MAX_BYTES) -> tuple[str, list[Problem]]:
    """The text of a file: UTF-8, a byte-order mark stripped, at most `limit` bytes; line breaks as newlines."""
    if len(data) > limit:
        return "", [problem(path, 1, "file-too-large", size=len(data), limit=limit)]
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return "", [problem(path, data[: error.start].count(b"\n") + 1, "file-encoding")]
    return text.removeprefix(BOM).replace("\r\n", "\n").replace("\r", "\n"), []


def as_committed(data: bytes) -> bytes:
    """A text file's bytes as git keeps them: a clone on Windows may have CRLF where the commit has a newline."""
    return data.replace(b"\r\n", b"\n")


def sha256(data: bytes) -> str:
    """The sha256 of a text file, in hexadecimal: the same in every clone of one commit, on every system."""
    return hashlib.sha256(as_committed(data)).hexdigest()


def read_yaml(path: str, data: bytes, times: int = 1) -> tuple[Source | None, list[Problem]]:
    """A file that is YAML from its first line to its last; `times` as long as an idea's may be."""
    text, problems = decode(path, data, times * tree.MAX_BYTES)
    if problems:
        return None, problems
    loaded, problems = tree.load(text, path, times=times)
    return (None if loaded is None else Source(path, text, 1, loaded)), problems
