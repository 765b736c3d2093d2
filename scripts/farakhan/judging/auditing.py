"""The history of an edition looked over: what was changed after its time, by whom and when, a sentence each.

Nothing is forbidden by this: an objection may change results, and a person may have had a reason. But nobody should
have to look for it.
"""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from farakhan.files import closing as closing_file
from farakhan.files import idea as idea_file
from farakhan.files.layout import Kind, kind_of, meant_as, round_of
from farakhan.files.shape import shape
from farakhan.files.source import as_committed, read_yaml
from farakhan.judging.reopening import changed_by_reopening
from farakhan.model.acts import OWNER
from farakhan.model.acts import Kind as Deed
from farakhan.model.call import Call
from farakhan.model.codes import grouped
from farakhan.model.idea import Status
from farakhan.model.judging import Awards
from farakhan.persian.calendar import end_of_day, long_day
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.store import disk
from farakhan.store.git.walk import Change, Step, blobs, walk

_STATUS = re.compile(rb"^status: *'?([a-z]+)", re.MULTILINE)
_OF_OWNERS = frozenset((Deed.MEND, Deed.ADD))
_SAME, _GONE = "عوض شده است", "برداشته شده است"


class Late(NamedTuple):
    """An idea's file that was changed or taken away after the deadline."""

    step: Step
    change: Change


class Text(NamedTuple):
    """What an idea's file held.

    Attributes:
        content: a sha256 of what its owner wrote, as it is written there.
        returned: whether it stood as given back to its owner.
    """

    content: bytes
    returned: bool


def audit(root: Path, name: str, call: Call) -> list[str]:
    """What was changed after its time in the history of an edition, the oldest first.

    Args:
        root: the repository's top.
        name: the edition's.
        call: its call as it is now, for its dates.

    Raises:
        FarakhanError: `no-git`, there is no history; `git-part`, it is not all there.
    """
    said: list[tuple[int, str]] = []
    late: list[tuple[int, Late]] = []
    closed, signed = set[str](), ""
    for number, step in enumerate(walk(root, f"{disk.RECORD}/{name}")):
        kinds = [(kind_of(change.path), change) for change in step.changes]
        reopened = _reopened(root, step)
        for kind, change in kinds:
            if kind is Kind.IDEA and change.old and step.at >= call.closes():
                late.append((number, Late(step, change)))
            if change.path not in reopened and _is_closed(kind, change, closed):
                said.append((number, _told(f"{_file(change)} پس از بستن برگ‌ها {_fate(change)}", step)))
            if signed and kind in (Kind.RESULTS, Kind.AWARDS):
                what = f"{_file(change)} پس از امضا (نامهٔ {to_persian(signed)}) {_fate(change)}"
                said.append((number, _told(what, step)))
        for kind, change in kinds:
            if kind in (Kind.SHORTLIST, Kind.CLOSED) and change.new:
                closed |= {change.path, *_closed_by(call, change.path)}
            if kind is Kind.AWARDS and change.new:
                signed = _letter(root, change) or signed
    said += _texts(root, call, late)
    return [sentence for _, sentence in sorted(said, key=lambda pair: pair[0])]


def _is_closed(kind: Kind | None, change: Change, closed: AbstractSet[str]) -> bool:
    """Whether a file stands fast by what was closed before: rounds by their ids, and the files that closed them."""
    if kind in (Kind.SHORTLIST, Kind.CLOSED):
        return change.path in closed
    if kind is Kind.ASSIGNMENTS:
        return any(kind_of(path) is Kind.CLOSED for path in closed)
    return meant_as(change.path) is Kind.SHEET and round_of(change.path) in closed


def _reopened(root: Path, step: Step) -> set[str]:
    """What a commit changed after the closing because a sheet was reopened for an objection, or came in again."""
    for change in step.changes:
        if kind_of(change.path) is Kind.CLOSED and change.old and change.new:
            held = blobs(root, [change.old, change.new])
            before, after = (closing_file.parse(change.path, data)[0] for _, data in held)
            if before and after and (sheets := changed_by_reopening(before, after)) is not None:
                folder = change.path.rpartition("/")[0]
                return {change.path, *(f"{folder}/{sheet}" for sheet in sheets)}
    return set()


def _closed_by(call: Call, path: str) -> set[str]:
    """The ids of the rounds that are closed by a file."""
    names = [part.id for part in call.all_rounds()]
    of = path.rsplit("/", 1)[-1].removesuffix(".json")
    return set(names[: names.index(of)] if of in names else names)


def _told(what: str, step: Step) -> str:
    subject = step.text.partition("\n")[0]
    return f"{what}: {step.name}، {long_day(step.day())}، {step.who}: {subject}"


def _file(change: Change) -> str:
    return change.path.split("/", 2)[2]


def _fate(change: Change) -> str:
    return _SAME if change.old and change.new else "افزوده شده است" if change.new else _GONE


def _letter(root: Path, change: Change) -> str:
    """The number of the letter with which a decision was signed; empty where it has none."""
    [(_, data)] = blobs(root, [change.new])
    source, _ = read_yaml(change.path, data, disk.AWARDS_TIMES)
    awards = shape(Awards, change.path, source.tree).value if source else None
    return awards.letter.number if awards else ""


def _texts(root: Path, call: Call, late: list[tuple[int, Late]]) -> Iterator[tuple[int, str]]:
    """Of the ideas that were changed late, those whose text was, by nobody who may."""
    # In the order of the history: git finds what stands together in a pack far faster.
    names = list(dict.fromkeys(name for _, (_, change) in late for name in (change.old, change.new) if name))
    texts = {name: _text(data) for name, data in blobs(root, names)}
    for number, (step, change) in late:
        code = change.path.rsplit("/", 1)[-1].removesuffix(".md")
        idea = to_persian(grouped(code))
        if not change.new:
            yield number, _told(f"ایدهٔ {idea} پس از مهلت {_GONE}", step)
            continue
        is_same = texts[change.old].content == texts[change.new].content
        if not is_same and not _is_allowed(call, step, code, change, texts) and _is_other(root, change):
            yield number, _told(f"محتوای ایدهٔ {idea} پس از مهلت {_SAME}", step)


def _is_allowed(call: Call, step: Step, code: str, change: Change, texts: Mapping[str, Text]) -> bool:
    """Whether a text was mended by its owner in the window for it, or by staff as a correction in their own name."""
    deeds = [act for act in step.acts() if code in act.ideas and act.kind in _OF_OWNERS]
    if any(act.by != OWNER and act.by for act in deeds):
        return True
    return bool(deeds) and texts[change.old].returned and step.at < _mended_until(call)


def _mended_until(call: Call) -> datetime:
    until = call.dates.repair_until
    return end_of_day(until) if until else call.closes()


def _text(data: bytes) -> Text:
    """An owner's part of a file: what stands above the secretariat's keys, and the body."""
    whole = as_committed(data)
    above, channel, rest = whole.partition(b"\nchannel:")
    office, fence, body = rest.partition(b"\n---\n")
    status = _STATUS.search(office)
    content = b"\0".join((above, body)) if channel and fence else whole
    return Text(sha256(content).digest(), returned=status is not None and status[1].decode() == Status.RETURNED)


def _is_other(root: Path, change: Change) -> bool:
    """Whether two texts say other things, and are not one written in two forms."""
    (_, before), (_, after) = blobs(root, [change.old, change.new])
    try:
        digests = [idea_file.digest(idea_file.parse(change.path, data).content()) for data in (before, after)]
    except FarakhanError:
        return True
    return digests[0] != digests[1]
