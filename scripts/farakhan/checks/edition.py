"""Rules over all ideas of an edition at once: texts that stand twice, references between ideas.

A code cannot stand twice: it is its file's name, and one that is not in its own folder is `file-misplaced`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from farakhan.checks.idea import Facts
from farakhan.model.call import Call
from farakhan.model.idea import Status
from farakhan.model.judging import Awards, Results
from farakhan.model.permits import Reach, may_stand
from farakhan.problems import Problem, problem

_GONE = (Status.REJECTED, Status.WITHDRAWN)


def check_judged(ideas: Iterable[Facts], results: Results | None, awards: Awards | None) -> Iterator[Problem]:
    """The ideas that were judged and stand as none may stand with which judging has come so far.

    Args:
        ideas: whose files can be read.
        results: the tally's; None where there are none, or they are wrong.
        awards: the jury's decision, likewise.
    """
    scored = results.scored() if results else frozenset()
    awarded = {award.code for award in awards.awards} if awards else set()
    judged = scored | awarded
    for idea in sorted(idea for idea in ideas if idea.code in judged):
        reach = Reach.AWARDED if idea.code in awarded else Reach.SCORED
        if not may_stand(idea.status, reach):
            yield problem(idea.path, 1, "idea-judged", value=idea.status.value)


def check_conflicts(call: Call, codes: AbstractSet[str], path: str) -> Iterator[Problem]:
    """The conflicts of interest that name no idea, so that nobody sees to them.

    Args:
        call: for its judges.
        codes: of all the edition's ideas, those with an error too.
        path: of call.yml.
    """
    for judge in call.judges:
        for conflict in judge.conflicts:
            if conflict.idea not in codes:
                yield problem(path, 1, "conflict-idea", judge=judge.id, value=conflict.idea)


def check_among(ideas: Iterable[Facts], codes: AbstractSet[str]) -> Iterator[Problem]:
    """What is wrong between ideas; said at all but the first, by path.

    Args:
        ideas: that are each right in themselves.
        codes: of all the edition's ideas, those with an error too.
    """
    by_text = defaultdict(list)
    for idea in sorted(ideas):
        if idea.copies_of is None and idea.status not in _GONE:
            by_text[idea.same].append(idea)
        elif idea.copies_of is not None and idea.copies_of not in codes - {idea.code}:
            yield problem(idea.path, 1, "idea-copy-of", value=idea.copies_of)
    for first, *others in by_text.values():
        for other in others:
            yield problem(other.path, 1, "idea-same-text", other=first.path)
