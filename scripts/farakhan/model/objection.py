"""Objections: what an idea's owner says against what is proposed, and what they are answered."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import Annotated, NamedTuple

from pydantic import Field

from farakhan.model.base import Body, Code, Frozen, Line, Moment, OptionalMoment, OptionalSlug, Slug, Truth, Whole

LEAST, MOST = 20, 2_000
"""Letters of an objection as its owner writes it."""
MOST_KEPT = 2 * MOST
"""Letters that a file may have: a mark may be longer than what it stands for."""
_FIRST, _NUMBERS = 10_000, 90_000


class Objection(Frozen):
    """One objection; what is personal in it is masked, and what was written stands sealed beside the idea.

    `late` is why it is heard though it came outside of its time. `answered` is empty until there is an answer.
    """

    edition: Annotated[Slug, Field(title="شناسهٔ دوره")]
    code: Annotated[Code, Field(title="کد رهگیری ایده")]
    number: Annotated[Whole, Field(ge=_FIRST, le=_FIRST + _NUMBERS - 1, title="شمارهٔ اعتراض")]
    channel: Annotated[Slug, Field(title="راهی که از آن رسید، از channels")]
    arrived: Annotated[Moment, Field(title="زمان رسیدن")]
    registered: Annotated[Moment, Field(title="زمان ثبت")]
    registered_by: Annotated[OptionalSlug, Field(title="ثبت‌کننده؛ آنچه صاحب ایده خودش فرستاده خالی")]
    late: Annotated[Line, Field(max_length=500, title="بیرون از مهلت است: چرا پذیرفته شد")]
    sealed: Annotated[Truth, Field(title="نام یا شماره‌ای در آن پوشیده شد و نوشتهٔ دست‌نخورده در گاوصندوق است")]
    text: Annotated[Body, Field(min_length=1, max_length=MOST_KEPT, title="چه می‌خواهد")]
    answer: Annotated[Body, Field(max_length=MOST, title="پاسخ؛ صاحب ایده آن را می‌خواند")]
    answered: Annotated[OptionalMoment, Field(title="زمان پاسخ؛ بی پاسخ خالی")]
    answered_by: Annotated[OptionalSlug, Field(title="پاسخ‌دهنده")]

    @property
    def waits(self) -> bool:
        """Whether nobody has answered it yet."""
        return self.answered is None


class Written(NamedTuple):
    """An objection as it was told, before it has a number.

    Attributes:
        safe: without what is personal.
        untouched: as it was written; empty where that is the same.
    """

    safe: str
    untouched: str


def draw_number(taken: AbstractSet[int], randbelow: Callable[[int], int]) -> int:
    """A number that no objection of the edition has: what comes next tells nobody how many there are.

    Args:
        taken: the numbers that are known here.
        randbelow: gives a whole number from 0 to below its argument (`secrets.randbelow`).
    """
    first = randbelow(_NUMBERS)
    return next(number for step in range(_NUMBERS) if (number := _FIRST + (first + step) % _NUMBERS) not in taken)
