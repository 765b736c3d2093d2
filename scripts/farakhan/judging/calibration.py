"""A common yardstick: what all judges gave the idea that they score first, without a word of who gave what."""

from collections.abc import Iterable, Mapping

from farakhan.model.call import Call
from farakhan.model.judging import SheetRow
from farakhan.persian.digits import to_persian

LEAST = 3
"""Judges; the scores of fewer would be somebody's."""


def spread(call: Call, rows: Iterable[SheetRow]) -> Mapping[str, str]:
    """The scores of all judges in words, by a criterion's id; none while too few have scored.

    Each criterion's are sorted by themselves, so that no judge's row can be read out of them.
    """
    given = [row.scores for row in rows if row.scores is not None and not row.conflict]
    if len(given) < LEAST:
        return {}
    each = zip(call.rubric.criteria, zip(*given, strict=True), strict=True)
    return {criterion.id: "، ".join(map(to_persian, sorted(scores))) for criterion, scores in each}
