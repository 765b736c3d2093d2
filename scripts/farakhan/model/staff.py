"""Who works here: the members of staff as a call names them, by id; and what ties a person whom git knows to an id."""

import re
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, model_validator

from farakhan.model.base import Distinct, Frozen, Listed, Name, Slug, one_of

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}", re.ASCII)


class Duty(StrEnum):
    """What a member of staff may be there for."""

    REGISTER = "register"
    """To enter what came in."""
    SCREEN = "screen"
    """To decide what becomes of an idea, and to renew its receipt."""
    JUDGING = "judging"
    """To share ideas out, to bring sheets in, to count; to change a day or another word of the call."""
    AWARD = "award"
    """To enter what the jury decided."""
    STAFF = "staff"
    """To say who is who, and to give and take the words by which people come in."""
    LOOK = "look"
    """To look at everything that bears no name, and to change nothing."""


DUTIES = {
    Duty.REGISTER: "ثبت",
    Duty.SCREEN: "بررسی",
    Duty.JUDGING: "داوری",
    Duty.AWARD: "تصمیم هیئت",
    Duty.STAFF: "کارکنان",
    Duty.LOOK: "دیدن",
}
"""What they are called."""


class Member(Frozen):
    """A member of staff by a short id; no name stands here.

    A bare id is the short form of one who may do everything.

    Attributes:
        id: as acts and `registered_by` name them.
        duties: empty where they may do everything.
    """

    id: Annotated[Slug, Field(title="شناسهٔ کارشناس؛ نامش اینجا نمی‌آید")]
    duties: Annotated[
        tuple[Annotated[Duty, one_of(Duty)], ...],
        Listed,
        Distinct,
        Field(
            title="کارهایی که می‌کند: register ثبت، screen بررسی، judging داوری، award تصمیم هیئت، staff کارکنان،"
            " look تنها دیدن؛ خالی: همه"
        ),
    ] = ()

    @model_validator(mode="before")
    @classmethod
    def _from_id(cls, value: Any) -> Any:  # noqa: ANN401 (as it was read)
        return {"id": value} if isinstance(value, str) else value

    def may(self, duty: Duty) -> bool:
        """Whether this is among what they are there for."""
        return not self.duties or duty in self.duties


def is_id(text: str) -> bool:
    """Whether a text could be a member's id."""
    return bool(_ID.fullmatch(text))


class Tie(Frozen):
    """That a person whom git knows by an address is a member of staff.

    Both stand in git's history as well, in each commit of that person: this ties them to an id, and holds no secret.
    """

    email: Name
    name: Name
    id: Slug


class People(Frozen):
    """The one table of who is who; each address stands in it once, an id once for each of a person's machines."""

    people: Annotated[tuple[Tie, ...], Listed]
