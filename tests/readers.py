"""Every function that reads strangers' text, each as one that takes a text: `test_growth` holds the table complete."""

from datetime import UTC, datetime
from functools import cache
from urllib.parse import quote_plus

from bench.growth import Reader
from tests.records import ROOT

from farakhan.checks import text as text_check
from farakhan.checks.idea import inspect
from farakhan.checks.sheets import check_assignments, check_sheet
from farakhan.checks.terms import terms
from farakhan.desk.words import plain
from farakhan.files import cells, pdf_page, sheet_book, tree
from farakhan.files import idea as idea_file
from farakhan.files.pdf_page import Glyph, Ruled
from farakhan.files.source import read_yaml
from farakhan.intake import form_answers, photos
from farakhan.intake.arrival import WEB, Arrival, Entry, prepare
from farakhan.intake.objecting import hidden
from farakhan.message import from_file as answers_file
from farakhan.message import ideas, lit
from farakhan.message.check import check_value
from farakhan.message.reading import read as read_message
from farakhan.message.values import read_value
from farakhan.model import personal, phones, words
from farakhan.model.answers import ASKED
from farakhan.model.call import Call
from farakhan.model.questions import Kind
from farakhan.persian import digits, letters, numbers
from farakhan.problems import FarakhanError, Problems
from farakhan.publish.markdown import render
from farakhan.record.call import read_call
from farakhan.web import forms
from farakhan.web.challenge import Challenges

CODE = "7895881349"
PATH = idea_file.idea_path("sample", CODE)
FILE = (ROOT / PATH).read_bytes()


@cache
def call() -> Call:
    """The sample edition's call."""
    return read_call(ROOT, "sample")


def _answers(text: str) -> object:
    """A text as the answer to every question of the form at once."""
    values = {question.key: [text] for question in ASKED if question.asked.kind is not Kind.TEXT}
    answers = form_answers.read(call(), values | {"body.0": [text]})
    now = datetime.fromtimestamp(0, UTC)
    return prepare(call(), terms(call()), Arrival(entry=Entry(WEB, now, now), answers=answers), "1000000005").problems


def _urlencoded(text: str) -> object:
    """A text as a field's percent-encoded value, its signs of the encoding left as they are."""
    encoded = quote_plus(text.replace("&", ""), safe="%=+", errors="replace")
    return forms.urlencoded(f"title={encoded}".encode())


def _file_of_answers(text: str) -> object:
    try:
        return answers_file.read(call(), "a.yml", f"title: |\n  {text}".encode(errors="replace"))
    except FarakhanError as error:
        return error


def _photo(text: str) -> object:
    try:
        return photos.reencoded(b"\xff\xd8\xff" + text.encode("latin-1", errors="replace"))
    except FarakhanError as error:
        return error


def _drawn(text: str) -> object:
    """A text as glyphs of a page, each in its place, lines from the top."""
    lines = enumerate(text.split("\n"))
    return pdf_page.read(
        [
            Glyph(letter, 9.0 * at, 9.0 * at + 8, -20.0 * line, 10.0, at)
            for line, t in lines
            for at, letter in enumerate(t)
        ],
        Ruled((), ()),
    )


def _body(text: str) -> object:
    return inspect(PATH, FILE + text.encode(errors="replace"), terms(call()))


def _front(text: str) -> object:
    return inspect(PATH, FILE.replace(b"note: ''", b"note: " + text.encode(errors="replace"), 1), terms(call()))


def _sheet(text: str) -> object:
    return check_sheet(
        "submissions/sample/sheets/first/d1.csv", text.encode(errors="replace"), call(), frozenset(), None
    )


def _table(text: str) -> object:
    rubric = call().rubric.criteria
    names = sheet_book.columns(rubric)
    label = sheet_book.About("sample", "first", "d1", "0").label
    rows = [(2, [*[text] * (len(names) - 1), label]), (3, [text] * len(names))]
    try:
        return sheet_book.filled("a.csv", names, rows, rubric, [], Problems("a.csv"))
    except FarakhanError as error:
        return error


def _assignments(text: str) -> object:
    return check_assignments("submissions/sample/assignments.csv", text.encode(errors="replace"), call(), frozenset())


READERS: dict[str, Reader] = {
    "letters.normalise": letters.normalise,
    "letters.fold": letters.fold,
    "letters.oddities": letters.oddities,
    "letters.one_newline": letters.one_newline,
    "digits.to_ascii": digits.to_ascii,
    "numbers.numbers": numbers.numbers,
    "numbers.amount": numbers.amount,
    "numbers.count": numbers.count,
    "phones.typed": phones.typed,
    "personal.telephones": personal.telephones,
    "words.read_word": words.read_word,
    "text.check_text": lambda text: list(text_check.check_text("p", 1, "body", text)),
    "personal.masked": personal.masked,
    "personal.may_be_names": lambda text: list(personal.may_be_names(text)),
    "the form's answers": _answers,
    "answers.phone": form_answers.phone,
    "forms.urlencoded": _urlencoded,
    "ideas.parts": ideas.parts,
    "a message": lambda text: read_message(call(), text),
    "a message that is lit": lambda text: lit.pieces(text, read_message(call(), text)),
    "check.check_value": lambda text: check_value({"title": text}),
    "a file of answers": _file_of_answers,
    "a photo": _photo,
    "a row of a document": lambda text: cells.lines([cells.ticked(text), text]),
    "a page of a PDF": _drawn,
    "YAML": lambda text: tree.load(text, "p"),
    "call.yml": lambda text: read_yaml("submissions/sample/call.yml", text.encode(errors="replace")),
    "an idea's front matter": _front,
    "an idea's body": _body,
    "a body as a page": render,
    "an objection": lambda text: hidden(call(), text),
    "a sheet": _sheet,
    "a judge's table": _table,
    "assignments": _assignments,
    "a message at the desk": plain,
    "a solved challenge": lambda text: Challenges(b"0" * 32).solved(text, "sender"),
} | {
    f"a person's words for {question.key}": lambda text, question=question: read_value(question, call(), text)
    for question in ASKED
}

OURS = "not a stranger's: "
WHERE = {
    "files/sheets": "a sheet",
    "checks/sheets": "a sheet",
    "files/cells": "a row of a document",
    "files/pdf": f"{OURS}a text that a page's reader gave, a word at a time",
    "files/pdf_page": "a page of a PDF",
    "face/render": f"{OURS}one letter is looked for",
    "judging/auditing": f"{OURS}front matter that was checked",
    "files/sheet_book": "a judge's table",
    "files/layout": f"{OURS}paths of a record, 4,096 bytes at most",
    "message/draft": "a message",
    "message/check": "check.check_value",
    "message/amounts": "a message",
    "message/ideas": "ideas.parts",
    "message/names": "a message",
    "message/likely_names": "a message",
    "message/makings": "a message",
    "message/phrases": "a message",
    "message/products": "a message",
    "message/titles": "a message",
    "message/wishes": "a message",
    "message/unlabelled": "a message",
    "message/parts": "a message",
    "message/segments": "a message",
    "message/values": "a person's words for title",
    "message/words": "a message",
    "message/writing": "a message",
    "intake/photos": f"{OURS}what Pillow reads of a photo",
    "intake/clips": f"{OURS}what ffmpeg prints",
    "office/erasing": f"{OURS}hashes in files that were checked",
    "intake/restored": f"{OURS}messages of our own commits",
    "model/acts": f"{OURS}messages of commits",
    "model/answers": "the form's answers",
    "model/personal": "personal.masked",
    "model/phones": "phones.typed",
    "model/words": "words.read_word",
    "record/seen": f"{OURS}names of files, 255 bytes at most",
    "store/git/history": f"{OURS}what git prints",
    "store/vault/mirror": f"{OURS}names in our own mirror",
    "model/base": "an idea's front matter",
    "model/codes": "text.check_text",
    "persian/calendar": "an idea's front matter",
    "persian/letters": "letters.normalise",
    "persian/numbers": "numbers.numbers",
    "publish/fragments": f"{OURS}pages of the site",
    "publish/markdown": "a body as a page",
    "publish/rules": f"{OURS}titles of our own model",
    "model/staff": f"{OURS}addresses that git gives",
    "store/certificate": f"{OURS}names of this machine",
    "store/vault/pins": f"{OURS}ids of the call",
    "desk/differing": f"{OURS}texts of ideas, of 20,000 letters at most, word by word",
    "desk/words": "a message at the desk",
    "desk/pages/history": f"{OURS}names of commits, cut by the address's own bounds",
    "publish/shell": f"{OURS}the theme's page",
    "publish/stylesheet": f"{OURS}our style sheets",
    "store/backup": f"{OURS}names in a sealed backup",
    "store/git/commits": f"{OURS}what git prints",
    "store/durable": f"{OURS}names of our own drafts",
    "store/git/pushing": f"{OURS}what git prints",
    "store/uploads": f"{OURS}ids of 32 letters",
    "store/vault/originals": f"{OURS}names of 64 letters",
    "web/door": f"{OURS}keys of 64 letters and codes of ten, cut before they are looked at",
    "web/forms": "forms.urlencoded",
    "web/pages": f"{OURS}the built form's page",
    "web/tus": f"{OURS}lengths of fifteen digits",
}
"""The modules that use patterns or compose letters, each with the reader that reaches them or why no stranger does."""
