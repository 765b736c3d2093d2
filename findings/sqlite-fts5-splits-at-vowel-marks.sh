#!/usr/bin/env bash
# Guess:    SQLite's FTS5, whose unicode61 tokenizer drops diacritics, finds «کِرم» (worm, with a kasra) by «کرم», or at worst
#           only by the same spelling.
# Instead:  Arabic vowel marks are neither dropped nor part of a word: they end it. «کِرم» is indexed as two words, «ک» and «رم»;
#           «کرم» finds nothing, and «رم» (Rome) does. `remove_diacritics` speaks of Latin marks alone.
# Seen:     apsw 3.54.1.0 (SQLite 3.54.1), 2026-11-27.
# Means:    text must be folded (marks taken away) before it is indexed, and the query in the same way.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" apsw==3.54.1.0
PYTHONPATH=$folder python3 - <<'PYTHON'
import apsw

base = apsw.Connection(":memory:")
base.execute("CREATE VIRTUAL TABLE ideas USING fts5(title, tokenize = 'unicode61 remove_diacritics 2')")
base.execute("INSERT INTO ideas VALUES ('کِرم ابریشم')")
hits = {word: base.execute("SELECT count(*) FROM ideas WHERE ideas MATCH ?", (f'"{word}"',)).get for word in ("کرم", "رم", "ک", "کِرم")}
print(apsw.sqlite_lib_version(), hits)
raise SystemExit(hits != {"کرم": 0, "رم": 1, "ک": 1, "کِرم": 1})
PYTHON
