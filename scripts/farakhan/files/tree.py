"""YAML as strings: an event guard against hostile documents, and a tree in which every scalar is text.

YAML's own typing turns 0012345670 into 2739128, 12:30 into 750 and 1405-02-31 into a crash; so nothing is typed here,
and the model decides. Aliases, tags, merge keys, duplicate keys, depth and size are refused while events stream by,
before anything is built in memory or on the stack.
"""

import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

import yaml

from farakhan.problems import Place, Problem, problem

MAX_DEPTH = 8
MAX_NODES = 5_000
MAX_BYTES = 64 * 1024
"""Of one idea's or one call's YAML; a file that grows with the ideas may have a multiple of both."""

Tree: TypeAlias = dict[str, Any]
"""A mapping of text to text, lists and mappings."""


class _RefusedError(Exception):
    def __init__(self, code: str, line: int, **values: object) -> None:
        super().__init__(code)
        self.code, self.line, self.said = code, line, values


def load(text: str, path: str, first_line: int = 1, times: int = 1) -> tuple[Tree | None, list[Problem]]:
    """Read one YAML mapping.

    Args:
        text: the YAML, without its front matter's fences.
        path: for the problems.
        first_line: the line of the file on which `text` begins, counted from 1.
        times: how many times the usual bytes and nodes it may have.

    Returns:
        The tree, or None where the text cannot be read as one mapping; and what is wrong with it.
    """
    builder = _Builder(times, places=False)
    try:
        builder.read(text)
    except _RefusedError as refused:
        return None, [problem(path, refused.line + first_line, refused.code, **refused.said)]
    problems = [problem(path, line + first_line, "yaml-duplicate", key=key) for key, line in builder.repeated]
    return builder.root, problems


@lru_cache(maxsize=1)  # a file's problems ask one after the other
def lines(text: str, first_line: int = 1) -> Mapping[Place, int]:
    """The line of each value of a text that `load` could read, by its place; read anew, only for problems."""
    builder = _Builder(sys.maxsize, places=True)
    builder.read(text)
    return {place: line + first_line for place, line in builder.lines.items()}


class _Builder:
    """Builds the tree from the parser's events and refuses what may not be in it as it comes by.

    `stack` has the open mappings and lists, `keys` the key whose value is awaited in each (None in a list).
    """

    def __init__(self, times: int, *, places: bool) -> None:
        self.max_bytes, self.max_nodes = times * MAX_BYTES, times * MAX_NODES
        self.places = places
        self.root: Tree | None = None
        self.repeated: list[tuple[str, int]] = []
        self.lines: dict[Place, int] = {}
        self.stack: list[Any] = []
        self.keys: list[str | None] = []
        self.nodes = 0

    def read(self, text: str) -> None:
        if len(text.encode()) > self.max_bytes:
            raise _RefusedError("yaml-long", 0, limit=self.max_bytes)
        take = {
            yaml.ScalarEvent: self.scalar,
            yaml.MappingStartEvent: self.start,
            yaml.SequenceStartEvent: self.start,
            yaml.MappingEndEvent: self.end,
            yaml.SequenceEndEvent: self.end,
            yaml.AliasEvent: self.alias,
            yaml.DocumentStartEvent: self.document,
        }
        for event in _events(text):
            taker = take.get(event.__class__)
            if taker:
                taker(event)
        if self.root is None:
            raise _RefusedError("yaml-syntax", 0)

    def scalar(self, event: Any) -> None:  # noqa: ANN401 (PyYAML's events are untyped)
        self.nodes += 1
        if event.anchor or event.tag or self.nodes > self.max_nodes:
            raise self.refusal(event)
        if not self.stack:
            raise _RefusedError("yaml-key", event.start_mark.line)
        if self.keys[-1] is None and self.stack[-1].__class__ is dict:
            self.key(event.value, event)
        else:
            self.put(event.value, event)
            self.keys[-1] = None

    def start(self, event: Any) -> None:  # noqa: ANN401
        self.nodes += 1
        if event.anchor or event.tag or self.nodes > self.max_nodes:
            raise self.refusal(event)
        value: Any = {} if event.__class__ is yaml.MappingStartEvent else []
        if len(self.stack) == MAX_DEPTH:
            raise _RefusedError("yaml-deep", event.start_mark.line, limit=MAX_DEPTH)
        if self.stack:
            self.put(value, event)
        elif value.__class__ is dict:
            self.root = value
        else:
            raise _RefusedError("yaml-key", event.start_mark.line)
        self.stack.append(value)
        self.keys.append(None)

    def end(self, _: object) -> None:
        self.stack.pop()
        self.keys.pop()
        if self.keys:
            self.keys[-1] = None

    def alias(self, event: Any) -> None:  # noqa: ANN401
        raise _RefusedError("yaml-alias", event.start_mark.line)

    def document(self, event: Any) -> None:  # noqa: ANN401
        if self.root is not None:
            raise _RefusedError("yaml-syntax", event.start_mark.line)

    def refusal(self, event: Any) -> _RefusedError:  # noqa: ANN401
        line = event.start_mark.line
        if event.anchor:
            return _RefusedError("yaml-alias", line)
        return _RefusedError("yaml-tag", line) if event.tag else _RefusedError("yaml-long", line, limit=self.max_nodes)

    def key(self, key: str, event: Any) -> None:  # noqa: ANN401
        if key == "<<":
            raise _RefusedError("yaml-alias", event.start_mark.line)
        if key in self.stack[-1]:
            self.repeated.append((key, event.start_mark.line))
        self.keys[-1] = key
        if self.places:
            self.lines.setdefault(self.place(), event.start_mark.line)

    def put(self, value: Any, event: Any) -> None:  # noqa: ANN401
        holder, key = self.stack[-1], self.keys[-1]
        if holder.__class__ is list:
            holder.append(value)
            if self.places:
                self.lines[self.place()] = event.start_mark.line
        elif key is None:
            raise _RefusedError("yaml-key", event.start_mark.line)
        else:
            holder.setdefault(key, value)

    def place(self) -> Place:
        pairs = zip(self.stack, self.keys, strict=True)
        return tuple(len(holder) - 1 if holder.__class__ is list else str(key) for holder, key in pairs)


def _events(text: str) -> Iterator[Any]:
    try:
        parser = yaml.CBaseLoader(text)
        while parser.check_event():
            yield parser.get_event()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _RefusedError("yaml-syntax", mark.line if mark else 0) from None
    except yaml.YAMLError as error:
        position = getattr(error, "position", 0) or 0
        raise _RefusedError("yaml-syntax", text.encode()[:position].count(b"\n")) from None


class _Dumper(yaml.CSafeDumper):
    """Block style, Persian readable, no line folding; what is empty stays empty instead of `null`."""

    def ignore_aliases(self, _: object) -> bool:
        """A list or mapping that stands twice is written twice: `load` refuses aliases."""
        return True


_Dumper.add_representer(type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", ""))


def dump(tree: Tree) -> str:
    """A tree of text, whole numbers, None, lists and mappings as YAML that `load` reads back; keys keep their order."""
    return str(
        yaml.dump(
            tree,
            Dumper=_Dumper,
            allow_unicode=True,
            sort_keys=False,
            default_flow_style=False,
            width=2**31 - 1,
        )
    )


def with_key(text: str, key: str, value: Any) -> str:  # noqa: ANN401 (any part of a tree)
    """A document that `load` can read with one key of the top anew; the lines of the others stay, remarks too.

    Args:
        text: the document.
        key: of the top; it may be new.
        value: what it has from now on.
    """
    starts = {place[0]: line - 1 for place, line in lines(text).items() if len(place) == 1}
    written = text.splitlines(keepends=True)
    if written and not written[-1].endswith("\n"):
        written[-1] += "\n"
    begin = starts.get(key, len(written))
    end = min((line for line in starts.values() if line > begin), default=len(written))
    while end - 1 > begin and (not written[end - 1].strip() or written[end - 1].startswith("#")):
        end -= 1
    return "".join([*written[:begin], dump({key: value}), *written[end:]])
