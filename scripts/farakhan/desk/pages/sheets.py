"""Judges' sheets: brought in after a trial that names each fault, read back, confirmed; then the round is closed."""

from starlette.datastructures import UploadFile
from starlette.responses import Response

from farakhan.desk.desk import Asked
from farakhan.desk.pages.packs import downloaded
from farakhan.desk.pages.running import (
    Question,
    Running,
    ask,
    is_stale,
    is_sure,
    running,
    show,
    stale,
    to_act,
    wrong,
)
from farakhan.files.layout import Kind as Place
from farakhan.judging import keeping
from farakhan.judging.bringing import bring_all
from farakhan.judging.calibration import LEAST, spread
from farakhan.judging.closing import close as close_round
from farakhan.judging.closing import given
from farakhan.judging.reading_back import lines, page, said, stored
from farakhan.judging.sharing import owing, unranked
from farakhan.judging.sheets_in import Imported, read_in
from farakhan.judging.steps import listed, unconfirmed
from farakhan.model.acts import Kind
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.store.clock import now
from farakhan.store.git.commits import settle

HERE, CLOSING = "/run/sheets", "/run/close"
MOST_BYTES = 64 * 2**20
"""Of all files that are brought at once."""
_CONFIRMED_FROM = ("sheets", Place.CONFIRMED)
_CLOSED_FROM = keeping.MADE_FROM[Kind.CLOSE]


def sheets(asked: Asked) -> Response:
    """Whose sheets are here and confirmed, who owes one, and where files are brought."""
    run = running(asked, *_CONFIRMED_FROM)
    edition, held = run.edition, run.sheets
    sent = {row.judge for row in held.rounds[edition.round.id]}
    waiting = unconfirmed(edition, held)
    return show(
        asked,
        run,
        HERE,
        "run-sheets.html",
        there=[(judge.id, judge.id not in waiting) for judge in edition.call.judges if judge.id in sent],
        owing=() if edition.closing else owing(edition, held),
        unranked=listed(unranked(edition, held)) if sent and not edition.closing else "",
        calibration=_calibration(run),
    )


def _calibration(run: Running) -> list[tuple[str, str]]:
    """What judges gave the idea that all score first, by criterion; or how many have, while they are too few."""
    edition, rows = run.edition, run.sheets.calibration
    if not edition.call.calibration:
        return []
    words = spread(edition.call, rows)
    if not words:
        few = f"هنوز {len(rows)} داور امتیاز داده است؛ از {LEAST} داور به بالا نشان داده می‌شود."
        return [("هم‌سنجی", to_persian(few))]
    return [(criterion.name, words[criterion.id]) for criterion in edition.call.rubric.criteria]


def tried(asked: Asked) -> Response:
    """Look at files that judges sent: all faults at their cells, or what would be kept."""
    files = _files(asked)
    run = running(asked)
    if not files:
        return wrong(asked, run, HERE, ["پرونده‌ای نیامد؛ برگ‌ها را برگزینید یا در کادر بیندازید."])
    asked.session.files = files
    return _trial(asked, run, read_in(run.edition, run.sheets, files))


def _trial(asked: Asked, run: Running, imported: Imported) -> Response:
    read = [
        (sheet.judge, sheet.name, sheet.replaces, list(lines(said(run.edition, sheet.rows))))
        for sheet in imported.sheets
    ]
    return show(asked, run, HERE, "run-trial.html", read=read, faults=imported.faults)


def _files(asked: Asked) -> dict[str, bytes]:
    """The files that came with a form, by their names.

    Raises:
        FarakhanError: `sheet-names`, two have one name; `sheets-long`, they are too large.
    """
    files: dict[str, bytes] = {}
    for sent in asked.form.getlist("files"):
        if not isinstance(sent, UploadFile) or not sent.filename:
            continue
        name = sent.filename.replace("\\", "/").rpartition("/")[2]
        if name in files:
            raise FarakhanError("sheet-names", "دو پرونده با یک نام داده شده است؛ یکی‌یکی بدهید.", name)
        files[name] = sent.file.read(MOST_BYTES + 1)
        if sum(map(len, files.values())) > MOST_BYTES:
            raise FarakhanError("sheets-long", "این پرونده‌ها روی هم بزرگ‌تر از آن است که برگ داوران باشد.", name)
    return files


def kept(asked: Asked) -> Response:
    """Keep the files of the trial, which are read once more."""
    files, run = asked.session.files, to_act(asked)
    if not files:
        return wrong(asked, run, HERE, ["برگی از آزمایش نمانده است؛ دوباره بیاوریدشان."])
    imported = read_in(run.edition, run.sheets, files)
    if imported.faults:
        return _trial(asked, run, imported)
    keeping.take_in(run.edition, imported.sheets, now(), asked.session.sitter.who)
    asked.session.files = {}
    return asked.go(HERE, to_persian(f"{len(imported.sheets)} برگ ثبت شد. اکنون برای تأیید به داوران نشانشان دهید."))


def sheet(asked: Asked) -> Response:
    """What stands of a judge's sheet."""
    run = running(asked)
    shown = stored(run.edition, run.sheets, asked.request.path_params["name"])
    return show(asked, run, HERE, "run-sheet.html", sheet=shown)


def sheet_page(asked: Asked) -> Response:
    """The same as a file by itself, to be sent to the judge."""
    run = running(asked)
    edition, held = run.edition, run.sheets
    shown = stored(edition, held, asked.request.path_params["name"])
    data = page(edition, shown.judge, shown.mark, shown.rows)
    return downloaded(f"{edition.name}-{shown.judge}.html", data, "text/html")


def confirmed(asked: Asked) -> Response:
    """Keep that judges have confirmed their sheets, once their marks were shown."""
    run = to_act(asked)
    judges = [str(judge) for judge in asked.form.getlist("judges")]
    if not judges:
        return wrong(asked, run, HERE, ["هیچ داوری برگزیده نشد."])
    shown = [stored(run.edition, run.sheets, judge) for judge in judges]
    if not is_sure(asked):
        told = [f"برگ {each.judge}، {len(each.rows)} ردیف؛ نشان آن: {each.mark}" for each in shown]
        question = Question("داور همین برگ را با همین نشان تأیید کرده است؟", told, "بله، تأیید کرده است")
        return ask(asked, run, HERE, question)
    if is_stale(asked, *_CONFIRMED_FROM):
        return stale(asked, HERE)
    keeping.confirm(run.edition, run.sheets, shown, now(), asked.session.sitter.who)
    return asked.go(HERE, f"تأیید {'، '.join(judges)} ثبت شد.")


def closing(asked: Asked) -> Response:
    """What each judge gave, and what closing the round would leave open."""
    run = running(asked, *_CLOSED_FROM)
    edition, held = run.edition, run.sheets
    waiting = {*unconfirmed(edition, held), *owing(edition, held)}
    forbidden = ""
    try:
        close_round(edition, held, now())
    except FarakhanError as error:
        forbidden = error.message
    return show(
        asked,
        run,
        CLOSING,
        "run-close.html",
        rows=[
            (gave, gave.judge not in waiting and bool(gave.scored or gave.conflicts)) for gave in given(edition, held)
        ],
        unranked=listed(unranked(edition, held)),
        forbidden=forbidden.splitlines(),
    )


def closed(asked: Asked) -> Response:
    """Close the round, once all that judges gave in the browser is in git."""
    settle(asked.desk.root)
    bring_all(asked.desk.root, asked.desk.edition, now())
    run = to_act(asked)
    if is_stale(asked, *_CLOSED_FROM):
        return stale(asked, CLOSING)
    when = now()
    made = close_round(run.edition, run.sheets, when)
    keeping.close(run.edition, made, when, asked.session.sitter.who)
    if made.following is None:
        return asked.go("/run/count", "برگ‌ها بسته شد و هر ایده شمارهٔ همگانی خود را گرفت. اکنون بشمارید.")
    words = f"«{run.edition.round.name}» بسته شد؛ {made.ideas} ایده به «{made.following.name}» می‌رسد."
    return asked.go("/run/judges", to_persian(words))
