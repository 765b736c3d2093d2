"""The count once more, in another way: as the rules say it, by plain fractions and sets; slow and easy to read."""

import hashlib
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from farakhan.model.call import Call, Quota
from farakhan.model.judging import Candidate, SheetRow


class Verdict(NamedTuple):
    """What comes out: rank, score and rows of each ranked idea by code, the others' rows, and who wins."""

    ranking: dict[str, tuple[int, Fraction, int]]
    unranked: dict[str, int]
    not_shortlisted: dict[str, int]
    winners: set[str]
    tied: set[str]
    open_places: int


def shortlisted(call: Call, ideas: Sequence[Candidate], rounds: dict[str, list[SheetRow]]) -> list[Candidate]:
    """Ideas, and whether each came into the last round: those go on whom fewer than so many beat, all told."""
    within = {idea.code for idea in ideas}
    for number in range(1, len(call.rounds)):
        given = [row for part in call.rounds[:number] for row in rounds[part.id]]
        open_call = call.model_copy(update={"tally": call.tally.model_copy(update={"min_sheets": 1})})
        all_scores = verdict(open_call, [idea._replace(shortlisted=True) for idea in ideas], given).ranking
        scores = {code: score for code, (_, score, _) in all_scores.items() if code in within}
        full = sum(part.readings for part in call.rounds[:number])
        into = call.rounds[number]
        go_on = {code for code in within if code not in scores or all_scores[code][2] < full}
        groups = [(set(scores), into.shortlist or 0)]
        for quota in call.tally.field_quotas:
            of_field = {idea.code for idea in ideas if idea.field == quota.id} & set(scores)
            share = Fraction((quota.least or 0) * (into.shortlist or 0), call.tally.winners)
            groups.append((of_field, int(share) + (share > int(share))))
        for group, places in groups:
            best = sorted((scores[code] for code in group), reverse=True)[:places]
            go_on |= {code for code in group if best and scores[code] + Fraction(into.margin, 100) >= best[-1]}
        within = go_on
    return [idea._replace(shortlisted=idea.code in within) for idea in ideas]


def verdict(call: Call, ideas: Sequence[Candidate], rows: Sequence[SheetRow]) -> Verdict:
    """Count."""
    known = {idea.code: idea for idea in ideas}
    counting = [row for row in rows if row.idea in known and row.scores is not None and not row.conflict]
    mine = {code: [row for row in counting if row.idea == code] for code in known}
    final = {idea.code for idea in ideas if idea.shortlisted}
    enough = [code for code, own in mine.items() if own and len(own) >= call.tally.min_sheets and code in final]
    plain = {code: average([worth(call, row) for row in mine[code]]) for code in enough}
    corrected = {
        code: average([worth(call, row) - leaning(call, row.judge, mine) for row in mine[code]]) for code in enough
    }
    score = corrected if call.tally.rule == "co_readers" else plain
    names = [criterion.id for criterion in call.rubric.criteria]

    def key(code: str) -> tuple[Fraction, ...]:
        broken = []
        for name in call.tally.tie_break:
            scores = [(row.scores or ())[names.index(name)] for row in mine[code]] if name in names else []
            broken.append(Fraction(sum(scores), len(scores)) if scores else corrected[code])
        return (score[code], *broken)

    rank = {code: 1 + sum(key(other) > key(code) for other in enough) for code in enough}
    levels = [[known[code] for code in sorted(enough) if rank[code] == place] for place in sorted({*rank.values()})]
    if call.tally.tie == "lot" and call.tally.seed:
        levels = [[idea] for level in levels for idea in sorted(level, key=lambda idea: lot(call.tally.seed, idea))]
    ends = set(outcomes(call, ideas, levels))
    sure, possible = frozenset.intersection(*ends), frozenset.union(*ends)
    return Verdict(
        ranking={code: (rank[code], score[code], len(mine[code])) for code in enough},
        unranked={code: len(own) for code, own in mine.items() if code not in rank and code in final},
        not_shortlisted={code: len(own) for code, own in mine.items() if code not in final},
        winners=set(sure),
        tied=set(possible - sure),
        open_places=max(map(len, ends)) - len(sure),
    )


def average(values: Sequence[Fraction]) -> Fraction:
    """Their mean."""
    return sum(values, Fraction()) / len(values)


def worth(call: Call, row: SheetRow) -> Fraction:
    """A row's score in 0..1."""
    weights = [Fraction(criterion.weight) for criterion in call.rubric.criteria]
    parts = [weight * score / call.rubric.scale for weight, score in zip(weights, row.scores or (), strict=True)]
    return sum(parts, Fraction()) / sum(weights)


def leaning(call: Call, judge: str, mine: dict[str, list[SheetRow]]) -> Fraction:
    """How much a judge gives more than those who read the same ideas, damped by ten rows."""
    apart = []
    for own in mine.values():
        judges = [row.judge for row in own]
        if judge in judges and len(own) > 1:
            others = [worth(call, row) for row in own if row.judge != judge]
            apart.append(worth(call, own[judges.index(judge)]) - average(others))
    return sum(apart, Fraction()) / (len(apart) + 10)


def lot(seed: str, idea: Candidate) -> bytes:
    """What an idea draws."""
    return hashlib.sha256((seed + str(idea.number)).encode()).digest()


def outcomes(call: Call, ideas: Sequence[Candidate], levels: Sequence[Sequence[Candidate]]) -> Iterator[frozenset[str]]:
    """All sets of winners to which the jury may come: first the minima are filled, then the rest, rank by rank."""
    known = {idea.code: idea for idea in ideas}
    begun = {frozenset[str]()}
    for is_minimum in (True, False):
        for level in levels:
            begun = {
                end | more
                for end in begun
                for more in choices(
                    call, [known[code] for code in end], [i for i in level if i.code not in end], is_minimum
                )
            }
    yield from begun


def choices(
    call: Call,
    taken: Sequence[Candidate],
    level: Sequence[Candidate],
    is_minimum: bool,  # noqa: FBT001
) -> Iterator[frozenset[str]]:
    """What the jury may take of one rank: all that fit together, so that nobody who is left out would still fit."""
    for size in range(len(level) + 1):
        for some in combinations(level, size):
            now = [*taken, *some]
            left = [idea for idea in level if idea not in some]
            if fits(call, taken, some, is_minimum) and not any(fits(call, now, [idea], is_minimum) for idea in left):
                yield frozenset(idea.code for idea in some)


def fits(call: Call, taken: Sequence[Candidate], more: Sequence[Candidate], is_minimum: bool) -> bool:  # noqa: FBT001
    """Whether some may be taken beside those who are."""
    if not more:
        return True
    whole, quotas = [*taken, *more], {quota.id: quota for quota in call.tally.field_quotas}
    if len(whole) > call.tally.winners:
        return False
    for idea in more:
        quota = quotas.get(idea.field, Quota(id=idea.field, least=None, most=None))
        limit = (quota.least or 0) if is_minimum else quota.most
        if limit is not None and sum(other.field == idea.field for other in whole) > limit:
            return False
        for county in idea.counties if idea.counties != ("all",) else ():
            most = call.tally.county_most
            if most is not None and sum(county in other.counties for other in whole) > most:
                return False
    return True
