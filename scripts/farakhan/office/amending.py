"""The call changed field by field: call.yml with another value and the amendment that says so; nothing else moves.

What may be changed here is a list. Who may do what (staff) and who can open contacts are not in it: they are changed
in the file, by whoever answers for it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from farakhan.files import tree
from farakhan.files.layout import Kind as Place
from farakhan.model.acts import Kind
from farakhan.model.call import Call, Dates, ProposedTo, Secretariat
from farakhan.office.renewal import see_reason
from farakhan.persian.calendar import iso_day, long_day, parse_day, typed_day
from farakhan.persian.digits import to_ascii, to_persian
from farakhan.persian.letters import normalise
from farakhan.problems import FarakhanError
from farakhan.record.call import call_bytes, checked, path_of
from farakhan.store import disk
from farakhan.store.acting import keep
from farakhan.store.git.commits import Person

_DATES = {f"dates.{name}": str(field.title) for name, field in Dates.model_fields.items()}
_NUMBERS = {
    "grace_minutes": "دقیقه‌های پذیرش پس از پایان مهلت",
    "tally.winners": "شمار برگزیدگان",
    "tally.min_sheets": "شمار برگه‌هایی که ایده برای رتبه لازم دارد",
}
_WORDS = {"tally.seed": "عبارت همگانی قرعه، پس از بستن برگ‌ها", "objections": "نتیجهٔ پیشنهادی را چه کسی می‌بیند"}
FIELDS: Mapping[str, str] = {**_DATES, "retention": "روز پاک شدن اطلاعات تماس", **_NUMBERS, **_WORDS}
"""What may be changed, by its keys joined with dots, and what it is called."""
SEEN_BY = {ProposedTo.OWNERS: "هر صاحب ایده، نتیجهٔ ایدهٔ خود را", ProposedTo.PUBLIC: "همه، فهرستی بی متن و نام"}
"""Who sees proposed results, in words."""
_SEEN_BY = {"صاحبان": ProposedTo.OWNERS.value, "همه": ProposedTo.PUBLIC.value}
DAYS = frozenset({*_DATES, "retention"})
"""Those that are days."""


class Changed(NamedTuple):
    """A call as it would be.

    Attributes:
        data: call.yml's bytes.
        why: the reason, for the act.
        told: what is otherwise, a sentence each.
        wrong: what the check would say of it that it does not say now, a sentence each.
    """

    data: bytes
    why: str
    told: tuple[str, ...]
    wrong: tuple[str, ...]


def label(key: str, entries: Mapping[str, str] = {}) -> str:
    """What a place of the call is called, as `proposals` names it: by the model's own words, and an entry by its name.

    Args:
        key: the place.
        entries: names of the call's entries, by their ids; one that is not there is called by its id.
    """
    if key in FIELDS:
        return FIELDS[key]
    top, _, inner = key.partition(".")
    field = Call.model_fields.get(top)
    words = str(field.title) if field and field.title else top
    part = Secretariat.model_fields.get(inner) if top == "secretariat" else None
    return f"{words}: {part.title if part else entries.get(inner, inner)}" if inner else words


def shown(key: str, text: str) -> str:
    """A value of `FIELDS` as people read it; what is no day of ours is shown as it stands."""
    if key == "objections" and text in set(ProposedTo):
        return SEEN_BY[ProposedTo(text)]
    if key not in DAYS or not text:
        return to_persian(text)
    try:
        return long_day(parse_day(text))
    except ValueError:
        return text


def value(text: tree.Tree, key: str) -> str:
    """What stands at some keys of a call's tree; empty where nothing does."""
    inner: Any = text
    for part in key.split("."):
        inner = inner.get(part) if isinstance(inner, dict) else None
    return inner if isinstance(inner, str) else ""


def values(root: Path, name: str) -> Mapping[str, str]:
    """What stands of `FIELDS` in an edition's call.

    Raises:
        FarakhanError: `call-file`, it cannot be read.
    """
    text, _ = _read(root, name)
    return {key: value(text, key) for key in FIELDS}


def amended(root: Path, name: str, key: str, typed: str, why: str, today: date) -> Changed:  # noqa: PLR0913, PLR0917
    """A call with one of `FIELDS` otherwise, and the amendment that tells it.

    Args:
        root: the repository's top.
        name: the edition's.
        key: of the field.
        typed: its value as a person typed it; empty takes a day away.
        why: the reason; it is published.
        today: the day of the amendment.

    Raises:
        FarakhanError: `amend-field`, there is no such field; `amend-same`, it has this value; `value-day` and
            `value-number`; what `see_reason` raises.
    """
    if key not in FIELDS:
        raise FarakhanError("amend-field", "این جای فراخوان از اینجا عوض نمی‌شود.", key)
    see_reason(why)
    text, written = _read(root, name)
    old, new = value(text, key), _spelt(key, typed)
    if old == new:
        raise FarakhanError("amend-same", "همین است که بود؛ چیزی برای تغییر نیست.", key)
    top, _, inner = key.partition(".")
    made = {**text[top], inner: new} if inner else new
    after = tree.with_key(written, top, _empty_as_none(made))
    listed = [*(text.get("amendments") or []), _amendment(key, old, new, why, today)]
    after = tree.with_key(after, "amendments", listed)
    told = f"{FIELDS[key]}: «{shown(key, old) or 'خالی'}» ← «{shown(key, new) or 'خالی'}»"
    return _changed(root, name, after, why, told, "در «اصلاحیه‌ها»ی سایت با همین دلیل دیده می‌شود.")


def settled(root: Path, name: str, mark: str, why: str) -> Changed:
    """A call in which one of its proposals is none any more: the organiser has confirmed it.

    Args:
        root: the repository's top.
        name: the edition's.
        mark: the proposal, as `proposals` names it.
        why: who confirmed it, and by what.

    Raises:
        FarakhanError: `amend-field`, it is no proposal; what `see_reason` raises.
    """
    see_reason(why)
    text, written = _read(root, name)
    marks = list(text.get("proposals") or [])
    if mark not in marks:
        raise FarakhanError("amend-field", "این در میان پیشنهادها نیست.", mark)
    after = tree.with_key(written, "proposals", [other for other in marks if other != mark])
    return _changed(root, name, after, why, f"«{label(mark, _entries(text))}» دیگر پیشنهاد نیست و قطعی است.")


def confirmed(root: Path, name: str, why: str) -> Changed:
    """A call whose year and days are confirmed by the organiser.

    Args:
        root: the repository's top.
        name: the edition's.
        why: who confirmed it, and by what.

    Raises:
        FarakhanError: `amend-same`, it is confirmed; what `see_reason` raises.
    """
    see_reason(why)
    text, written = _read(root, name)
    if text.get("confirmed") == "true":
        raise FarakhanError("amend-same", "فراخوان پیش‌تر تأیید شده است.", name)
    after = tree.with_key(written, "confirmed", True)  # noqa: FBT003 (a value of the file)
    return _changed(root, name, after, why, "فراخوان قطعی است و هشدار از سایت برداشته می‌شود.")


def with_judge(root: Path, name: str, judge: Mapping[str, object], why: str) -> Changed:
    """A call with one judge more, or with another entry for one who is there.

    Args:
        root: the repository's top.
        name: the edition's.
        judge: as call.yml lists one.
        why: the reason; empty where none is needed.

    Raises:
        FarakhanError: `call-file`, the call cannot be read.
    """
    text, written = _read(root, name)
    listed = list(text.get("judges") or [])
    places = [place for place, other in enumerate(listed) if isinstance(other, dict) and other.get("id") == judge["id"]]
    before = listed[places[0]] if places else {}
    entry = {key: part for key, part in {**before, **judge}.items() if key == "fields" or part not in ("", None, [])}
    listed = [entry if place in places else other for place, other in enumerate(listed)] + [entry] * (not places)
    words = "از این پس چنین است" if places else "می‌آید"
    return _changed(root, name, tree.with_key(written, "judges", listed), why, f"داور «{judge['id']}» {words}.")


def commit(root: Path, call: Call, changed: Changed, when: datetime, who: Person) -> None:
    """Keep a call as it was shown.

    Args:
        root: the repository's top.
        call: as it is before.
        changed: what it becomes.
        when: aware.
        who: acts.

    Raises:
        FarakhanError: `amend-wrong`, the check finds something in it that it did not find before; what `keep` raises.
    """
    if changed.wrong:
        raise FarakhanError("amend-wrong", " ".join(changed.wrong), path_of(call.edition))
    keep(root, call, Kind.AMEND, {Place.CALL: changed.data}, (Place.CALL,), when, changed.why, who=who)


def _read(root: Path, name: str) -> tuple[tree.Tree, str]:
    """A call as its tree and as it is written."""
    data, wrong = call_bytes(root, name)
    written = data.decode("utf-8-sig", "replace")
    text, problems = tree.load(written, path_of(name), times=disk.CALL_TIMES)
    if wrong:
        problems = [wrong]
    if text is None or wrong:
        raise FarakhanError("call-file", "\n".join(map(str, problems)), path_of(name))
    return text, written


def _entries(text: tree.Tree) -> dict[str, str]:
    """What the ways to send are called, by their ids."""
    listed = [entry for entry in text.get("channels") or [] if isinstance(entry, dict)]
    return {str(entry.get("id")): str(entry.get("name")) for entry in listed}


def _spelt(key: str, typed: str) -> str:
    """A value as the file has it.

    Raises:
        FarakhanError: it is none.
    """
    words = normalise(typed).strip()
    if key in DAYS:
        try:
            return iso_day(typed_day(words)) if words else ""
        except ValueError:
            raise FarakhanError("value-day", "روز را چنین بنویسید: ۱۴۰۶/۰۶/۰۲", typed) from None
    if key in _NUMBERS:
        number = to_ascii(words)
        if not number.isdecimal():
            raise FarakhanError("value-number", "عدد بنویسید.", typed)
        return str(int(number))
    if key == "objections":
        words = _SEEN_BY.get(words, words)
        if words not in set(ProposedTo):
            raise FarakhanError("value-choice", "«صاحبان» (هر کس ایدهٔ خود) یا «همه» را بنویسید.", typed)
    return " ".join(words.split())


def _empty_as_none(made: object) -> object:
    return {key: part or None for key, part in made.items()} if isinstance(made, dict) else made


def _amendment(key: str, old: str, new: str, why: str, today: date) -> tree.Tree:
    return {"what": key, "old": old, "new": new, "why": normalise(why).strip(), "on": iso_day(today)}


def _changed(root: Path, name: str, after: str, why: str, *told: str) -> Changed:
    path = path_of(name)
    before = {str(problem) for problem in checked(path, call_bytes(root, name)[0])[1]}
    _, problems = checked(path, after.encode())
    known = {words.partition(": ")[2] for words in before}
    wrong = [problem.message for problem in problems if str(problem).partition(": ")[2] not in known]
    return Changed(after.encode(), why, told, tuple(wrong))
