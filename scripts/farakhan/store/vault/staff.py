"""Who a person is whom git knows: the one table that ties git's names to the ids in call.yml, kept in the vault.

It is not sealed: every commit of theirs says the same name and address, and no secret stands in it. What a desk asks at
its login belongs beside it, an object for each id.
"""

from pathlib import Path

from farakhan.files import staff as staff_file
from farakhan.model.acts import one_line
from farakhan.model.staff import People, Tie
from farakhan.store.git.commits import Person
from farakhan.store.vault import objects
from farakhan.store.vault.places import place

NAME = f"{objects.STAFF}/people.yml"


def people(root: Path) -> People | None:
    """The table; None where nobody has begun one.

    Raises:
        FarakhanError: `staff-file`, somebody has written it so that it cannot be read.
    """
    try:
        data = b"".join(place(root).get(NAME))
    except FileNotFoundError:
        return None
    return staff_file.parse(NAME, data)


def tie(root: Path, who: Person, to: str) -> None:
    """Say that a person whom git knows is a member of staff; whoever had this address before is not any more.

    Raises:
        FarakhanError: what `people` raises.
    """
    there = people(root)
    others = [person for person in (there.people if there else ()) if person.email != who.email]
    new = Tie(email=who.email, name=one_line(who.name) or who.email, id=to)
    objects.put(root, {NAME: staff_file.render(People(people=(*others, new)))})
