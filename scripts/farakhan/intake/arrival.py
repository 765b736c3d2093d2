"""What arrived, by whatever way, and the one look at it: an idea, who sent it, and all that is wrong, by its field.

Every door makes its `Arrival` and asks `prepare`: the form, staff who register a message, a file or what they ask for,
and whatever comes after them. Nothing here has a clock, chance or a disk, and nothing is promised to anybody: what is
looked at again yields the same. `reserve` gives a code; from there one of two ends keeps it, `receive` by a letter in
the spool, `registering` by a commit at once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from farakhan.checks import idea as idea_check
from farakhan.checks.terms import Terms
from farakhan.files import idea as idea_file
from farakhan.files.shape import Shaped, shape
from farakhan.intake.incomplete import as_it_is, in_the_open, owner_of
from farakhan.model.answers import BY_ITSELF, LABELS, OF_IDEA, Answers, Sender, contact_of, content_of, faults, in_words
from farakhan.model.call import Call
from farakhan.model.contact import Contact
from farakhan.model.idea import FIELDS, RULES_CONSENT, Idea, Media, Status, lacking, lacks
from farakhan.model.personal import WORDS, spans
from farakhan.model.standing import decided
from farakhan.persian.calendar import TEHRAN
from farakhan.problems import Place, Problem

MASKED = "نام، شماره یا نشانی‌ای در متن بود که پوشیده شد و نوشتهٔ دست‌نخورده با اطلاعات تماس مهر است"
"""The note on an idea whose answers are masked."""
WEB = "web"
"""The channel of what comes by the form."""
_ZERO_DIGEST = "0" * 64


class Entry(NamedTuple):
    """By what way and when something reached us, and who entered it: the secretariat's part of an idea.

    Attributes:
        channel: one of the call's.
        arrived: when it reached its channel, aware; of what goes through the spool, the spool says when it was on disk.
        registered: when it was entered, likewise.
        by: the id of whoever of the staff took it; empty where its sender sent it themselves.
        paper: the shelf number of a written one; empty where there is none.
    """

    channel: str
    arrived: datetime
    registered: datetime
    by: str = ""
    paper: str = ""


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """What arrived.

    Attributes:
        entry: how, when and by whom.
        answers: as the door read them.
        media: its photos and clips that are in the vault; of an idea that is mended, those that stay.
        key: by which its sender's next try is known; empty where there is none.
        doubts: what a person should know before trusting it, in Persian.
        whole: whether it must be complete and tell nobody's name or number; else it is kept as it is: what is missing
            stays empty, what is personal is masked and sealed with the contact.
        mends: the idea that is mended, as it stands; None for a new one.
    """

    entry: Entry
    answers: Answers
    media: tuple[Media, ...] = ()
    key: str = ""
    doubts: tuple[str, ...] = ()
    whole: bool = True
    mends: Idea | None = None


class Fault(NamedTuple):
    """What is wrong with an answer.

    Attributes:
        key: of the field at which it is said.
        code: one of `BY_ITSELF`, or a problem's (private-mobile, idea-link, …).
        words: what is said of it to who enters it for somebody else; empty where another fault says it.
    """

    key: str
    code: str
    words: str


class Prepared(NamedTuple):
    """What an arrival comes to.

    Attributes:
        idea: as its file would have it, without a receipt; None where there is something wrong with it.
        contact: of who sent it; None where it is wrong, or not asked for since an idea is mended.
        problems: what must be mended; while there is any, nothing may be kept.
        content: the idea's content as a letter holds it.
        notes: what a person must look at.
    """

    idea: Idea | None
    contact: Contact | None
    problems: tuple[Fault, ...]
    content: dict[str, Any]
    notes: tuple[str, ...]


def prepare(call: Call, terms: Terms, arrival: Arrival, code: str) -> Prepared:
    """Look at what arrived, as the check will look at its file.

    Args:
        call: the edition's.
        terms: of this call.
        arrival: what arrived.
        code: under which it would stand; it is not taken by this.
    """
    answers, untouched, named = _to_keep(call, arrival)
    notes = (*arrival.doubts, *((MASKED,) if untouched else ()))
    content = {**content_of(answers), "media": [medium.model_dump(mode="json") for medium in arrival.media]}
    tree, shaped = typed(code, call.edition, content, arrival.entry)
    sender = Sender(None) if arrival.mends else contact_of(answers)
    path = idea_file.idea_path(call.edition, code)
    errors = [problem for problem in idea_check.look(path, tree, shaped, terms) if not problem.warning]
    problems = (*_by_field(named, sender.wrong, errors), *_named(answers))
    idea = begun(call, shaped.value, "؛ ".join(notes)) if shaped.value and not errors else None
    contact = sender.contact.model_copy(update={"untouched": untouched}) if sender.contact else None
    return Prepared(idea, contact, problems, content, notes)


def begun(call: Call, idea: Idea, note: str) -> Idea:
    """A new idea as it begins, by what is doubtful about it, when it arrived and what it lacks.

    It is held, for a person to look at, where there is a doubt or it came after the deadline. One that lacks something
    goes back to its owner by itself, with the call's reason and with what is to be written; where the call has none
    for that, it is held too.

    Args:
        call: the edition's.
        idea: with its times, its digest and what it copies.
        note: what is doubtful, in words; empty where nothing is.
    """
    missing = lacks(idea)
    reason = call.reasons.if_no_consent if lacking(idea) == (RULES_CONSENT,) else call.reasons.if_incomplete
    missing = f"این‌ها هنوز لازم است: {missing}" if missing else ""
    is_doubtful = bool(note or idea.copies_of or idea.arrived >= call.closes())
    if missing and reason and not is_doubtful:
        return idea.model_copy(update={**decided(Status.RETURNED, idea.digest, reason)._asdict(), "note": missing})
    status = Status.HELD if is_doubtful or missing else Status.RECEIVED
    return idea.model_copy(update={"status": status, "note": "؛ ".join(filter(None, (note, missing)))})


def recoded(idea: Idea, code: str) -> Idea:
    """An idea under another code; its digest covers the code too."""
    if idea.code == code:
        return idea
    moved = idea.model_copy(update={"code": code})
    return moved.model_copy(update={"digest": idea_file.digest(moved)})


def typed(code: str, edition: str, content: dict[str, Any], entry: Entry) -> tuple[dict[str, Any], Shaped[Idea]]:
    """An idea of some content as its file's tree, and typed, with its digest, ready for the check to look at."""
    tree = _tree(code, edition, content, entry)
    shaped = shape(Idea, idea_file.idea_path(edition, code), tree)
    if shaped.value is None:
        return tree, shaped
    whole = shaped.value.model_copy(update={"digest": idea_file.digest(shaped.value)})
    return tree, shaped._replace(value=whole)


def _to_keep(call: Call, arrival: Arrival) -> tuple[Answers, dict[str, str], dict[str, str]]:
    """The answers to go on with, those of them that are masked as they were written, and what is wrong with them."""
    named = faults(call, arrival.answers)
    if arrival.mends:
        may_lack = () if arrival.whole else lacking(arrival.mends)
        named = {key: fault for key, fault in named.items() if key in OF_IDEA and key not in may_lack}
    if arrival.whole or arrival.mends:
        return arrival.answers, {}, named
    kept = as_it_is(arrival.answers, named, may_lack_mobile=arrival.entry.channel != WEB)
    return (kept.answers, kept.untouched, {}) if kept else (arrival.answers, {}, named)


def _named(answers: Answers) -> Iterator[Fault]:
    """Where an idea tells its owner's own name or number; whatever else is personal the check sees."""
    owner = owner_of(answers)
    for key, text in in_the_open(answers).items():
        kinds = {span.kind for span in spans(str(text), owner)} - {span.kind for span in spans(str(text))}
        yield from (Fault(key, kind, in_words(WORDS[kind].format(LABELS[key]))) for kind in sorted(kinds))


def _by_field(named: dict[str, str], contact: Iterable[str], problems: Iterable[Problem]) -> Iterator[Fault]:
    """All that is wrong, by its fields: the contact's first, then the idea's, then what only the answers tell.

    Args:
        named: what is wrong with the answers by themselves.
        contact: the keys of the contact's fields that make none.
        problems: the check's problems with the idea.
    """
    seen = set()
    for key in contact:
        seen.add(key)
        yield Fault(key, named.get(key, "contact"), in_words(f"«{key}» درست نیست."))
    for problem in problems:
        key = _asked(problem.place)
        seen.add(key)
        yield Fault(key, named.get(key, problem.code), in_words(problem.message))
    parts = {key.split(".")[0] for key in seen}
    for key in sorted(named.keys() - seen):
        is_told = key.split(".")[0] in parts
        yield Fault(key, named[key], "" if is_told else in_words(f"«{key}» درست نیست."))


def said_first(problems: Iterable[Fault]) -> dict[str, str]:
    """What is said to who fills in a form, by the fields' keys: first what is wrong with an answer by itself.

    So says the page's script too, which knows no more; what lies between answers is said once those are mended.
    """
    by_field: dict[str, str] = {}
    for problem in problems:
        by_field.setdefault(problem.key, problem.code)
    return {key: code for key, code in by_field.items() if code in BY_ITSELF} or by_field


def _asked(place: Place) -> str:
    """The key of the field that is asked for a place: its own, else the first that is asked of the same part."""
    part = str(place[0])
    keys = [question.key for question in FIELDS if question.key.split(".")[0] == part] or [part]
    own = ".".join(map(str, place[:2]))
    return own if own in keys else keys[0]


def _tree(code: str, edition: str, content: dict[str, Any], entry: Entry) -> dict[str, Any]:
    """An idea as its file's tree; how it stands, and its digest, are said once it is typed."""
    return {
        **content,
        "code": code,
        "edition": edition,
        "channel": entry.channel,
        "arrived": _moment(entry.arrived),
        "registered": _moment(entry.registered),
        "registered_by": entry.by,
        "paper": entry.paper,
        "status": Status.RECEIVED.value,
        "screened": "",
        "reason": "",
        "note": "",
        "copies_of": "",
        "digest": _ZERO_DIGEST,
        "receipt": "",
    }


def _moment(when: datetime) -> str:
    return when.astimezone(TEHRAN).isoformat(timespec="seconds")
