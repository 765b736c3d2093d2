"""The receipt's word: what an idea's owner has beside the tracking code, and nobody else.

Twenty random digits and a Damm check digit: 66 bits, as digits, because people read them over the telephone and type
them on any phone; shown in seven groups of three. The word itself stands in the receipt alone; the idea's file has its
hash, from which it cannot be found.
"""

import hashlib
import re
from collections.abc import Callable

from stdnum import damm

from farakhan.model.codes import SEPARATOR
from farakhan.model.idea import Idea
from farakhan.persian import digits

DIGITS = 21
"""With the check digit."""
GROUP = 3
_ALL = 10 ** (DIGITS - 1)
_WORD = re.compile(rf"[0-9]{{{DIGITS}}}", re.ASCII)
_OURS = "farakhan receipt"
"""Says what a hash is of, so that it is no other hash's."""


def is_word(text: str) -> bool:
    """Whether a text is a word with a right check digit: 21 ASCII digits."""
    return bool(_WORD.fullmatch(text)) and bool(damm.is_valid(text))


def read_word(text: str) -> str:
    """The word in what a person wrote: with any digits, parted or not; empty where it is none."""
    word = digits.only(text)
    return word if is_word(word) else ""


def grouped(word: str) -> str:
    """A word as people read it aloud: seven groups of three."""
    return SEPARATOR.join(word[at : at + GROUP] for at in range(0, len(word), GROUP))


def draw_word(randbelow: Callable[[int], int]) -> str:
    """A new word.

    Args:
        randbelow: gives a whole number from 0 to below its argument (`secrets.randbelow`).
    """
    return _word(randbelow(_ALL))


def with_receipt(idea: Idea, randbelow: Callable[[int], int]) -> tuple[Idea, str]:
    """An idea with a new receipt, and the word of that receipt, which stands nowhere else.

    Args:
        idea: whose earlier receipt opens nothing from then on.
        randbelow: as for `draw_word`.
    """
    word = draw_word(randbelow)
    return idea.model_copy(update={"receipt": receipt_of(idea.code, word)}), word


def word_of(mark: bytes) -> str:
    """The word that a secret mark makes: the same each time; of 32 bytes, as good as a drawn one."""
    return _word(int.from_bytes(mark, "big") % _ALL)


def receipt_of(code: str, word: str) -> str:
    """What an idea's file keeps of its receipt: a sha256 over code and word, in hexadecimal.

    The tracking page's script makes the same.
    """
    return hashlib.sha256(f"{_OURS}\n{code}\n{word}".encode()).hexdigest()


def _word(number: int) -> str:
    twenty = f"{number:0{DIGITS - 1}d}"
    return twenty + str(damm.calc_check_digit(twenty))
