"""The call of an edition, and nothing else of it: for whoever needs its keys, its words or its times alone."""

from pathlib import Path

from farakhan.checks.call import moved_dates
from farakhan.checks.call import read_call as check_call
from farakhan.files.layout import Kind, check_place
from farakhan.files.shape import located
from farakhan.files.source import read_yaml
from farakhan.model.call import Call
from farakhan.problems import FarakhanError, Problem, problem
from farakhan.store import disk


def folder_of(root: Path, name: str) -> str:
    """The folder of an edition, relative to the repository's top.

    Raises:
        FarakhanError: `no-edition`, there is no such folder.
    """
    folder = f"{disk.RECORD}/{name}"
    if not (root / folder).is_dir() or (root / folder).is_symlink():
        raise FarakhanError("no-edition", "چنین دوره‌ای در submissions نیست.", folder)
    return folder


def path_of(name: str) -> str:
    """Where an edition's call stands."""
    return f"{disk.RECORD}/{name}/call.yml"


def read_call(root: Path, name: str) -> Call:
    """The call of an edition; there may be things to mend in it, which `farakhan check` says.

    Raises:
        FarakhanError: `no-edition`, there is no such folder; `call-file`, its call.yml cannot be used.
    """
    folder_of(root, name)
    call, problems = inspect_call(root, name)
    if call is None:
        raise FarakhanError("call-file", "\n".join(map(str, sorted(problems))), path_of(name))
    return call


def calls(root: Path) -> list[Call]:
    """The calls of all editions whose file can be used, in the editions' order."""
    return [call for name in disk.editions(root) if (call := inspect_call(root, name)[0])]


def inspect_call(root: Path, name: str) -> tuple[Call | None, list[Problem]]:
    """The call of an edition, None where its file cannot be used; and all that is wrong with that file."""
    path = path_of(name)
    data, wrong_place = call_bytes(root, name)
    return checked(path, data) if wrong_place is None else (None, [wrong_place])


def call_bytes(root: Path, name: str) -> tuple[bytes, Problem | None]:
    """What a call's file holds; or why it is not opened: there is none, or something else stands in its place."""
    path = path_of(name)
    at = root / path
    missing = problem(path, 1, "file-missing", name="call.yml")
    if at.is_dir() and not at.is_symlink():
        return b"", missing
    try:
        wrong_place = check_place(disk.entry(root, path))
        return (b"" if wrong_place else disk.read_bytes(root, path, disk.LIMITS[Kind.CALL])), wrong_place
    except FileNotFoundError:
        return b"", missing


def moved(path: str, now: bytes, before: bytes) -> list[Problem]:
    """The days of a call that were told and are others now without an amendment; nothing where either is unreadable."""
    source, _ = read_yaml(path, now, disk.CALL_TIMES)
    call, _ = checked(path, now)
    old, _ = checked(path, before)
    return located(source, moved_dates(source, call, old)) if source and call and old else []


def checked(path: str, data: bytes) -> tuple[Call | None, list[Problem]]:
    """A call from its file's bytes, None where they cannot be used; and all that is wrong with them."""
    source, problems = read_yaml(path, data, disk.CALL_TIMES)
    call, wrong = check_call(source) if source else (None, [])
    return call, problems + wrong
