"""Bytes of a YAML file as text: what is refused before YAML is looked at."""

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


def read_yaml(path: str, data: bytes, times: int = 1) -> tuple[Source | None, list[Problem]]:
    """A file that is YAML from its first line to its last; `times` as long as an idea's may be."""
    text, problems = decode(path, data, times * tree.MAX_BYTES)
    if problems:
        return None, problems
    loaded, problems = tree.load(text, path, times=times)
    return (None if loaded is None else Source(path, text, 1, loaded)), problems
