"""An idea registered: all of it right first, then the contact sealed into the vault, then the file in git.

In this order a death between two steps leaves at worst a sealed contact without an idea, and the same message again
registers the idea then; never an idea without its contact, never one twice.
"""

import secrets
from datetime import datetime
from typing import NamedTuple

from pydantic import ValidationError

from farakhan.checks.idea import inspect
from farakhan.checks.terms import terms
from farakhan.contact import sealing
from farakhan.files import idea as idea_file
from farakhan.files.message.reading import Reading
from farakhan.files.shape import Source, shape
from farakhan.intake.letters import tree
from farakhan.model import contact as contact_model
from farakhan.model.codes import draw_code
from farakhan.model.contact import Contact
from farakhan.model.idea import Idea, Status
from farakhan.model.questions import Kind
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.store import vault
from farakhan.store.commits import New, Person, commit
from farakhan.store.record import Edition


class Arrival(NamedTuple):
    """How and when an idea reached us, and who enters it; `paper` is the shelf number of a written one."""

    channel: str
    arrived: datetime
    registered: datetime
    by: str
    paper: str


def known_as(edition: Edition, reading: Reading) -> str:
    """The code under which the same text already stands; empty where none does."""
    squeezed = idea_file.squeezed(reading.body)
    return next((one.code for one in edition.facts.values() if one.same == squeezed), "")


def prepare(edition: Edition, reading: Reading, arrival: Arrival) -> tuple[Idea | None, Contact | None, list[str]]:
    """The idea and the contact that a reading makes, and what is wrong with them in words; nothing is written.

    A late idea is `held`: it is kept, and a person decides.
    """
    code = _free_code(edition)
    path = idea_file.idea_path(edition.name, code)
    contact, wrong = _contact(reading)
    status = Status.HELD if arrival.arrived >= edition.call.closes() else Status.RECEIVED
    values = {
        **tree(code, edition.name, reading.content(), arrival.arrived),
        "channel": arrival.channel,
        "arrived": arrival.arrived.isoformat(),
        "registered": arrival.registered.isoformat(),
        "registered_by": arrival.by,
        "paper": arrival.paper,
        "status": status.value,
    }
    shaped = shape(Idea, Source(path, "{}", 1, values))
    if shaped.value is None:
        return None, contact, wrong + [one.message for one in shaped.problems]
    idea = shaped.value.model_copy(update={"digest": idea_file.digest(shaped.value.content())})
    found = inspect(path, idea_file.render(idea), terms(edition.call)).problems
    return idea, contact, wrong + [one.message for one in found if not one.warning]


def _free_code(edition: Edition) -> str:
    taken = {*edition.facts, *vault.codes(edition.root)}
    while True:
        code = draw_code(secrets.randbelow)
        if code not in taken:
            return code


def _contact(reading: Reading) -> tuple[Contact | None, list[str]]:
    empty: dict[str, object] = {
        one.key: [] if one.listed else "false" if one.asked.kind is Kind.YES else "" for one in contact_model.FIELDS
    }
    try:
        return Contact.model_validate(empty | reading.contact()), []
    except ValidationError as error:
        labels = {one.key: one.label for one in contact_model.FIELDS}
        keys = sorted({str(one["loc"][0]) for one in error.errors(include_url=False)})
        return None, [f"«{labels[key]}» درست نیست؛ آن را با --set {key}=… بدهید." for key in keys]


def register(edition: Edition, idea: Idea, contact: Contact, who: Person) -> str:
    """Seal the contact into the vault and commit the idea as this person; the commit's object name.

    The same idea again, after a crash, is committed once. A contact that was not there before goes if the commit fails.

    Raises:
        FarakhanError: `recipients-few`, the call has fewer than two keys; what `commit` raises.
    """
    known = idea.code in set(vault.codes(edition.root))
    sealed = sealing.seal(contact, [one.key for one in edition.call.age_recipients])
    vault.put_contact(edition.root, idea.code, sealed)
    path = idea_file.idea_path(edition.name, idea.code)
    message = to_persian(f"ثبت ایدهٔ {idea.code}") + f"\n\nchannel: {idea.channel}\n"
    try:
        return commit(edition.root, {path: New(idea_file.render(idea))}, message, who, idea.registered)
    except FarakhanError:
        if not known:
            vault.erase_contact(edition.root, idea.code)
        raise
