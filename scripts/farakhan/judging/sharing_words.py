"""How ideas are shared out, in words and in rows of a table."""

from typing import NamedTuple

from farakhan.assignment.figures import Figures
from farakhan.judging.sharing import Plan
from farakhan.model.call import names
from farakhan.persian.digits import to_persian
from farakhan.record.edition import Edition
from farakhan.record.sheets import Sheets


class Load(NamedTuple):
    """A judge in a table; `most` is None without a maximum, `known` of `then` are of a field that they know."""

    judge: str
    fields: str
    most: int | None
    now: int
    then: int
    known: int
    done: int


def loads(edition: Edition, sheets: Sheets, before: Figures, after: Figures) -> list[Load]:
    """A row for each of the call's judges, in its order."""
    fields = names(edition.call.fields)
    done = dict.fromkeys((judge.id for judge in edition.call.judges), 0)
    for row in sheets.rounds[edition.round.id]:
        if row.judge in done and (row.conflict or row.scores is not None):
            done[row.judge] += 1
    return [
        Load(
            judge=judge.id,
            fields="، ".join(fields.get(field, field) for field in judge.fields) or "همه",
            most=judge.most,
            now=before.loads.get(judge.id, 0),
            then=after.loads.get(judge.id, 0),
            known=after.known.get(judge.id, 0),
            done=done[judge.id],
        )
        for judge in edition.call.judges
    ]


def mixing(stands: Figures) -> str:
    """How judges are mixed: whoever share ideas can be compared."""
    judges = len(stands.loads)
    all_pairs = judges * (judges - 1) // 2
    words = f"{stands.panels} گروه گوناگون داوران؛ {stands.pairs} جفت از {all_pairs} جفت داور ایدهٔ مشترک دارند"
    apart = f"، ولی داوران {stands.groups} دستهٔ جدا از هم‌اند" if stands.groups > 1 else ""
    return to_persian(f"{words}{apart}.")


def difference(planned: Plan) -> str:
    """What a plan changes, in rows of assignments.csv."""
    kept = sum(planned.then.loads.values()) - len(planned.new)
    return to_persian(f"{len(planned.new)} سطر تازه، {len(planned.gone)} سطر کنار می‌رود، {kept} سطر می‌ماند.")
