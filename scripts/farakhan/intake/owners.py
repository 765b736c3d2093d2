"""Whose an idea is, and how it stands: who has its code may ask for its state, who proves more may change it.

An owner proves an idea by its code, its receipt's word and their mobile. Who has code and word is let through to the
mobile whatever others tried before, so that nobody can lock an owner out: a word of 66 bits is not guessed, and the
bounds on wrong words only keep guessing cheap for us. Wrong mobiles with a right word are few and cost long waits, for
they come from somebody who holds another's receipt.
"""

import hmac
from datetime import timedelta

from farakhan.intake import form_answers
from farakhan.intake.guessing import Brake, Budget
from farakhan.intake.receive import Intake
from farakhan.model.codes import is_code
from farakhan.model.idea import Idea
from farakhan.model.public import Seen
from farakhan.model.words import read_word, receipt_of
from farakhan.persian import digits
from farakhan.problems import FarakhanError

FREE_MOBILES, LONGEST_WAIT = 5, timedelta(hours=1)
"""Wrong mobiles with a right word before each further one costs a doubling wait, and the longest wait."""
FREE_WORDS, SHORT_WAIT = 10, timedelta(minutes=1)
"""Wrong words for one code, or with one mobile, before a doubling wait; a minute at most, since others may cause it."""
WRONG_WORDS = 600
"""Wrong words in all, an hour."""
WRONG_CODES_OF_ONE, WRONG_CODES = 30, 300
"""Codes an hour that are no idea's, from one address and in all.

Of 900 million codes with a right check digit 20,000 may be ideas': one in 45,000. Guessing at the most that all
addresses together are left, somebody finds one code in 150 hours, and with it a state and nothing more. A wrong check
digit costs nothing, since it tells nothing: that is how people mistype.
"""


class ProofWaitError(FarakhanError):
    """There were too many wrong tries.

    Attributes:
        seconds: until the next one is looked at.
    """

    def __init__(self, wait: timedelta) -> None:
        """Say it, with what is left of the wait."""
        super().__init__("proof-wait", "چند بار نادرست زده شد؛ کمی بعد دوباره بزنید.")
        self.seconds = int(wait.total_seconds()) + 1


class Owners:
    """Who asks after an idea; all methods may be called from any thread."""

    def __init__(self, intake: Intake) -> None:
        """Begin with nothing tried."""
        self._intake, now = intake, intake.now
        self._mobiles = Brake(FREE_MOBILES, LONGEST_WAIT, now)
        self._codes = Brake(FREE_WORDS, SHORT_WAIT, now)
        self._marks = Brake(FREE_WORDS, SHORT_WAIT, now)
        self._words = Budget(WRONG_WORDS, now)
        self._strangers, self._unknown = Budget(WRONG_CODES_OF_ONE, now), Budget(WRONG_CODES, now)

    def own(self, code: str, word: str, mobile: str) -> Idea:
        """The idea that a person proves to be theirs, to see, change or withdraw it.

        Args:
            code: the tracking code, as it was typed.
            word: the receipt's word, likewise.
            mobile: likewise.

        Raises:
            FarakhanError: `proof-wrong`, the three do not go together, or nothing is known of them, one answer for
                all.
            ProofWaitError: there were too many wrong tries.
        """
        code, word = digits.only(code), read_word(word)
        if not is_code(code) or not word:
            raise _wrong(code)
        idea = self._intake.standing(code)
        if idea is None or not _fits(idea, word):
            self._guessed(code, mobile)
            raise _wrong(code)
        _stop(self._mobiles.begin(code))
        try:
            right = self._intake.is_of(code, form_answers.phone(mobile))
        except FarakhanError:
            self._mobiles.clear(code)  # it is nobody's wrong try
            raise
        if not right:
            raise _wrong(code)
        self._mobiles.clear(code)
        return idea

    def state(self, address: str, code: str, word: str = "") -> Seen:
        """How an idea stands, for who has its code; with the receipt's word nobody waits for others.

        Args:
            address: whose wrong codes are counted together.
            code: the tracking code, as it was typed.
            word: the receipt's word, likewise; may be empty.

        Raises:
            FarakhanError: `state-unknown`, no idea has this code.
            ProofWaitError: there were too many wrong codes.
        """
        code, word = digits.only(code), read_word(word)
        if not is_code(code):
            raise _unknown(code)
        if word:
            idea = self._intake.standing(code)
            if idea and _fits(idea, word):
                return self._intake.seen(idea)
        _stop(self._strangers.take(address))
        wait = self._unknown.take()
        if wait:
            self._strangers.give_back(address)
            _stop(wait)
        idea = self._intake.standing(code)
        if idea is None:
            raise _unknown(code)
        self._strangers.give_back(address)
        self._unknown.give_back()
        return self._intake.seen(idea)

    def _guessed(self, code: str, mobile: str) -> None:
        """Count a wrong word on its code, on the mobile that came with it, and among all."""
        _stop(self._words.take())
        _stop(self._codes.begin(code))
        _stop(self._marks.begin(self._intake.mark_of(form_answers.phone(mobile))))


def _fits(idea: Idea, word: str) -> bool:
    return hmac.compare_digest(idea.receipt or "", receipt_of(idea.code, word))


def _stop(wait: timedelta) -> None:
    if wait:
        raise ProofWaitError(wait)


def _wrong(code: str) -> FarakhanError:
    message = "کد رهگیری، رمز رسید و شمارهٔ همراه با هم نمی‌خوانند؛ هر سه را دوباره ببینید."
    return FarakhanError("proof-wrong", message, code)


def _unknown(code: str) -> FarakhanError:
    return FarakhanError("state-unknown", "ایده‌ای با این کد نیست؛ کد را از رسید دوباره بخوانید.", code)
