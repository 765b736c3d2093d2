"""What people fill in as a form in the lines of a message: a row of a table, and choices with a box to tick."""

import re
from collections.abc import Sequence

from farakhan.persian import digits

_LABEL = 80
"""Letters of a label; what is longer is a text of its own."""
_PAIR = 2
_BOX = re.compile("([☐□☑☒■])")
_EMPTY = "☐□"


def lines(cells: Sequence[str]) -> str:
    """What a row says: «label: answer»; of more cells all of them, a tab between.

    A question that nobody answered says nothing, and the number of a row is none of its answers.

    Args:
        cells: the texts of the row's cells, in reading order, empty ones among them.
    """
    texts = [cell.strip() for cell in cells]
    if len(texts) > _PAIR and digits.to_ascii(texts[0]).strip(".-) ").isdecimal():
        texts = texts[1:]
    filled = [text for text in texts if text]
    is_label = bool(texts) and 0 < len(texts[0]) <= _LABEL
    if len(filled) == 1 and len(texts) == _PAIR and is_label:
        return ""
    if len(filled) == _PAIR and is_label:
        return f"{' '.join(filled[0].split()).rstrip(' :؟?')}: {filled[1]}"
    if len(filled) > _PAIR:
        return "\t".join(" ".join(text.split()) for text in texts)
    return "\n".join(filled)


def ticked(text: str) -> str:
    """Of choices with boxes those that were ticked: «حوزه: ☐ کشاورزی ☒ صنعت» is «حوزه: صنعت».

    Some put the box before a choice, others behind it; where neither is plain, and where nothing was ticked, the text
    stays as it is.
    """
    if not _BOX.search(text):
        return text
    first, *rest = _BOX.split(text)
    boxes, texts = rest[::2], rest[1::2]
    label, colon, choice = first.rpartition(":")
    if not choice.strip():
        chosen = [words for box, words in zip(boxes, texts, strict=True) if box not in _EMPTY]
    elif not texts[-1].strip():
        chosen = [words for box, words in zip(boxes, [choice, *texts[:-1]], strict=True) if box not in _EMPTY]
    else:
        return text
    said = "، ".join(words.strip(" \n\t،,-") for words in chosen)
    return f"{label}{colon} {said}".strip() if said else text
