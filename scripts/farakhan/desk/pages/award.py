"""The jury's decision: drafted from the count, changed idea by idea, its letter; each shown before it is done."""

from collections.abc import Collection, Mapping
from datetime import date

from starlette.responses import Response

from farakhan.desk.desk import Asked
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
from farakhan.judging import deciding, keeping
from farakhan.judging.deciding import Decision
from farakhan.judging.decision_words import all_of, changes, idea_words
from farakhan.judging.ranking import Placed, placed
from farakhan.judging.remarks import INELIGIBLE, ineligible, remarks, unexplained
from farakhan.judging.winners_photos import photos
from farakhan.model.call import names
from farakhan.model.codes import grouped
from farakhan.model.contact import Contact
from farakhan.model.idea import LABELS, Role
from farakhan.model.judging import UNNAMED, Awards, Letter, Support
from farakhan.office.keys import NoKeyError
from farakhan.office.opening import Opening
from farakhan.office.papers import contacts
from farakhan.persian.calendar import tehran_day, typed_day
from farakhan.persian.digits import only, to_persian
from farakhan.problems import FarakhanError
from farakhan.record.edition import Edition
from farakhan.store.clock import now

HERE = "/run/award"
NEAR = 20
"""Ideas below the last winner that a page shows; whoever is meant further below is asked for by code or rank."""
WHY = "نام برای انتشار، در تصمیم هیئت داوران"
"""Why contacts are opened here, for the vault's log."""
_FROM = (Place.CALL, Place.RESULTS, Place.AWARDS, Place.CLOSED)


def award(asked: Asked) -> Response:
    """The ranking with the decision on each idea."""
    run = running(asked, *_FROM)
    edition = run.edition
    problems, decided = deciding.in_the_way(edition), _decided(edition)
    return show(
        asked,
        run,
        HERE,
        "run-award.html",
        problems=problems,
        awards=edition.awards,
        is_based=edition.decided(),
        table=_shown(edition, decided) if edition.results else [],
        decided=decided,
        ineligible=ineligible(remarks(run.sheets.rows)),
        unnamed=deciding.unnamed(edition.awards) if edition.awards else (),
        today=tehran_day(now()),
    )


def _shown(edition: Edition, decided: Collection[str]) -> list[Placed]:
    """The winners, whoever is honoured or at the cut, and some below them."""
    ranked = placed(edition, deciding.results_of(edition))
    last = max((number for number, place in enumerate(ranked) if place.mark), default=0)
    return [place for number, place in enumerate(ranked) if number <= last + NEAR or place.code in decided]


def _decided(edition: Edition) -> dict[str, str]:
    """What was decided of ideas, in words by code."""
    if edition.awards is None:
        return {}
    passed = {entry.code: f"کنار گذاشته شد: {entry.reason}" for entry in edition.awards.passed_over}
    return {award.code: all_of(edition, award) for award in edition.awards.awards} | passed


def find(asked: Asked) -> Response:
    """Lead on to the idea that is meant by a code or a rank."""
    edition = running(asked).edition
    code = deciding.code_of(edition, asked.request.query_params.get("idea", ""))
    return asked.go(f"{HERE}/{code}")


def idea(asked: Asked) -> Response:
    """What may be decided of one idea, as it stands."""
    run = running(asked, *_FROM)
    edition = run.edition
    awards = deciding.proposed(edition)
    code = deciding.code_of(edition, only(asked.request.path_params["code"]))
    given = {award.code: award for award in awards.awards}
    passed = {entry.code: entry.reason for entry in awards.passed_over}
    facts = edition.facts[code]
    return show(
        asked,
        run,
        HERE,
        "run-decision.html",
        code=code,
        title=facts.title,
        given=given.get(code),
        passed=passed.get(code, ""),
        is_winner=code in deciding.results_of(edition).winners,
        publishes=facts.publish,
        unnamed=UNNAMED,
        awards=names(edition.call.awards),
        roles={role.value: LABELS[role] for role in Role},
        wished=facts.role,
        partners=names(edition.call.partners),
        helped={help_.partner: help_.kind for help_ in given[code].support} if code in given else {},
        remarks=remarks(run.sheets.rows).get(code, ()),
        is_signed=bool(edition.awards and edition.awards.letter.number),
    )


def draft(asked: Asked) -> Response:
    """Draft the decision from the count, or lay the one that stands over a new count, with names where a key is."""
    run = to_act(asked)
    return _keep(asked, run, deciding.proposed(run.edition), is_whole=True)


def decide(asked: Asked) -> Response:
    """Decide on one idea."""
    run = to_act(asked)
    edition = run.edition
    code = deciding.code_of(edition, only(asked.request.path_params["code"]))
    awards = deciding.decided(edition, deciding.proposed(edition), [code], _decision(asked, edition))
    return _keep(asked, run, awards)


def sign(asked: Asked) -> Response:
    """Enter the letter's number and day, and who signed."""
    run = to_act(asked)
    number = deciding.line(asked.text("letter"))
    signed = tuple(filter(None, (deciding.line(name) for name in asked.text("signed").splitlines())))
    if not number or not signed:
        return wrong(asked, run, HERE, ["شمارهٔ نامه و نام امضاکنندگان، هر کدام در یک سطر، لازم است."])
    letter = Letter(number=number, day=_day(asked.text("day")))
    return _keep(asked, run, deciding.signed(deciding.proposed(run.edition), letter, signed))


def _decision(asked: Asked, edition: Edition) -> Decision:
    """What a form says of an idea."""
    reason = deciding.line(asked.text("reason"))
    if asked.text("outcome") == "pass-over":
        return Decision(reason=reason or None, passed_over=True)
    meant = deciding.meant
    partners = names(edition.call.partners)
    kinds = {partner: deciding.line(asked.text(f"support-{partner}")) for partner in partners}
    roles = {role.value: LABELS[role] for role in Role}
    return Decision(
        award=meant(names(edition.call.awards), asked.text("award")),
        role=Role(meant(roles, asked.text("role"))),
        support=tuple(Support(partner=partner, kind=kind) for partner, kind in kinds.items() if kind),
        reason=reason,
        name=deciding.line(asked.text("name")) or None,
    )


def _day(typed: str) -> date:
    try:
        return typed_day(typed) if typed.strip() else tehran_day(now())
    except ValueError:
        raise FarakhanError("day", "روز را چنین بنویسید: ۱۴۰۶/۰۶/۰۲", typed) from None


def _keep(asked: Asked, run: Running, awards: Awards, *, is_whole: bool = False) -> Response:
    """Show what a decision changes, and keep it once it was shown.

    Args:
        asked: with the form.
        run: the edition.
        awards: as they would be.
        is_whole: it is drafted or laid over another count: names of all who have none are looked for.
    """
    edition = run.edition
    problems = deciding.in_the_way(edition)
    if problems:
        return wrong(asked, run, HERE, [problem.message for problem in problems])
    before = edition.awards
    if before is None or is_whole or before.results != edition.results_sha256:
        deciding.see_counted(edition)
    known = {award.code for award in before.awards} if before and not is_whole else set[str]()
    wanted = [code for code in deciding.unnamed(awards) if code not in known]
    sealed: list[str] = []
    if is_sure(asked) and wanted:
        named, sealed = _names(asked, wanted)
        awards = deciding.named(awards, named)
    faults = deciding.faults(edition, awards)
    if faults:
        return wrong(asked, run, HERE, faults)
    pictures = photos(edition, awards)
    told = list(changes(edition, before, awards)) if before else _whole(edition, awards)
    if wanted and not is_sure(asked):
        told.append(f"نام {len(wanted)} نفر برای انتشار، با کلید این رایانه اگر باشد، از تماسشان برداشته می‌شود.")
    if not told and not pictures.files:
        return asked.go(HERE, "چیزی عوض نشد؛ تصمیم همان است که بود.")
    told += [f"{grouped(code)}: {INELIGIBLE}" for code in unexplained(awards, remarks(run.sheets.rows))]
    told += [f"{grouped(code)}: عکسی از آن در گاوصندوق نیست و نمی‌آید." for code in pictures.missing]
    if not is_sure(asked):
        return ask(asked, run, HERE, Question("این تصمیم ثبت شود؟", told, "ثبت شود"))
    if is_stale(asked, *_FROM):
        return stale(asked, HERE)
    keeping.decide(edition, awards, pictures, now(), asked.session.sitter.who)
    return asked.go(HERE, "ثبت شد.", *sealed)


def _whole(edition: Edition, awards: Awards) -> list[str]:
    """A first decision in words."""
    ranks = {place.code: place.rank for place in deciding.results_of(edition).ranking}
    return [
        f"رتبهٔ {ranks[award.code]}: {idea_words(edition, award.code)}؛ {all_of(edition, award)}"
        for award in awards.awards
    ]


def _names(asked: Asked, codes: Collection[str]) -> tuple[Mapping[str, str], list[str]]:
    """The names that owners gave for publication, with the key of this machine; and what could not be had."""
    who = asked.session.sitter.who
    try:
        keys = asked.session.keyring.keys()
    except NoKeyError:
        words = f"نام {len(codes)} نفر در تماس مهرشده است و کلیدی اینجا نیست؛ «{UNNAMED}» نوشته شد."
        return {}, [to_persian(words)]
    known, sealed = contacts(asked.desk.root, list(codes), Opening(keys, who.name, WHY, now()))
    given = {code: deciding.publishable(contact.public_name) for code, contact in known.items()}
    told = [f"{to_persian(grouped(code))}: {words}" for code, words in sealed.items()]
    told += [_unfit(code, known[code]) for code, name in given.items() if not name]
    return given, told


def _unfit(code: str, contact: Contact) -> str:
    wrong_name = "نامی برای انتشار ننوشته است" if not contact.public_name.strip() else "آنچه نوشته نام نیست"
    return f"{to_persian(grouped(code))}: {wrong_name}؛ از او بپرسید و در تصمیم همین ایده بنویسید."
