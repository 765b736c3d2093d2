"""What results rest on: a digest of each input, as results.json and closed.json name them."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from farakhan.files import canonical
from farakhan.files.layout import Kind
from farakhan.model.base import Frozen
from farakhan.model.call import Call
from farakhan.model.judging import Candidate, Inputs

_Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_LikeCode = Annotated[str, Field(pattern=r"^[1-9][0-9]{9}$")]


class InputsForm(Frozen):
    """How a file has them: beside these three, each file by its path in the edition."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, _Sha256 | None] = Field(init=False)

    call: _Sha256
    judges: _Sha256
    ideas: dict[_LikeCode, _Sha256]

    def inputs(self) -> Inputs:
        """What is in it."""
        return Inputs(self.call, self.judges, self.ideas, self.__pydantic_extra__)


def as_written(inputs: Inputs) -> dict[str, Any]:
    """The value of `InputsForm`, its keys sorted."""
    ideas = dict(sorted(inputs.ideas.items()))
    return dict(sorted({**inputs.files, "call": inputs.call, "judges": inputs.judges, "ideas": ideas}.items()))


def inputs_of(call: Call, candidates: Iterable[Candidate], files: Mapping[str, str]) -> Inputs:
    """What a count rests on.

    Args:
        call: of the edition.
        candidates: that are judged.
        files: the sha256 of the bytes of assignments.csv, of each shortlist and sheet, by its path in the edition.
    """
    return Inputs(
        call=deciding(call),
        judges=digest_of([judge.model_dump(mode="json", exclude_defaults=True) for judge in call.judges]),
        ideas={candidate.code: candidate.digest for candidate in candidates},
        files={Kind.ASSIGNMENTS.value: None, **files},
    )


def deciding(call: Call) -> str:
    """The digest of what decides in a call: its rubric, its tally's options, its fields' ids and rounds, if any."""
    value: dict[str, Any] = {
        "edition": call.edition,
        "rubric": call.rubric.model_dump(mode="json", exclude_defaults=True),
        "tally": call.tally.model_dump(mode="json"),
        "fields": [field.id for field in call.fields],
    }
    if call.rounds:
        value["rounds"] = [part.model_dump(mode="json") for part in call.rounds]
    return digest_of(value)


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """What differs between inputs as they are written, a sentence each; `before` need not have their form.

    Raises:
        ValueError: `before` is nothing like inputs; KeyError, TypeError and AttributeError likewise.
    """
    own, others = dict(before), dict(now)
    ideas, other_ideas = dict(own.pop("ideas")), others.pop("ideas")
    yield from _changed(ideas, other_ideas, _IDEA)
    yield from _changed(own, others, _INPUT)


_INPUT = ("{} عوض شده است.", "{} افزوده شده است.", "{} دیگر نیست.")
_IDEA = (
    "آنچه صاحب ایدهٔ {} نوشته بود عوض شده است.",
    "ایدهٔ {} به ایده‌های داوری‌شده افزوده شده است.",
    "ایدهٔ {} دیگر در میان ایده‌های داوری‌شده نیست.",
)
_INPUT_NAMES = {
    "call": "قاعدهٔ شمارش در call.yml (معیارها، وزن‌ها، سهمیه‌ها، حوزه‌ها)",
    "judges": "فهرست داوران در call.yml",
}


def _changed(before: Mapping[str, Any], now: Mapping[str, Any], words: tuple[str, str, str]) -> Iterator[str]:
    """A sentence for each key that has another value, is new or is gone; None is the value of what is not there."""
    changed, added, gone = words
    for key in sorted(before.keys() | now.keys()):
        own, other = before.get(key), now.get(key)
        if own != other:
            sentence = added if own is None else gone if other is None else changed
            yield sentence.format(_INPUT_NAMES.get(key, key))


def digest_of(value: object) -> str:
    """The sha256 of a value's canonical JSON, in hexadecimal: keys sorted, UTF-8 without escapes or spaces."""
    return hashlib.sha256(canonical.line(value)).hexdigest()
