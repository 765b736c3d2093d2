"""The ranking: ideas in the order of their scores, ties broken only as the call says, and the winners among them."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import groupby

from farakhan.files.results import inputs
from farakhan.model.call import Call
from farakhan.model.judging import Candidate, Ranked, Results, SheetRow
from farakhan.tally.quotas import choose
from farakhan.tally.rules import RULES
from farakhan.tally.scored import Scored


def count(call: Call, candidates: Iterable[Candidate], rows: Iterable[SheetRow], files: Mapping[str, str]) -> Results:
    """The results of an edition, by the rule that its call names; the order of candidates and rows changes nothing.

    Args:
        call: for its rubric and its tally's options.
        candidates: the ideas that are judged; rows of other ideas are not looked at.
        rows: of all sheets. A row counts if it has its scores and the judge has no conflict.
        files: the sha256 of the bytes of assignments.csv and of each sheet, by its path in the edition.
    """
    ideas = {candidate.code: candidate for candidate in candidates}
    scored = RULES[call.tally.rule].score(call.rubric, ideas.keys(), rows)
    enough = {code: given for code, given in scored.items() if given.rows >= call.tally.min_sheets}
    ranking = _in_order(call, enough)
    chosen = choose(call, ranking, ideas)
    unranked = tuple(sorted((code, scored[code].rows if code in scored else 0) for code in ideas if code not in enough))
    return Results(
        edition=call.edition,
        rule=call.tally.rule,
        scale=call.rubric.scale,
        min_sheets=call.tally.min_sheets,
        inputs=inputs(call, ideas.values(), files),
        criteria=tuple(criterion.id for criterion in call.rubric.criteria),
        ranking=ranking,
        unranked=unranked,
        winners=chosen.winners,
        tied=chosen.tied,
        open_places=chosen.places,
    )


def _in_order(call: Call, scored: Mapping[str, Scored]) -> tuple[Ranked, ...]:
    """Best first; what the score and the tie-breaks cannot tell apart shares a rank: 1, 2, 2, 4."""
    ids = [criterion.id for criterion in call.rubric.criteria]
    breaks = [ids.index(criterion) for criterion in call.tally.tie_break]

    def merit(code: str) -> tuple[Fraction, ...]:
        given = scored[code]
        return (given.score, *(given.criteria[index] for index in breaks))

    placed: list[Ranked] = []
    for _, equals in groupby(sorted(sorted(scored), key=merit, reverse=True), key=merit):
        rank = len(placed) + 1
        placed += [Ranked(code, rank, *scored[code]) for code in sorted(equals)]
    return tuple(placed)
