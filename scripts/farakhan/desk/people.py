"""Who sits at the desk: a member of staff by the id that acts bear, with what they are there for."""

from pathlib import Path
from typing import NamedTuple

from farakhan.model.call import Call
from farakhan.model.staff import Duty
from farakhan.store.git.commits import Person, person
from farakhan.store.vault import staff


class Sitter(NamedTuple):
    """Somebody who is known at the desk.

    Attributes:
        who: as git knows them; their acts are committed under this name.
        id: as acts bear it; empty where no table ties anybody yet.
        duties: what they may do; without any they may look at everything and change nothing.
    """

    who: Person
    id: str
    duties: frozenset[Duty]

    def may(self, duty: Duty | None) -> bool:
        """Whether they may do what asks for a duty; None asks for nothing but to be known."""
        return duty is None or duty in self.duties


def here(root: Path, call: Call) -> Sitter:
    """Whoever git says sits at this machine.

    Raises:
        FarakhanError: `no-person`, git does not know; what `staff.people` raises.
    """
    who = person(root)
    table = staff.people(root)
    if table is None:
        return Sitter(who, "", frozenset(Duty))
    for tie in table.people:
        if tie.email == who.email:
            return Sitter(who, tie.id, duties_of(call, tie.id))
    return Sitter(who, "", frozenset())


def named(root: Path, call: Call, name: str) -> Sitter | None:
    """A member of staff by their id, or by the address by which git knows them; None where the table has neither.

    Raises:
        FarakhanError: what `staff.people` raises.
    """
    table = staff.people(root)
    for tie in table.people if table else ():
        if name in {tie.id, tie.email}:
            return Sitter(Person(tie.name, tie.email), tie.id, duties_of(call, tie.id))
    return None


def duties_of(call: Call, ident: str) -> frozenset[Duty]:
    """What a member of staff may do by the call; nothing where the call does not name them."""
    for member in call.staff:
        if member.id == ident:
            return frozenset(duty for duty in Duty if member.may(duty))
    return frozenset()
