"""The order of a Persian dictionary, for lists that people read: آ before ا, پ after ب, و before ه, numbers by value.

It is the one of ICU for the language `fa`, which browsers have as `Intl.Collator("fa")`; by code points پ, چ, ژ, ک and
گ come last, and by Unicode's own order ه comes before و.
"""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    import icu


class Named(Protocol):
    """Whatever has a name that people read."""

    @property
    def name(self) -> str:
        """In Persian."""


T = TypeVar("T", bound=Named)


@cache
def _collator() -> "icu.Collator":
    import icu  # noqa: PLC0415 (large, and most commands put nothing in order)

    collator = icu.Collator.createInstance(icu.Locale("fa"))
    collator.setAttribute(icu.UCollAttribute.NUMERIC_COLLATION, icu.UCollAttributeValue.ON)
    return collator


def sort_key(text: str) -> bytes:
    """By which a text stands in its place among others."""
    return bytes(_collator().getSortKey(text))


def by_name(entries: Iterable[T]) -> tuple[T, ...]:
    """Entries in the order of their names."""
    return tuple(sorted(entries, key=lambda entry: sort_key(entry.name)))
