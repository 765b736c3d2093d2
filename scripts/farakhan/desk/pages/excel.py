"""Ideas that came as an Excel table: a template, a trial that names each cell, then all good ones at once."""

from collections.abc import Mapping
from hashlib import sha256
from http import HTTPStatus

from starlette.datastructures import UploadFile
from starlette.responses import Response

from farakhan.desk.desk import Asked
from farakhan.face.receipt import receipt
from farakhan.files import idea_book, workbook
from farakhan.files.book import MOST_BYTES
from farakhan.intake.arrival import WEB, Entry
from farakhan.intake.registering import Registering
from farakhan.intake.tabled import Trial, columns
from farakhan.model.call import Call, names
from farakhan.model.codes import grouped
from farakhan.persian.digits import to_persian
from farakhan.record.idea import IdeaPlace, read_idea
from farakhan.store.clock import now
from farakhan.store.git.commits import settle

HERE = "/new/excel"
MOST_SHOWN = 200
"""Faults that are shown at once."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def page(asked: Asked) -> Response:
    """Where a template is given and a table is brought."""
    return _shown(asked, None, "")


def template(asked: Asked) -> Response:
    """The template, from the one list of fields."""
    return _book(idea_book.template(columns(asked.desk.call())), "ideas-template.xlsx")


def tried(asked: Asked) -> Response:
    """Look at a table: what is good, what is doubtful and in which cell, what is here already; nothing is kept."""
    file = asked.form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return asked.refuse("پرونده‌ای نیامد؛ جدول را برگزینید.", HTTPStatus.BAD_REQUEST, HERE)
    data = file.file.read(MOST_BYTES + 1)
    trial, _ = _trial(asked, data)
    asked.session.table = data
    return _shown(asked, trial, _seen(data))


def registered(asked: Asked) -> Response:
    """Register all good rows of the table that was tried, as they are now."""
    session, data = asked.session, asked.session.table
    if not data or asked.text("seen") != _seen(data):
        message = "جدولی که دیده‌اید دیگر اینجا نیست؛ دوباره بیاوریدش. چیزی ثبت نشد."
        return asked.refuse(message, HTTPStatus.CONFLICT, HERE)
    settle(asked.desk.root)
    trial, work = _trial(asked, data)
    if not trial.good:
        return asked.refuse("سطر خوبی در این جدول نمانده است.", HTTPStatus.CONFLICT, HERE)
    asked.desk.arrivals.keep(work, trial.good, session.sitter.who)
    session.words |= {row.done.idea.code: row.done.word for row in trial.good}
    session.rows = {row.done.idea.code: row.row for row in trial.good}
    session.table = b""
    left = f" {trial.doubtful_rows} سطر ماند: درستش کنید و همان جدول را دوباره بیاورید." if trial.doubtful else ""
    return asked.go(HERE, to_persian(f"{len(trial.good)} ایده ثبت شد.{left}"))


def receipts(asked: Asked) -> Response:
    """The receipts of the ideas that were registered last, beside the rows of their table; no contact is in it."""
    desk, session = asked.desk, asked.session
    call = desk.call()
    ideas = [(row, read_idea(IdeaPlace(desk.root, desk.edition, code))) for code, row in session.rows.items()]
    rows = [
        (row, grouped(idea.code), idea.title, receipt(call, idea, asked.desk.site, session.words.get(idea.code, "")))
        for row, idea in ideas
    ]
    return _book(workbook.render("رسیدها", ("سطر", "کد رهگیری", "عنوان", "پیام آماده"), rows), "receipts.xlsx")


def _trial(asked: Asked, data: bytes) -> tuple[Trial, Registering]:
    call, at = asked.desk.call(), now()
    channel = asked.text("channel")
    channel = channel if channel in _channels(call) else next(iter(_channels(call)))
    work = asked.desk.arrivals.begun(call, Entry(channel, at, at, asked.session.sitter.id))
    table = idea_book.read("xlsx", data, [column.label for column in columns(call)])
    return asked.desk.arrivals.tried(work, table, at), work


def _channels(call: Call) -> Mapping[str, str]:
    return {channel: name for channel, name in names(call.channels).items() if channel != WEB}


def _shown(asked: Asked, trial: Trial | None, seen: str) -> Response:
    return asked.show(
        "excel.html",
        trial=trial,
        seen=seen,
        channel=asked.text("channel"),
        channels=_channels(asked.desk.call()),
        most=MOST_SHOWN,
        registered=len(asked.session.rows),
        needed=[column.label for column in columns(asked.desk.call()) if column.is_required],
    )


def _seen(data: bytes) -> str:
    return sha256(data).hexdigest()[:16]


def _book(data: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=_XLSX, headers=headers)
