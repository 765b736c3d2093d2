"""What each act of judging writes into the record, and what it must have been made from: for commands and the desk."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from farakhan.files import awards as awards_file
from farakhan.files import rules
from farakhan.files.layout import Kind as Place
from farakhan.files.sheets import render_confirmed
from farakhan.judging.closing import Closed
from farakhan.judging.counting import Counted
from farakhan.judging.given import closing
from farakhan.judging.reading_back import Stored
from farakhan.judging.reopening import closed_again
from farakhan.judging.sharing import Plan
from farakhan.judging.sheets_in import Read
from farakhan.judging.winners_photos import Photos
from farakhan.model.acts import Kind
from farakhan.model.judging import Awards
from farakhan.persian.calendar import tehran_day
from farakhan.record.edition import Edition
from farakhan.record.sheets import Sheets
from farakhan.store.acting import keep
from farakhan.store.git.commits import Person

MADE_FROM: Mapping[Kind, Sequence[str]] = {
    Kind.ASSIGN: (Place.CALL, Place.SHORTLIST, "sheets", "ideas"),
    Kind.SHEET: (Place.CALL, Place.ASSIGNMENTS, "ideas"),
    Kind.CONFIRM: (Place.CALL, Place.ASSIGNMENTS, "ideas", Place.SHORTLIST, "sheets"),
    Kind.CLOSE: (Place.CALL, Place.ASSIGNMENTS, "ideas", Place.SHORTLIST, "sheets"),
    Kind.REOPEN: (Place.CALL, Place.RESULTS, "sheets", Place.OBJECTION),
    Kind.TALLY: (Place.CALL, Place.ASSIGNMENTS, Place.CLOSED, Place.SHORTLIST, "sheets", "ideas"),
    Kind.AWARD: (Place.CALL, Place.RESULTS, "ideas"),
}
"""Files and folders of an edition of which what is kept by an act must be true in git too."""


def share_out(edition: Edition, planned: Plan, when: datetime, who: Person | None = None) -> None:
    """Keep a plan; nothing where all is as it was.

    Args:
        edition: whose ideas they are.
        planned: as it was shown.
        when: aware.
        who: acts; None for whoever git says sits here.

    Raises:
        FarakhanError: what `store.acting.keep` raises.
    """
    if planned.data is not None:
        _keep(edition, Kind.ASSIGN, {Place.ASSIGNMENTS: planned.data}, when, who)


def take_in(edition: Edition, sheets: Sequence[Read], when: datetime, who: Person | None = None) -> None:
    """Keep judges' sheets; the first ones make fast what decides. A reopened one closes again.

    Args:
        edition: whose sheets they are.
        sheets: without a fault.
        when: aware.
        who: as for `share_out`.

    Raises:
        FarakhanError: what `store.acting.keep` raises.
    """
    kept = {path: data for sheet in sheets for path, data in sheet.files().items()}
    for sheet in sheets:
        kept |= closed_again(edition, sheet.data, when)
    _keep(edition, Kind.SHEET, kept | rules_once(edition, when), when, who)


def confirm(
    edition: Edition, sheets: Sheets, shown: Sequence[Stored], when: datetime, who: Person | None = None
) -> None:
    """Keep that judges have confirmed their sheets as they stand.

    Args:
        edition: whose sheets they are.
        sheets: as they stand.
        shown: those that were confirmed.
        when: aware.
        who: as for `share_out`.

    Raises:
        FarakhanError: what `store.acting.keep` raises.
    """
    data = render_confirmed({**sheets.confirmed, **{sheet.path: sheet.digest for sheet in shown}})
    _keep(edition, Kind.CONFIRM, {Place.CONFIRMED: data}, when, who)


def close(edition: Edition, closed: Closed, when: datetime, who: Person | None = None) -> None:
    """Keep what closes a round.

    Args:
        edition: that is closed.
        closed: what closing it comes to.
        when: aware.
        who: as for `share_out`.

    Raises:
        FarakhanError: what `given.closing` and `store.acting.keep` raise.
    """
    with closing(edition):
        _keep(edition, Kind.CLOSE, {closed.path: closed.data} | rules_once(edition, when), when, who)


def reopen(  # noqa: PLR0913, PLR0917 (each is a part of the act)
    edition: Edition, kept: Mapping[str, bytes], objection: int, why: str, when: datetime, who: Person | None = None
) -> None:
    """Keep that a judge's closed sheet is open once more.

    Args:
        edition: whose sheets are closed.
        kept: what `reopening.reopen` gave.
        objection: the number of the objection that asks for it.
        why: what the judge has to look at.
        when: aware.
        who: as for `share_out`.

    Raises:
        FarakhanError: what `store.acting.keep` raises.
    """
    _keep(edition, Kind.REOPEN, kept, when, who, f"{objection}: {why}")


def count(edition: Edition, counted: Counted, when: datetime, who: Person | None = None) -> None:
    """Keep a count.

    Args:
        edition: that was counted.
        counted: what it came to.
        when: aware.
        who: as for `share_out`.

    Raises:
        FarakhanError: what `store.acting.keep` raises.
    """
    _keep(edition, Kind.TALLY, {Place.RESULTS: counted.data}, when, who)


def decide(edition: Edition, awards: Awards, pictures: Photos, when: datetime, who: Person | None = None) -> None:
    """Keep the jury's decision, with the photos that it brings.

    Args:
        edition: that it is about.
        awards: as it is now.
        pictures: what becomes of the photos in the record.
        when: aware.
        who: as for `share_out`.

    Raises:
        FarakhanError: what `store.acting.keep` raises.
    """
    _keep(edition, Kind.AWARD, {Place.AWARDS: awards_file.render(awards), **pictures.files}, when, who)


def _keep(  # noqa: PLR0913, PLR0917 (each is a part of the act)
    edition: Edition,
    kind: Kind,
    files: Mapping[str, bytes | None],
    when: datetime,
    who: Person | None,
    why: str = "",
) -> None:
    keep(edition.root, edition.call, kind, files, MADE_FROM[kind], when, why, who=who)


def rules_once(edition: Edition, when: datetime) -> dict[str, bytes]:
    """rules.json, if what decides does not stand fast yet."""
    if edition.rules:
        return {}
    return {Place.RULES.value: rules.render(rules.rules_of(edition.call, tehran_day(when)))}
