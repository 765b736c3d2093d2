"""An idea's title in a text without labels: where a text names it, or a line that says nothing else."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from farakhan.message import names
from farakhan.message.given_names import is_given
from farakhan.message.likely_titles import likely
from farakhan.message.names import SURNAME_END
from farakhan.message.values import bare
from farakhan.message.wishes import wished
from farakhan.message.words import after_greeting, anywhere, ends_with_verb, is_greeting, said
from farakhan.model.call import Call
from farakhan.model.idea import HEADINGS
from farakhan.model.personal import telephones


class Title(NamedTuple):
    """A title, the words that name it, and the line to take out of the text where it says nothing else."""

    title: str
    words: str
    line: str = ""
    is_sure: bool = True
    """Whether it is proposed; else a person is only asked about it."""
    is_stated: bool = True
    """Whether the text gives it as a title, and it is not merely what its words are most of."""


LEAST, LONGEST = 5, 90
"""Letters."""
_IDEA = f"## {HEADINGS[1].label}"
_START = r"(?<![\w\u200c])"
_OWN = r"(?:[ \u200c]?(?:ی|ای|م|ام|مان|مون|ٔ))?(?![\w\u200c])(?: (?:من|ما|بنده|اینجانب|پیشنهادی))?"
_AFTER_SIGN = re.compile(
    rf"[^\w\n«]*(?:\d{{1,2}}[^\w\n]+)?(?:طرح|ایده|پیشنهاد|موضوع|فکر|پروژه|کار){_OWN}(?: (?:من|ما|طرح|ایده))?"
    r"(?: (?:به ذهنم رسیده|به ذهنمان رسیده|دارم|داریم|این است|اینه|به شرح زیر|به این شرح))?"
    r"[ ]?[:\uff1a=؛\-–]+[ ]*(?P<title>[^\n]{5,120})"
)
_WITHIN = re.compile(
    rf"(?<=[.!؟،])[ ]*(?:طرح|ایده|پیشنهاد|موضوع){_OWN}[ ]?[:\uff1a][ ]*(?P<title>[^.،؛\n]{{5,90}}?)[ ]*(?=[.،؛\n]|$)"
)
"""«سلام. طرح: …. مجری: …» within a line."""
_QUOTED_LINE = re.compile(r"[^\w\n«]*«(?P<title>[^«»\n]{8,120})»\W*")
"""«…» alone in a line."""
_QUOTED_LATER = re.compile(r"(?:طرح|ایده|پیشنهاد|پروژه)[^«»\n]{0,60}«(?P<title>[^«»\n]{8,120})»")
"""«طرح: …» at a line's start."""
_QUOTED = re.compile(
    rf"{_START}(?:عنوان|نام|اسم|اسمش|بنام|طرح|طرحی|ایده|ایده‌ای|پروژه|پروژهٔ){_OWN}"
    r"[ :]*[«\"](?P<title>[^«»\"\n]{5,120})[»\"]"
)
"""«طرحی به نام «خشک‌کن خانگی»»."""
_UP_TO = (
    r"(?=[ ]+(?:شماره|شمارهٔ|تلفن|موبایل|همراه|تماس|نام|اسم|اسمم|شهرستان|سرمایه|مجری|با تشکر|ممنون|متشکرم|تشکر)(?!\w)"
    r"|[ ]*(?:[.،؛\n]|$))"
)
_AFTER_LABEL = re.compile(
    rf"{_START}(?:عنوان|نام|اسم|موضوع)[ \u200c](?:طرح|ایده|پروژه){_OWN}[ :]+(?P<title>[^.،؛:\n«»]{{5,90}}?){_UP_TO}",
)
"""«عنوان طرحم دوخت پرده شماره …»."""
_SENTENCE = re.compile(
    rf"{_START}(?:طرح|ایده|پیشنهاد|پروژه){_OWN}(?: (?:خودم|خود|خودمان))?(?: (?:را|رو))?"
    r"(?: (?:که|با موضوع|با عنوان|تحت عنوان|به نام|این است که"
    r"|درباره(?:\u0654|\u200c?ی)?|در مورد|در خصوص|راجع به|در رابطه با|برای|یعنی))?"
    r" (?P<title>[^.،؛:\n«»]{8,90}?) (?:است|هست|هستش|می[ \u200c]?باشد|می[ \u200c]?باشه)(?!\w)"
)
"""«ایدهٔ من خشک‌کردن انجیر است»."""
_SENT = re.compile(
    rf"{_START}طرح (?P<title>[^.،؛:\n«»]{{8,70}}?) (?:را|رو) "
    r"(?:ارسال|ارائه|پیشنهاد|تقدیم|می[ \u200c]?فرست|خدمت|به استحضار|مطرح|اعلام|ثبت|معرفی|دارم)"
)
"""«طرح کارخانهٔ کوچک شیر شتر را ارسال می‌کنم»."""
_NAMELY = re.compile(
    rf"{_START}(?:طرح|ایده|پیشنهاد|پروژه)[^.،؛:\n«»]{{0,45}}? (?:و آن|و اون|یعنی|مبنی بر|عبارت است از"
    r"|با عنوان|تحت عنوان|با موضوع)"
    r" (?P<title>[^.،؛:\n«»]{8,90}?)(?= (?:است|هست|می[ \u200c]?باشد|بررسی|را|رو|مورد|جهت)(?!\w)|[ ]*[.،؛\n]|$)"
)
"""«ایدهٔ اینجانب … مبنی بر تولید عایق صوتی بررسی گردد»."""
_MINE = re.compile(
    rf"{_START}(?:طرح|ایده|پیشنهاد|پروژه)(?:\u200c?(?:م|ام|مان)|[ \u200c](?:من|ما|بنده|اینجانب))(?![\w\u200c])"
    r"[ ]+(?P<title>[^.،؛:\n«»]{8,70}?)[ ]*(?=[.،؛\n]|$)"
)
"""«طرح بنده تولید ماسک پارچه‌ای، نام …»."""
_NO_TITLE = re.compile(
    r"(?:من|ما|بنده|اینجانب|اینه|را|رو|که|از|به|هم|خیلی|خوب|جدید|خودم|خود|این|آن|زیر|فوق|مورد|بسیار|کاملا|کاملاً|مربوط|راجع|درباره|در|و|مناسب|های|اولیه|ذیل|دیگر)(?![\w\u200c])"
)
"""How words after «طرح» begin that name none: «طرح را دو سال است …»."""
_INSIDE = re.compile(
    r"(?<![\w\u200c])(?:را|رو|کنم|کنیم|کنید|کنن|بدیم|بدم|بدهیم|بشه|بسازیم|بسازم|بزنیم|بزنم|بگیریم"
    r"|می[ \u200c]\w+|می(?:\w{2,}(?:م|یم|ند)|شه|شود|کنه|کند|خواد)"
    r"|دارم|داریم|هستم|هستیم|کردم|بودم|داشتم|خواستم|گفت\w{0,3}|بفرست\w{0,3}|فرستاد\w{0,3}|اینم|براتون|دیدم)(?![\w\u200c])"
)
"""A verb within: more than a title."""
_PRONOUNS = re.compile(
    r"\W*(?:(?:طرح|ایده|پیشنهاد)(?:م|مون|مان|\u200cام|\u200cمان|[ ](?:من|ما|بنده|اینجانب))"
    r"|من|ما|اینجانب|بنده|حقیر|سلام|با سلام|یک|یه|اگر|اگه|چون|در حال حاضر|می[ \u200c]?خوا|اسمم|نامم|این جانب|الو"
    r"|راستش|احتراما|احتراماً|پیرو|ضمن|به پیوست|لطفا|لطفاً)(?!\w)"
)
"""«من می‌خواهم …»: how a sentence begins, and no title."""
_ADDRESSED = re.compile(
    r"\W*(?:جناب|سرکار|ریاست|حضور|خدمت|محضر|به[ ]?نام|بنام|بسم|باسم|به استحضار|قابل توجه|رئیس|مدیریت)(?![\w\u200c])"
    r"|محترم|گرامی"
)
"""«جناب آقای …»: whom a letter speaks to."""
_PRAYER = re.compile(r"اللهم|صل علی|رحم[ةه] ?الله|والسلام|الرحمن|تحیات|سلا{2,}م|سلام{2,}")
_WHO = re.compile(r"\W*(?:شرکت|تعاونی|گروه|خانواده|خانوادهٔ|موسسه|مؤسسه|انجمن|مشخصات|از طرف|ارسالی)(?![\w\u200c])")
_REACHED = said(
    "تلفن، تماس، شماره، شمارهٔ، موبایل، همراه، ایتا، واتساپ، من، بنده، ما، شهرستان، شهر، استان، روستای، از، در، اهل، "
    "ساکن، این، است"
)
_COUNTY_MARK = re.compile(r"[ ،]*(?:در[ ])?شهرستان[ ]$")
_LABEL_LIKE = re.compile(r"[^\w\n]*[^\n:،.]{1,25}[:\uff1a]")
_LEADS = re.compile(r"(?:این|اینم|اینهم)[ ][^\n]{0,20}(?:طرح|ایده)|(?:طرح|ایده)[ \u200c]?(?:منه|ماست|من|ما|بنده)\W*$")
_TALK = 60
"""Letters of a line that only leads to the title: «گفتین ایده بفرستیم، اینم ایدهٔ من»."""
_LINES = 6
"""Lines at the beginning in which a title may stand alone."""


def title_in(call: Call, text: str, people: list[names.Named]) -> Title | None:
    """The title that a text gives its idea; None where it gives none surely.

    Args:
        call: the edition's.
        text: normalised, without what labels answered.
        people: the names in it, which are no titles.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    for line in lines:
        after = _AFTER_SIGN.match(after_greeting(line, call))
        words = _bare(call, after["title"]) if after else ""
        if after and _is_title(words):
            return Title(words, line, line if len(lines) > 1 else "")
    for line in lines:
        quoted = _QUOTED_LINE.fullmatch(line)
        if quoted:
            return Title(bare(quoted["title"]), line, line if len(lines) > 1 else "")
    for pattern in (_QUOTED, _AFTER_LABEL, _WITHIN):
        for match in pattern.finditer(text):
            words = bare(match["title"])
            if pattern is _QUOTED or (_is_title(words) and not _NO_TITLE.match(words)):
                return Title(words, match[0])
    later = [match for match in _QUOTED_LATER.finditer(text) if " " in match["title"] or "\u200c" in match["title"]]
    if len(later) == 1 and text.count("«") == 1:
        return Title(bare(later[0]["title"]), later[0][0])
    return _told(text) or _weighed(call, text, lines, people)


def _weighed(call: Call, text: str, lines: list[str], people: list[names.Named]) -> Title | None:
    """The phrase that is the title most likely, a line of its own and what is said to be made among them."""
    alone, said_so = _alone(call, lines, people), wished(text)
    others = {"rule-alone": alone.title if alone else "", "rule-wished": said_so.title if said_so else ""}
    title = likely(call, text, (person.name for person in people), others)
    if title and title.is_sure and alone and title.words == alone.title:
        return alone
    return Title(title.words, title.source, is_sure=title.is_sure, is_stated=False) if title else None


def _told(text: str) -> Title | None:
    """A title in a sentence that speaks of the idea."""
    for pattern in (_NAMELY, _SENTENCE, _SENT, _MINE):
        for match in pattern.finditer(text):
            words = bare(match["title"])
            is_cut = pattern is _MINE and (ends_with_verb(words) or words.endswith("تره"))
            if _is_said(words) and not _NO_TITLE.match(words) and not _INSIDE.search(words) and not is_cut:
                return Title(words, match[0])
    return None


def _alone(call: Call, lines: list[str], people: list[names.Named]) -> Title | None:
    under_its_heading = lines[lines.index(_IDEA) + 1 :] if _IDEA in lines else lines
    candidates = list(_candidates(call, under_its_heading, people))
    for place, line in enumerate(candidates[:2]):
        words = _bare(call, _first_part(call, line, people))
        if not _is_title(words) or _PRONOUNS.match(after_greeting(line, call)) or _PRONOUNS.match(line):
            if len(line) > _TALK or not (_INSIDE.search(line) or _LEADS.search(line)) or "." in line:
                return None
            continue
        further = candidates[place + 1 : place + 2]
        is_head = " " not in words and bool(further) and _is_title(_bare(call, further[0]))
        if not is_head:
            return Title(words, line, line if line == lines[0] and len(lines) > 1 and words in line else "")
    return None


def _candidates(call: Call, lines: list[str], people: list[names.Named]) -> Iterator[str]:
    """The first lines that do not greet, say who writes, from where, or how to reach them."""
    for line in lines[:_LINES]:
        if (
            is_greeting(line, call)
            or _PRAYER.search(line)
            or (_is_person(line) and len(_first_part(call, line, people)) == len(line))
            or line.startswith("#")
            or call.slogan in line
            or _ADDRESSED.search(line)
            or _WHO.match(line)
        ):
            continue
        if any(person.name in line for person in people) and len(_first_part(call, line, people)) == len(line):
            continue
        if _is_only_how_to_reach(call, line) or line.rstrip().endswith(("؟", "?", ":")) or _LABEL_LIKE.match(line):
            continue
        yield line


def _is_person(line: str) -> bool:
    """Whether a line begins with a given name and a surname: «گودرز نمونه‌پور، سوریان»."""
    words = re.findall(r"[\w\u200c]+", line)
    return len(words) > 1 and is_given(words[0]) and bool(SURNAME_END.search(words[1]))


def _is_only_how_to_reach(call: Call, line: str) -> bool:
    for phone in telephones(line):
        line = line[: phone.start] + " " * (phone.end - phone.start) + line[phone.end :]
    places = tuple(option.name for option in call.counties)
    return not re.search(r"\w", anywhere((*_REACHED, *places)).sub(" ", line))


def _first_part(call: Call, line: str, people: list[names.Named]) -> str:
    """Of a line that lists all there is to say between commas, the first part that may be a title; else the line."""
    parts = re.split(r"[،,]|[ ][/|–-][ ]", line)
    if len(parts) <= 2 or not telephones(line):  # noqa: PLR2004 (a list)
        return line
    for part in parts:
        is_person = any(person.name in part for person in people)
        says_who = is_person or is_greeting(part, call) or _is_only_how_to_reach(call, part)
        if not says_who and _is_title(part.strip()):
            return part
    return line


def _is_said(words: str) -> bool:
    """Whether words of a sentence may be a title: no amount, no number of people, no place alone."""
    return not re.search(r"(?<![\w\u200c])(?:تومان|تومن|ریال|میلیون|نفر|شهرستان)(?![\w\u200c])", words)


def _is_title(words: str) -> bool:
    is_short = LEAST <= len(words) <= LONGEST and re.search("[آ-ی]", words)
    is_broken = re.search(r"[.!؟?؛][ ]+\w|(?<![\w\u200c])(?:تومان|تومن|ریال|میلیون|نفر)(?![\w\u200c])", words)
    return bool(is_short and not is_broken and not ends_with_verb(words) and not _INSIDE.search(words))


def _bare(call: Call, line: str) -> str:
    """A line as a title: without telephones, signs around it and the county that is named at its end."""
    for phone in reversed(telephones(line)):
        line = f"{line[: phone.start]} {line[phone.end :]}"
    line = re.sub(r"^[^\w«\"(]+|[^\w»\")]+$", "", line)
    for county in anywhere(tuple(option.name for option in call.counties)).finditer(line):
        before = _COUNTY_MARK.search(line[: county.start()])
        if county.end() == len(line) and before:
            return bare(line[: before.start()])
    return bare(line)
