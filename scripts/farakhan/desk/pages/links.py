"""How judges come in by their browsers: who has a link and a PIN, how far each is, and a new link, shown once."""

from typing import NamedTuple

from starlette.responses import Response

from farakhan.desk.desk import Asked
from farakhan.desk.pages.running import Question, ask, is_sure, running, show, to_act, wrong
from farakhan.judging.given import given, room
from farakhan.store.clock import now
from farakhan.store.vault import judges, pins
from farakhan.store.vault.pins import Has

HERE = "/run/links"
_HAS = {
    Has.NOTHING: "لینکی ندارد",
    Has.WORD: "هنوز نیامده است",
    Has.PIN: "رمز خود را گذاشته است",
    Has.LOCKED: "رمز نادرست بسیار زده شد و بسته است؛ لینک تازه بدهید",
}


class Row(NamedTuple):
    """A judge in the table: how they come in, and of how many ideas they gave something; no word of what."""

    judge: str
    has: str
    given: int
    ideas: int


def links(asked: Asked) -> Response:
    """Who can come in, and how far they are."""
    run, when = running(asked), now()
    here = room(run.edition.root, run.edition.name)
    rows = []
    for judge in run.edition.call.judges:
        codes = here.codes.get(judge.id, ())
        there = given(run.edition, judge.id).ideas
        has = _HAS[pins.has(run.edition.root, pins.judge_holder(run.edition.name, judge.id), when)]
        rows.append(Row(judge.id, has, sum(code in there for code in codes), len(codes)))
    return show(asked, run, HERE, "run-links.html", rows=rows)


def new(asked: Asked) -> Response:
    """A new link and word of a judge, on this page alone."""
    run, judge = to_act(asked), asked.text("judge")
    if judge not in {known.id for known in run.edition.call.judges}:
        return wrong(asked, run, HERE, ["چنین داوری در این فراخوان نیست."])
    if not is_sure(asked):
        follows = ["لینک و رمز پیشین این داور دیگر کار نمی‌کند. آنچه داده است می‌ماند."]
        return ask(asked, run, HERE, Question(f"لینک تازه برای «{judge}» ساخته شود؟", follows, "بله، لینک تازه"))
    root, edition = run.edition.root, run.edition.name
    link = judges.new_link(root, edition, judge)
    word = pins.shown(pins.give_word(root, pins.judge_holder(edition, judge), now()))
    address = asked.text("address").strip().rstrip("/")
    return show(asked, run, HERE, "run-link.html", judge=judge, link=f"{address}/#{link}", word=word)
