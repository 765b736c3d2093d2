"""`farakhan award`: the jury's decision drafted from the count, changed idea by idea, and shown before it is done."""

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

import typer

from farakhan.cli.confirming import confirm
from farakhan.files import awards as awards_file
from farakhan.judging import deciding, keeping
from farakhan.judging.deciding import Decision
from farakhan.judging.decision_words import all_of, changes, idea_words
from farakhan.judging.remarks import INELIGIBLE, Remarks, remarks, unexplained
from farakhan.judging.winners_photos import Photos, photos
from farakhan.model.call import names
from farakhan.model.codes import grouped
from farakhan.model.idea import LABELS, Role
from farakhan.model.judging import UNNAMED, Awards, Letter
from farakhan.office.keys import NoKeyError, secrets
from farakhan.office.opening import Opening, opened
from farakhan.persian.calendar import long_day, tehran_day, typed_day
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.edition import Edition, read_edition
from farakhan.record.sheets import read_sheets
from farakhan.store import disk
from farakhan.store.clock import now
from farakhan.store.git.commits import person, settle

NOTHING = "none"
"""How a person says that nobody helps."""
_SHOWN = 20
"""Ideas of one rank that are told; the rest is a number."""
_WHY = "نام برای انتشار، در تصمیم هیئت داوران"
"""Why contacts are opened here, for the vault's log."""


class Words(NamedTuple):
    """What the command was told, as it was typed; None, or nothing, where it was not.

    Attributes:
        codes: codes of ideas, or their ranks.
        award: an award of the call, by id or name.
        role: a role, likewise.
        support: partners and how they help; `NOTHING` for none.
        reason: in writing.
        name: to be published.
        passed_over: the ideas are not honoured.
        letter: the number of the signed letter.
        day: of the letter; today where it is empty.
        signed: who sign.
    """

    codes: list[str]
    award: str | None
    role: str | None
    support: list[str]
    reason: str | None
    name: str | None
    passed_over: bool
    letter: str
    day: str
    signed: list[str]

    def nothing(self) -> bool:
        """Whether it was told nothing: the decision is drafted, or shown as it stands."""
        return not (self.codes or self.letter or self.signed)


def award(name: str, words: Words, files: list[Path], *, sure: bool) -> None:
    """Draft an edition's decision, or change it: show what would be, ask, commit awards.yml.

    Args:
        name: the edition's.
        words: what is decided.
        files: of secret keys, for the names to be published; none means the person's own, if there is one.
        sure: nobody is asked.

    Raises:
        typer.Exit: 1, something must be mended first, or nobody confirmed it; nothing was done.
    """
    root = disk.find_root(Path.cwd())
    settle(root)
    edition = _read(root, name)
    awards = _made(edition, words, files)
    data, pictures = awards_file.render(awards), photos(edition, awards)
    is_first, written = edition.awards is None, remarks(read_sheets(edition).rows)
    if is_first or words.nothing():
        _show(edition, awards)
    _tell_remarks(edition, awards, words, written)
    _tell_missing(pictures)
    if edition.awards and data == awards_file.render(edition.awards) and not pictures.files:
        typer.echo("چیزی عوض نشد؛ تصمیم همان است که بود.")
        return
    _tell_changes(edition, awards, pictures)
    confirm("ثبت شود؟", sure=sure)
    keeping.decide(edition, awards, pictures, now())
    typer.echo("ثبت شد.")
    if is_first:
        more = f"farakhan award {name} رتبه --award … یا --pass-over --reason …"
        typer.echo(f"آنچه هیئت جز این می‌خواهد، هر کدام یک سطر: {more}")
    typer.echo(_next(name, awards))


def _next(name: str, awards: Awards) -> str:
    """What is done once the decision stands so."""
    if awards.letter.number:
        return f"از روز معرفی، سایت برگزیدگان را دارد: farakhan site --edition {name}"
    signed = f"پس از امضا farakhan award {name} --letter شماره --signed «نام»"
    return f"صورت‌جلسه و نامه‌ها: farakhan papers {name} --out پوشه؛ {signed}"


def _made(edition: Edition, words: Words, files: list[Path]) -> Awards:
    """The decision as it would be; who comes into it, or everybody where nothing else is asked, gets their name."""
    before = edition.awards
    if before is None or words.nothing() or before.results != edition.results_sha256:
        deciding.see_counted(edition)
    awards = _decided(edition, words)
    known = {award.code for award in before.awards} if before and not words.nothing() else set[str]()
    wanted = [code for code in deciding.unnamed(awards) if code not in known]
    awards = deciding.named(awards, _names(edition.root, wanted, files))
    faults = deciding.faults(edition, awards)
    for fault in faults:
        typer.echo(fault)
    if faults:
        raise typer.Exit(1)
    return awards


def _tell_remarks(edition: Edition, awards: Awards, words: Words, written: Remarks) -> None:
    """What judges wrote of ideas that are decided on, and who is honoured though a judge finds them not eligible."""
    for typed in words.codes:
        code = deciding.code_of(edition, typed)
        for note in written.get(code, ()):
            typer.echo(f"{to_persian(grouped(code))}: از داوران: {note}")
    for code in unexplained(awards, written):
        typer.echo(f"{to_persian(grouped(code))}: {INELIGIBLE}")


def _tell_missing(pictures: Photos) -> None:
    for code in pictures.missing:
        typer.echo(to_persian(f"{grouped(code)}: عکسی از آن در گاوصندوق نیست یا باز نمی‌شود و نمی‌آید."))


def _tell_changes(edition: Edition, awards: Awards, pictures: Photos) -> None:
    if edition.awards:
        for line in changes(edition, edition.awards, awards):
            typer.echo(to_persian(line))
    if pictures.files:
        coming = sum(picture is not None for picture in pictures.files.values())
        gone = len(pictures.files) - coming
        typer.echo(to_persian(f"عکس برگزیدگان در media: {coming} می‌آید، {gone} می‌رود."))


def _read(root: Path, name: str) -> Edition:
    edition = read_edition(root, name)
    problems = deciding.in_the_way(edition)
    for problem in problems:
        typer.echo(str(problem))
    if problems:
        typer.echo("تا این‌ها درست نشود تصمیمی ثبت نمی‌شود.")
        raise typer.Exit(1)
    return edition


def _decided(edition: Edition, words: Words) -> Awards:
    awards = deciding.proposed(edition)
    if words.codes:
        codes = [deciding.code_of(edition, typed) for typed in words.codes]
        awards = deciding.decided(edition, awards, codes, _decision(edition, words))
    letter = Letter(number=deciding.line(words.letter), day=_day(words.day)) if words.letter else None
    return deciding.signed(awards, letter, tuple(map(deciding.line, words.signed)))


def _decision(edition: Edition, words: Words) -> Decision:
    call, meant = edition.call, deciding.meant
    roles = {role.value: LABELS[role] for role in Role}
    helped = None
    if words.support:
        helped = () if words.support == [NOTHING] else tuple(deciding.support(call, typed) for typed in words.support)
    return Decision(
        award=None if words.award is None else meant(names(call.awards), words.award),
        role=None if words.role is None else Role(meant(roles, words.role)),
        support=helped,
        reason=None if words.reason is None else deciding.line(words.reason),
        name=None if words.name is None else deciding.line(words.name),
        passed_over=words.passed_over,
    )


def _day(typed: str) -> date:
    try:
        return typed_day(typed) if typed else tehran_day(now())
    except ValueError:
        raise FarakhanError("day", "روز را چنین بنویسید: 1406/06/02", typed) from None


def _names(root: Path, codes: Collection[str], files: list[Path]) -> Mapping[str, str]:
    """The names that owners gave for publication, with a key; what could not be had is said."""
    if not codes:
        return {}
    try:
        keys = secrets(files)
    except NoKeyError:
        if files:
            raise
        words = f"نام {len(codes)} نفر برای انتشار در تماس مهرشده است و کلیدی اینجا نیست؛ «{UNNAMED}» نوشته شد."
        typer.echo(to_persian(f"{words} کسی که کلید دارد همین فرمان را، بی هیچ کدی، دوباره بزند."))
        return {}
    opening, given = Opening(keys, person(root).name, _WHY, now()), {}
    for code in codes:
        try:
            contact = opened(root, code, opening)
        except FarakhanError as error:
            typer.echo(f"{to_persian(grouped(code))}: {error.message}")
            continue
        given[code] = deciding.publishable(contact.public_name)
        if not given[code]:
            wrong = "نامی برای انتشار ننوشته است" if not contact.public_name.strip() else "آنچه نوشته نام نیست"
            typer.echo(to_persian(f"{grouped(code)}: {wrong}؛ از او بپرسید و با --name بنویسید."))
    return given


def _show(edition: Edition, awards: Awards) -> None:
    """The whole decision, and of the count what it leaves open."""
    ranks = {place.code: place.rank for place in deciding.results_of(edition).ranking}
    for award in awards.awards:
        typer.echo(to_persian(f"رتبهٔ {ranks[award.code]}: {idea_words(edition, award.code)}"))
        typer.echo(f"    {all_of(edition, award)}")
    for entry in awards.passed_over:
        typer.echo(to_persian(f"کنار گذاشته شد: {idea_words(edition, entry.code)}: {entry.reason}"))
    results, honoured = deciding.results_of(edition), {award.code for award in awards.awards}
    open_ = [code for code in results.tied if code not in honoured]
    if open_ and len(results.tied) - len(open_) < results.open_places:
        places = results.open_places - len(results.tied) + len(open_)
        typer.echo(to_persian(f"{places} جا مانده است و این‌ها برای آن برابرند؛ هیئت با --reason تصمیم می‌گیرد:"))
        for code in open_[:_SHOWN]:
            typer.echo(to_persian(f"  {idea_words(edition, code)}"))
        if len(open_) > _SHOWN:
            typer.echo(to_persian(f"  و {len(open_) - _SHOWN} ایدهٔ دیگر"))
    letter = awards.letter
    if letter.number and letter.day:
        typer.echo(to_persian(f"نامهٔ {letter.number}، {long_day(letter.day)}؛ امضا: {'، '.join(awards.signed_by)}"))
