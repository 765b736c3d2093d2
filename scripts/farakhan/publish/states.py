"""What became of each idea, for whoever has its code: small files by the code's last two digits, and the digests.

A file says code and status, nothing else; where no idea has such a code it is there and empty. The digests stand
without codes: a receipt names its own, and whoever has it sees that the text was registered then and is unaltered.
"""

import json
from pathlib import Path

from markupsafe import Markup

from farakhan.publish.render import render
from farakhan.publish.view import View

FOLDER = "status"
DIGESTS = "digests.json"


def tracking(view: View, _: str) -> Markup:
    """Where people enter their code or paste their receipt."""
    return render("tracking.html", view=view)


def write(view: View, site: Path) -> None:
    """Write the files into the built site's folder."""
    shards: dict[str, dict[str, str]] = {f"{number:02d}": {} for number in range(100)}
    for state in view.states:
        shards[state.code[-2:]][state.code] = state.status
    folder = site / FOLDER
    folder.mkdir(exist_ok=True)
    for name, shard in shards.items():
        (folder / f"{name}.json").write_text(_json(shard), encoding="utf-8")
    (folder / DIGESTS).write_text(_json(list(view.digests)), encoding="utf-8")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
