"""Arrival at the server: answers checked, the contact sealed, a letter in the spool, and what its sender is told.

Nothing new waits for git: what was acknowledged is on this machine's disk, and `intake.committer` brings it into git.
"""

import os
import secrets as chance
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json

from farakhan import sealing
from farakhan.checks import idea as idea_check
from farakhan.checks.terms import terms
from farakhan.files import idea as idea_file
from farakhan.intake import form_answers as read_answers
from farakhan.intake.applying import CHANGES, CHANNEL, added_to, applied, done, refused, typed
from farakhan.intake.incomplete import as_it_is
from farakhan.intake.sending import Checked, Faulty, Receipt, Sent
from farakhan.intake.windows import may_change
from farakhan.message.check import Answers
from farakhan.message.reading import content as content_of
from farakhan.model import standing, words
from farakhan.model.call import Call
from farakhan.model.codes import draw_code
from farakhan.model.idea import FIELDS, Idea, Media
from farakhan.problems import Place
from farakhan.record.edition import read_call_alone, read_edition
from farakhan.record.known import Known
from farakhan.store import disk
from farakhan.store.git import branch, commits
from farakhan.store.spool.contract import AnySpool
from farakhan.store.spool.letters import Act, Letter, State, Taken
from farakhan.store.vault import contacts, proofs

KEYLESS = b"\0\0\0\0"
"""How the mark of a sender begins that sent no key; of those with a key one in four thousand million does too."""
TWICE = timedelta(hours=1)
"""How long a text that is sent again without a form's key is taken for its sender's second try."""
_OF_IDEA = frozenset(one.key for one in FIELDS)


class Intake:
    """The receiving side of one edition.

    Attributes:
        call: as its file said when it was last asked to be renewed.
    """

    def __init__(self, root: Path, edition: str, spool: AnySpool, now: Callable[[], datetime]) -> None:
        """Read what must be known of the record: the call, the codes that are taken, the texts that are there.

        Raises:
            FarakhanError: what `read_edition` raises.
        """
        self.root, self.edition, self.spool, self.now = root, edition, spool, now
        self._branch = branch.chosen(root)
        self._file = str(root / disk.RECORD / edition / "call.yml")
        read = read_edition(root, edition)
        self.call, self._terms, self._seen = read.call, terms(read.call), self._stamp()
        self._secret = proofs.key(root)
        self._codes = spool.codes()
        self._taken = {*read.facts, *contacts.codes(root), *self._codes.values()}
        self.known = Known(root)
        self.known.renew(branch.commit(root))
        self._same = {facts.same: facts.code for facts in read.facts.values()}

    def is_stale(self) -> bool:
        """Whether the call's file has changed since it was read."""
        return self._stamp() != self._seen

    def renew(self) -> None:
        """Read the call anew if its file has changed; one that is wrong for a moment leaves the last right one."""
        stamp = self._stamp()
        if stamp != self._seen:
            self._seen = stamp
            call = read_call_alone(self.root, self.edition)
            if call:
                self.call, self._terms = call, terms(call)

    def _stamp(self) -> tuple[int, int]:
        try:
            state = os.stat(self._file)  # noqa: PTH116 (asked at every request: no path is made for it)
        except FileNotFoundError:
            return self._seen
        return state.st_mtime_ns, state.st_size

    def check(self, sent: Sent) -> Checked:
        """What may be kept of what a form brought; nothing is reserved for it. Who may change an idea is asked before.

        Raises:
            Faulty: its sender can mend it.
        """
        answers, notes = self._checked(self.call, sent)
        content = {**content_of(answers), "media": [one.model_dump() for one in sent.media]}
        kept = to_json(content)
        if sent.mends:
            code, asked = sent.mends.code, self._mark(kept)
            self._inspect(code, kept)
            sender = self._mark(b"mend", code.encode(), asked)
            return Checked(sender, asked, code, Act.MEND, content, over=sent.mends.digest)
        contact = read_answers.contact(answers)
        if contact is None:
            raise Faulty({"mobile": "mobile"})
        asked = self._mark(kept, to_json(contact.model_dump()))
        sender = self._mark(b"key", sent.key.encode()) if sent.key else self._known_by_text(asked)
        code = self._codes.get(sender) or self._free_code()
        self._inspect(code, kept)
        return Checked(sender, asked, code, Act.NEW, content, "؛ ".join(notes), contact)

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
        return [one.letter.told for one in self.spool.of_sender(checked.sender)[-1:]] == [told]

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
        content = {**checked.content, "media": [*checked.content["media"], *(one.model_dump() for one in media)]}
        kept = to_json(content)
        if checked.contact is None:
            self._inspect(checked.code, kept)
            copied = self._copied(checked.code, content)
            return Letter(
                sender=checked.sender, told=told, code=checked.code, act=Act.MEND, edition=self.edition,
                channel=CHANNEL, content=kept, copies_of=copied, over=checked.over,
            )  # fmt: skip
        code = self._codes.get(checked.sender) or self._still_free(checked.code)
        self._inspect(code, kept)
        contact = sealing.seal(checked.contact, [one.key for one in self.call.age_recipients])
        self._taken.add(code)
        self._codes[checked.sender] = code  # also for who tries again while this one is not yet on disk
        return Letter(
            sender=checked.sender, told=told, code=code, act=Act.NEW, edition=self.edition, channel=CHANNEL,
            content=kept, note=checked.note, copies_of=self._copied(code, content), contact=contact,
            proof=proofs.proof(self._secret, code, checked.contact.mobile),
            receipt=words.receipt_of(code, self._derived(code)),
        )  # fmt: skip

    def release(self, letter: Letter) -> None:
        """Give back what was reserved for a letter that did not come to the disk; what was there before it stays."""
        text = idea_file.squeezed(from_json(letter.content)["body"])
        current = self.standing(letter.code) if self.spool.of_code(letter.code) else None
        if current is None:
            self._codes.pop(letter.sender, None)
        if self._same.get(text) == letter.code and (current is None or idea_file.squeezed(current.body) != text):
            self._same.pop(text, None)  # another try of the same sender may have given it back meanwhile

    def _copied(self, code: str, content: dict[str, Any]) -> str:
        """The idea that has the same text and came first; from now on it is this one where none has.

        It is what the sender is told by; the committer looks again, at what stands in git when this one comes there.
        """
        text = idea_file.squeezed(content["body"])
        there = self.known.with_text(self.edition, text)
        first = code if code in there else next(iter(there), "") or self._same.setdefault(text, code)
        return "" if first == code else first

    def _known_by_text(self, asked: bytes) -> bytes:
        """A sender's mark where a browser without scripts sent no key: others may know all that it is made of."""
        return KEYLESS + self._mark(b"sender", asked)[len(KEYLESS) :]

    def _mark(self, *parts: bytes) -> bytes:
        return proofs.mark(self._secret, *parts)

    def _checked(self, call: Call, sent: Sent) -> tuple[Answers, list[str]]:
        """The answers to go on with, and the notes on them."""
        faults = read_answers.faults(call, sent.answers)
        if sent.mends:
            faults = {key: fault for key, fault in faults.items() if key in _OF_IDEA}
        if not faults:
            return sent.answers, [*sent.doubts]
        made = None if sent.whole or sent.mends else as_it_is(call, sent.answers, faults)
        if made is None:
            raise Faulty(faults)
        answers, note = made
        return answers, [*sent.doubts, note]

    def _free_code(self) -> str:
        """A code that nobody has, also nobody at the desk meanwhile: what is registered there is in the work tree."""
        while True:
            code = draw_code(chance.randbelow)
            if code in self._taken or self.known.holds(self.edition, code):
                continue
            if not os.path.exists(f"{self.root}/{idea_file.idea_path(self.edition, code)}"):  # noqa: PTH110 (likewise)
                return code

    def _still_free(self, code: str) -> str:
        """The code that was free when it was checked, or another where somebody was given it meanwhile."""
        return self._free_code() if code in self._taken else code

    def _inspect(self, code: str, content: bytes) -> None:
        """Look at the idea as the check will look at its file."""
        path = idea_file.idea_path(self.edition, code)
        problems = idea_check.look(path, *typed(self.edition, code, content), self._terms)
        faults = {_asked(one.place): one.code for one in problems if not one.warning}
        if faults:
            raise Faulty(faults)

    def receipt(self, taken: Taken) -> Receipt:
        """What the sender of a letter is told."""
        call, letter = self.call, taken.letter
        late = taken.arrived >= call.closes() and letter.act is not Act.ADD
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
        return Receipt(idea, letter.act, late, taken.again, stands, self._word(taken, idea.receipt))

    def _stands(self, taken: Taken, current: Idea) -> bool:
        """Whether a change stands as it was asked for, text and contact, or stood until the next change came."""
        letters = self.spool.of_code(taken.letter.code)
        state = next((one.state for one in letters if one.number == taken.number), taken.state)
        if state is State.WAITING and refused(self.call, taken, current, self.spool.of_code):
            return False
        next_came = not taken.again and any(one.number > taken.number and one.letter.act in CHANGES for one in letters)
        return state is not State.REFUSED and (next_came or done(taken, current))

    def timely(self, letter: Letter, idea: Idea) -> bool:
        """Whether a change may still be made to an idea as it stands, or is the very one that was made last."""
        sent_before = self._last_was(letter.code, letter.sender, letter.told)
        return sent_before or may_change(self.call, idea.status, self.now())

    def _last_was(self, code: str, sender: bytes, told: bytes) -> bool:
        last = [one.letter for one in self.spool.of_code(code) if one.letter.act is not Act.ADD][-1:]
        return [(one.sender, one.told) for one in last] == [(sender, told)]

    def _now(self, idea: Idea) -> Idea:
        """An idea as it was sent, with its status and receipt of now; as it stands, where only media were added."""
        current = self.standing(idea.code)
        if current is None or added_to(idea, current):
            return current or idea
        return idea.model_copy(update={"status": current.status, "receipt": current.receipt})

    def sent_by(self, sender: bytes) -> Receipt | None:
        """The receipt of what a sender sent last; None where nothing came from such a one."""
        found = self.spool.of_sender(sender)
        if not found:
            return None
        receipt = self.receipt(found[-1]._replace(again=True))
        return receipt._replace(again=False)

    def of_key(self, key: str, code: str) -> Idea | None:
        """The idea with this code as it stands, if the form with this key sent it; else None."""
        sent = self.spool.of_sender(self._mark(b"key", key.encode()))
        return self.standing(code) if sent and sent[-1].letter.code == code else None

    def standing(self, code: str) -> Idea | None:
        """An idea as it stands and counts: in git, with the letters on it that still wait."""
        path = idea_file.idea_path(self.edition, code)
        waiting = [one for one in self.spool.of_code(code) if one.state is State.WAITING]
        # After the letters: what came into git meanwhile is in both.
        data = commits.standing(self.root, [path], self._branch)[path]
        idea = idea_file.parse(path, data) if data is not None else None
        for one in waiting:
            idea = applied(self.call, one, idea) or idea
        return standing.counted(idea) if idea else None

    def is_of(self, code: str, mobile: str) -> bool:
        """Whether an idea was sent with this mobile (09 and nine digits).

        Raises:
            FarakhanError: `vault-unreachable`.
        """
        expected = proofs.proof(self._secret, code, mobile)
        waiting = any(self._proves(one, expected) for one in self.spool.of_code(code) if one.letter.proof)
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
        if taken.letter.proof != expected or taken.letter.act is Act.NEW:
            return taken.letter.proof == expected
        return not refused(self.call, taken, self.standing(taken.letter.code), self.spool.of_code)

    def adding(self, code: str, media: Sequence[Media], note: str = "") -> Letter:
        """The letter by which photos and clips, sent with an idea and ready only now, come into what stands by now.

        Args:
            code: the idea's.
            media: in the vault by now.
            note: what of them could not be used; empty where there is nothing to say.
        """
        content = to_json([one.model_dump() for one in media])
        asked = self._mark(b"add", code.encode(), content, note.encode())
        return Letter(
            sender=asked, told=asked, code=code, act=Act.ADD, edition=self.edition, channel=CHANNEL, content=content,
            note=note,
        )  # fmt: skip

    def withdrawal(self, idea: Idea) -> Letter:
        """The letter by which an owner, who was asked for a proof before, withdraws an idea as they see it."""
        sender = self._mark(b"withdraw", idea.code.encode())
        return Letter(
            sender=sender, told=self._mark(b"withdraw"), code=idea.code, act=Act.WITHDRAW, edition=self.edition,
            channel=CHANNEL, content=b"", over=idea.digest,
        )  # fmt: skip


def _asked(place: Place) -> str:
    """The key of the field that is asked for a place: its own, else the first that is asked of the same part."""
    part = str(place[0])
    keys = [one.key for one in FIELDS if one.key.split(".")[0] == part] or [part]
    own = ".".join(map(str, place[:2]))
    return own if own in keys else keys[0]
