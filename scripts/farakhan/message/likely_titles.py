"""An idea's title by what speaks for it, where a text names none: each phrase of the text is weighed, the best kept.

A phrase is a title the surer the more of it holds: it stands first, it has no verb or ends with one of making, it
begins with a work («تولید», «پرورش»), it comes after «ایده‌ام» or «می‌خواهم»; and the less, the more it speaks of
money, years, people and places.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from farakhan.message.phrases import VERB, Phrase, phrases, seen_in
from farakhan.model.call import Call

WEIGHTS = {
    "product": 18,
    "rule-alone": 13,
    "place0": 11,
    "products": 11,
    "from": 9,
    "rule-wished": 8,
    "wish": 8,
    "craft": 7,
    "cue": 7,
    "shall": 7,
    "starts-work": 7,
    "for": 5,
    "noun-place0": 5,
    "after-colon": 4,
    "has-work": 4,
    "many": 4,
    "noun": 4,
    "some": 4,
    "verb": 4,
    "and": 3,
    "known": 3,
    "cue-in": 2,
    "makes": 2,
    "own-line": 2,
    "place1": 2,
    "work-on": 2,
    "head-object": 1,
    "head-that": 1,
    "before-colon": -1,
    "busy": -1,
    "part2": -1,
    "place": -1,
    "need": -2,
    "part": -2,
    "part3": -2,
    "self": -2,
    "after-verb": -3,
    "head": -3,
    "lacking": -3,
    "passive": -3,
    "work-later": -3,
    "gets": -4,
    "others": -4,
    "head-verb": -5,
    "prep-work": -5,
    "starts-light": -5,
    "before-object": -6,
    "digit": -7,
    "prep": -7,
    "to": -7,
    "few": -8,
    "place3": -8,
    "that": -8,
    "place2": -9,
    "about": -12,
}
"""What each sign of a phrase says for its being the title.

They were fitted, a choice among the phrases of a message or none of them, on the messages of `tests/messages` but those
of `held` and `fresh`, in tenths and rounded; messages that name no title were given one for it.
"""
BASE, ENOUGH, WORTH_ASKING = -27, 0, -15
"""The weight of a phrase without a sign; those from which on it is a title, and is shown as one that may be it."""


class Likely(NamedTuple):
    """The phrase that is a title more than any other, the text's words for it, and whether enough speaks for it."""

    words: str
    source: str
    is_sure: bool


def likely(call: Call, text: str, people: Iterable[str], others: Mapping[str, str]) -> Likely | None:
    """The phrase of a text that is its title more than any other; None where none is worth to ask about.

    Args:
        call: the edition's.
        text: normalised.
        people: the names in it.
        others: titles that plainer rules propose, by the sign that each gives.
    """
    seen = candidates(call, text, tuple(people), others)
    weights = {words: BASE + sum(WEIGHTS.get(sign, 0) for sign in phrase.signs) for words, phrase in seen.items()}
    best = max(weights, key=lambda words: weights[words], default="")
    is_worth = bool(best) and weights[best] >= WORTH_ASKING
    return Likely(best, seen[best].source, weights[best] >= ENOUGH) if is_worth else None


def candidates(call: Call, text: str, people: tuple[str, ...], others: Mapping[str, str]) -> dict[str, Phrase]:
    """The phrases of a text and what plainer rules propose, each once, with all its signs."""
    seen: dict[str, Phrase] = {}
    for phrase in phrases(call, text, people):
        known = seen.get(phrase.words, phrase)
        seen[phrase.words] = known._replace(signs=known.signs | phrase.signs)
    for sign, title in others.items():
        if title and not VERB.search(title):
            known = seen.get(title) or Phrase(title, title, frozenset(seen_in(call, title)))
            seen[title] = known._replace(signs=known.signs | {sign})
    return seen
