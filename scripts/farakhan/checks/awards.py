"""awards.yml against the call, the ideas and the results it rests on."""

from collections.abc import Iterator, Mapping

from farakhan.checks.idea import Facts
from farakhan.checks.text import check_text
from farakhan.files.awards import digest
from farakhan.files.shape import Source, located, shape
from farakhan.model.call import Call, names
from farakhan.model.judging import Awards, Results
from farakhan.persian import letters
from farakhan.problems import Problem, capped, problem


def read_awards(
    source: Source, call: Call, ideas: Mapping[str, Facts], results: Results | None, results_sha256: str
) -> tuple[Awards | None, list[Problem]]:
    """The jury's decisions and what is wrong with them.

    Args:
        source: awards.yml as read.
        call: of the edition.
        ideas: those whose files are right, by code.
        results: the tally's, or None where there is no results.json or it is wrong.
        results_sha256: of results.json's bytes, in hexadecimal; empty where there is none.
    """
    shaped = shape(Awards, source.path, source.tree)
    problems = list(shaped.problems)
    awards = shaped.value
    if awards:
        problems += _rests_on(source, awards, call, results_sha256)
        problems += _numbers(source, awards)
        problems += _kinds(source, awards, call)
        problems += _texts(source, awards)
        problems += _ideas(source, awards, ideas, results)
    return awards, capped(source.path, located(source, problems))


def _rests_on(source: Source, awards: Awards, call: Call, results_sha256: str) -> Iterator[Problem]:
    if awards.edition != call.edition:
        yield problem(source.path, ("edition",), "idea-edition", edition=call.edition)
    if not results_sha256:
        yield problem(source.path, ("results",), "award-unsealed")
    elif awards.results != results_sha256:
        yield problem(source.path, ("results",), "award-digest", expected=results_sha256)
    if awards.digest != digest(awards):
        yield problem(source.path, ("digest",), "award-changed", expected=digest(awards))


def _numbers(source: Source, awards: Awards) -> Iterator[Problem]:
    """The public knows a winner by its number: one each, none left out."""
    seen: set[int] = set()
    last = len(awards.awards)
    for index, award in enumerate(awards.awards):
        if award.number in seen or award.number > last:
            place = ("awards", index, "number")
            yield problem(source.path, place, "award-number", value=award.number, last=last)
        seen.add(award.number)


def _kinds(source: Source, awards: Awards, call: Call) -> Iterator[Problem]:
    kinds, partners = names(call.awards), names(call.partners)
    for index, award in enumerate(awards.awards):
        if award.award not in kinds:
            place = ("awards", index, "award")
            yield problem(source.path, place, "award-kind", value=award.award, choices="، ".join(kinds))
        for inner, support in enumerate(award.support):
            if support.partner not in partners:
                inner_place = ("awards", index, "support", inner, "partner")
                yield problem(
                    source.path, inner_place, "award-partner", value=support.partner, choices="، ".join(partners)
                )


def _texts(source: Source, awards: Awards) -> Iterator[Problem]:
    for place, text in _free_texts(awards):
        if letters.odd_or_numeric(text):
            yield from check_text(source.path, place, _key(place), text)


def _key(place: tuple[str | int, ...]) -> str:
    """The name of what stands at a place: in a list, the list's."""
    return next(name for name in reversed(place) if isinstance(name, str))


def _free_texts(awards: Awards) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for index, name in enumerate(awards.signed_by):
        yield ("signed_by", index), name
    for index, award in enumerate(awards.awards):
        yield ("awards", index, "public_name"), award.public_name
        yield ("awards", index, "reason"), award.reason
        for inner, support in enumerate(award.support):
            yield ("awards", index, "support", inner, "kind"), support.kind
    for index, passed in enumerate(awards.passed_over):
        yield ("passed_over", index, "reason"), passed.reason


def _ideas(source: Source, awards: Awards, ideas: Mapping[str, Facts], results: Results | None) -> Iterator[Problem]:
    ranked = {judged.code for judged in results.ranking} if results else set()
    winners = set(results.winners) if results else set()
    seen: set[str] = set()
    places = [(("awards", i, "code"), award.code) for i, award in enumerate(awards.awards)]
    places += [(("passed_over", i, "code"), passed.code) for i, passed in enumerate(awards.passed_over)]
    for place, code in places:
        if code in seen:
            yield problem(source.path, place, "award-twice", value=code)
        elif results and code not in ranked:
            yield problem(source.path, place, "award-idea", value=code)
        seen.add(code)
    others = ranked - winners
    for index, award in enumerate(awards.awards):
        if award.code in others and not award.reason:
            yield problem(source.path, ("awards", index, "reason"), "award-ranking", value=award.code)
        if award.code in ideas and not ideas[award.code].publish:
            yield problem(source.path, ("awards", index, "code"), "award-consent", value=award.code)
    for code in sorted(winners - seen):
        yield problem(source.path, ("awards",), "award-passed-over", value=code)
