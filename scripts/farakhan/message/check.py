"""The check value of a message: it tells whether what is read is what the form wrote.

It is the CRC-32 (zlib's) of the answers' canonical text in UTF-8, as ten decimal digits. It guards against hands and
messengers, not against forgers, so it needs no secret; and a browser gives SHA-256 only to pages that came over https,
while this is a few lines of JavaScript anywhere:

    let crc = ~0
    for (const byte of new TextEncoder().encode(text)) {
      crc ^= byte
      for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
    }
    const value = String(~crc >>> 0).padStart(10, "0")

A CRC-32 changes whenever at most 32 bits beside each other change, so with any one letter.

The canonical text has a line `key=value`, with a newline after it, for each answer that is not empty, and for a list
one for each of its values; keys in the order of their ASCII letters (a plain `sort()`). Keys and options are those of
the record, never the words shown: `county` ids, `true`, amounts in ASCII digits, the version of a consent's text. In
each value, in this order:

1. runs of Arabic presentation forms (U+FB50-FDFB, U+FE70-FEFC) are put in form NFKC, then the whole in form NFC;
2. U+064A and U+0649 become ی (U+06CC), U+0643 becomes ک (U+06A9), Persian and Arabic digits ASCII ones;
3. spaces, line breaks, ZWNJ, tatweel and everything else of `DROPPED` is left out.

So a messenger that breaks lines, drops ZWNJ or marks direction changes nothing; a person who changes a letter does.
"""

import re
import unicodedata
import zlib
from collections.abc import Iterator

from farakhan.model.answers import Answers
from farakhan.persian import digits
from farakhan.persian.letters import composed

DROPPED = re.compile(
    "[\u0000-\u0020\u007f-\u00a0\u00ad\u061c\u0640\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_PRESENTED = re.compile("[\ufb50-\ufdfb\ufe70-\ufefc]+")
_LETTERS = str.maketrans({"\u064a": "ی", "\u0649": "ی", "\u0643": "ک"})


def check_value(answers: Answers) -> str:
    """The check value of some answers, ten ASCII digits."""
    return f"{zlib.crc32(canonical(answers).encode(errors='replace')):010d}"


def canonical(answers: Answers) -> str:
    """The text that the check value is made over."""
    return "".join(f"{key}={_spelled(value)}\n" for key, value in _values(answers))


def _values(answers: Answers) -> Iterator[tuple[str, str]]:
    for key, answer in sorted(answers.items()):
        for value in (answer,) if isinstance(answer, str) else answer:
            if value:
                yield key, value


def _spelled(text: str) -> str:
    text = _PRESENTED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    text = composed(text).translate(_LETTERS)
    return DROPPED.sub("", digits.to_ascii(text))
