"""The ranking: ideas in the order of their scores, ties broken only as the call says, and the winners among them."""

from collections.abc import Container, Iterable, Mapping
from fractions import Fraction
from itertools import groupby

from farakhan.files.inputs import inputs_of
from farakhan.model.call import Call, TallyRule
from farakhan.model.judging import Candidate, Placing, Ranked, Results, SheetRow
from farakhan.tally.quotas import choose
from farakhan.tally.rules import RULES
from farakhan.tally.scored import Deciding, Scored


def count(call: Call, candidates: Iterable[Candidate], rows: Iterable[SheetRow], files: Mapping[str, str]) -> Results:
    """The results of an edition, by the rule that its call names; the order of candidates and rows changes nothing.

    Args:
        call: for its rubric and its tally's options.
        candidates: the ideas that are judged; rows of other ideas are not looked at.
        rows: of all sheets. A row counts if it has its scores and the judge has no conflict.
        files: the sha256 of the bytes of assignments.csv, of each shortlist and sheet, by its path in the edition.
    """
    ideas = {candidate.code: candidate for candidate in candidates}
    rows = list(rows)
    scored = RULES[call.tally.rule].score(call.rubric, ideas.keys(), rows)
    placed = place(call, ideas, scored, _second_opinion(call, ideas, rows))
    return Results(
        edition=call.edition,
        rule=call.tally.rule,
        scale=call.rubric.scale,
        min_sheets=call.tally.min_sheets,
        inputs=inputs_of(call, ideas.values(), files),
        criteria=tuple(criterion.id for criterion in call.rubric.criteria),
        ranking=placed.ranking,
        unranked=placed.unranked,
        not_shortlisted=placed.not_shortlisted,
        winners=placed.winners,
        tied=placed.tied,
        open_places=placed.open_places,
    )


def place(
    call: Deciding, ideas: Mapping[str, Candidate], scored: Mapping[str, Scored], by_co_readers: Mapping[str, Scored]
) -> Placing:
    """The places of ideas whose scores are known.

    Args:
        call: for what decides in it.
        ideas: that are judged, by code.
        scored: what the call's rule gave each that has a row, by code.
        by_co_readers: what `co_readers` gave, where the call breaks ties by it.
    """
    enough = {
        code: given for code, given in scored.items() if given.rows >= call.tally.min_sheets and ideas[code].shortlisted
    }
    ranking = _in_order(call, enough, by_co_readers)
    chosen = choose(call, ranking, ideas)
    rows = {code: scored[code].rows if code in scored else 0 for code in sorted(ideas.keys() - enough.keys())}
    return Placing(
        ranking=ranking,
        unranked=tuple((code, count) for code, count in rows.items() if ideas[code].shortlisted),
        not_shortlisted=tuple((code, count) for code, count in rows.items() if not ideas[code].shortlisted),
        winners=chosen.winners,
        tied=chosen.tied,
        open_places=chosen.places,
    )


def _second_opinion(call: Call, ideas: Container[str], rows: Iterable[SheetRow]) -> Mapping[str, Scored]:
    """What ideas are given by `co_readers`, where the call breaks ties by it; else nothing."""
    if TallyRule.CO_READERS not in call.tally.tie_break:
        return {}
    return RULES[TallyRule.CO_READERS].score(call.rubric, ideas, rows)


def _in_order(call: Deciding, scored: Mapping[str, Scored], by_co_readers: Mapping[str, Scored]) -> tuple[Ranked, ...]:
    """Best first; what the score and the tie-breaks cannot tell apart shares a rank: 1, 2, 2, 4."""
    ids = [criterion.id for criterion in call.rubric.criteria]

    def broken_by(code: str, name: str) -> Fraction:
        return by_co_readers[code].score if name == TallyRule.CO_READERS else scored[code].criteria[ids.index(name)]

    def merit(code: str) -> tuple[float | Fraction, ...]:
        """What is compared; the nearest floats tell nearly all apart, and only where they are equal all is exact."""
        exact = (scored[code].score, *(broken_by(code, name) for name in call.tally.tie_break))
        return (float(exact[0]), *exact)

    merits = {code: merit(code) for code in sorted(scored)}
    placed: list[Ranked] = []
    for _, equals in groupby(sorted(merits, key=merits.__getitem__, reverse=True), key=merits.__getitem__):
        rank = len(placed) + 1
        placed += [Ranked(code, rank, *scored[code]) for code in sorted(equals)]
    return tuple(placed)
