"""Objections against their call, their ideas and one another."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from farakhan.checks.terms import Terms
from farakhan.checks.text import check_text
from farakhan.files import objection as objection_file
from farakhan.files.shape import located
from farakhan.files.source import read_yaml
from farakhan.model.call import Call
from farakhan.model.objection import Objection
from farakhan.persian.calendar import tehran_day
from farakhan.problems import Problem, problem


def inspect(path: str, data: bytes, call: Call, terms: Terms) -> tuple[Objection | None, list[Problem]]:
    """An objection, if its file can be read as one, and what is wrong with it by itself and against its call.

    Args:
        path: of the file.
        data: its bytes.
        call: the edition's.
        terms: of this call.
    """
    objection, problems = objection_file.read(path, data)
    source, _ = read_yaml(path, data)
    if objection is None or source is None:
        return None, problems
    return objection, [*problems, *located(source, _wrong(path, objection, call, terms))]


def _wrong(path: str, objection: Objection, call: Call, terms: Terms) -> Iterator[Problem]:
    if (objection.code, objection.number) != objection_file.named(path):
        yield problem(path, ("code",), "objection-name", name=path.rpartition("/")[2])
    if objection.edition != call.edition:
        yield problem(path, ("edition",), "idea-edition", edition=call.edition)
    if objection.channel not in terms.channels:
        choices = "، ".join(terms.channels)
        yield problem(path, ("channel",), "idea-channel", value=objection.channel, choices=choices)
    for key in ("registered_by", "answered_by"):
        ident = getattr(objection, key)
        if ident and ident not in terms.staff:
            yield problem(path, (key,), "idea-staff", value=ident)
    if objection.registered < objection.arrived:
        yield problem(path, ("registered",), "idea-times")
    if not objection.late and not call.hears_objections(tehran_day(objection.arrived)):
        yield problem(path, ("late",), "objection-late")
    if bool(objection.answer) == objection.waits or (objection.answered and objection.answered < objection.registered):
        yield problem(path, ("answer",), "objection-answer")
    for key in ("text", "answer", "late"):
        yield from check_text(path, (key,), key, getattr(objection, key))


def check_together(
    objections: Iterable[tuple[str, Objection]], codes: AbstractSet[str], *, signed: bool
) -> Iterator[Problem]:
    """What is wrong between objections, and with what they are about.

    Args:
        objections: with the paths of their files.
        codes: of all the edition's ideas, those with an error too.
        signed: whether the jury's decision has its letter, so that it will be announced.
    """
    by_number: dict[int, str] = {}
    for path, objection in sorted(objections, key=lambda pair: pair[0]):
        other = by_number.setdefault(objection.number, path)
        if other != path:
            yield problem(path, 1, "objection-number", value=objection.number, other=other)
        if objection.code not in codes:
            yield problem(path, 1, "objection-idea", value=objection.code)
        if signed and objection.waits:
            yield problem(path, 1, "objection-waiting", edition=objection.edition, value=str(objection.number))
