"""The table of who is who, as YAML."""

from farakhan.files import tree
from farakhan.files.shape import located, shape
from farakhan.files.source import read_yaml
from farakhan.model.staff import People, Tie
from farakhan.problems import FarakhanError


def parse(path: str, data: bytes) -> People:
    """The table from its bytes.

    Raises:
        FarakhanError: `staff-file`, with the first problem of the file.
    """
    source, problems = read_yaml(path, data)
    shaped = shape(People, path, source.tree) if source else None
    problems += located(source, shaped.problems) if source and shaped else []
    if problems or not shaped or not shaped.value:
        raise FarakhanError("staff-file", str(problems[0]), path)
    return shaped.value


def render(people: People) -> bytes:
    """The table as its bytes: a person each, in the order of their addresses."""
    ties: list[Tie] = sorted(people.people, key=lambda tie: tie.email)
    return tree.dump({"people": [tie.model_dump(mode="json") for tie in ties]}).encode()
