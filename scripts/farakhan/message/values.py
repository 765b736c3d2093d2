"""One answer from a person's words: an option, a number, an amount, a telephone number, a consent, a line."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from farakhan.message import names
from farakhan.message.doubts import Doubt, doubt
from farakhan.message.words import CONNECTORS, NO, SPOKEN, YES, anywhere, spelled
from farakhan.model import phones
from farakhan.model.answers import Answer
from farakhan.model.call import Call
from farakhan.model.personal import telephones
from farakhan.model.questions import Kind, Question
from farakhan.persian import digits, letters
from farakhan.persian.numbers import Quantity, money, quantity, unit_in

_PREFIX = 3
_LONGEST_CLOSED = 1_000
"""Letters after which some words are no answer to a closed question, and are not read for one."""
_UP_TO = re.compile(r"(?<!\w)(?:تا|الی|یا)(?!\w)")
_DIALLED = re.compile(rf"[0-9+][0-9 ()\-.\u200c/_]*|{phones.EXTENSION}")
_VERSION = re.compile(r"\(([a-z0-9][a-z0-9_-]*)\)")
"""«بله (v1)»: the version of the consent's text that was agreed to."""


class Value(NamedTuple):
    """What some words say.

    `answer` is empty where they could not be read; `left` has the words beside it that say something more.
    """

    answer: Answer
    doubts: tuple[Doubt, ...] = ()
    left: str = ""

    @property
    def clean(self) -> bool:
        """Whether the words say the answer and nothing else."""
        return bool(self.answer) and not self.left


def read_value(question: Question, call: Call, text: str, label: str = "") -> Value:
    """The answer in some words; never raises, and never gives what it does not find in them.

    Args:
        question: that they answer.
        call: whose names stand in them.
        text: the words.
        label: as it stood before them; it may name the unit of an amount.
    """
    if question.asked.kind is Kind.LINES:
        return _names(question, text)
    line = " ".join(text.split())
    reader = _READERS.get(question.asked.kind, _line)
    if reader is not _line and len(line) > _LONGEST_CLOSED:
        return Value("", (doubt(question, "unread", line),), line)
    return _money(question, call, line, label) if reader is _money else reader(question, call, line)


def bare(text: str) -> str:
    """A line without the quotes and stars around it and the comma after it."""
    text = " ".join(text.split()).strip("*_ ").rstrip("،؛|/ ")
    return text[1:-1].strip() if re.fullmatch(r"«[^«»]*»|\"[^\"]*\"|“[^“”]*”|\([^()]*\)", text) else text


def _left(text: str) -> str:
    """The words of a text that are no connectors."""
    rest = anywhere(CONNECTORS).sub(" ", text)
    return " ".join(rest.split()).strip("،, ") if re.search(r"\w", rest) else ""


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in reversed(spans):
        text = f"{text[:start]} ، {text[end:]}"
    return _left(text)


class Mention(NamedTuple):
    """An option that a text names: its id, and from where to where in the text."""

    id: str
    start: int
    end: int

    def words(self, text: str) -> str:
        """How the text names it."""
        return text[self.start : self.end]


def options_in(question: Question, call: Call, text: str) -> list[Mention]:
    """The options that a text names, in their order there; names that overlap are read as the longest."""
    named = named_options(question, call)
    pattern = anywhere(tuple(name for names in named.values() for name in names))
    return [Mention(_option(named, match[0]), match.start(), match.end()) for match in pattern.finditer(text)]


def named_options(question: Question, call: Call) -> dict[str, tuple[str, ...]]:
    """What each option may be called: its name, its id and what people say."""
    spoken = SPOKEN.get(question.key, {})
    named = {}
    for option, name in question.options(call).items():
        others = (words.format(province=call.province) for words in spoken.get(option, ()))
        named[option] = (name, option, *others)
    return named


def _option(named: dict[str, tuple[str, ...]], words: str) -> str:
    for option, every in named.items():
        if any(re.fullmatch(spelled(name), words, re.IGNORECASE) for name in every):
            return option
    raise LookupError(words)


def _chosen(question: Question, call: Call, text: str) -> Value:
    options = question.options(call)
    exact = next((option for option, name in options.items() if bare(text) in (name, option)), "")
    if exact:
        return Value((exact,) if question.listed else exact)
    mentions = options_in(question, call, text)
    ids = list(dict.fromkeys(mention.id for mention in mentions))
    left = _without(text, [(mention.start, mention.end) for mention in mentions])
    left = _left(anywhere((call.province,)).sub(" ", left))
    taken, left = _begun(options, ids, left)
    guesses = tuple(doubt(question, "taken-as", word, options[option]) for word, option in taken)
    ids += [option for _, option in taken]
    if not ids:
        return Value("", (doubt(question, "unread", text),), text)
    if not question.listed and len(ids) > 1:
        return Value("", (doubt(question, "several", text),), text)
    return Value(tuple(ids) if question.listed else ids[0], guesses, left)


def _begun(options: dict[str, str], ids: list[str], left: str) -> tuple[list[tuple[str, str]], str]:
    """Words that begin the name of just one option («لار» for «لارستان»), and what is left without them."""
    taken = []
    for word in re.findall(r"[^\W\d_]+", left):
        begun = [option for option, name in options.items() if letters.fold(name).startswith(letters.fold(word))]
        if len(word) >= _PREFIX and len(begun) == 1 and begun[0] not in ids:
            taken.append((word, begun[0]))
            left = _left(left.replace(word, " ", 1))
    return taken, left


def _line(question: Question, __: Call, text: str) -> Value:
    if question.key != "name":
        is_sentence = question.key == "summary"
        return Value(bare(text) if is_sentence else bare(bare(text).removesuffix(".")))
    if names.is_short(text):
        return Value(names.clean(text) or bare(text))
    name, end = names.begun(text)
    return Value(name, (), _left(text[end:])) if name else Value("", (doubt(question, "unread", text),), text)


def _count(question: Question, _: Call, text: str) -> Value:
    return _quantity(question, text, quantity(text))


def _money(question: Question, _: Call, text: str, label: str = "") -> Value:
    return _quantity(question, text, money(text, unit_in(label)))


def _quantity(question: Question, text: str, said: Quantity | None) -> Value:
    if said is None:
        return Value("", (doubt(question, "unread", text),), text)
    shown = digits.grouped(said.value)
    doubts: tuple[Doubt, ...] = (doubt(question, "rial", text, shown),) if said.is_rial else ()
    doubts += tuple(doubt(question, way, text, shown) for way in said.ways)
    left = _without(text, list(said.places))
    left = _UP_TO.sub("", left).strip(" ،-–—/") if len(said.places) > 1 else left
    return Value(str(said.value), doubts, left if re.search(r"\w", left) else "")


def _mobile(question: Question, _: Call, text: str) -> Value:
    first = next((phone for phone in telephones(text) if phone.is_mobile), None)
    if first is None:
        return Value("", (doubt(question, "unread", text),), text)
    return Value(first.number, (), _left(f"{text[: first.start]} {text[first.end :]}"))


def _phone(question: Question, _: Call, text: str) -> Value:
    own = telephones(text)[:3]
    numbers = "، ".join(phone.number for phone in own) or phones.typed(text)
    if not numbers:
        return Value("", (doubt(question, "unread", text),), text)
    places = [(phone.start, phone.end) for phone in own]
    left = _without(text, places) if own else _left(_DIALLED.sub(" ", digits.to_ascii(text)))
    return Value(numbers, (), left)


def _agreed(question: Question, call: Call, text: str) -> Value:
    no, yes = _match(NO, text), _match(YES, text)
    if no and yes and no.start() <= yes.start() and yes.end() <= no.end():
        yes = None  # «موافق نیستم» has «موافق» in it
    if bool(no) == bool(yes):
        return Value("", (doubt(question, "unread", text),), text)
    if question.asked.kind is Kind.YES:
        return Value("false" if no else "true")
    if no:
        return Value("", (doubt(question, "refused", text),) if question.asked.required else ())
    version = _VERSION.search(digits.to_ascii(text))
    if version:
        return Value(version[1])
    newest = next((consent.version for consent in call.consents if question.key.endswith(f".{consent.id}")), "")
    return Value(newest, (doubt(question, "version", value=newest),))


def _match(words: tuple[str, ...], text: str) -> re.Match[str] | None:
    return anywhere(words).search(text) or _mark(words, text)


def _mark(words: tuple[str, ...], text: str) -> re.Match[str] | None:
    marks = [re.escape(word) for word in words if not re.search(r"\w", word)]
    return re.search("|".join(marks), text)


def _names(question: Question, text: str) -> Value:
    if re.search(r"\d", re.sub(r"(?m)^\W*\d{1,2}\W", "", text)):
        return Value("", (doubt(question, "unread", text),), text)
    names = tuple(name for name in _listed(text) if name)
    if len(names) == 1 and re.search(r"\sو\s", names[0]):
        split = tuple(bare(name) for name in re.split(r"\sو\s", names[0]))
        return Value(split, (doubt(question, "split", text),))
    return Value(names)


def _listed(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        for piece in re.split("[،,؛;]", line):
            yield bare(re.sub(r"^\s*(?:[-•*–]|\d{1,2}\s*[-.)])\s*", "", piece))


_READERS = {
    Kind.ONE: _chosen,
    Kind.SEVERAL: _chosen,
    Kind.COUNT: _count,
    Kind.MONEY: _money,
    Kind.MOBILE: _mobile,
    Kind.PHONE: _phone,
    Kind.YES: _agreed,
    Kind.CONSENT: _agreed,
}
"""How each kind of answer is read; any other is a line."""
