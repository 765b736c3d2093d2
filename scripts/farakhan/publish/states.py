"""What became of each idea, for whoever has its receipt; and the digests.

A file of states has sealed slots (`slots`), and no code. A file of digests, by their first two letters, says the day on
which each text was registered, and no code either: whoever has a receipt sees that the text was registered then and is
unaltered, and nobody sees whose it is. All files are there, empty ones too: what is asked for tells no stranger on the
line whether there is such an idea. Both are of the ideas that were registered before the day of the site.
"""

import json
from pathlib import Path

from markupsafe import Markup

from farakhan.face.render import render
from farakhan.face.standing import all_words
from farakhan.persian.calendar import long_day
from farakhan.publish import form
from farakhan.publish.slots import shards
from farakhan.publish.view import View

FOLDER = "status"
DIGESTS = "digests"


def tracking(view: View, base: str) -> Markup:
    """Where people enter their code and word or their receipt; states are those of the day the site was built for."""
    words = {key: tuple(said) for key, said in all_words(view.call, view.today).items()}
    return render("tracking.html", view=view, intake=form.address(view.call, base), words=words)


def counts(view: View, _: str) -> Markup:
    """How many ideas stand how, where the call says that this is public."""
    return render("status-counts.html", statuses=view.statuses)


def write(view: View, site: Path) -> None:
    """Write the files into the built site's folder."""
    digests: dict[str, dict[str, str]] = {f"{number:02x}": {} for number in range(256)}
    for digest, day in view.digests:
        digests[digest[:2]][digest] = long_day(day)
    _write(site / FOLDER, {name: shard._asdict() for name, shard in shards(view.states, view.today)})
    _write(site / FOLDER / DIGESTS, digests)


def _write(folder: Path, files: dict[str, dict[str, object]] | dict[str, dict[str, str]]) -> None:
    folder.mkdir(exist_ok=True)
    for name, file in files.items():
        text = json.dumps(file, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
