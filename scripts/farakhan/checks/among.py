"""Rules over all ideas of an edition at once: codes and texts that stand twice, references between ideas."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from farakhan.checks.idea import Facts
from farakhan.model.idea import Status
from farakhan.problems import Problem, problem

_GONE = (Status.REJECTED, Status.WITHDRAWN)


def check_among(ideas: Iterable[Facts]) -> Iterator[Problem]:
    """What is wrong between ideas that are each right in themselves; said at all but the first, by path."""
    ideas = sorted(ideas)
    known = {idea.code for idea in ideas}
    by_code, by_text = defaultdict(list), defaultdict(list)
    for idea in ideas:
        by_code[idea.code].append(idea)
        if idea.copies_of is None and idea.status not in _GONE:
            by_text[idea.same].append(idea)
        elif idea.copies_of is not None and idea.copies_of not in known:
            yield problem(idea.path, 1, "idea-copy-of", value=idea.copies_of)
    for groups, code in ((by_code, "idea-code-twice"), (by_text, "idea-same-text")):
        for first, *others in groups.values():
            for other in others:
                if code == "idea-code-twice" or other.code != first.code:
                    yield problem(other.path, 1, code, other=first.path)
