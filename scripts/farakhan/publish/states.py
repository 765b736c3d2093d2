"""What became of each idea, for whoever has its code: small files by the code's last two digits; and the digests.

A file of states says code and status, nothing else. A file of digests, by their first two letters, says the day on
which each text was registered, and no code: whoever has a receipt sees that the text was registered then and is
unaltered, and nobody sees whose it is. All files are there, empty ones too: what is asked for tells no stranger on the
line whether there is such an idea.
"""

import json
from pathlib import Path

from markupsafe import Markup

from farakhan.persian.calendar import long_day
from farakhan.publish.render import render
from farakhan.publish.view import View

FOLDER = "status"
DIGESTS = "digests"


def tracking(view: View, _: str) -> Markup:
    """Where people enter their code or paste their receipt; states are those of the day the site was built for."""
    return render("tracking.html", view=view)


def write(view: View, site: Path) -> None:
    """Write the files into the built site's folder."""
    states: dict[str, dict[str, str]] = {f"{number:02d}": {} for number in range(100)}
    for state in view.states:
        states[state.code[-2:]][state.code] = state.status
    digests: dict[str, dict[str, str]] = {f"{number:02x}": {} for number in range(256)}
    for digest, day in view.digests:
        digests[digest[:2]][digest] = long_day(day)
    for folder, shards in ((site / FOLDER, states), (site / FOLDER / DIGESTS, digests)):
        folder.mkdir(exist_ok=True)
        for name, shard in shards.items():
            text = json.dumps(shard, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            (folder / f"{name}.json").write_text(text, encoding="utf-8")
