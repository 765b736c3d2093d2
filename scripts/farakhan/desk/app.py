"""The desk's application: one table of its roads, with what somebody must be there for to go each of them."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from farakhan.desk.desk import STATIC, Again, Desk, Screen, endpoint
from farakhan.desk.gate import Gate
from farakhan.desk.pages import (
    award,
    call,
    copies,
    counting,
    entrance,
    excel,
    history,
    home,
    idea,
    ideas,
    many,
    members,
    mending,
    new,
    notices,
    objections,
    packs,
    papers,
    person,
    publishing,
    sharing,
    sheets,
    stage,
    sync,
    views,
)
from farakhan.model.staff import Duty

FONTS = Path(__file__).parents[3] / "site/assets/fonts"
"""The site's own letters, where this program stands in its repository; without them browsers take others."""

SCREENS = (
    Screen("/", "GET", home.home),
    Screen("/leave", "POST", entrance.leave),
    Screen("/ideas", "GET", ideas.ideas),
    Screen("/copies", "GET", copies.copies),
    Screen("/notices", "GET", notices.notices),
    Screen("/notices.xlsx", "GET", notices.as_workbook),
    Screen("/notices.xlsx", "POST", notices.with_mobiles, Duty.REGISTER),
    Screen("/new", "GET", new.blank, Duty.REGISTER),
    Screen("/new", "POST", new.registered, Duty.REGISTER),
    Screen("/new/reading", "POST", new.understand, Duty.REGISTER),
    Screen("/new/excel", "GET", excel.page, Duty.REGISTER),
    Screen("/new/excel", "POST", excel.tried, Duty.REGISTER),
    Screen("/new/excel/all", "POST", excel.registered, Duty.REGISTER),
    Screen("/new/excel/template.xlsx", "GET", excel.template, Duty.REGISTER),
    Screen("/new/excel/receipts.xlsx", "GET", excel.receipts, Duty.REGISTER),
    Screen("/ideas/{code}/receipt", "GET", new.receipt, Duty.REGISTER),
    Screen("/ideas/{code}/receipt.html", "GET", new.receipt_page, Duty.REGISTER),
    Screen("/ideas.xlsx", "GET", ideas.as_workbook),
    Screen("/ideas/many", "POST", many.many, Duty.SCREEN),
    Screen("/ideas/many/decision", "POST", many.decided, Duty.SCREEN),
    Screen("/sync", "GET", sync.where),
    Screen("/sync", "POST", sync.exchanged, Duty.REGISTER),
    Screen("/sync/choose", "POST", sync.chosen, Duty.REGISTER),
    Screen("/views", "POST", views.kept),
    Screen("/views/forget", "POST", views.forgotten),
    Screen("/ideas/{code}", "GET", idea.show),
    Screen("/ideas/{code}/decision", "POST", idea.decided, Duty.SCREEN),
    Screen("/ideas/{code}/history/{commit}", "GET", history.changed),
    Screen("/ideas/{code}/undo", "GET", history.undoing, Duty.SCREEN),
    Screen("/ideas/{code}/undo", "POST", history.undone, Duty.SCREEN),
    Screen("/ideas/{code}/mend", "GET", mending.mending, Duty.REGISTER),
    Screen("/ideas/{code}/mend", "POST", mending.mended, Duty.REGISTER),
    Screen("/ideas/{code}/copy", "POST", mending.copied, Duty.SCREEN),
    Screen("/ideas/{code}/contact", "GET", person.asking, Duty.REGISTER),
    Screen("/ideas/{code}/contact", "POST", person.contact, Duty.REGISTER, Again.YES),
    Screen("/ideas/{code}/files", "POST", person.files, Duty.REGISTER, Again.YES),
    Screen("/ideas/{code}/files/{number:int}", "GET", person.opened_file, Duty.REGISTER),
    Screen("/key/close", "POST", person.closed),
    Screen("/ideas/{code}/attach", "GET", person.attaching_page, Duty.REGISTER),
    Screen("/ideas/{code}/attach", "POST", person.attach, Duty.REGISTER),
    Screen("/ideas/{code}/erase", "GET", person.to_erase, Duty.REGISTER),
    Screen("/ideas/{code}/erase", "POST", person.erase, Duty.REGISTER, Again.YES),
    Screen("/ideas/{code}/media/{number:int}", "GET", idea.medium),
    Screen("/run", "GET", stage.overview),
    Screen("/run/call", "GET", call.call),
    Screen("/run/call", "POST", call.amend, Duty.JUDGING),
    Screen("/run/call/settle", "POST", call.settle, Duty.JUDGING),
    Screen("/run/judges", "GET", sharing.judges, Duty.JUDGING),
    Screen("/run/judges/entry", "GET", call.new_judge, Duty.JUDGING),
    Screen("/run/judges/entry", "POST", call.judge, Duty.JUDGING),
    Screen("/run/share", "GET", sharing.planned, Duty.JUDGING),
    Screen("/run/share", "POST", sharing.share, Duty.JUDGING),
    Screen("/run/packs", "GET", packs.packs, Duty.JUDGING),
    Screen("/run/packs.zip", "GET", packs.all_as_zip, Duty.JUDGING),
    Screen("/run/packs/{name}.zip", "GET", packs.as_zip, Duty.JUDGING),
    Screen("/run/packs/{name}", "GET", packs.pack, Duty.JUDGING),
    Screen("/run/sheets", "GET", sheets.sheets, Duty.JUDGING),
    Screen("/run/sheets/try", "POST", sheets.tried, Duty.JUDGING),
    Screen("/run/sheets/keep", "POST", sheets.kept, Duty.JUDGING),
    Screen("/run/sheets/confirm", "POST", sheets.confirmed, Duty.JUDGING),
    Screen("/run/sheets/{name}", "GET", sheets.sheet, Duty.JUDGING),
    Screen("/run/sheets/{name}/page", "GET", sheets.sheet_page, Duty.JUDGING),
    Screen("/run/close", "GET", sheets.closing, Duty.JUDGING),
    Screen("/run/close", "POST", sheets.closed, Duty.JUDGING, Again.YES),
    Screen("/run/count", "GET", counting.count, Duty.JUDGING),
    Screen("/run/count", "POST", counting.counted, Duty.JUDGING),
    Screen("/run/report", "GET", counting.report, Duty.JUDGING),
    Screen("/run/audit", "GET", counting.audit),
    Screen("/run/award", "GET", award.award, Duty.AWARD),
    Screen("/run/award", "POST", award.draft, Duty.AWARD, Again.SURE),
    Screen("/run/award/letter", "POST", award.sign, Duty.AWARD, Again.SURE),
    Screen("/run/award/find", "GET", award.find, Duty.AWARD),
    Screen("/run/award/{code}", "GET", award.idea, Duty.AWARD),
    Screen("/run/award/{code}", "POST", award.decide, Duty.AWARD, Again.SURE),
    Screen("/run/minutes.pdf", "GET", papers.minutes, Duty.AWARD),
    Screen("/run/papers", "GET", papers.papers),
    Screen("/run/papers.zip", "POST", papers.all_as_zip, Duty.JUDGING, Again.YES),
    Screen("/run/objections", "GET", objections.objections),
    Screen("/run/objections", "POST", objections.take_down, Duty.REGISTER),
    Screen("/run/objections/{number:int}", "GET", objections.objection),
    Screen("/run/objections/{number:int}", "POST", objections.answer, Duty.AWARD, Again.SURE),
    Screen("/run/objections/{number:int}/reopen", "POST", objections.reopened, Duty.JUDGING, Again.SURE),
    Screen("/run/publish", "GET", publishing.publish),
    Screen("/run/publish", "POST", publishing.build, Duty.JUDGING, Again.SURE),
    Screen("/run/publish/rehearsal", "POST", publishing.rehearse, Duty.JUDGING),
    Screen("/pin", "GET", members.own_pin),
    Screen("/pin", "POST", members.changed),
    Screen("/staff", "GET", members.members, Duty.STAFF),
    Screen("/staff/tie", "POST", members.tied, Duty.STAFF, Again.YES),
    Screen("/staff/word", "POST", members.worded, Duty.STAFF, Again.YES),
    Screen("/staff/lock", "POST", members.locked, Duty.STAFF, Again.YES),
)


def application(desk: Desk) -> Starlette:
    """The whole desk."""
    ways_in = entrance.Entrance(desk)
    routes = [
        *(Route(screen.path, endpoint(desk, screen), methods=[screen.method]) for screen in SCREENS),
        Mount("/rehearsal/{word}", desk.rehearsal),
        Route("/in", ways_in.come_in, methods=["GET"]),
        Route("/in", ways_in.enter, methods=["POST"]),
        Route("/certificate", ways_in.certificate),
        Route("/certificate/desk.crt", ways_in.certificate_file),
        Mount("/static", StaticFiles(directory=STATIC)),
        *([Mount("/fonts", StaticFiles(directory=FONTS))] if FONTS.is_dir() else []),
    ]
    middleware = [Middleware(Gate, hosts=desk.door.hosts), Middleware(GZipMiddleware, minimum_size=500)]
    return Starlette(routes=routes, middleware=middleware)
