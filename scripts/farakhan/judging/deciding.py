"""The jury's decision, made from the count and changed idea by idea: what awards.yml would be, before it is written.

The count proposes its winners, each with the call's first award and the role that the owner wishes. What the jury
decides otherwise is laid over that, and over another count likewise: what still holds stays. Whether the outcome is
right, the check says, which looks at nothing but the outcome.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from farakhan.checks.awards import read_awards
from farakhan.checks.text import check_text
from farakhan.files import awards as awards_file
from farakhan.files import results as results_file
from farakhan.files.layout import Kind
from farakhan.files.source import as_committed, read_yaml
from farakhan.judging.counting import count_edition, to_be_mended
from farakhan.model.call import Call
from farakhan.model.codes import grouped, looks_like_code
from farakhan.model.idea import Role
from farakhan.model.judging import UNNAMED, Award, Awards, Letter, PassedOver, Results, Support
from farakhan.persian import letters
from farakhan.persian.digits import only, to_persian
from farakhan.problems import FarakhanError, Problem
from farakhan.record.edition import Edition
from farakhan.record.sheets import read_sheets
from farakhan.store import disk

_LAID_ANEW = ("award-digest", "award-idea", "award-ranking", "award-passed-over", "award-consent", "award-name")
"""What is wrong with awards.yml where the count, or a consent, has changed since: it is put right by laying it anew."""
_NO_DIGEST = "0" * 64


class Decision(NamedTuple):
    """What the jury decides of some ideas; None where it says nothing of it.

    Attributes:
        award: an id of the call's awards.
        role: the role that is granted.
        support: how partners help, instead of what was there before.
        reason: in writing.
        name: the public name, as the owner has told it.
        passed_over: they are not honoured, and why says `reason`.
    """

    award: str | None = None
    role: Role | None = None
    support: tuple[Support, ...] | None = None
    reason: str | None = None
    name: str | None = None
    passed_over: bool = False


def in_the_way(edition: Edition) -> tuple[Problem, ...]:
    """Of an edition's problems, those without whose mending nothing can be decided."""
    counted = to_be_mended(edition.problems)
    decided = (Kind.RESULTS, Kind.AWARDS)
    others = (one for one in edition.problems if not one.warning and one.path.endswith(decided))
    return tuple(sorted({*counted, *(one for one in others if one.code not in _LAID_ANEW)}))


def results_of(edition: Edition) -> Results:
    """The count that a decision rests on.

    Raises:
        FarakhanError: `award-unsealed`, there is none.
    """
    if edition.results is None:
        message = "هنوز نتیجه‌ای نیست که هیئت بر آن تصمیم بگیرد؛ نخست بزنید: farakhan tally دوره"
        raise FarakhanError("award-unsealed", message, edition.name)
    return edition.results


def see_counted(edition: Edition) -> None:
    """See to it that the results are those of the sheets as they stand.

    Raises:
        FarakhanError: `award-unsealed`, there are none; `award-recount`, another count comes to something else.
    """
    results_of(edition)
    stored = disk.read_bytes(edition.root, _path(edition, Kind.RESULTS), disk.LIMITS[Kind.RESULTS])
    counted = count_edition(edition, read_sheets(edition)).data
    for sentence in results_file.differences(as_committed(stored), counted):
        message = f"{sentence} پیش از تصمیم دوباره بشمارید: farakhan tally {edition.name}"
        raise FarakhanError("award-recount", message, edition.name)


def proposed(edition: Edition) -> Awards:
    """The decision as it stands, laid over the results as they stand; without one, what the count proposes.

    Whoever won by an earlier count alone and without a reason goes; whom the jury has passed over stays so. An owner
    who agrees to publication and has no name yet is `UNNAMED`.

    Raises:
        FarakhanError: `award-unsealed`, there are no results; `award-none`, the call has no awards.
    """
    results, before = results_of(edition), edition.awards
    if not edition.call.awards:
        message = "در call.yml عنوانی برای تقدیر نیست؛ نخست آن‌ها را زیر awards بنویسید."
        raise FarakhanError("award-none", message, edition.name)
    given = {award.code: award for award in before.awards} if before else {}
    winners = set(results.winners)
    passed = tuple(entry for entry in before.passed_over if entry.code in winners) if before else ()
    honoured = {code: given.get(code) or _first(edition, code) for code in winners - {entry.code for entry in passed}}
    honoured |= {code: award for code, award in given.items() if award.reason and code not in winners}
    return _laid(edition, before, honoured, passed)


def decided(edition: Edition, awards: Awards, codes: Collection[str], decision: Decision) -> Awards:
    """A decision changed for some ideas.

    Args:
        edition: that it is about.
        awards: as they are laid over its results.
        codes: of ideas of the ranking.
        decision: on each of them alike.

    Raises:
        FarakhanError: `award-reason`, a winner by the count is passed over without a reason; `award-consent`, a name
            is given whose owner does not agree to publication.
    """
    honoured = {award.code: award for award in awards.awards}
    passed = {entry.code: entry for entry in awards.passed_over}
    for code in codes:
        entry = passed.pop(code, None)
        award = honoured.pop(code, None) or _first(edition, code)
        if decision.name and not _publishes(edition, code):
            message = "صاحب این ایده به انتشار نامش رضایت نداده است؛ بی‌نام تقدیر می‌شود."
            raise FarakhanError("award-consent", message, code)
        if not decision.passed_over:
            honoured[code] = _changed(award, decision)
        elif code in results_of(edition).winners:
            passed[code] = _passed_over(code, decision, entry)
    ordered = tuple(passed[code] for code in results_of(edition).winners if code in passed)
    return _laid(edition, awards, honoured, ordered)


def code_of(edition: Edition, typed: str) -> str:
    """The code of the idea that a person means by its code, however written, or by its rank.

    Raises:
        FarakhanError: `award-idea`, no idea has this code and a rank; `award-rank`, none or several have this rank.
    """
    digits, ranking = only(typed), results_of(edition).ranking
    if looks_like_code(digits):
        if digits not in {place.code for place in ranking}:
            raise FarakhanError("award-idea", "این ایده رتبه‌ای ندارد؛ تنها ایدهٔ داوری‌شده تقدیر می‌شود.", typed)
        return digits
    codes = [place.code for place in ranking if str(place.rank) == digits.lstrip("0")]
    if len(codes) == 1:
        return codes[0]
    if codes:
        listed = "، ".join(to_persian(grouped(code)) for code in codes)
        raise FarakhanError("award-rank", f"این رتبه از چند ایده است؛ کدش را بنویسید: {listed}", typed)
    raise FarakhanError("award-rank", "نه کد ایده‌ای است و نه رتبه‌ای در جمع‌بندی.", typed)


def signed(awards: Awards, letter: Letter | None, by: tuple[str, ...]) -> Awards:
    """A decision with its letter's number and day, or with those who sign it; what is empty stays as it was."""
    return awards.model_copy(update={"letter": letter or awards.letter, "signed_by": by or awards.signed_by})


def unnamed(awards: Awards) -> tuple[str, ...]:
    """The codes of honoured ideas whose owner agrees to publication and has no name there yet."""
    return tuple(award.code for award in awards.awards if award.public_name == UNNAMED)


def named(awards: Awards, names: Mapping[str, str]) -> Awards:
    """A decision with the names of some who have none yet."""
    with_names = tuple(
        award.model_copy(update={"public_name": names[award.code]}) if names.get(award.code) else award
        for award in awards.awards
    )
    return awards.model_copy(update={"awards": with_names})


def line(typed: str) -> str:
    """What a person typed, on one line and in the spelling of files."""
    return " ".join(letters.normalise(typed).split())


def publishable(name: str) -> str:
    """A name in the spelling of files; nothing where something in it is no name, as a number or an address."""
    spelt = line(name)
    return "" if any(check_text("", (), "public_name", spelt)) else spelt


def faults(edition: Edition, awards: Awards) -> list[str]:
    """What the check would say of a decision, a sentence each."""
    path = _path(edition, Kind.AWARDS)
    source, problems = read_yaml(path, awards_file.render(awards), disk.AWARDS_TIMES)
    if source:
        read = read_awards(
            source, edition.call, edition.facts, edition.results, edition.results_sha256, _drawn(edition)
        )
        problems = [*read.unread, *read.problems]
    return [problem.message for problem in problems if not problem.warning]


def jurys(awards: Awards) -> Awards:
    """What the jury itself decides: without the letter, the owners' own names and the digest."""
    without = tuple(award.model_copy(update={"public_name": ""}) for award in awards.awards)
    return awards.model_copy(
        update={"awards": without, "letter": Letter(number="", day=None), "signed_by": (), "digest": _NO_DIGEST}
    )


def support(call: Call, typed: str) -> Support:
    """A partner, by id or name, a colon, and how they help: «بنیاد برکت: خرید دستگاه».

    Raises:
        FarakhanError: `award-support`, it does not say who helps and how; `award-word`, there is no such partner.
    """
    partner, colon, kind = map(str.strip, line(typed).partition(":"))
    if not colon or not kind:
        message = "حمایت را چنین بنویسید: «همکار: چه حمایتی»، مانند «بنیاد برکت: خرید دستگاه»."
        raise FarakhanError("award-support", message, typed)
    known = {entry.id: entry.name for entry in call.partners}
    return Support(partner=meant(known, partner), kind=kind)


def meant(known: Mapping[str, str], typed: str) -> str:
    """The id that a person means who types it, or its name.

    Args:
        known: names by their ids.
        typed: by a person.

    Raises:
        FarakhanError: `award-word`, it is none of them.
    """
    asked = letters.fold(typed)
    for ident, name in known.items():
        if asked in (letters.fold(ident), letters.fold(name)):
            return ident
    choices = "، ".join(f"{ident} ({name})" for ident, name in known.items())
    raise FarakhanError("award-word", f"یکی از این‌ها را بنویسید: {choices}.", typed)


def _path(edition: Edition, kind: Kind) -> str:
    return f"{disk.RECORD}/{edition.name}/{kind}"


def _first(edition: Edition, code: str) -> Award:
    """What is proposed of an idea on which nobody has decided yet."""
    return Award(
        code=code,
        number=1,
        award=edition.call.awards[0].id,
        role=edition.facts[code].role if code in edition.facts else Role.NONE,
        support=(),
        public_name="",
        reason="",
    )


def _changed(award: Award, decision: Decision) -> Award:
    said = {
        "award": decision.award,
        "role": decision.role,
        "support": decision.support,
        "reason": decision.reason,
        "public_name": decision.name,
    }
    return award.model_copy(update={key: value for key, value in said.items() if value is not None})


def _passed_over(code: str, decision: Decision, entry: PassedOver | None) -> PassedOver:
    reason = decision.reason or (entry.reason if entry else "")
    if not reason:
        message = "این ایده برگزیدهٔ جمع‌بندی است؛ دلیل کنار گذاشتنش را با --reason بنویسید."
        raise FarakhanError("award-reason", message, code)
    return PassedOver(code=code, reason=reason)


def _laid(
    edition: Edition, before: Awards | None, honoured: Mapping[str, Award], passed: tuple[PassedOver, ...]
) -> Awards:
    """Awards in the order of the ranking; its letter stays if the jury's own words are the same."""
    made = Awards(
        edition=edition.name,
        results=edition.results_sha256,
        letter=before.letter if before else Letter(number="", day=None),
        signed_by=before.signed_by if before else (),
        awards=tuple(_named(edition, honoured)),
        passed_over=passed,
        digest=_NO_DIGEST,
    )
    if edition.awards is None or jurys(made) != jurys(edition.awards):
        return made.model_copy(update={"letter": Letter(number="", day=None)})
    return made


def _named(edition: Edition, honoured: Mapping[str, Award]) -> Iterator[Award]:
    """The awards with the numbers that their ideas drew, and a public name where one may stand."""
    numbers = _drawn(edition)
    for code in (place.code for place in results_of(edition).ranking if place.code in honoured):
        award = honoured[code]
        name = (award.public_name or UNNAMED) if _publishes(edition, code) else ""
        yield award.model_copy(update={"number": numbers[code], "public_name": name})


def _drawn(edition: Edition) -> Mapping[str, int]:
    """Public numbers by code.

    Raises:
        FarakhanError: `sheets-open`, none were drawn yet.
    """
    if edition.closing is None:
        message = f"برگ‌ها هنوز بسته نشده‌اند و ایده‌ها شماره ندارند؛ بزنید: farakhan sheets close {edition.name}"
        raise FarakhanError("sheets-open", message, edition.name)
    return edition.closing.numbers


def _publishes(edition: Edition, code: str) -> bool:
    """Whether an idea's owner agrees to publication, as it stands today."""
    return code in edition.facts and edition.facts[code].publish
