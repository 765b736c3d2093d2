"""A letter as a row of the spool's table, and back: each part by its name, and one list of columns for both ways."""

from typing import NamedTuple

from farakhan.store.spool.letters import Act, Letter, State, Taken, instant, micros


class Row(NamedTuple):
    """What the table has of a letter; the fields are its columns, whatever their order in a file is.

    Attributes:
        arrived: microseconds of Unix time.
    """

    number: int
    arrived: int
    sender: bytes
    told: bytes
    code: str
    act: str
    edition: str
    channel: str
    content: bytes
    note: str
    copies_of: str
    contact: bytes
    proof: bytes
    receipt: str
    over: str
    state: str


COLUMNS = Row._fields
NAMES = ", ".join(COLUMNS)
"""As SQL has them, to read and to write."""


def row_of(taken: Taken) -> Row:
    """A letter as the table has it."""
    letter = taken.letter
    return Row(
        number=taken.number,
        arrived=micros(taken.arrived),
        sender=letter.sender,
        told=letter.told,
        code=letter.code,
        act=letter.act.value,
        edition=letter.edition,
        channel=letter.channel,
        content=letter.content,
        note=letter.note,
        copies_of=letter.copies_of,
        contact=letter.contact,
        proof=letter.proof,
        receipt=letter.receipt,
        over=letter.over,
        state=taken.state.value,
    )


def taken_of(row: Row) -> Taken:
    """A letter from its row."""
    letter = Letter(
        sender=row.sender,
        told=row.told,
        code=row.code,
        act=Act(row.act),
        edition=row.edition,
        channel=row.channel,
        content=row.content,
        note=row.note,
        copies_of=row.copies_of,
        contact=row.contact,
        proof=row.proof,
        receipt=row.receipt,
        over=row.over,
    )
    return Taken(row.number, instant(row.arrived), letter, State(row.state))
