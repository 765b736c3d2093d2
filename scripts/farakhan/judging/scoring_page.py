"""A judge's sheet as one page for a phone: their ideas, whatever they give, and a file that `sheets import` takes.

It is one file and asks nobody for anything: its policy lets its own script and style run, and no request out.
"""

import json
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from farakhan.face.policy import alone
from farakhan.face.render import TEMPLATES, render
from farakhan.files import sheet_book
from farakhan.judging.shown import Shown
from farakhan.model.call import Call
from farakhan.model.judging import SheetRow


def scoring_page(  # noqa: PLR0913, PLR0917 (each is a part of the page)
    call: Call,
    about: sheet_book.About,
    ideas: Sequence[Shown],
    photos: Sequence[Sequence[str]],
    rows: Sequence[SheetRow | None],
    spread: Mapping[str, str],
) -> bytes:
    """The page's bytes.

    Args:
        call: for its rubric.
        about: what the sheet is of.
        ideas: as the judge reads them.
        photos: of each idea, as `data:` addresses.
        rows: what the judge has given to each idea already.
        spread: what all judges gave in the calibration, by a criterion's id; may lack any.
    """
    form, own, style = (
        (TEMPLATES / name).read_text(encoding="utf-8")
        for name in ("judge-form.js", "judge-sheet.js", "judge-sheet.css")
    )
    script = form + own
    criteria = call.rubric.criteria
    page = render(
        "judge-sheet.html",
        call=call,
        judge=about.judge,
        ideas=ideas,
        photos=photos,
        rows=rows,
        spread=spread,
        of=about.label,
        file=f"{about.edition}-{about.judge}.csv",
        columns=json.dumps(sheet_book.columns(criteria), ensure_ascii=False),
        criteria=json.dumps([criterion.id for criterion in criteria]),
        policy=alone(script, style),
        script=Markup(script),  # noqa: S704 (our own)
        style=Markup(style),  # noqa: S704 (our own)
    )
    return f"{page}\n".encode()
