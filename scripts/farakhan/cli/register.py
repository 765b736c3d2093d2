"""`farakhan register`: what came in becomes an idea in git, with whatever is doubtful said first.

It comes as a message (a file of text, Word or PDF; standard input; the clipboard), as a file of answers, or is asked
for on the terminal; whoever sits there is asked for what is missing, and may mend each field before it is registered.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pyperclip
import typer

from farakhan.cli.asking import ask
from farakhan.face.receipt import receipt
from farakhan.intake import documents
from farakhan.intake.arrival import Entry, Prepared
from farakhan.intake.registering import Ready, Registering, begun, ready, register
from farakhan.message import from_file
from farakhan.message.doubts import TWO_WAYS
from farakhan.message.field_by_field import implied, tell, untold
from farakhan.message.reading import Found, How, Reading, are_several, as_one, own_messages, read
from farakhan.model import answers
from farakhan.model.answers import OF_CONTACT
from farakhan.model.call import Call
from farakhan.model.codes import grouped
from farakhan.model.idea import LABELS, Status
from farakhan.model.questions import NO, YES, Kind, Question
from farakhan.persian.calendar import parse_moment
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.call import read_call
from farakhan.store import disk
from farakhan.store.clock import now
from farakhan.store.git.commits import person, settle

ASKED = {question.key: question for question in answers.ASKED}
OTHER_WAYS = (
    "آن را در متن پیام یا پروندهٔ پاسخ‌ها در سطری با نام همان فیلد بیفزایید،"
    " یا فرمان را در ترمینال و بی --yes بزنید تا پرسیده شود."
)
FOUND = {How.FORM: "فرم", How.LABEL: "برچسب", How.WORDS: "پیشنهاد از متن"}
STDIN, CLIPBOARD = "-", "clipboard"
"""Names of sources that are no files."""


class EntryWords(NamedTuple):
    """How, when and by whom an idea was taken, in the words of the command.

    Attributes:
        channel: by which it came.
        arrived: the time in Tehran as `1406/05/20 10:30`, or the day alone; empty means now.
        by: the id of whoever of the staff registers it.
        paper: the shelf number.
    """

    channel: str
    arrived: str
    by: str
    paper: str


def run(  # noqa: PLR0913 (each is a word of the command)
    name: str, source: str, settings: list[str], words: EntryWords, site: str, *, part: int | None, yes: bool
) -> None:
    """Register an idea; exit 1 where it cannot be registered as it stands.

    Args:
        name: the edition's.
        source: a file; `-` is standard input, `clipboard` the clipboard; empty asks on the terminal.
        settings: `key=words` of the idea, said by the person who registers; they stand over the source's. Contacts are
            refused here: a command line stays in the shell's history and is seen by who lists processes.
        words: how, when and by whom it was taken.
        site: the site's address, for the receipt; empty where it is not known.
        part: which idea of a message that has several is meant; 0 for the whole message as one, None where nobody said.
        yes: register without asking; what can be read in two ways stops it all the same.
    """
    root = disk.find_root(Path.cwd())
    settle(root)
    call = read_call(root, name)
    entry = _entry(words)
    here = sys.stdin.isatty() and not yes
    asked = here and not source
    reading = untold() if asked else _read(call, source or STDIN, part, here=here)
    for setting in settings:
        reading = set_answer(call, reading, setting)
    if here:
        wanted = [
            question
            for question in ASKED.values()
            if question.key in reading.missing or (asked and question.key not in reading.found)
        ]
        reading = ask(call, reading, wanted)
    work = begun(root, call, entry)
    done = _agreed(work, reading) if here else _checked(work, reading, yes=yes)
    register(work, [done], person(root))
    typer.echo(f"\n{receipt(call, done.idea, site, done.word)}")


def _read(call: Call, source: str, part: int | None, *, here: bool) -> Reading:
    if source == CLIPBOARD:
        return _one_idea(call, _clipboard(), part, here=here)
    try:
        data = sys.stdin.buffer.read() if source == STDIN else Path(source).read_bytes()
        if source.endswith(from_file.SUFFIXES):
            return from_file.read(call, source, data)
        if documents.is_document(source, data):
            return _one_idea(call, _written(source, data), part, here=here)
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        message = "پروندهٔ پیام خوانده نشد؛ Word (docx)، PDF یا متنی با رمزگذاری UTF-8 بدهید."
        raise FarakhanError("message-file", message, source) from None
    return _one_idea(call, text, part, here=here)


def _written(source: str, data: bytes) -> str:
    """What a Word or PDF file says.

    Raises:
        FarakhanError: `document-unread`, it has no text that is certain; what `documents.read` raises.
    """
    document = documents.read(data)
    if not document.text:
        message = (
            "نوشته‌ای از این پرونده خوانده نشد؛ متنش را در پرونده‌ای بنویسید، یا در میز کار از روی صفحه‌هایش ثبت کنید."
        )
        raise FarakhanError("document-unread", message, source)
    return document.text


def _one_idea(call: Call, text: str, part: int | None, *, here: bool) -> Reading:
    """The reading of the one idea of a message that is meant; of several none is taken without somebody's word.

    Raises:
        FarakhanError: `part`, there is no such part.
    """
    whole = read(call, text)
    if not are_several(whole):
        return whole
    parts = own_messages(text)
    if part is None:
        for number, own in enumerate(parts, 1):
            title = read(call, own).answers().get("title", "؟")
            typer.echo(to_persian(f"  {number}) {title}"))
        part = typer.prompt("کدام ایده؟ شماره‌اش، یا 0 برای همهٔ پیام", type=int, default=0) if here else None
    if part is None:
        return whole
    if part == 0:
        return as_one(whole)
    if not 0 < part <= len(parts):
        message = "چنین بخشی نیست؛ پیام را خودتان جدا کنید، یا با --part 0 همه را یک ایده بگیرید."
        raise FarakhanError("part", message, str(part))
    return read(call, parts[part - 1])


def _clipboard() -> str:
    try:
        text = pyperclip.paste()
    except pyperclip.PyperclipException:
        text = ""
    if not text.strip():
        message = "متنی در بریده‌دان نیست یا خوانده نشد؛ پیام را رونوشت کنید، یا در پرونده‌ای بگذارید."
        raise FarakhanError("clipboard", message)
    return str(text)


def _entry(words: EntryWords) -> Entry:
    at = now()
    try:
        arrived = parse_moment(words.arrived, at) if words.arrived else at
    except ValueError:
        message = "زمان رسیدن را به‌صورت «1406/05/20 10:30» یا بی ساعت بنویسید."
        raise FarakhanError("arrived", message, words.arrived) from None
    return Entry(words.channel, arrived, at, words.by, words.paper)


def set_answer(call: Call, reading: Reading, setting: str) -> Reading:
    """A reading with what a command's `key=words` says of the idea.

    Raises:
        FarakhanError: `setting`, it cannot be read; `setting-contact`, it is of the contact, and a command line stays.
    """
    key, equals, words = setting.partition("=")
    if key in OF_CONTACT:
        message = f"«{ASKED[key].label}» اطلاعات تماس است و در فرمان نوشته نمی‌شود، چون در تاریخچهٔ ترمینال می‌ماند."
        raise FarakhanError("setting-contact", f"{message} {OTHER_WAYS}", key)
    if key not in ASKED or not equals:
        message = f"کلیدها این‌ها هستند: {'، '.join(key for key in ASKED if key not in OF_CONTACT)}."
        raise FarakhanError("setting", f"«{setting}» به‌صورت کلید=مقدار نیست. {message}")
    reread = tell(reading, call, ASKED[key], words)
    if words.strip() and key not in reread.answers():
        question = ASKED[key]
        choices = [YES, NO] if question.asked.kind is Kind.CONSENT else question.options(call).values()
        hint = f" یکی از این‌ها را بنویسید: {'، '.join(choices)}." if choices else ""
        raise FarakhanError("setting", f"«{words}» برای «{question.label}» خوانده نشد.{hint}")
    return implied(reread, call, key)


def _agreed(work: Registering, reading: Reading) -> Ready:
    """What a person at the terminal agrees to, after as many changes as they like."""
    while True:
        _show(work.call, reading)
        _stop_if_known(work, reading)
        prepared = work.prepared(reading.answers())
        _say_problems(prepared)
        typed = str(typer.prompt(f"ثبت شود؟ {YES} / {NO} / کلید فیلدی که باید عوض شود", default="", show_default=False))
        if typed in ASKED:
            reading = ask(work.call, reading, [ASKED[typed]])
        elif typed == NO:
            raise typer.Exit(1)
        elif typed == YES and prepared.idea and prepared.contact and not prepared.problems:
            return ready(prepared.idea, prepared.contact)
        else:
            typer.echo(f"کلیدها: {'، '.join(ASKED)}")


def _checked(work: Registering, reading: Reading, *, yes: bool) -> Ready:
    """What can be registered without anybody at a terminal."""
    _show(work.call, reading)
    _stop_if_known(work, reading)
    prepared = work.prepared(reading.answers())
    _say_problems(prepared)
    if reading.missing:
        typer.echo(_advice(reading.missing))
    if prepared.idea is None or prepared.contact is None or prepared.problems:
        typer.echo("چیزی ثبت نشد. پیام را درست کنید یا آنچه را از خود ایده است با --set بگویید، و دوباره بزنید.")
        raise typer.Exit(1)
    open_keys = dict.fromkeys(doubt.key for doubt in reading.doubts if doubt.code in TWO_WAYS)
    if "" in open_keys:
        typer.echo("چیزی ثبت نشد. بگویید کدام ایده: --part شماره؛ --part 0 همهٔ پیام را یک ایده می‌گیرد.")
        raise typer.Exit(1)
    if open_keys:
        either = "، ".join(f"{ASKED[key].label} ({key})" for key in open_keys)
        typer.echo(f"این‌ها دو جور خوانده می‌شود: {either}")
        typer.echo("چیزی ثبت نشد. عدد درست را با --set کلید=مقدار بگویید، مانند --set «capital=۲۵۰ میلیون تومان».")
        raise typer.Exit(1)
    if not yes:
        typer.echo("چیزی ثبت نشد. اگر پیام درست خوانده شده است، همین را با --yes دوباره بزنید.")
        raise typer.Exit(1)
    return ready(prepared.idea, prepared.contact)


def _say_problems(prepared: Prepared) -> None:
    """What must be mended first; else how the idea will stand, where there is something to say about it."""
    for problem in prepared.problems:
        if problem.words:
            typer.echo(problem.words)
    idea = prepared.idea
    if idea and idea.status is not Status.RECEIVED:
        typer.echo(f"چنین ثبت می‌شود: {LABELS[idea.status]}. {idea.note}".strip())


def _advice(missing: Iterable[str]) -> str:
    """How to give what a message lacks, for whoever knows it; without it the idea is registered too."""
    of_contact = sorted(OF_CONTACT.intersection(missing))
    of_idea = sorted(set(missing) - OF_CONTACT)
    ways = []
    if of_idea:
        ways.append(f"اگر می‌دانید، آنچه از خود ایده است: --set کلید=مقدار ({'، '.join(of_idea)}).")
    if of_contact:
        ways.append(f"اطلاعات تماس ({'، '.join(of_contact)}): {OTHER_WAYS}")
    return "\n".join(ways)


def _stop_if_known(work: Registering, reading: Reading) -> None:
    known = work.known_as(reading.body)
    if known:
        typer.echo(f"این متن پیش‌تر با کد {to_persian(grouped(known))} ثبت شده است؛ دوباره ثبت نشد.")
        raise typer.Exit(1)


def _show(call: Call, reading: Reading) -> None:
    for key, question in ASKED.items():
        value = reading.found.get(key)
        if value and value.answer:
            typer.echo(f"{question.label}: {_shown(call, question, value)}  [{FOUND[value.how]}]")
    typer.echo(to_persian(f"متن: {len(reading.body)} حرف"))
    for text in reading.aside:
        typer.echo(f"کنار گذاشته شد: {' '.join(text.split())}")
    for doubt in reading.doubts:
        typer.echo(f"؟ {doubt.message}")


def _shown(call: Call, question: Question, understood: Found) -> str:
    options = question.options(call)
    values = (understood.answer,) if isinstance(understood.answer, str) else understood.answer
    return "، ".join(options.get(value, value) for value in values)
