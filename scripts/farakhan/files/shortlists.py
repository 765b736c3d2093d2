"""shortlists/<round>.json: canonical bytes that say which ideas come into a round, and from what sheets."""

from pydantic import AwareDatetime, ConfigDict, ValidationError

from farakhan.files import canonical, inputs
from farakhan.files.inputs import InputsForm
from farakhan.model.base import Code, Frozen, Slug
from farakhan.model.judging import Shortlist
from farakhan.problems import Problem, problem


def render(shortlist: Shortlist) -> bytes:
    """A shortlist as canonical JSON (`canonical.render`)."""
    value = {
        "edition": shortlist.edition,
        "round": shortlist.round,
        "closed": shortlist.at.isoformat(timespec="seconds"),
        "inputs": inputs.as_written(shortlist.inputs),
        "ideas": sorted(shortlist.ideas),
    }
    return canonical.render(value)


def parse(path: str, data: bytes) -> tuple[Shortlist | None, list[Problem]]:
    """A shortlist from its file's bytes; None where it is no such file."""
    try:
        return _File.model_validate_json(data).shortlist(), []
    except ValidationError:
        return None, [problem(path, 1, "shortlist-form")]


class _File(Frozen):
    """A shortlist as it is written."""

    model_config = ConfigDict(strict=True)

    edition: Slug
    round: Slug
    closed: AwareDatetime
    inputs: InputsForm
    ideas: tuple[Code, ...]

    def shortlist(self) -> Shortlist:
        return Shortlist(self.edition, self.round, self.closed, self.inputs.inputs(), self.ideas)
