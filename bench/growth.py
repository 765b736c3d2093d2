"""A search for texts at which a reader's time grows faster than the text: by growth alone, at sizes that hurt nobody.

A text is a repeated unit between a beginning and an end. A reader is timed on it at a size and at twice that size; one
whose time doubles more than once a doubling would be slow at a size that strangers may send, though it is quick here.
No slow text is kept anywhere: units are drawn from an alphabet of kinds of letters, and a call ends within `LONGEST`.
"""

import random
import sys
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

LONGEST = 0.010
"""Seconds of one call after which a text is not doubled any more."""
NOTICED = 0.0004
"""Seconds under which a clock says nothing of growth."""
SMALLEST, LARGEST = 128, 8_192
"""Letters."""
TOO_MUCH = 3.0
"""Times as long for twice the text: 2 is what a reader of every letter takes, 4 one that looks back at all before."""

ATOMS = (
    # letters of this language, of others, and how they look
    *"اهیکگمنوآئي\u0649كةۀ", "ﷺ", "ﻼ", "ﭐ", "ﹷ", "a", "Z", "é", "ß", "中", "한", "ᄀ", "ก", "क",
    # what stands on, between or around letters
    "\u064b", "\u0651", "\u0654", "\u0300", "\u0323", "\u0345", "\u05b0", "\u093c", "\u3099", "\u20dd", "\u0f73",
    "\u200c", "\u200d", "\u0640", "\u202e", "\u2066", "\u00ad", "\ufeff", "\u00a0",
    # digits and numbers
    *"0159۰۹٣", "09", "98", "+98", "0098", "1,000", "۱۲/۳", "12 345", "٫", "٬", "هزار", "نیم", "یک و ",
    # white space and line breaks
    " ", "  ", "\n", "\r", "\t", "\u2028", "\u3000", " \n", "\n\n",
    # punctuation, markup and forms
    *".,:;!?-_=/|*#>`~'\"()[]{}<&@%+^$«»،؛؟…–•", "**", "- ", "* ", "1. ", "## ", "> ", "[x](", "![",
    "&#", "<a ", "a@", "a.b",
    # words that readers of messages look for
    "نام", "عنوان: ", "شماره ", "موبایل", "شهرستان ", "حوزه", "طرح من ", "سلام ", "است ", "بخش 1 از 2 ",
    "صفر ", "نهصد و ", "هفده ", "t.me/", "آیدی: ", "@abcd",
    "درآمد", "«نام» ", "- نام: ", "کد بررسی", "شیراز", "ایده ", "تومان ", "ارسال شده از ",
)  # fmt: skip
"""Kinds of letters and words, one or two of each; what is repeated is made of these."""

Reader = Callable[[str], object]


class Shape(NamedTuple):
    """What a text is made of."""

    beginning: str
    unit: str
    end: str

    def text(self, size: int) -> str:
        """A text of about so many letters."""
        return self.beginning + self.unit * (size // len(self.unit)) + self.end


class Growth(NamedTuple):
    """How a reader's time grew at the last doubling: the text's shape, its letters, seconds, and times as long."""

    shape: Shape
    letters: int
    seconds: float
    times: float


def shapes(chance: random.Random) -> Iterator[Shape]:
    """An atom alone and a mixture in turns; mixtures without end."""
    alone = list(ATOMS)
    chance.shuffle(alone)
    while True:
        if alone:
            yield Shape("", alone.pop(), "")
        unit = "".join(chance.choices(ATOMS, k=chance.choice((1, 2, 2, 3, 4))))
        beginning, end = ("".join(chance.choices(ATOMS, k=chance.choice((0, 0, 1, 2)))) for _ in range(2))
        yield Shape(beginning, unit, end)


def growth(read: Reader, shape: Shape) -> Growth:
    """How a reader's time grows on texts of a shape, at the largest size that stays within bounds."""
    size, before = SMALLEST, _seconds(read, shape.text(SMALLEST))
    while True:
        after = _seconds(read, shape.text(2 * size))
        if after > LONGEST / 4 or 4 * size > LARGEST:
            break
        size, before = 2 * size, after
    times = after / before if before >= NOTICED / 4 and after >= NOTICED else 1.0
    return Growth(shape, 2 * size, after, times)


def worst(read: Reader, seed: int, tries: int) -> Growth:
    """The shape at which a reader's time grows most, of some that are tried; seen four times before it is believed."""
    chance = random.Random(seed)
    worst = Growth(Shape("", "a", ""), 0, 0.0, 1.0)
    for _, shape in zip(range(tries), shapes(chance), strict=False):
        seen = growth(read, shape)
        if seen.times > max(worst.times, TOO_MUCH):
            seen = min((growth(read, shape) for _ in range(4)), key=lambda again: again.times)
        worst = max(worst, seen, key=lambda known: known.times)
    return worst


def _seconds(read: Reader, text: str) -> float:
    """Seconds of this thread's processor for one call: the least of two, and of five where it is short."""
    least = LONGEST
    for turn in range(5):
        begun = time.thread_time()
        read(text)
        least = min(least, time.thread_time() - begun) if turn else time.thread_time() - begun
        if turn and least > LONGEST / 10:
            break
    return least


def main() -> None:
    """Search longer than the tests do: `python -m bench.growth 500`, shapes for each reader; prints what grows."""
    from tests.readers import READERS  # noqa: PLC0415 (the table imports this module)

    for name, read in READERS.items():
        print(f"{name}: {worst(read, int(time.time()), int(sys.argv[1]))}", flush=True)


if __name__ == "__main__":
    main()
