"""An objection as a file: YAML, named by its idea's code and its own number."""

from datetime import datetime

from farakhan.files import tree
from farakhan.files.layout import Kind
from farakhan.files.shape import located, shape
from farakhan.files.source import read_yaml
from farakhan.model.objection import Objection
from farakhan.problems import FarakhanError, Problem

FOLDER = Kind.OBJECTION.value


def objection_path(edition: str, code: str, number: int) -> str:
    """Where an objection stands, relative to the repository's top."""
    return f"submissions/{edition}/{FOLDER}/{code}-{number}.yml"


def named(path: str) -> tuple[str, int]:
    """The code and the number that the name of an objection's file has."""
    code, _, number = path.rpartition("/")[2].removesuffix(".yml").partition("-")
    return code, int(number)


def render(objection: Objection) -> bytes:
    """An objection as its file's bytes."""
    values = objection.model_dump()
    moments = {name: value.isoformat() for name, value in values.items() if isinstance(value, datetime)}
    return tree.dump({**values, **moments}).encode()


def read(path: str, data: bytes) -> tuple[Objection | None, list[Problem]]:
    """An objection, or what is wrong with its file by itself."""
    source, problems = read_yaml(path, data)
    if source is None or problems:
        return None, problems
    shaped = shape(Objection, path, source.tree)
    return shaped.value, located(source, shaped.problems)


def parse(path: str, data: bytes) -> Objection:
    """An objection from its file's bytes.

    Raises:
        FarakhanError: `objection-file`, with the first thing that is wrong with it.
    """
    objection, problems = read(path, data)
    if objection is None or problems:
        raise FarakhanError("objection-file", str(problems[0]), path)
    return objection
