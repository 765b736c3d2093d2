"""One spelling for Persian text: what people type is normalised where it enters, and compared folded.

Letters follow the Unicode names: Arabic ي (U+064A), ى (U+0649) and ك (U+0643) are typed for Persian ی and ک by
Arabic keyboards; tatweel and bidirectional marks change how a text looks and never what it says.
"""

import re
import unicodedata

from farakhan.persian import digits

ZWNJ = "\u200c"

_ARABIC = {"ي": "ی", "ى": "ی", "ك": "ک"}
_TATWEEL = "\u0640"
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_HIDDEN = (
    "\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2028\u2029"
    "\u2060-\u2065\u206a-\u206f\u2800\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_PRESENTATION = "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufd8f\ufd92-\ufdc7\ufdf0-\ufdfb\ufe70-\ufe72\ufe74\ufe76-\ufefc"
"""Forms of letters; what stands between them is no form of another (an ornate bracket, «﷽», a letter's tail)."""

# What a stored text must not hold: the code's last part, and the letters that show it.
ODDITIES = {
    "arabic": re.compile(f"[يىك{_PRESENTATION}]"),
    "digits": re.compile(f"[{digits.ARABIC}]"),
    "tatweel": re.compile(_TATWEEL),
    "bidi": re.compile(f"[{_BIDI}]"),
    "hidden": re.compile(f"[{_HIDDEN}]"),
}
_ANY = re.compile(f"[يىك{_PRESENTATION}{digits.ARABIC}{_TATWEEL}{_BIDI}{_HIDDEN}]")

_ARABIC_DIGITS = str.maketrans(digits.ARABIC, digits.PERSIAN)
_LETTERS = str.maketrans(_ARABIC) | _ARABIC_DIGITS
_SPELT = re.compile(f"[{''.join(_ARABIC)}{digits.ARABIC}]")
_DROP = re.compile(f"[{_TATWEEL}{_BIDI}{_HIDDEN}]")
_BREAKS = ("\r", "\u0085", "\u2028", "\u2029")
_LINE_BREAKS = re.compile("\r\n?|\u0085|\u2028|\u2029")
_PRESENTED = re.compile(f"[{_PRESENTATION}]+")
_LOOSE_ZWNJ = re.compile(f"{ZWNJ}+(?=\\s|$)|(?:(?<=\\s)|^){ZWNJ}+|{ZWNJ}+(?={ZWNJ})", re.MULTILINE)
_PLAIN = "\n -~«»…،؛؟ءآأؤئابتثجحخدذرزسشصضطظعغفقلمنهوپچژکگی۰-۹٪٫٬"
_IN_ORDER = re.compile(f"(?:[{_PLAIN}]++|(?<=ه)\u0654|(?<=[^\\s{ZWNJ}]){ZWNJ}(?=[^\\s{ZWNJ}]))*+")
"""Most texts: letters that have one spelling each, «هٔ», ZWNJ between letters."""
ALIKE = {
    "ا": "آأإٱ",
    "ت": "ٹ",
    "د": "ڈ",
    "ر": "ڑڕ",
    "ل": "ڵ",
    "و": "ؤۆۇۈۉۊۋ",
    "ه": "ةۀەہۂۃھ",
    "ی": "ئيىێۍېےۓ",
    "ک": "كڪګ",
}
"""Letters that are the same where texts are compared: seats of the hamze, and those that Arabic, Kurdish, Pashto and
Urdu keyboards give for a Persian one."""
_EZAFE_AFTER = f"ه{ALIKE['ه']}"
_IN_WORDS = "0-9A-Za-z_\u0620-\u064a\u0660-\u0669\u066e-\u06d3\u06d5\u06f0-\u06fc"
RESPELLED = {
    "هیات": "هییت",
    "مسوول": "مسیول",
    "مساله": "مسیله",
    "جرات": "جریت",
    "نشات": "نشیت",
    "شوون": "شیون",
    "رووس": "ریوس",
    "قرات": "قرایت",
}
"""Words whose hamze has two seats in use, or none («هیئت», «هیأت», «هیات»), once their letters are alike."""
_LEFT = (
    "\u0621\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0653\u0654\u0655\u0656\u0657\u0658\u0659\u065a"
    "\u065b\u0670\u200c\u200d"
)
COMPARING = {
    "presented": f"[{_PRESENTATION}]+",
    "dropped": f"[{_TATWEEL}{_BIDI}{_HIDDEN}]",
    "letters": _ARABIC,
    "ezafe": f"([{_EZAFE_AFTER}])[{ZWNJ} ]+ی(?![{_IN_WORDS}])",
    "left": f"[{_LEFT}\\s]+",
    "alike": {letter: first for first, others in ALIKE.items() for letter in others},
    "respelled": RESPELLED,
}
"""How texts are compared, in words that Python and a browser read alike.

`ezafe` is the ی of «خانه‌ی ما», which others write as «خانهٔ ما» or leave out; `left` out are the hamze by itself, the
marks above and below letters, spaces, and what joins or parts letters.
"""
_EZAFE = re.compile(str(COMPARING["ezafe"]))
_AS_COMPARED = {
    **dict.fromkeys(_LEFT, ""),
    **{letter: first for first, others in ALIKE.items() for letter in others},
    **dict(zip(digits.PERSIAN, "0123456789", strict=True)),
    **RESPELLED,
}
_APART = re.compile(f"[^\\w{_LEFT}\u0300-\u036f\u0610-\u061a\u06d6-\u06ed]+|_+")
"""What stands between words; what stands on letters or joins them does not: «زنجیرهٔ», «می‌خرم»."""
_SUFFIX = re.compile(r"\s+(?=(?:ها|های|هایی|هایم|هایت|هایش|ام|ات|اش|تر|ترین|ای)(?:\s|$))")
"""White space before what Persian writes apart, with ZWNJ or joined: «ایده ها»."""
MOST_MARKS = 30
"""Marks on one letter: those of the stream-safe text format (UAX #15, section 13); no language has a third of them."""
_MAY_BE_MARKS = re.compile(rf"[^\w\s!-/:-@\[-`{{-~]{{{MOST_MARKS + 1},}}+")
"""A run that is long enough to have too many marks: «آ» and forty signs that are no letters, spaces or ASCII."""
_MARKS_IN_ONE = frozenset("\u0f73\u0f75\u0f81")
"""Letters that are no marks by their class and are put in order as the two marks they stand for."""


def one_newline(text: str) -> str:
    """A text with each of its line breaks (CRLF, CR, NEL, LS, PS) as one newline."""
    return _LINE_BREAKS.sub("\n", text) if any(mark in text for mark in _BREAKS) else text


def composed(text: str) -> str:
    """A text in form NFC, in a time that grows as the text does.

    To compose is to sort the marks of each letter, which takes a library the square of their number and may be asked
    of it with a hundred thousand on one letter: what is over `MOST_MARKS` is left out.
    """
    return unicodedata.normalize("NFC", _MAY_BE_MARKS.sub(_fewer_marks, text))


def _fewer_marks(run: re.Match[str]) -> str:
    fewer: list[str] = []
    marks = 0
    for letter in run[0]:
        is_mark = unicodedata.combining(letter) or letter in _MARKS_IN_ONE
        marks = marks + 1 + (letter in _MARKS_IN_ONE) if is_mark else 0
        if marks <= MOST_MARKS:
            fewer.append(letter)
    return "".join(fewer)


def normalise(text: str, most: int | None = None) -> str:
    """A person's text in the one spelling that files hold.

    Persian ی and ک, no tatweel, no bidirectional or hidden marks, Arabic-Indic digits as Persian ones, line breaks as
    one newline each, the non-breaking space as a space, ZWNJ only between letters. ASCII digits stay: they may be
    part of a model's name. Doing it twice changes nothing more.

    Args:
        text: as it came.
        most: letters that are looked at; what stands beyond them is left out, since a stranger chose how many come and
            some stand for eighteen («ﷺ»). Without it all are.
    """
    text = text[:most]
    if _IN_ORDER.fullmatch(text) and " \n" not in text:
        return text.strip()
    text = one_newline(text)
    text = _PRESENTED.sub(lambda form: unicodedata.normalize("NFKC", form[0]), text)[:most]
    text = _DROP.sub("", text).replace("\u00a0", " ")
    if _SPELT.search(text):
        text = text.translate(_LETTERS)
    text = _LOOSE_ZWNJ.sub("", _without_blank_ends(composed(text)))
    return _without_blank_ends(text).strip()


def _without_blank_ends(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.split("\n"))


def bare(text: str) -> str:
    """A cell or a word without white space around it and without marks that nobody sees: "\u200f ۸ " is «۸»."""
    return _DROP.sub("", text).strip()


def fold(text: str) -> str:
    """A key for comparing texts: two that a reader takes for the same spelling of the same words have the same one.

    Normalised, letters that are `ALIKE` as one, without ZWNJ, vowel marks, hamze, ezafe, spaces and letter case, digits
    as ASCII. The site's search does the same in a script (`publish/scripts/fold.js`).
    """
    compared = "".join(_EZAFE.sub(r"\1", normalise(text)).split())
    for spelling, plain in _AS_COMPARED.items():  # a tenth of the time of `str.translate`
        compared = compared.replace(spelling, plain)
    return compared.casefold()


def words(text: str) -> str:
    """A key for searching texts: their words, each as `fold` has it, with a space between.

    It is what the site's search compares by (`keyOf` in `publish/scripts/fold.js`).
    """
    compared = _APART.sub(" ", _EZAFE.sub(r"\1", normalise(text)))
    for spelling, plain in _AS_COMPARED.items():
        compared = compared.replace(spelling, plain)
    return " ".join(compared.casefold().split())


def suffixed(text: str) -> str:
    """A text in which suffixes that were written apart stand with their words: «ایده ها» as «ایدهها»."""
    return _SUFFIX.sub("", text)


def oddities(text: str) -> list[tuple[str, int]]:
    """What of `ODDITIES` a text holds: (name, offset of the first such letter), in the order of `ODDITIES`."""
    if not _ANY.search(text):
        return []
    places = ((name, pattern.search(text)) for name, pattern in ODDITIES.items())
    return [(name, match.start()) for name, match in places if match]
