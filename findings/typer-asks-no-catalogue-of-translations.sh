#!/usr/bin/env bash
# Guess:    Typer is made on click, and click asks gettext for each of its words: a catalogue for the domain «messages» makes the
#           usage errors and the help of a Typer command Persian, as it does those of a click command.
# Instead:  click's words come from the catalogue; Typer has a click of its own in it, with no question to gettext left,
#           and stays English whatever is bound.
# Seen:     typer 0.29.2 beside click 8.3.1 with one and the same catalogue (made by babel 2.19.0), 2026-11-28.
# Means:    who wants a Typer command in another language subclasses its commands and its errors' printing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" \
  typer==0.29.2 click==8.3.1 babel==2.19.0
mkdir -p "$folder/words/fa/LC_MESSAGES"
PYTHONPATH=$folder python3 - "$folder/words/fa/LC_MESSAGES/messages.mo" <<'PYTHON'
import sys

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

words = Catalog(locale="fa")
words.add("Usage:", "کاربرد:")
words.add("No such option: {name}", "چنین گزینه‌ای نیست: {name}")
words.add("No such option {name!r}.", "چنین گزینه‌ای نیست: {name}")
with open(sys.argv[1], "wb") as file:
    write_mo(file, words)
PYTHON
LANGUAGE=fa LC_ALL=C.UTF-8 PYTHONPATH=$folder python3 - "$folder/words" <<'PYTHON'
import gettext
import os
import subprocess
import sys

BIND = f"import gettext; gettext.bindtextdomain('messages', {sys.argv[1]!r})\n"
CLICK = "import click\n@click.command()\ndef command(): pass\ncommand(prog_name='command')"
TYPER = "import typer\napp = typer.Typer()\n@app.command()\ndef command(): pass\napp(prog_name='command')"
gettext.bindtextdomain("messages", sys.argv[1])
assert gettext.gettext("Usage:") == "کاربرد:"
environment = {**os.environ, "LANGUAGE": "fa", "LC_ALL": "fa_IR.UTF-8"}
seen = {}
for name, program in (("click", CLICK), ("typer", TYPER)):
    done = subprocess.run([sys.executable, "-c", BIND + program, "--nothing"], env=environment, capture_output=True, text=True)
    seen[name] = ("کاربرد:" in done.stderr, "Usage:" in done.stderr)
    print(name, repr(done.stderr[:60]))
raise SystemExit(seen != {"click": (True, False), "typer": (False, True)})
PYTHON
