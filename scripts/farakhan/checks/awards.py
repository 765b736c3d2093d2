"""awards.yml against the call, the ideas and the results it rests on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from farakhan.checks.idea import Facts
from farakhan.checks.text import check_text
from farakhan.files.awards import digest
from farakhan.files.shape import Source, located, shape
from farakhan.model.call import Call, names
from farakhan.model.idea import Role
from farakhan.model.judging import Awards, Results
from farakhan.problems import Problem, capped, problem

_LISTS = ("awards", "passed_over")


class Decided(NamedTuple):
    """The jury's decisions as they could be read, what of the file could not be read, and what else is wrong."""

    awards: Awards | None
    unread: list[Problem]
    problems: list[Problem]


def read_awards(  # noqa: PLR0913, PLR0917 (each is what a decision rests on)
    source: Source,
    call: Call,
    ideas: Mapping[str, Facts],
    results: Results | None,
    results_sha256: str,
    numbers: Mapping[str, int],
) -> Decided:
    """The jury's decisions and what is wrong with them; an award that cannot be read is left out, the others stand.

    Args:
        source: awards.yml as read.
        call: of the edition.
        ideas: those whose files are right, by code.
        results: the tally's, or None where there is no results.json or it is wrong.
        results_sha256: of results.json's bytes, in hexadecimal; empty where there is none.
        numbers: public numbers by code, as they were drawn when the sheets were closed; empty where they were not.
    """
    read, unread = _read(source)
    awards, problems = read.awards, list[Problem]()
    if awards:
        problems += _rests_on(source, awards, call, results_sha256)
        if read.whole and awards.digest != digest(awards):
            problems.append(problem(source.path, ("digest",), "award-changed", expected=digest(awards)))
        problems += _numbers(source, read, awards, numbers)
        problems += _kinds(source, read, awards, call)
        problems += _texts(source, read, awards)
        problems += _ideas(source, read, awards, ideas, results)
    return Decided(awards, *(capped(source.path, located(source, part)) for part in (unread, problems)))


def check_photos(paths: Iterable[str], awards: Awards | None, ideas: Mapping[str, Facts]) -> Iterator[Problem]:
    """Photos in the record that no honoured idea has whose owner agrees to publication.

    Args:
        paths: of the photos.
        awards: the decision, None where there is none; it is not asked where a part of it cannot be read.
        ideas: those whose files are right, by code.
    """
    honoured = (ideas[award.code] for award in (awards.awards if awards else ()) if award.code in ideas)
    allowed = {photo.sha256 for facts in honoured if facts.publish for photo in facts.photos}
    for path in paths:
        if path.rpartition("/")[2].removesuffix(".webp") not in allowed:
            yield problem(path, 1, "award-photo")


class _Read(NamedTuple):
    """What could be read of awards.yml.

    Attributes:
        awards: without the entries that could not be read; None where the file says nothing that holds.
        places: of each award, which entry of the file it is, from 0; `passed` likewise of those passed over.
        number: how many awards the file has, whether they could be read or not.
        unread: of the entries that could not be read the codes, as far as they have any.
        whole: every entry could be read.
    """

    awards: Awards | None
    places: Sequence[int]
    passed: Sequence[int]
    number: int
    unread: frozenset[str]
    whole: bool


def _read(source: Source) -> tuple[_Read, list[Problem]]:
    """What can be read of a file: where an entry of a list is wrong, the other entries."""
    shaped = shape(Awards, source.path, source.tree)
    tree = source.tree if isinstance(source.tree, dict) else {}
    entries = {key: tree[key] if isinstance(tree.get(key), list) else [] for key in _LISTS}
    wrong = {where.place[:2] for where in shaped.problems if where.place[:1] and where.place[0] in _LISTS}
    places = {key: [place for place in range(len(entries[key])) if (key, place) not in wrong] for key in _LISTS}
    awards = shaped.value
    if awards is None and wrong:
        others = {key: [entries[key][place] for place in places[key]] for key in _LISTS if key in tree}
        awards = shape(Awards, source.path, {**tree, **others}).value
    left = (entry for key in _LISTS for place, entry in enumerate(entries[key]) if (key, place) in wrong)
    codes = (entry.get("code") for entry in left if isinstance(entry, dict))
    unread = frozenset(code for code in codes if isinstance(code, str))
    number = len(entries["awards"])
    read = _Read(awards, places["awards"], places["passed_over"], number, unread, whole=shaped.value is not None)
    return read, list(shaped.problems)


def _rests_on(source: Source, awards: Awards, call: Call, results_sha256: str) -> Iterator[Problem]:
    if awards.edition != call.edition:
        yield problem(source.path, ("edition",), "idea-edition", edition=call.edition)
    if not results_sha256:
        yield problem(source.path, ("results",), "award-unsealed")
    elif awards.results != results_sha256:
        yield problem(source.path, ("results",), "award-digest", expected=results_sha256)


def _numbers(source: Source, read: _Read, awards: Awards, numbers: Mapping[str, int]) -> Iterator[Problem]:
    """The public knows a winner by the number that its idea drew: no two have the same."""
    seen: set[int] = set()
    for index, award in zip(read.places, awards.awards, strict=True):
        if award.number in seen or award.number != numbers.get(award.code, award.number):
            place = ("awards", index, "number")
            yield problem(source.path, place, "award-number", value=award.number)
        seen.add(award.number)


def _kinds(source: Source, read: _Read, awards: Awards, call: Call) -> Iterator[Problem]:
    kinds, partners = names(call.awards), names(call.partners)
    for index, award in zip(read.places, awards.awards, strict=True):
        if award.award not in kinds:
            place = ("awards", index, "award")
            yield problem(source.path, place, "award-kind", value=award.award, choices="، ".join(kinds))
        for inner, support in enumerate(award.support):
            if support.partner not in partners:
                inner_place = ("awards", index, "support", inner, "partner")
                yield problem(
                    source.path, inner_place, "award-partner", value=support.partner, choices="، ".join(partners)
                )


def _texts(source: Source, read: _Read, awards: Awards) -> Iterator[Problem]:
    for place, text in _free_texts(read, awards):
        yield from check_text(source.path, place, _key(place), text)


def _key(place: tuple[str | int, ...]) -> str:
    """The name of what stands at a place: in a list, the list's."""
    return next(name for name in reversed(place) if isinstance(name, str))


def _free_texts(read: _Read, awards: Awards) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for index, name in enumerate(awards.signed_by):
        yield ("signed_by", index), name
    for index, award in zip(read.places, awards.awards, strict=True):
        yield ("awards", index, "public_name"), award.public_name
        yield ("awards", index, "reason"), award.reason
        for inner, support in enumerate(award.support):
            yield ("awards", index, "support", inner, "kind"), support.kind
    for index, passed in zip(read.passed, awards.passed_over, strict=True):
        yield ("passed_over", index, "reason"), passed.reason


def _ideas(
    source: Source, read: _Read, awards: Awards, ideas: Mapping[str, Facts], results: Results | None
) -> Iterator[Problem]:
    ranked = {judged.code for judged in results.ranking} if results else set()
    winners = set(results.winners) if results else set()
    seen: set[str] = set()
    awarded = list(zip(read.places, awards.awards, strict=True))
    places = [(("awards", index, "code"), award.code) for index, award in awarded]
    passed = zip(read.passed, awards.passed_over, strict=True)
    places += [(("passed_over", index, "code"), entry.code) for index, entry in passed]
    for place, code in places:
        if code in seen:
            yield problem(source.path, place, "award-twice", value=code)
        elif results and code not in ranked:
            yield problem(source.path, place, "award-idea", value=code)
        seen.add(code)
    others = ranked - winners
    for index, award in awarded:
        if award.code in others and not award.reason:
            yield problem(source.path, ("awards", index, "reason"), "award-ranking", value=award.code)
        if award.code in ideas and award.role not in (Role.NONE, ideas[award.code].role) and not award.reason:
            yield problem(source.path, ("awards", index, "role"), "award-role", value=award.code)
        if award.code in ideas and ideas[award.code].publish != bool(award.public_name):
            wrong = "award-consent" if award.public_name else "award-name"
            yield problem(source.path, ("awards", index, "public_name"), wrong, value=award.code)
    for code in sorted(winners - seen - read.unread):
        yield problem(source.path, ("awards",), "award-passed-over", value=code)
