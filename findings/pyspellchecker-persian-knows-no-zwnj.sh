#!/usr/bin/env bash
# Guess:    pyspellchecker's Persian dictionary, one of those that it brings along, knows «می‌خواهم» and «کتاب‌ها», spelt with ZWNJ
#           as schools teach it.
# Instead:  of its 27,676 words four have a ZWNJ in them. Plurals and verbs that are typed with care are unknown, and the first
#           is offered nothing in its place; its own split_words cuts at ZWNJ, so the halves are known.
# Seen:     pyspellchecker 0.9.1, 2026-11-28.
# Means:    it calls careful writing wrong; as a measure of Persian texts it goes the wrong way.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" pyspellchecker==0.9.1
PYTHONPATH=$folder python3 - <<'PYTHON'
from spellchecker import SpellChecker

persian = SpellChecker(language="fa")
words = persian.word_frequency.dictionary
careful = ["می\u200cخواهم", "کتاب\u200cها", "ایده\u200cها"]
with_zwnj = sum("\u200c" in word for word in words)
seen = (len(words), with_zwnj, persian.unknown(careful) == set(careful), persian.correction(careful[0]))
print(seen, persian.split_words(careful[0]))
raise SystemExit((seen, persian.split_words(careful[0])) != ((27676, 4, True, None), ["می", "خواهم"]))
PYTHON
