"""The rules by which rows become scores: one for each name that call.yml may give."""

from collections.abc import Callable, Container, Iterable, Mapping
from typing import NamedTuple

from farakhan.model.call import Rubric, TallyRule
from farakhan.model.judging import SheetRow
from farakhan.tally.co_readers import co_readers
from farakhan.tally.mean import mean
from farakhan.tally.scored import Scored

Scoring = Callable[[Rubric, Container[str], Iterable[SheetRow]], Mapping[str, Scored]]
"""From the rubric, the codes of the judged ideas and all rows to what each idea is given; an idea without a row that
counts is left out."""


class Method(NamedTuple):
    """How rows become scores, and the sentence by which the rules page tells it."""

    score: Scoring
    words: str


RULES: Mapping[TallyRule, Method] = {
    TallyRule.MEAN: Method(mean, "امتیاز ایده، میانگین امتیاز برگ‌های آن است."),
    TallyRule.CO_READERS: Method(
        co_readers,
        "امتیاز ایده، میانگین امتیاز برگ‌های آن است، پس از کم کردن گرایش هر داور: این‌که به‌طور میانگین چقدر بیش یا کم از"
        " داوران دیگرِ همان ایده‌ها امتیاز داده است.",
    ),
}
