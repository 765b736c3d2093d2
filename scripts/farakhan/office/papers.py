"""Papers of a decision: minutes to be signed, a letter to each owner, a list for each partner, certificates.

Each says what its reader may know and no more. The minutes have the names that winners agreed to publish; an owner's
own name stands in their own letter alone, and their number in the list of a partner who is to help them, if they agreed
that partners are told. A certificate is handed to its owner: it has the name for publication, or else their own, and is
made once the signed letter has its number.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import segno

from farakhan.face import addresses, paper
from farakhan.files.results import percent
from farakhan.model.call import names
from farakhan.model.codes import grouped
from farakhan.model.contact import Contact
from farakhan.model.idea import LABELS, WHOLE_PROVINCE, Role
from farakhan.model.judging import UNNAMED, Award, Awards, Ranked, Results, Support
from farakhan.office.opening import Opening, opened
from farakhan.persian.calendar import long_day
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.edition import Edition
from farakhan.record.idea import IdeaPlace, read_idea

FONTS = "site/assets/fonts"
"""From the repository's top."""
_ABREAST = 3
"""Signatures in a row."""

Values = Mapping[str, object]


class Paper(NamedTuple):
    """A paper that is to be made: its file's name, a template, and the plain values that it says."""

    name: str
    template: str
    values: Values


class Basis(NamedTuple):
    """A decision and the count that it rests on, both of them there."""

    edition: Edition
    awards: Awards
    results: Results


def basis(edition: Edition) -> Basis:
    """What papers are made of.

    Raises:
        FarakhanError: `papers-broken`, the check finds an error; `papers-undecided`, no decision rests on the results.
    """
    wrong = [problem for problem in edition.problems if not problem.warning]
    if wrong:
        raise FarakhanError("papers-broken", f"نخست این را درست کنید: {wrong[0]}", edition.name)
    if edition.awards is None or edition.results is None or not edition.decided():
        message = "هنوز تصمیمی نیست که بر این نتیجه استوار باشد؛ نخست بزنید: farakhan award دوره"
        raise FarakhanError("papers-undecided", message, edition.name)
    return Basis(edition, edition.awards, edition.results)


def judged(made_of: Basis) -> list[str]:
    """The codes of all ideas that were counted, in the order of the ranking: each owner gets a letter."""
    results = made_of.results
    unplaced = (*results.unranked, *results.not_shortlisted)
    return [*(place.code for place in results.ranking), *(code for code, _ in unplaced)]


def contacts(root: Path, codes: Sequence[str], opening: Opening) -> tuple[dict[str, Contact], dict[str, str]]:
    """The contacts of some ideas, and in words why others cannot be had; each opening is logged."""
    known, sealed = dict[str, Contact](), dict[str, str]()
    for code in codes:
        try:
            known[code] = opened(root, code, opening)
        except FarakhanError as error:
            sealed[code] = error.message
    return known, sealed


def papers(made_of: Basis, known: Mapping[str, Contact], site: str = "") -> Iterator[Paper]:
    """All papers of a decision.

    Args:
        made_of: the decision and its count.
        known: contacts by code; where there is none, a letter names nobody and a list has no number.
        site: the site's address, to which certificates lead; empty where it is not known.
    """
    edition = made_of.edition
    yield Paper(f"{edition.name}-minutes.pdf", "paper-minutes.html", _minutes(made_of))
    given = {award.code: award for award in made_of.awards.awards}
    for code in judged(made_of):
        values = _letter(made_of, code, given.get(code), known.get(code))
        yield Paper(f"{'winners' if code in given else 'others'}/{code}.pdf", "paper-letter.html", values)
    for partner, name in names(edition.call.partners).items():
        helped = [award for award in made_of.awards.awards if any(one.partner == partner for one in award.support)]
        if helped:
            values = _partner(made_of, name, partner, helped, known)
            yield Paper(f"partners/{partner}.pdf", "paper-partner.html", values)
    if made_of.awards.letter.number:
        for award in made_of.awards.awards:
            values = _certificate(made_of, award, known.get(award.code), site)
            yield Paper(f"certificates/{award.code}.pdf", "paper-certificate.html", values)


def pdf(root: Path, made: Paper) -> bytes:
    """A paper's bytes.

    Raises:
        FarakhanError: what `face.paper.pdf` raises.
    """
    return paper.pdf(made.template, made.values, root / FONTS)


def _head(made_of: Basis) -> dict[str, object]:
    call, letter = made_of.edition.call, made_of.awards.letter
    return {
        "organiser": call.organiser,
        "call": call.name,
        "slogan": call.slogan,
        "sample": call.sample,
        "secretariat": call.secretariat.name,
        "phone": to_persian(f"{call.secretariat.area_code}{call.secretariat.phone}"),
        "letter": {"number": letter.number, "day": long_day(letter.day) if letter.day else ""},
    }


def _minutes(made_of: Basis) -> Values:
    edition, awards, results = made_of
    places = {place.code: place for place in results.ranking}
    signers = [*awards.signed_by, *[""] * (-len(awards.signed_by) % _ABREAST)] or [""] * _ABREAST
    return {
        **_head(made_of),
        "judged": len(judged(made_of)),
        "judges": len(edition.call.judges),
        "scale": edition.call.rubric.scale,
        "criteria": [{"name": one.name, "weight": one.weight} for one in edition.call.rubric.criteria],
        "winners": [_winner(made_of, award, places[award.code]) for award in awards.awards],
        "passed": [
            {
                "title": edition.facts[entry.code].title,
                "code": _shown(entry.code),
                "rank": places[entry.code].rank,
                "reason": entry.reason,
            }
            for entry in awards.passed_over
        ],
        "signers": [signers[at : at + _ABREAST] for at in range(0, len(signers), _ABREAST)],
        "results": awards.results,
        "digest": awards.digest,
    }


def _certificate(made_of: Basis, award: Award, contact: Contact | None, site: str) -> Values:
    edition = made_of.edition
    own = contact.name if contact else ""
    has_page = edition.facts[award.code].publish
    page = addresses.absolute(site, addresses.winner(award.number)) if has_page else ""
    return {
        **_head(made_of),
        "name": award.public_name if award.public_name not in ("", UNNAMED) else own,
        "title": edition.facts[award.code].title,
        "award": names(edition.call.awards)[award.award],
        "role": _role(award),
        "signers": [*made_of.awards.signed_by],
        "page": page,
        "qr": segno.make(page, error="m").svg_data_uri(border=0) if page else "",
    }


def _winner(made_of: Basis, award: Award, place: Ranked) -> Values:
    edition, facts = made_of.edition, made_of.edition.facts[award.code]
    return {
        **_idea(edition, award.code),
        "number": award.number,
        "code": _shown(award.code),
        "public": facts.publish,
        "name": award.public_name,
        "rank": place.rank,
        "score": percent(place.score),
        "award": names(edition.call.awards)[award.award],
        "role": _role(award),
        "support": _support(edition, award.support),
        "departs": award.code not in made_of.results.winners,
        "reason": award.reason,
    }


def _letter(made_of: Basis, code: str, award: Award | None, contact: Contact | None) -> Values:
    edition, dates = made_of.edition, made_of.edition.call.dates
    passed = {entry.code: entry.reason for entry in made_of.awards.passed_over}
    return {
        **_head(made_of),
        "title": edition.facts[code].title,
        "code": _shown(code),
        "name": contact.name if contact else "",
        "award": names(edition.call.awards)[award.award] if award else "",
        "role": _role(award) if award else "",
        "support": _support(edition, award.support) if award else [],
        "shared": award is not None and _shares(edition, code),
        "reason": award.reason if award else passed.get(code, ""),
        "public": award.public_name if award else "",
        "announced": long_day(dates.announced) if dates.announced else "",
        "objections": long_day(dates.objections_until) if dates.objections_until else "",
    }


def _partner(made_of: Basis, name: str, partner: str, helped: Sequence[Award], known: Mapping[str, Contact]) -> Values:
    edition = made_of.edition
    told = [award for award in helped if _shares(edition, award.code)]
    return {
        **_head(made_of),
        "partner": name,
        "ideas": [
            {
                **_idea(edition, award.code),
                "number": award.number,
                "support": [one.kind for one in award.support if one.partner == partner],
                "role": _role(award),
                "name": award.public_name,
                "mobile": to_persian(known[award.code].mobile) if award.code in known else "",
            }
            for award in told
        ],
        "others": len(helped) - len(told),
    }


def _idea(edition: Edition, code: str) -> dict[str, object]:
    facts = edition.facts[code]
    counties = {**names(edition.call.counties), WHOLE_PROVINCE: "همهٔ استان"}
    return {
        "title": facts.title,
        "summary": facts.summary,
        "field": names(edition.call.fields)[facts.field],
        "counties": "، ".join(counties[county] for county in facts.counties),
        "stage": LABELS[facts.stage] if facts.stage else "",
    }


def _role(award: Award) -> str:
    return "" if award.role is Role.NONE else LABELS[award.role]


def _support(edition: Edition, support: Sequence[Support]) -> list[dict[str, str]]:
    partners = names(edition.call.partners)
    return [{"partner": partners[one.partner], "kind": one.kind} for one in support]


def _shares(edition: Edition, code: str) -> bool:
    """Whether an idea's owner agrees that partners are told of it and of their number."""
    idea = read_idea(IdeaPlace(edition.root, edition.name, code))
    return idea.consents.share_with_partners is not None


def _shown(code: str) -> str:
    return to_persian(grouped(code))
