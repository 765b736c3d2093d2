"""The parts of a long message put together again, in whatever order they came."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from farakhan.message.doubts import Doubt, doubt
from farakhan.message.words import spelled
from farakhan.message.writing import CHECK, CONTINUED
from farakhan.persian import digits

_HEAD = re.compile(
    rf"^[^\w\n]*{spelled('بخش')} (?P<number>\d{{1,2}}) {spelled('از')} (?P<of>\d{{1,2}})[^\w\n]*"
    rf"{spelled(CHECK)}[^\w\n]*(?P<value>\d{{5}}[ /-]?\d{{5}})[^\w\n]*$",
    re.MULTILINE,
)
"""«بخش ۱ از ۳ · رقم وارسی (قالب ۱): ۱۲۳۴۵/۶۷۸۹۰»: a part's first line."""
_TAILS = {
    glue: re.compile(rf"^[^\w\n]*{spelled(words)} \d{{1,2}}[^\w\n]*$", re.MULTILINE)
    for glue, words in CONTINUED.items()
}
"""«(ادامه در بخش ۲)»: a part's last line, by what joins it to the next."""


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
    aside = [text[: heads[0].start()], *(text[head.start() : head.end()] for head in heads)]
    parts: dict[int, _Part] = {}
    doubts: list[Doubt] = []
    ends = [head.start() for head in heads[1:]] + [len(text)]
    for head, end in zip(heads, ends, strict=True):
        part, after = _part(int(head["number"]), text[head.end() + 1 : end])
        aside += after
        earlier = parts.setdefault(part.number, part)
        if earlier is not part:
            aside.append(part.text)
            if part.text.strip() != earlier.text.strip():
                doubts.append(doubt(None, "part-twice", digits.to_persian(head["number"])))
    doubts += _lacking(heads, parts)
    whole = "".join(parts[number].text + parts[number].glue for number in sorted(parts))
    return Joined(whole, tuple(words for words in aside if words.strip()), tuple(doubts))


def _lacking(heads: list[re.Match[str]], parts: Mapping[int, _Part]) -> Iterator[Doubt]:
    """What is wrong with the parts as a whole: some have not come, or they are of different messages."""
    last = max(int(head["of"]) for head in heads)
    missing = [str(number) for number in range(1, last + 1) if number not in parts]
    if missing:
        yield doubt(None, "part-missing", digits.to_persian("، ".join(missing)))
    values = {digits.only(head["value"]) for head in heads}
    if len(values) > 1:
        yield doubt(None, "parts-mixed")


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
