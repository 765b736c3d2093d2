"""Open data from a count, and the count again from open data alone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain

from farakhan.model.call import Call, TallyRule
from farakhan.model.judging import Candidate, Placing, SheetRow
from farakhan.model.opened import OpenCall, OpenData, OpenIdea, OpenRow
from farakhan.tally.co_readers import corrections
from farakhan.tally.mean import counted, mean
from farakhan.tally.ranking import place
from farakhan.tally.rounds import shortlist
from farakhan.tally.rules import RULES
from farakhan.tally.scored import Deciding, Scored


def opened(call: Call, candidates: Iterable[Candidate], rounds: Mapping[str, Sequence[SheetRow]]) -> OpenData:
    """What may be published of a count: rows lose their judges, ideas their codes.

    Args:
        call: of the edition.
        candidates: that are judged, each with its public number.
        rounds: the rows of all sheets, by the id of their round.
    """
    ideas = {candidate.code: candidate for candidate in candidates}
    counting = {name: list(counted(ideas, rows)) for name, rows in rounds.items()}
    taken_off = corrections(call.rubric, ideas, chain(*counting.values())) if corrects(call) else {}
    open_rows = (
        OpenRow(ideas[row.idea].number, row.scores or (), taken_off.get(row.judge, Fraction()), name)
        for name, rows in counting.items()
        for row in rows
    )
    by_county = call.tally.county_most is not None
    open_ideas = (
        OpenIdea(idea.number, idea.field, idea.counties if by_county else (), idea.shortlisted)
        for idea in ideas.values()
    )
    return OpenData(OpenCall.of(call), sorted(open_ideas), sorted(open_rows))


def recount(data: OpenData) -> Placing:
    """Count open data; an idea's number, as text, stands in its code's place."""
    call = data.call
    rounds: defaultdict[str, list[SheetRow]] = defaultdict(list)
    for row in data.rows:
        rounds[row.round].append(SheetRow("", str(row.number), row.scores, conflict=False))
    ideas = {candidate.code: candidate for candidate in _candidates(data, rounds)}
    rows = list(chain(*rounds.values()))
    by_mean = mean(call.rubric, ideas, rows)
    by_co_readers = _corrected(by_mean, data.rows) if corrects(call) else {}
    rule = call.tally.rule
    scored = by_co_readers if rule is TallyRule.CO_READERS else RULES[rule].score(call.rubric, ideas, rows)
    return place(call, ideas, scored, by_co_readers)


def _candidates(data: OpenData, rounds: Mapping[str, Sequence[SheetRow]]) -> Iterator[Candidate]:
    """Ideas by their numbers, and whether they came into the last round.

    Under `mean` that is counted again; by `co_readers` a shortlist rests on what was taken off rows by then, which only
    the sheets say, so that what the data says of it stands.
    """
    call = data.call
    ideas = [Candidate(str(idea.number), idea.field, idea.counties, "", idea.number) for idea in data.ideas]
    among: frozenset[str] | None = None
    if call.tally.rule is TallyRule.MEAN:
        for number in range(2, len(call.rounds) + 1):
            among = shortlist(call, ideas, rounds, call.rounds[:number], among)
    else:
        among = frozenset(str(idea.number) for idea in data.ideas if idea.shortlisted)
    return (idea._replace(shortlisted=among is None or idea.code in among) for idea in ideas)


def _corrected(scored: Mapping[str, Scored], rows: Iterable[OpenRow]) -> dict[str, Scored]:
    """Means after what is taken off their rows."""
    sums: defaultdict[str, Fraction] = defaultdict(Fraction)
    for row in rows:
        sums[str(row.number)] += row.correction
    return {code: given._replace(score=given.score - sums[code] / given.rows) for code, given in scored.items()}


def corrects(call: Deciding) -> bool:
    """Whether rows are corrected anywhere in a count."""
    return TallyRule.CO_READERS in (call.tally.rule, *call.tally.tie_break)
