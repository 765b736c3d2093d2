"""Arrival at the server: answers checked, the contact sealed, a letter in the spool, and what its sender is told.

Nothing new waits for git: what was acknowledged is on this machine's disk, and `intake.committer` brings it into git.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from pydantic_core import to_json

from farakhan import sealing
from farakhan.files import idea as idea_file
from farakhan.intake import objecting
from farakhan.intake.applying import CHANGES, TYPED, added_to, applied, body_of, done, refused
from farakhan.intake.arrival import MASKED, WEB, Arrival, Prepared, prepare, recoded, said_first
from farakhan.intake.reserve import Reserve
from farakhan.intake.sending import Checked, Faulty, Receipt
from farakhan.intake.windows import may_change
from farakhan.model import standing, words
from farakhan.model.acts import OWNER
from farakhan.model.answers import OF_CONTACT, Answers, contact_of, faults
from farakhan.model.call import Call
from farakhan.model.contact import Contact
from farakhan.model.idea import Idea, Media, Status
from farakhan.model.objection import Objection, draw_number
from farakhan.model.personal import Owner
from farakhan.model.public import Seen, is_told, outcome, seen_by_owner
from farakhan.persian import digits
from farakhan.persian.calendar import tehran_day
from farakhan.problems import FarakhanError
from farakhan.record.live import Live
from farakhan.record.objections import numbers, objections
from farakhan.store.git import branch, commits
from farakhan.store.spool.contract import AnySpool
from farakhan.store.spool.letters import BESIDE, Act, Letter, State, Taken
from farakhan.store.vault import proofs

KEYLESS = b"\0\0\0\0"
"""How the mark of a sender begins that sent no key; of those with a key one in four thousand million does too."""
AT_ONCE = 1000
"""Letters that are in memory together when a server begins."""
TWICE = timedelta(hours=1)
"""How long a text that is sent again without a form's key is taken for its sender's second try."""


class Intake:
    """The receiving side of one edition.

    Attributes:
        live: what is kept of the record.
        known: the texts and codes of it that stand in git.
    """

    def __init__(self, root: Path, edition: str, spool: AnySpool, now: Callable[[], datetime]) -> None:
        """Read what must be known of the record: the call, the codes that are taken, the texts that are there.

        Raises:
            FarakhanError: what `LiveCall` raises.
        """
        self.root, self.edition, self.spool, self.now = root, edition, spool, now
        self._branch = branch.chosen(root)
        self.live = Live(root)
        self._call = self.live.call_of(edition)
        self._secret = proofs.key(root)
        self.known = self.live.known
        self.known.renew(branch.commit(root))
        self._reserve = Reserve(root, edition, self.known, spool.codes(), _waiting(spool))

    @property
    def call(self) -> Call:
        """As its file said when it was last asked to be renewed."""
        return self._call.last

    def is_stale(self) -> bool:
        """Whether the call's file has changed since it was read."""
        return self._call.is_stale()

    def renew(self) -> None:
        """Read the call anew if its file has changed; one that is wrong for a moment leaves the last right one."""
        self._call.renew()

    def check(self, arrival: Arrival) -> Checked:
        """What may be kept of what was sent; nothing is reserved for it. Who may change an idea is asked before.

        Raises:
            Faulty: its sender can mend it.
        """
        if arrival.mends:
            code = arrival.mends.code
            prepared = self._prepared(arrival, code)
            asked = self._mark(to_json(prepared.content))
            return Checked(self._mark(b"mend", code.encode(), asked), asked, code, Act.MEND, arrival, prepared)
        code = self._reserve.free_code()
        prepared = self._prepared(arrival, code)
        contact = to_json(prepared.contact.model_dump()) if prepared.contact else b""
        asked = self._mark(to_json(prepared.content), contact)
        sender = self._mark(b"key", arrival.key.encode()) if arrival.key else self._known_by_text(asked)
        return Checked(sender, asked, self._reserve.code_of(sender) or code, Act.NEW, arrival, prepared)

    def _prepared(self, arrival: Arrival, code: str) -> Prepared:
        """What an arrival comes to, if there is nothing wrong with it.

        Raises:
            Faulty: there is.
        """
        prepared = prepare(self.call, self._call.terms, arrival, code)
        if prepared.problems:
            raise Faulty(said_first(prepared.problems))
        return prepared

    def told(self, checked: Checked, files: Sequence[bytes]) -> bytes:
        """The mark of what is asked for, with the photos and clips as they were sent.

        Args:
            checked: what `check` gave.
            files: marks of those that came, in their order; none where none came, or none of them was kept.
        """
        return self._mark(checked.asked, *files) if files else checked.asked

    def sent_before(self, checked: Checked, told: bytes) -> bool:
        """Whether the very same was the last that its sender sent, so that its photos and clips are here already."""
        if checked.act is Act.MEND:
            return self._last_was(checked.code, checked.sender, told)
        return [taken.letter.told for taken in self.spool.of_sender(checked.sender)[-1:]] == [told]

    def reserve(self, checked: Checked, media: Sequence[Media], told: bytes) -> Letter:
        """What was checked as a letter for the spool: its code and its text are taken from now on.

        Args:
            checked: what `check` gave.
            media: what came with it, in the vault by now.
            told: as the method of this name gave it.

        Raises:
            Faulty: with its photos and clips it cannot be kept; nothing was reserved.
            FarakhanError: `recipients-few`, there are no keys to seal contacts to; likewise.
        """
        arrival, prepared = checked.arrival, checked.prepared
        code = checked.code
        if checked.act is Act.NEW:
            code = self._reserve.code_for(checked.sender, code)
        if media:
            arrival = replace(arrival, media=(*arrival.media, *media))
            prepared = self._prepared(arrival, code)
        if prepared.idea is None:
            raise RuntimeError(code)
        idea = recoded(prepared.idea, code)
        letter = Letter(
            sender=checked.sender, told=told, code=code, act=checked.act, edition=self.edition,
            channel=arrival.entry.channel, content=to_json(prepared.content),
        )  # fmt: skip
        if arrival.mends:
            letter = letter._replace(over=arrival.mends.digest)
        elif prepared.contact:
            letter = self._sealed(letter._replace(note="؛ ".join(prepared.notes)), prepared.contact)
            self._reserve.take(letter.sender, code)
        TYPED.keep(letter, idea)
        return letter._replace(copies_of=self._reserve.take_text(idea.body, code))

    def _sealed(self, letter: Letter, contact: Contact) -> Letter:
        """A letter that brings a new idea, with what proves it to be its sender's."""
        return letter._replace(
            contact=sealing.seal(contact, [recipient.key for recipient in self.call.age_recipients]),
            proof=proofs.made(self._secret, letter.code, contact),
            receipt=words.receipt_of(letter.code, self._derived(letter.code)),
        )

    def release(self, letter: Letter) -> None:
        """Give back what was reserved for a letter that did not come to the disk; what was there before it stays."""
        current = self.standing(letter.code) if self.spool.of_code(letter.code) else None
        self._reserve.give_back(letter.sender, body_of(letter), letter.code, current.body if current else None)

    def _known_by_text(self, asked: bytes) -> bytes:
        """A sender's mark where a browser without scripts sent no key: others may know all that it is made of."""
        return KEYLESS + self._mark(b"sender", asked)[len(KEYLESS) :]

    def _mark(self, *parts: bytes) -> bytes:
        return proofs.mark(self._secret, *parts)

    def receipt(self, taken: Taken) -> Receipt:
        """What the sender of a letter is told."""
        call, letter = self.call, taken.letter
        late = taken.arrived >= call.closes() and letter.act not in BESIDE
        if letter.act is Act.NEW:
            made = applied(call, taken, None)
            if made is None:
                raise RuntimeError(letter.code)
            idea, stands = self._now(made) if taken.again else made, True
        else:
            current = self.standing(letter.code)
            if current is None:
                raise RuntimeError(letter.code)
            idea, stands = current, self._stands(taken, current)
        number = objecting.plea_of(taken).number if letter.act is Act.OBJECT else 0
        return Receipt(idea, letter.act, late, taken.again, stands, self._word(taken, idea.receipt), number)

    def _stands(self, taken: Taken, current: Idea) -> bool:
        """Whether a change stands as it was asked for, text and contact, or stood until the next change came."""
        letters = self.spool.of_code(taken.letter.code)
        state = next((other.state for other in letters if other.number == taken.number), taken.state)
        if state is State.WAITING and refused(self.call, taken, current, self.spool.of_code):
            return False
        next_came = not taken.again and any(
            other.number > taken.number and other.letter.act in CHANGES for other in letters
        )
        return state is not State.REFUSED and (next_came or done(taken, current))

    def timely(self, letter: Letter, idea: Idea) -> bool:
        """Whether a change may still be made to an idea as it stands, or is the very one that was made last."""
        sent_before = self._last_was(letter.code, letter.sender, letter.told)
        return sent_before or may_change(self.call, idea.status, self.now())

    def _last_was(self, code: str, sender: bytes, told: bytes) -> bool:
        last = [taken.letter for taken in self.spool.of_code(code) if taken.letter.act not in BESIDE][-1:]
        return [(letter.sender, letter.told) for letter in last] == [(sender, told)]

    def _now(self, idea: Idea) -> Idea:
        """An idea as it was sent, with its status and receipt of now; as it stands, where only media were added."""
        current = self.standing(idea.code)
        if current is None or added_to(idea, current):
            return current or idea
        return idea.model_copy(update={"status": current.status, "receipt": current.receipt})

    def sent_by(self, sender: bytes) -> Receipt | None:
        """The receipt of what a sender sent last; None where nothing came from such a one."""
        letters = self.spool.of_sender(sender)
        if not letters:
            return None
        receipt = self.receipt(letters[-1]._replace(again=True))
        return receipt._replace(again=False)

    def of_key(self, key: str, code: str) -> Idea | None:
        """The idea with this code as it stands, if the form with this key sent it; else None."""
        sent = self.spool.of_sender(self._mark(b"key", key.encode()))
        return self.standing(code) if sent and sent[-1].letter.code == code else None

    def standing(self, code: str) -> Idea | None:
        """An idea as it stands and counts: in git, with the letters on it that still wait."""
        path = idea_file.idea_path(self.edition, code)
        waiting = [taken for taken in self.spool.of_code(code) if taken.state is State.WAITING]
        # After the letters: what came into git meanwhile is in both.
        data = commits.files_at(self.root, [path], self._branch)[path]
        idea = idea_file.parse(path, data) if data is not None else None
        for letter in waiting:
            idea = applied(self.call, letter, idea) or idea
        return standing.counted(idea) if idea else None

    def seen(self, idea: Idea) -> Seen:
        """How an idea stands for its owner, with what came of it once that may be told; may read files."""
        phase = self.call.phase(tehran_day(self.now()))
        decision = self.live.decision_of(self.edition).now() if is_told(phase) else None
        return seen_by_owner(idea.status, idea.reason, outcome(phase, decision, idea.code))

    def is_of(self, code: str, mobile: str) -> bool:
        """Whether an idea was sent with this mobile (09 and nine digits).

        Raises:
            FarakhanError: `vault-unreachable`.
        """
        expected = proofs.proof(self._secret, code, mobile)
        if not mobile:  # some have none, and nobody is known by that
            return False
        waiting = any(self._proves(taken, expected) for taken in self.spool.of_code(code) if taken.letter.proof)
        return waiting or proofs.kept(self.root, code, expected)

    def mark_of(self, mobile: str) -> str:
        """A keyed mark of a mobile, under which its tries are counted."""
        return self._mark(b"mobile", mobile.encode()).hex()

    def _derived(self, code: str) -> str:
        """The receipt's word that an idea gets here: the same each time, so that it stands nowhere in the clear."""
        return words.word_of(self._mark(b"word", code.encode()))

    def _word(self, taken: Taken, receipt: str | None) -> str:
        """The word for the receipt of a letter; empty where another one holds by now, or too much time has passed.

        A browser without scripts sends no key. Who sends the same once more is then known by what was typed alone, and
        others may know that too: such a receipt has its word for a while, for who pressed the button twice.
        """
        letter = taken.letter
        if letter.sender.startswith(KEYLESS) and self.now() - taken.arrived > TWICE:
            return ""
        word = self._derived(letter.code)
        return word if receipt == words.receipt_of(letter.code, word) else ""

    def _proves(self, taken: Taken, expected: bytes) -> bool:
        """Whether a letter that waits has this proof, and came in time to bring it."""
        is_proof = proofs.proves(taken.letter.proof, expected)
        if not is_proof or taken.letter.act is Act.NEW:
            return is_proof
        return not refused(self.call, taken, self.standing(taken.letter.code), self.spool.of_code)

    def adding(self, code: str, media: Sequence[Media], note: str = "") -> Letter:
        """The letter by which photos and clips, sent with an idea and ready only now, come into what stands by now.

        Args:
            code: the idea's.
            media: in the vault by now.
            note: what of them could not be used; empty where there is nothing to say.
        """
        content = to_json([medium.model_dump() for medium in media])
        asked = self._mark(b"add", code.encode(), content, note.encode())
        return Letter(
            sender=asked, told=asked, code=code, act=Act.ADD, edition=self.edition, channel=WEB, content=content,
            note=note,
        )  # fmt: skip

    def contact_change(self, idea: Idea, answers: Answers, key: str) -> Letter:
        """The letter by which an owner, who was asked for a proof before, says anew who they are.

        Args:
            idea: theirs.
            answers: the whole contact; what is left out is empty from now on.
            key: of the page on which they said it, so that a second tap on its button is known.

        Raises:
            Faulty: it is not complete, or wrong.
            FarakhanError: `contact-held`, what the secretariat has to look at is sealed with the one that is there;
                `recipients-few`.
        """
        if MASKED in idea.note:
            message = "دبیرخانه هنوز نوشتهٔ دست‌نخوردهٔ شما را ندیده است؛ برای عوض کردن شماره به آنجا زنگ بزنید."
            raise FarakhanError("contact-held", message, idea.code)
        wrong = {name: fault for name, fault in faults(self.call, answers).items() if name in OF_CONTACT}
        contact = contact_of(answers).contact
        if wrong or contact is None:
            raise Faulty(wrong)
        letter = Letter(
            sender=self._mark(b"contact", idea.code.encode(), key.encode()),
            told=self._mark(b"contact", to_json(contact.model_dump())),
            code=idea.code, act=Act.CONTACT, edition=self.edition, channel=WEB, content=b"",
        )  # fmt: skip
        return self._sealed(letter, contact)._replace(receipt="")

    def objections(self, code: str) -> list[Objection]:
        """The objections to an idea, the oldest first: those in git, and those that wait for it; reads files.

        Raises:
            FarakhanError: `objection-file`, one cannot be read.
        """
        waiting = [taken for taken in self.spool.of_code(code) if taken.state is State.WAITING]
        # After the letters: what came into git meanwhile is in both.
        there = {objection.number: objection for objection in objections(self.root, self.edition, code)}
        for taken in waiting:
            if taken.letter.act is Act.OBJECT and not refused(self.call, taken, None, self.spool.of_code):
                sent = objecting.objection_of(taken)
                there.setdefault(sent.number, sent)
        return list(there.values())

    def hears(self, idea: Idea, before: Sequence[Objection]) -> bool:
        """Whether the owner of an idea may object now.

        Args:
            idea: as it stands.
            before: the objections to it.
        """
        is_open = idea.status is not Status.WITHDRAWN and objecting.is_timely(self.call, self.now())
        return is_open and not any(objection.waits for objection in before)

    def objection(self, idea: Idea, typed: str, key: str, mobile: str) -> Letter:
        """The letter by which an owner, who was asked for a proof before, objects; what is personal is sealed first.

        Args:
            idea: theirs.
            typed: what they ask, as it was typed.
            key: of the page on which they said it, so that a second tap on its button is known.
            mobile: theirs.

        Raises:
            Faulty: it is too short or too long, or an earlier one waits for its answer.
            FarakhanError: `objection-closed`, it is not the time for it; `recipients-few`; what the vault raises.
        """
        text = objecting.spelt(typed)
        sender = self._mark(b"object", idea.code.encode(), key.encode())
        told = self._mark(b"object", text.encode())
        sent = self.spool.of_sender(sender)[-1:]
        if sent and sent[0].letter.told == told:
            return sent[0].letter
        if idea.status is Status.WITHDRAWN or not objecting.is_timely(self.call, self.now()):
            raise FarakhanError("objection-closed", "اکنون زمان اعتراض نیست.", idea.code)
        before = self.objections(idea.code)
        fault = "waits" if any(objection.waits for objection in before) else objecting.fault_of(text)
        if fault:
            raise Faulty({"objection": fault})
        waiting = [taken.letter.proof for taken in self.spool.of_code(idea.code)]
        owner = Owner((), (digits.to_ascii(mobile),))
        written = objecting.heard(self.root, self.call, idea.code, text, owner, waiting)
        number = self._free_number(sender)
        objecting.seal_beside(self.root, self.call, idea.code, written, (OWNER, str(number), self.now()))
        plea = objecting.Plea(number, written.safe, sealed=bool(written.untouched))
        return Letter(
            sender=sender, told=told, code=idea.code, act=Act.OBJECT, edition=self.edition, channel=WEB,
            content=objecting.content(plea),
        )  # fmt: skip

    def _free_number(self, sender: bytes) -> int:
        """A number for an objection: the same for whoever tries to send the same once more."""
        mark = int.from_bytes(sender, "big")
        return draw_number(numbers(self.root, self.edition), lambda below: mark % below)

    def withdrawal(self, idea: Idea) -> Letter:
        """The letter by which an owner, who was asked for a proof before, withdraws an idea as they see it."""
        sender = self._mark(b"withdraw", idea.code.encode())
        return Letter(
            sender=sender, told=self._mark(b"withdraw"), code=idea.code, act=Act.WITHDRAW, edition=self.edition,
            channel=WEB, content=b"", over=idea.digest,
        )  # fmt: skip


def _waiting(spool: AnySpool) -> Iterator[Letter]:
    """The letters that wait for git, oldest first."""
    after = 0
    while letters := spool.take(AT_ONCE, after):
        yield from (taken.letter for taken in letters)
        after = letters[-1].number
