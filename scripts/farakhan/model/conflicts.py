"""Conflicts of interest that are known before a sheet says so: by county, and by a judge's own word."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from farakhan.model.call import Judge
from farakhan.model.judging import Candidate


def conflicts(judges: Iterable[Judge], ideas: Collection[Candidate]) -> Mapping[str, frozenset[str]]:
    """The ids of the judges who must not read an idea, by its code.

    An idea for the whole province is near to nobody: it bars no judge for a county.
    """
    by_county: defaultdict[str, set[str]] = defaultdict(set)
    by_code: defaultdict[str, set[str]] = defaultdict(set)
    for judge in judges:
        for county in judge.counties:
            by_county[county].add(judge.id)
        for conflict in judge.conflicts:
            by_code[conflict.idea].add(judge.id)
    nobody: frozenset[str] = frozenset()
    return {
        idea.code: nobody.union(
            by_code.get(idea.code, nobody), *(by_county.get(name, nobody) for name in idea.counties)
        )
        for idea in ideas
    }
