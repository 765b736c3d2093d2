"""Shortlists against the call and against the sheets that they were drawn from."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from farakhan.checks.closing import closed_inputs
from farakhan.files import inputs
from farakhan.files.layout import Kind, meant_as, round_of, shortlist_path
from farakhan.model.call import Call
from farakhan.model.judging import Candidate, Inputs, Shortlist
from farakhan.problems import Problem, problem


def in_order(call: Call, drawn: Mapping[str, Shortlist]) -> tuple[tuple[Shortlist, ...], list[Problem]]:
    """The shortlists that follow one another as the call's rounds do, and what is wrong with others.

    Args:
        call: for its edition and its rounds.
        drawn: shortlists by their paths.
    """
    by_round = {path.rsplit("/", 1)[-1].removesuffix(".json"): path for path in drawn}
    shortlists: list[Shortlist] = []
    for part in call.all_rounds()[1:]:
        path = by_round.get(part.id)
        if path is None or (drawn[path].edition, drawn[path].round) != (call.edition, part.id):
            break
        shortlists.append(drawn[path])
    kept = {shortlist.round for shortlist in shortlists}
    return tuple(shortlists), [
        problem(path, 1, "shortlist-round", value=drawn[path].round)
        for name, path in sorted(by_round.items())
        if name not in kept
    ]


def inputs_before(
    call: Call, candidates: Sequence[Candidate], files: Mapping[str, str], rounds: AbstractSet[str]
) -> Inputs:
    """What a shortlist rests on: what a count would, but for who judges and who reads what, which goes on to change.

    Args:
        call: of the edition.
        candidates: that are judged.
        files: the sha256 of each file, by its path in the edition.
        rounds: the ids of the rounds before.
    """
    before = {path: digest for path, digest in files.items() if _is_before(path, rounds)}
    return closed_inputs(call.model_copy(update={"judges": ()}), candidates, before)


def _is_before(path: str, rounds: AbstractSet[str]) -> bool:
    kind = meant_as(f"submissions/x/{path}")
    if kind is Kind.SHEET:
        return round_of(path) in rounds
    return any(path == shortlist_path(name) for name in rounds)


def check_shortlist(
    path: str, shortlist: Shortlist, now: Inputs, drawn: AbstractSet[str], unread: AbstractSet[str]
) -> Iterator[Problem]:
    """What is not as it was when a shortlist was drawn.

    Args:
        path: of the shortlist.
        shortlist: what it says.
        now: its `inputs_before` as they stand.
        drawn: the codes that would come into the round now.
        unread: codes of ideas whose own files have errors, which are enough to say of them.
    """
    ideas = {code: digest for code, digest in shortlist.inputs.ideas.items() if code not in unread}
    before = shortlist.inputs._replace(ideas=ideas)
    changed = list(inputs.differences(inputs.as_written(before), inputs.as_written(now)))
    for sentence in changed:
        yield problem(path, 1, "shortlist-changed", what=sentence)
    if not changed and not unread and frozenset(shortlist.ideas) != drawn:
        yield problem(path, 1, "shortlist-changed", what="از همان برگ‌ها ایده‌هایی دیگر بیرون می‌آید.")
