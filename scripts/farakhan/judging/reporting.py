"""A count looked at for the secretariat: what is too close to call, how judges differ, what one judge changes.

It names judges by their ids and shows figures that move with a single sheet: it is never published.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from farakhan.face.bars import Bar, bars
from farakhan.face.render import render
from farakhan.files.results import percent
from farakhan.judging.counting import with_other_rule
from farakhan.judging.remarks import remarks
from farakhan.model.codes import grouped
from farakhan.model.judging import Candidate, Ranked, Results
from farakhan.persian.digits import decimal, to_persian
from farakhan.record.edition import Edition
from farakhan.record.sheets import Sheets
from farakhan.tally import count
from farakhan.tally.doubts import FAR, RESAMPLES, Judged, beside, spread, won

_PARTS = 10
"""«از هر ۱۰ بار»."""


class Close(NamedTuple):
    """An idea that wins in some of the counts on rows drawn anew, and how often of ten times."""

    code: str
    title: str
    place: Ranked
    times: int
    wins: bool


def report(edition: Edition, sheets: Sheets) -> str:
    """The page, as HTML; the same record gives the same page."""
    call, ideas = edition.call, _numbered(edition)
    results = count(call, ideas, sheets.rows, sheets.digests)
    wins = won(call, ideas, sheets.rows, sheets.digests)
    close = list(_close(edition, results, wins))
    judges = beside(call, ideas, sheets.rows, sheets.digests)
    other, others = with_other_rule(edition, sheets)
    written = remarks(sheets.rows)
    page = render(
        "report.html",
        call=call,
        results=results,
        resamples=RESAMPLES,
        far=FAR,
        close=close,
        close_bars=bars("چند بار از ده بار برگزیده", map(_bar, close)),
        judges=judges,
        judge_bars=bars("فاصلهٔ هر داور با هم‌خوانانش", map(_judge_bar, judges)),
        decisive=[
            (judge.judge, [_named(edition, code) for code in judge.changed]) for judge in judges if judge.changed
        ],
        spread=spread(call, ideas, sheets.rows),
        written=[(_named(edition, one.code), written[one.code]) for one in close if one.code in written],
        few=[_named(edition, code) for code in _few(results, call.readers())],
        readers=call.readers(),
        other=str(other),
        gone=[_named(edition, code) for code in results.winners if code not in {*others.winners, *others.tied}],
        number=_number,
        code=lambda code: to_persian(grouped(code)),
        score=lambda place: decimal(percent(place.score)),
    )
    return f"{page}\n"


def _numbered(edition: Edition) -> Sequence[Candidate]:
    """The judged ideas with a number each, from which chance is drawn: the public one, or that of its place."""
    ideas = sorted(edition.candidates())
    return [idea if idea.number else idea._replace(number=place) for place, idea in enumerate(ideas, 1)]


def _close(edition: Edition, results: Results, wins: Mapping[str, int]) -> Iterator[Close]:
    """The winners and whoever else would be one now and then, in the order of the ranking."""
    for place in results.ranking:
        times = (2 * _PARTS * wins.get(place.code, 0) + RESAMPLES) // (2 * RESAMPLES)
        is_winner = place.code in results.winners or place.code in results.tied
        if times or is_winner:
            yield Close(place.code, edition.facts[place.code].title, place, times, is_winner)


def _few(results: Results, readers: int) -> Iterator[str]:
    """The winners with fewer rows than were planned: chance has more to say about them."""
    winners = frozenset(results.winners)
    return (place.code for place in results.ranking if place.code in winners and place.rows < readers)


def _named(edition: Edition, code: str) -> str:
    return f"{to_persian(grouped(code))} «{edition.facts[code].title}»"


def _bar(close: Close) -> Bar:
    kind = "won" if close.times == _PARTS else "doubt"
    name = to_persian(f"{close.place.rank}. {grouped(close.code)}")
    return Bar(name, close.times, to_persian(f"{close.times} از ۱۰"), kind)


def _judge_bar(judge: Judged) -> Bar:
    return Bar(judge.judge, judge.gap, f"\u2066{_number(judge.gap)}\u2069")


def _number(value: float) -> str:
    """With one decimal, a minus where it belongs."""
    text = f"{value:.1f}"
    return decimal("0.0" if text == "-0.0" else text)
