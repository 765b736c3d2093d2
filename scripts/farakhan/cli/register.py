"""`farakhan register`: a message that came in becomes an idea in git, with whatever is doubtful said first."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import typer

from farakhan.files.message.reading import Found, How, Reading, read
from farakhan.files.message.values import read_value
from farakhan.intake.receipt import receipt
from farakhan.intake.register import Arrival, known_as, prepare, register
from farakhan.model import contact
from farakhan.model.idea import FIELDS
from farakhan.model.questions import Question
from farakhan.persian.calendar import TEHRAN, parse_day
from farakhan.persian.digits import to_ascii, to_persian
from farakhan.problems import FarakhanError
from farakhan.store import disk
from farakhan.store.commits import person
from farakhan.store.record import Edition, read_edition

ASKED = {one.key: one for one in (*FIELDS, *contact.FIELDS)}
FOUND = {How.FORM: "فرم", How.LABEL: "برچسب", How.WORDS: "پیشنهاد از متن"}


def run(name: str, source: str, settings: list[str], arrival: tuple[str, str, str, str], *, yes: bool) -> None:
    """Register the idea that a message brings; exit 1 where it cannot be registered as it stands.

    Args:
        name: the edition's.
        source: a file with the message; `-` is standard input.
        settings: `key=words`, said by the person who registers; they stand over the message's.
        arrival: channel, time of arrival in Tehran as `1406-05-20 10:30` (empty means now), staff id, shelf number.
        yes: register without asking, doubts or not.
    """
    edition = read_edition(disk.find_root(Path.cwd()), name)
    reading = read(edition.call, contact.FIELDS, _text(source))
    reading = _completed(edition, reading, settings)
    _show(edition, reading)
    known = known_as(edition, reading)
    if known:
        typer.echo(f"این متن پیش‌تر با کد {to_persian(known)} ثبت شده است؛ دوباره ثبت نشد.")
        raise typer.Exit(1)
    if reading.missing:
        lacking = "، ".join(f"{ASKED[key].label} ({key})" for key in reading.missing)
        typer.echo(f"این‌ها در پیام نیست: {lacking}\nهر کدام را با --set کلید=مقدار بدهید.")
        raise typer.Exit(1)
    idea, person_data, problems = prepare(edition, reading, _arrival(*arrival))
    for words in problems:
        typer.echo(words)
    if idea is None or person_data is None or problems:
        typer.echo("چیزی ثبت نشد. پیام را درست کنید یا با --set بگویید، و دوباره بزنید.")
        raise typer.Exit(1)
    if not yes and not typer.confirm("ثبت شود؟"):
        raise typer.Exit(1)
    register(edition, idea, person_data, person(edition.root))
    typer.echo(f"\n{receipt(edition.call, idea)}")


def _text(source: str) -> str:
    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        return data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise FarakhanError("message-file", "پروندهٔ پیام خوانده نشد؛ متنی با رمزگذاری UTF-8 بدهید.", source) from None


def _arrival(channel: str, arrived: str, by: str, paper: str) -> Arrival:
    now = datetime.now(UTC).astimezone(TEHRAN).replace(microsecond=0)
    return Arrival(channel, _moment(arrived) if arrived else now, now, by, paper)


def _moment(text: str) -> datetime:
    day, _, clock = to_ascii(text).strip().partition(" ")
    try:
        hour, _, minute = clock.partition(":")
        return datetime.combine(parse_day(day), datetime.min.time().replace(int(hour), int(minute)), TEHRAN)
    except ValueError:
        raise FarakhanError("arrived", "زمان رسیدن را به‌صورت «1406-05-20 10:30» بنویسید.", text) from None


def _completed(edition: Edition, reading: Reading, settings: list[str]) -> Reading:
    found, body, missing = dict(reading.found), reading.body, set(reading.missing)
    doubts = list(reading.doubts)
    for setting in settings:
        key, equals, words = setting.partition("=")
        if key not in ASKED or not equals:
            message = f"کلیدها این‌ها هستند: {'، '.join(ASKED)}."
            raise FarakhanError("setting", f"«{setting}» به‌صورت کلید=مقدار نیست. {message}")
        if key == "body":
            body = words
        else:
            value = read_value(ASKED[key], edition.call, words)
            found[key] = Found(value.answer, How.LABEL, words)
            doubts = [one for one in doubts if one.key != key] + list(value.doubts)
            if not value.answer:
                raise FarakhanError("setting", f"«{words}» برای «{ASKED[key].label}» خوانده نشد.")
        missing.discard(key)
    rest = tuple(key for key in reading.missing if key in missing)
    return reading._replace(found=found, body=body, missing=rest, doubts=tuple(doubts))


def _show(edition: Edition, reading: Reading) -> None:
    for key, question in ASKED.items():
        one = reading.found.get(key)
        if one and one.answer:
            typer.echo(f"{question.label}: {_shown(edition, question, one)}  [{FOUND[one.how]}]")
    typer.echo(to_persian(f"متن: {len(reading.body)} حرف"))
    for text in reading.aside:
        typer.echo(f"کنار گذاشته شد: {' '.join(text.split())}")
    for doubt in reading.doubts:
        typer.echo(f"؟ {doubt.message}")


def _shown(edition: Edition, question: Question, one: Found) -> str:
    options = question.options(edition.call)
    values = (one.answer,) if isinstance(one.answer, str) else one.answer
    return "، ".join(options.get(value, value) for value in values)
