"""The parts of a long message put together again, in whatever order they came."""

import re
from typing import NamedTuple

from farakhan.message.doubts import Doubt, doubt
from farakhan.message.words import spelled
from farakhan.message.writing import CHECK, CONTINUED
from farakhan.persian import digits

_HEAD = re.compile(
    rf"^[^\w\n]*{spelled('بخش')} (?P<number>\d{{1,2}}) {spelled('از')} (?P<of>\d{{1,2}})[^\w\n]*"
    rf"{spelled(CHECK)}[^\w\n]*(?P<value>\d{{5}}[ -]?\d{{5}})[^\w\n]*$",
    re.MULTILINE,
)
_TAILS = {
    glue: re.compile(rf"^[^\w\n]*{spelled(words)} \d{{1,2}}[^\w\n]*$", re.MULTILINE)
    for glue, words in CONTINUED.items()
}


class Joined(NamedTuple):
    """A message whole again: its text, what stood between its parts, and what is wrong with them."""

    text: str
    aside: tuple[str, ...]
    doubts: tuple[Doubt, ...]


class _Part(NamedTuple):
    number: int
    text: str
    glue: str


def join(text: str) -> Joined:
    """A text with the parts of one message in order; a text without parts stays as it is."""
    heads = list(_HEAD.finditer(digits.to_ascii(text)))
    if not heads:
        return Joined(text, (), ())
    ends = [one.start() for one in heads[1:]] + [len(text)]
    aside = [text[: heads[0].start()], *(text[one.start() : one.end()] for one in heads)]
    parts: dict[int, _Part] = {}
    doubts: list[Doubt] = []
    for one, end in zip(heads, ends, strict=True):
        part, after = _part(int(one["number"]), text[one.end() + 1 : end])
        aside += after
        if part.number in parts:
            aside.append(part.text)
            if part.text.strip() != parts[part.number].text.strip():
                doubts.append(doubt(None, "part-twice", digits.to_persian(one["number"])))
        else:
            parts[part.number] = part
    of = max(int(one["of"]) for one in heads)
    missing = [str(number) for number in range(1, of + 1) if number not in parts]
    doubts += [doubt(None, "part-missing", digits.to_persian("، ".join(missing)))] if missing else []
    if len({re.sub("[^0-9]", "", one["value"]) for one in heads}) > 1:
        doubts.append(doubt(None, "parts-mixed"))
    ordered = [parts[number] for number in sorted(parts)]
    whole = "".join(part.text + part.glue for part in ordered)
    return Joined(whole, tuple(one for one in aside if one.strip()), tuple(doubts))


def is_part(line: str) -> bool:
    """Whether a line says where a part begins or goes on."""
    plain = digits.to_ascii(line)
    return bool(_HEAD.fullmatch(plain) or any(tail.fullmatch(plain) for tail in _TAILS.values()))


def _part(number: int, text: str) -> tuple[_Part, list[str]]:
    """A part's own text, and what stood at its end and after it."""
    plain = digits.to_ascii(text)
    for glue, pattern in _TAILS.items():
        tail = pattern.search(plain)
        if tail:
            return _Part(number, text[: max(0, tail.start() - 1)], glue), [text[tail.start() :]]
    return _Part(number, text, "\n"), []
