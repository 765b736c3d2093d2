"""What judges wrote beside their scores, for the jury: by idea, without saying who."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from farakhan.files.sheet_book import calls_ineligible
from farakhan.model.judging import Awards, SheetRow

INELIGIBLE = "داوری این ایده را واجد شرایط ندانسته است؛ اگر تقدیر می‌شود، دلیل هیئت را هم بنویسید."
Remarks = Mapping[str, tuple[str, ...]]
"""By an idea's code, in the order of a list that tells nothing of their writers."""


def remarks(rows: Iterable[SheetRow]) -> Remarks:
    """The remarks in some rows of sheets, each once; why somebody may not judge an idea is none."""
    written = defaultdict[str, set[str]](set)
    for row in rows:
        if row.note and not row.conflict:
            written[row.idea].add(row.note)
    return {code: tuple(sorted(notes)) for code, notes in written.items()}


def ineligible(written: Remarks) -> frozenset[str]:
    """The ideas that a judge called not eligible."""
    return frozenset(code for code, notes in written.items() if any(map(calls_ineligible, notes)))


def unexplained(awards: Awards, written: Remarks) -> tuple[str, ...]:
    """The honoured ideas that a judge called not eligible and for which the jury wrote no reason."""
    called = ineligible(written)
    return tuple(award.code for award in awards.awards if award.code in called and not award.reason)
