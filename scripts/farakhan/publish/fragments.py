"""The parts of the record that our own pages name as `[[name]]`: one explicit list, and how a page is filled.

Pages are prose in site/*.md. After Markdown has been rendered each name is replaced in one pass, so that text from the
record is never looked at again: not by Markdown, not by Jinja, not for names.
"""

import re
from collections.abc import Callable

from markupsafe import Markup, escape

from farakhan.face.render import render
from farakhan.model.call import Phase
from farakhan.model.idea import LABELS, Role
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.publish import charts, form, home, judged, opened, rules, states, winners
from farakhan.publish.view import View
from farakhan.tally import opened as open_count

Fragment = Callable[[View, str], Markup]
"""From a view and the way from the page to the site's top ("." or "..") to HTML; empty if there is nothing to say."""


def _block(name: str) -> Fragment:
    return lambda view, _: render(f"{name}.html", view=view)


def _while_open(name: str) -> Fragment:
    return lambda view, _: render(f"{name}.html", view=view) if view.phase is Phase.OPEN else Markup()


def _open_data(view: View, base: str) -> Markup:
    """The files of open data with what each is, and the script that counts them again."""
    if not view.opened:
        return Markup()
    files = [(name, words, to_persian(-(-len(view.opened[name]) // 1024))) for name, words in opened.WORDS.items()]
    return render(
        "open-data.html",
        files=files,
        folder=f"{base}/{opened.FOLDER}",
        script=opened.script(),
        corrected=open_count.corrects(view.call),
    )


def _items(name: str, items: Callable[[View], tuple[str, ...]], place: str = "") -> Fragment:
    """A plain list; `place` is of the part of the call that it comes from."""
    return lambda view, _: render("items.html", view=view, name=name, items=items(view), place=place)


def _text(value: Callable[[View], object]) -> Fragment:
    return lambda view, _: escape(value(view))


ROLES = (LABELS[Role.CHAIN_LEADER], LABELS[Role.WORKSHOP_OPERATOR])

_AT_THE_END = ("در پایان پیام آماده می‌دهد", "در پایان خودش ایده را می‌فرستد و کد رهگیری می‌دهد")
_TRACK_ASKS = (
    "کد، رمز و رسید شما به جایی فرستاده نمی‌شود.",
    (
        "رسید شما به جایی فرستاده نمی‌شود. تنها اگر رمز را ننویسید، یا ایده هنوز در پرونده‌های سایت نباشد، همان سروری که"
        " ایده‌ها را می‌گیرد از روی کد (و رمز، اگر نوشته باشید) پاسخ می‌دهد."
    ),
)
"""What the tracking page asks of others, without a server and with one."""
_TRACK_TODAY = (
    "کدی که امروز ثبت شده از فردا، با نوسازی سایت، این‌جا دیده می‌شود.",
    "کدی که امروز ثبت شده همین امروز دیده می‌شود؛ درستی متن آن از فردا سنجیده می‌شود.",
)
"""What the tracking page knows of the day's ideas, without a server and with one."""
_TAKES = ("از شما چیزی نمی‌پرسد و چیزی دریافت نمی‌کند.", "جز آنچه خودتان با فرم بفرستید، چیزی از شما دریافت نمی‌کند.")
"""What the site does without a server for the form, and with one."""

INLINE: dict[str, Fragment] = {
    "by-hand": form.by_hand,
    "call-name": _text(lambda view: view.call.name),
    "at-the-end": _text(lambda view: _AT_THE_END[bool(view.call.intake)]),
    "deadline": _block("deadline"),
    "eitaa-number": _block("eitaa-number"),
    "organiser": _text(lambda view: view.call.organiser),
    "phone": _block("phone"),
    "place": _text(lambda view: view.call.place),
    "retention": _block("retention"),
    "slogan": _text(lambda view: view.call.slogan),
    "site-takes": _text(lambda view: _TAKES[bool(view.call.intake)]),
    "track-asks": _text(lambda view: _TRACK_ASKS[bool(view.call.intake)]),
    "track-today": _text(lambda view: _TRACK_TODAY[bool(view.call.intake)]),
}
"""Names that stand in a sentence."""

BLOCKS: dict[str, Fragment] = {
    "aims": _items("aims", lambda view: view.call.aims),
    "amendments": rules.amendments,
    "awards-kinds": _items("awards-kinds", lambda view: tuple(award.name for award in view.call.awards), "awards"),
    "chain-map": charts.chain_map,
    "channels": _block("channels"),
    "consents": _block("consents"),
    "contact": _block("contact"),
    "county-map": charts.county_map,
    "counties": _items("counties", lambda view: tuple(county.name for county in view.call.counties)),
    "counts": _block("counts"),
    "days-left": home.days_left,
    "eitaa": _while_open("eitaa"),
    "fields": _block("fields"),
    "form": form.form,
    "hero-call": home.hero,
    "form-own": form.about("form-own"),
    "form-privacy": form.about("form-privacy"),
    "form-time": form.about("form-time"),
    "form-way": form.about("form-way"),
    "invited": _items("invited", lambda view: view.call.invited),
    "judged-facts": judged.facts,
    "news": _block("news"),
    "numbers": charts.numbers,
    "objections": rules.objections,
    "open-data": _open_data,
    "offers": _items("offers", lambda view: view.call.offers),
    "partners": _block("partners"),
    "phase": home.phase,
    "proposed-list": _block("proposed-list"),
    "quotas": rules.quotas,
    "reasons": _block("reasons"),
    "recommended": _items("recommended", lambda view: view.call.recommended),
    "roles": _items("roles", lambda _: ROLES),
    "rubric": _block("rubric"),
    "sample-note": _block("sample-note"),
    "tally-rule": rules.tally_rule,
    "status-counts": states.counts,
    "timeline": _block("timeline"),
    "tracking": states.tracking,
    "unconfirmed": _block("unconfirmed"),
    "winners-gallery": winners.gallery_place,
    "winners-pending": winners.pending,
    "winners-teaser": home.winners_teaser,
    "worked-example": rules.worked_example,
}
"""Names that stand alone in a paragraph, which they replace."""

_NAME = re.compile(r"<p>\s*\[\[(?P<alone>[a-z-]+)\]\]\s*</p>|\[\[(?P<within>[a-z-]+)\]\]")


def of_phase(markdown: str, phase: Phase) -> str:
    """A page's Markdown with what is for this phase: lines after `[[while open closed]]` up to `[[end]]` are for those.

    Raises:
        FarakhanError: `fragment-while`, no phase has such a name, or the two do not come in turns; its place is the
            name between the brackets that are wrong.
    """
    kept: list[str] = []
    within, here = "", True
    for line in markdown.splitlines(keepends=True):
        mark = line.strip()
        name = mark.removeprefix("[[").removesuffix("]]")
        begins, ends = mark.startswith("[[while "), mark == "[[end]]"
        if (begins and within) or (ends and not within):
            raise _wrong_while(name)
        if begins:
            phases = name.split()[1:]
            if not {*phases} <= {*Phase}:
                raise _wrong_while(name)
            within, here = name, phase in phases
        elif ends:
            within, here = "", True
        elif here:
            kept.append(line)
    if within:
        raise _wrong_while(within)
    return "".join(kept)


def _wrong_while(name: str) -> FarakhanError:
    message = f"[[{name}]] درست نیست؛ هر [[while …]] نام دوره‌ها را می‌خواهد و یک [[end]] پس از خود."
    return FarakhanError("fragment-while", message, name)


def fragment(name: str, view: View, base: str) -> Markup:
    """One fragment, as the theme's templates ask for it.

    Raises:
        FarakhanError: `fragment-unknown`, no fragment has this name.
    """
    source = BLOCKS.get(name) or INLINE.get(name)
    if source is None:
        raise FarakhanError("fragment-unknown", f"چیزی به نام [[{name}]] نیست؛ نامش را درست کنید.", name)
    return source(view, base)


def fill(html: str, view: View, base: str) -> str:
    """A page's HTML, or a heading of it, with every `[[name]]` replaced.

    Raises:
        FarakhanError: `fragment-unknown`; or `fragment-place`, a block's name does not stand alone in its paragraph.
            Its place is the name.
    """

    def replace(mention: re.Match[str]) -> str:
        alone, within = mention["alone"], mention["within"]
        if within in BLOCKS:
            raise FarakhanError("fragment-place", f"[[{within}]] باید تنها در بندی جدا بیاید.", within)
        html = fragment(alone or within, view, base)
        return f"<p>{html}</p>" if alone in INLINE else html

    return _NAME.sub(replace, html)
