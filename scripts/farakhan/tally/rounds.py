"""Which ideas come into a round: the best of what was read so far, and all that nobody could tell from them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction

from farakhan.model.call import Round
from farakhan.model.judging import Candidate, SheetRow
from farakhan.tally.rules import RULES
from farakhan.tally.scored import Deciding, Scored

_POINTS = 100


def shortlist(
    call: Deciding,
    candidates: Iterable[Candidate],
    rows: Mapping[str, Sequence[SheetRow]],
    rounds: Sequence[Round],
    among: Collection[str] | None,
) -> frozenset[str]:
    """The codes of the ideas that come into the round after some others.

    They are the best by the call's rule, as many as the round's shortlist; those whose score is at most its margin
    below; of each field with a minimum of winners the best in the same proportion; and those that were read by fewer
    than planned, so that nobody goes out unread.

    Args:
        call: for what decides in it.
        candidates: all ideas that are judged.
        rows: of the sheets of the rounds before, by the round's id.
        rounds: those before, and last the one that is drawn for.
        among: the ideas that were in the round before; None for all.
    """
    into = rounds[-1]
    ideas = {candidate.code: candidate for candidate in candidates}
    given = [row for before in rounds[:-1] for row in rows.get(before.id, ())]
    scored = RULES[call.tally.rule].score(call.rubric, ideas.keys(), given)
    within = ideas.keys() if among is None else ideas.keys() & set(among)
    planned = sum(before.readings for before in rounds[:-1])
    chosen = {code for code in within if code not in scored or scored[code].rows < planned}
    margin = Fraction(into.margin, _POINTS)
    best = {code: scored[code] for code in within if code in scored}
    chosen |= _best(best, into.shortlist or 0, margin)
    by_field: defaultdict[str, dict[str, Scored]] = defaultdict(dict)
    for code, result in best.items():
        by_field[ideas[code].field][code] = result
    for quota in call.tally.field_quotas:
        share = -(-(quota.least or 0) * (into.shortlist or 0) // call.tally.winners)
        chosen |= _best(by_field[quota.id], share, margin)
    return frozenset(chosen)


def _best(scored: Mapping[str, Scored], number: int, margin: Fraction) -> set[str]:
    """The codes of so many best ones, and of those at most a margin below the last of them."""
    scores = sorted((result.score for result in scored.values()), reverse=True)
    if not scores or not number:
        return set()
    cut = scores[min(number, len(scores)) - 1] - margin
    return {code for code, result in scored.items() if result.score >= cut}
