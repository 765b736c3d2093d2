"""What stands of an edition against what stood when its sheets were closed."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from farakhan.files import inputs
from farakhan.files.layout import Kind, earlier_path
from farakhan.model.call import Call
from farakhan.model.judging import Candidate, Closing, Inputs
from farakhan.problems import Problem, problem


def closed_inputs(call: Call, candidates: Iterable[Candidate], files: Mapping[str, str]) -> Inputs:
    """What a closing holds fast: what a count rests on, but for the seed of a lot, which becomes known afterwards.

    Args:
        call: of the edition.
        candidates: that are judged.
        files: the sha256 of the bytes of assignments.csv and of each sheet, by its path in the edition.
    """
    tally = call.tally.model_copy(update={"seed": ""})
    return inputs.inputs_of(call.model_copy(update={"tally": tally}), candidates, files)


def check_reopened(folder: str, closing: Closing | None, earlier: Mapping[str, str]) -> Iterator[Problem]:
    """A sheet that is open again, and earlier results that are not as they were kept.

    Args:
        folder: of the edition.
        closing: what closed.json says; None where there is none.
        earlier: the sha256 of the files of earlier results, by their places in the folder.
    """
    path, kept = f"{folder}/{Kind.CLOSED}", dict[str, str]()
    for number, opened in enumerate(closing.reopenings if closing else (), 1):
        if opened.closed is None:
            yield problem(path, 1, "closed-reopened", judge=opened.judge, objection=str(opened.objection))
        if opened.results:
            kept[earlier_path(number)] = opened.results
    for name, digest in kept.items():
        if earlier.get(name) != digest:
            yield problem(path, 1, "results-earlier", name=name)
    for name in earlier.keys() - kept.keys():
        yield problem(f"{folder}/{name}", 1, "file-stray")


def check_closed(path: str, closing: Closing, call: Call, now: Inputs, unread: AbstractSet[str]) -> Iterator[Problem]:
    """What is not as it was closed.

    Args:
        path: of closed.json.
        closing: what it says.
        call: of the edition.
        now: its `closed_inputs` as they stand.
        unread: codes of ideas whose own files have errors, which are enough to say of them.
    """
    ideas = {code: digest for code, digest in closing.inputs.ideas.items() if code not in unread}
    before = closing.inputs._replace(ideas=ideas)
    if closing.edition != call.edition:
        yield problem(path, 1, "closed-edition", value=closing.edition)
    for sentence in inputs.differences(inputs.as_written(before), inputs.as_written(now)):
        yield problem(path, 1, "closed-changed", what=sentence)
