"""An idea registered: all of it right first, then the contact sealed into the vault, then the file in git.

In this order a death between two steps leaves at worst a sealed contact without an idea, and the same message again
registers the idea then; never an idea without its contact, never one twice.
"""

import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from farakhan import sealing
from farakhan.checks.idea import inspect
from farakhan.checks.terms import terms
from farakhan.files import idea as idea_file
from farakhan.files.shape import Source, shape
from farakhan.intake.applying import WRITTEN, body_of, tree
from farakhan.intake.form_answers import ASKED
from farakhan.message.reading import Reading
from farakhan.model import acts as deeds
from farakhan.model import contact as contact_model
from farakhan.model.codes import draw_code
from farakhan.model.contact import Contact
from farakhan.model.idea import Idea, Status
from farakhan.model.questions import Kind
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.edition import Edition
from farakhan.record.known import Known
from farakhan.store.acting import acting
from farakhan.store.git import acts
from farakhan.store.git.commits import MovedError, New, Person, tip_of
from farakhan.store.spool import beside, sqlite
from farakhan.store.spool.letters import Letter
from farakhan.store.vault import contacts

TRIES = 20
"""Times that a commit is tried because the branch has moved meanwhile."""


class Arrival(NamedTuple):
    """How and when an idea reached us, and who enters it; `paper` is the shelf number of a written one."""

    channel: str
    arrived: datetime
    registered: datetime
    by: str
    paper: str


class Arrived:
    """The texts that have come already: in git, and in this folder's spool where a server takes ideas in."""

    def __init__(self, root: Path, edition: str) -> None:
        """Look at neither yet."""
        self._root, self._edition = root, edition
        self._known = Known(root)

    def code_of(self, body: str, but: str = "") -> str:
        """The code of an idea that has the same text, unless it is this one; empty where none has."""
        self._known.renew(tip_of(self._root).commit)
        for code in self._known.same(self._edition, body, but):
            return code
        squeezed = idea_file.squeezed(body)
        for one in _waiting(self._root, self._edition):
            if one.act in WRITTEN and one.code != but and idea_file.squeezed(body_of(one)) == squeezed:
                return one.code
        return ""

    def refuse(self, idea: Idea) -> None:
        """See to it that no other idea with the same text has come.

        Raises:
            FarakhanError: `text-known`.
        """
        code = self.code_of(idea.body, idea.code)
        if code:
            message = f"همین متن در این میان با کد {to_persian(code)} رسیده است؛ دوباره ثبت نشد."
            raise FarakhanError("text-known", message, code)


def _waiting(root: Path, edition: str) -> list[Letter]:
    """What waits for git in this folder."""
    return [one.letter for one in beside.waiting(root / sqlite.FOLDER) if one.letter.edition == edition]


def known_as(edition: Edition, reading: Reading) -> str:
    """The code under which the same text has come already; empty where none has.

    Git and the spool are asked, not the work tree: what stands there alone may never be committed.
    """
    return Arrived(edition.root, edition.name).code_of(reading.body)


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
        return None, contact, wrong + [_in_words(one.message) for one in shaped.problems]
    idea = shaped.value.model_copy(update={"digest": idea_file.digest(shaped.value.content())})
    found = inspect(path, idea_file.render(idea), terms(edition.call)).problems
    return idea, contact, wrong + [_in_words(one.message) for one in found if not one.warning]


def _in_words(message: str) -> str:
    """A problem's message with the label of the field that it names by its key."""
    for question in ASKED:
        message = message.replace(f"«{question.key}»", f"«{question.label}»")
    return message


def _free_code(edition: Edition) -> str:
    """A code that no idea has, in the record, on its way there or in the vault."""
    on_their_way = (one.code for one in _waiting(edition.root, edition.name))
    taken = {*edition.facts, *contacts.codes(edition.root), *on_their_way}
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
        FarakhanError: `recipients-few`, the call has fewer than two keys; `text-known`, the same text has come while
            a person was looking at this one; what `acting` and `commit` raise.
    """
    by = acting(edition.root, edition.call, who, deeds.Kind.REGISTER, idea.registered_by or "")
    act = deeds.Act(kind=deeds.Kind.REGISTER, ideas=(idea.code,), by=by, at=idea.registered)
    known = idea.code in set(contacts.codes(edition.root))
    sealed = sealing.seal(contact, [one.key for one in edition.call.age_recipients])
    contacts.put(edition.root, idea.code, sealed)
    path = idea_file.idea_path(edition.name, idea.code)
    arrived = Arrived(edition.root, edition.name)
    try:
        for _ in range(TRIES):
            tip = tip_of(edition.root)
            arrived.refuse(idea)
            with suppress(MovedError):
                return acts.commit(edition.root, {path: New(idea_file.render(idea))}, [act], who, tip)
        raise MovedError(str(edition.root))
    except FarakhanError:
        if not known:
            contacts.erase(edition.root, idea.code)
        raise
