"""The end that keeps an arrival at once, for whoever enters it: the contact and its proof sealed away, then one commit.

The vault comes first. A death between two steps leaves at worst a sealed contact without an idea, and the same arrival
again registers the idea then; never an idea without its contact, never one twice. Its owner proves the idea as who sent
it by the form does: the receipt's word is drawn here, and the proof of their mobile lies beside the contact.
"""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from farakhan import sealing
from farakhan.checks.terms import terms
from farakhan.files import idea as idea_file
from farakhan.intake.arrival import Arrival, Entry, Prepared, prepare
from farakhan.intake.reserve import Beside
from farakhan.model import acts as deeds
from farakhan.model.answers import Answers
from farakhan.model.call import Call
from farakhan.model.contact import Contact
from farakhan.model.idea import Idea, Media
from farakhan.model.words import with_receipt
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.store.acting import acting
from farakhan.store.git import acts
from farakhan.store.git.commits import MovedError, New, Person, tip_of
from farakhan.store.vault import contacts, proofs

TRIES = 20
"""Times that a commit is tried because the branch has moved meanwhile."""


class Registering(NamedTuple):
    """One arrival on its way to be registered, which a person may look at and change before it is.

    Attributes:
        root: the repository's top.
        call: of the edition in which it is registered.
        entry: how and when it came, and who enters it.
        taken: the codes and texts that are somebody's already.
        code: under which it will stand.
    """

    root: Path
    call: Call
    entry: Entry
    taken: Beside
    code: str

    def prepared(self, answers: Answers, media: tuple[Media, ...] = ()) -> Prepared:
        """What it comes to with some answers, and photos and clips that are in the vault."""
        arrival = Arrival(entry=self.entry, answers=answers, media=media, whole=False)
        return prepare(self.call, terms(self.call), arrival, self.code)

    def known_as(self, body: str) -> str:
        """The code under which a text has come already, as of now; empty where none has."""
        self.taken.look()
        return self.taken.first_with(body, self.code)


def begun(root: Path, call: Call, entry: Entry) -> Registering:
    """An arrival that begins to be registered, with a code that is free."""
    taken = Beside(root, call.edition)
    return Registering(root, call, entry, taken, taken.free_code())


class Ready(NamedTuple):
    """What is to be registered: the idea with its receipt, who sent it, and the receipt's word, kept nowhere."""

    idea: Idea
    contact: Contact
    word: str


def ready(idea: Idea, contact: Contact) -> Ready:
    """An idea and its contact, as `arrival.prepare` made them, with a new receipt."""
    with_its_receipt, word = with_receipt(idea, secrets.randbelow)
    return Ready(with_its_receipt, contact, word)


def register(work: Registering, done: Sequence[Ready], who: Person) -> str:
    """Seal the contacts into the vault and commit the ideas as this person; the commit's object name.

    The same ideas again, after a crash, are committed once. Contacts that were not there before go if the commit fails.

    Args:
        work: on whose way they come; the texts that have come already are looked at again.
        done: what is to be registered: one, or several that came together and are kept all or none.
        who: registers them.

    Raises:
        FarakhanError: `recipients-few`, the call has fewer than two keys; `text-known`, the same text has come while
            a person was looking at this one; what `acting` and `commit` raise.
        DamageError: `proof-key`, nobody here could ever prove the idea to be theirs; nothing was written.
    """
    root, call = work.root, work.call
    first = done[0].idea
    by = acting(root, call, who, deeds.Kind.REGISTER, first.registered_by or "")
    codes = tuple(each.idea.code for each in done)
    act = deeds.Act(kind=deeds.Kind.REGISTER, ideas=codes, by=by, at=first.registered)
    recipients, key = [recipient.key for recipient in call.age_recipients], proofs.key(root)
    sealed = {
        each.idea.code: contacts.Sealed(
            sealing.seal(each.contact, recipients), proofs.made(key, each.idea.code, each.contact)
        )
        for each in done
    }
    there = set(contacts.codes(root))
    contacts.put_all(root, sealed)
    files = {idea_file.idea_path(call.edition, each.idea.code): New(idea_file.render(each.idea)) for each in done}
    try:
        for _ in range(TRIES):
            tip = tip_of(root)
            work.taken.look()
            for each in done:
                _refuse_known(work.taken, each.idea)
            with suppress(MovedError):
                return acts.commit(root, files, [act], who, tip)
        raise MovedError(str(root))
    except FarakhanError:
        for code in codes:
            if code not in there:
                contacts.erase(root, code)
        raise


def _refuse_known(taken: Beside, idea: Idea) -> None:
    """See to it that no other idea with the same text has come.

    Raises:
        FarakhanError: `text-known`.
    """
    code = taken.first_with(idea.body, idea.code)
    if code:
        message = f"همین متن در این میان با کد {to_persian(code)} رسیده است؛ دوباره ثبت نشد."
        raise FarakhanError("text-known", message, code)
