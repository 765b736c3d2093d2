"""An idea's title by what speaks for it, where a text names none: each phrase of the text is weighed, the best kept.

People seldom write a title; they say what they do: «نون محلی می‌پزم». A phrase is a title the surer the more of it
holds: it stands first, it has no verb or ends with one of making, it begins with a work («تولید», «پرورش»), it comes
after «ایده‌ام» or «می‌خواهم»; and the less, the more it speaks of money, years, people and places.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import NamedTuple

from farakhan.message.words import after_greeting, anywhere, is_greeting, said, spelled
from farakhan.model.call import Call
from farakhan.model.personal import telephones

LEAST, MOST, LONGEST = 2, 16, 110
"""Words of a title; and its letters."""
_B, _E = r"(?<![\w\u200c])", r"(?![\w\u200c])"


def _any(words: str) -> str:
    """A pattern for any of some words, written with «،» between; a ZWNJ in one may be a space or nothing."""
    spelled = (re.escape(word).replace(r"\ ", " ").replace("\u200c", "[ \u200c]?") for word in said(words))
    return f"(?:{'|'.join(spelled)})"


_STEM = (
    "(?:ساز|دوز|باف|پز|فروش|کار|گیر|زن|دار|ده|د|انداز|نداز|کش|چین|تراش|ریز|گذار|ذار|ساب|پرور|خشکون|رسان|رسون|کوب|آموز"
    "|یار|آور|ار|ریس|سوز|بند|نویس|شور|پاش|کن|بر|خر|فرست|گردون|چرخون)"
)
_PAST = "(?:کرد|ساخت|زد|دوخت|داد|گرفت|انداخت|نوشت|کاشت|آورد|بافت|گذاشت)"
MAKING = re.compile(
    rf"{_B}(?:(?:می[ \u200c]?|ب){_STEM}(?:م|یم)|کن(?:م|یم)|بکن(?:م|یم)|داشته باش(?:م|یم|ن|ند)|بده?(?:م|یم)"
    rf"|{_PAST}(?:م|یم|ه[ \u200c]?(?:ام|ایم)))"
    rf"{_E}"
)
"""A verb of one who makes something: «می‌بافم», «بسازیم», «درست کرده‌ام»."""
_VERB = re.compile(
    rf"{_B}(?:ن?می[\u200c]\w+|ن?می[ ]\w+(?:م|یم|د|ه|ند|ن|شه)|ن?می(?!وه|مند|هن|دان|لاد|لیون|همان|ان|رزا|ز"
    rf"|راث)\w{{2,}}(?:م|یم|ند|ن|ه|د)"
    r"|(?:ن?دار|باش)(?:م|یم|ند|ن|ه|د|ید|ین)|(?:نیست|هست|بود|شد|کرد|رفت|گفت|داد|بلد)(?:م|یم|ند|ید)?|بوده|است|هستش"
    r"|اینه|ام|ایم"
    r"|کن(?:ه|د|ید|ین|ن|ند)|ب(?:شه|شود|ره|رن|دن|دین|دید|گین|ذارن|خوره|یاد|یاین)|کنم|کنیم|(?:مشغول|حاضر|آماده"
    r"|راضی|بیکار)(?:م|یم|ن|ند)"
    r"|\w+\u200c(?:ام|ایم|اند|است)|لازمه|خوبه|خوابیده|معروفه|گردد|گردید|میشه|منه|ماست|بلده|بلدیم|بلدم|یادشون"
    r"|دوره|نداره|ندارن|ارزونه|خرابه)"
    rf"{_E}"
)
_STRONG = (
    "تولید، پرورش، ساخت، دوخت، کاشت، کشت، بافت، فرآوری، فراوری، تعمیر، نگهداری، احیا، احیای، بازیافت، خشک‌کردن، "
    "کارگاه، آموزش، "
    "آموزشگاه، راه‌اندازی، ایجاد، احداث، طراحی، چاپ، فروشگاه، اجاره، تبدیل، سامانه، اپلیکیشن، تکثیر، پرواربندی، "
    "باشگاه، مهد، "
    "اقامتگاه، گلخانه، گلخونه، جمع‌آوری، بازارچه، کلینیک، رستوران، برگزاری، استخراج، بازآفرینی، تدریس"
)
_LIGHT = (
    "پخت، بسته‌بندی، تهیه، تهیهٔ، فروش، خدمات، برداشت، عرضه، کلاس، نصب، عرق‌گیری، دستگاه، بازار، مرکز، "
    "آشپزخانه، مشاوره، پیک، "
    "توزیع، صادرات"
)
WORKS = _any(f"{_STRONG}، {_LIGHT}")
_STRONG_WORK, _LIGHT_WORK = re.compile(_any(_STRONG) + _E), re.compile(_any(_LIGHT) + _E)
_CRAFT = re.compile(
    r"(?<!\w)\w{2,12}?[ \u200c]?(?:سازی|بافی|دوزی|گری|داری|کاری|پزی|گیری|ریسی|تراشی|شویی|سوزی|زنی|دوز|باف|چینی"
    r"|کوبی|بری)(?![\w\u200c])"
)
_CUE = re.compile(
    rf"{_B}(?:طرح|ایده|اید(?=م)|پیشنهاد|فکر|نظر|هدف|پروژه|موضوع|درخواست)(?:م|مون|مان|ش|[ \u200c]?(?:ام|ی|ای|ٔ|من"
    rf"|ما|بنده|اینجانب|مان|اینه|این))*{_E}"
)
_WISH = re.compile(
    _B
    + _any(
        "می‌خواهم، می‌خواهیم، می‌خوام، می‌خام، می‌خوایم، می‌خواستم، خواستم، قصد دارم، قصد داریم، تصمیم دارم، "
        "تصمیم داریم، "
        "فکر کرده‌ام، فکر کردم، فکر کردیم، گفتم، گفتیم، دوست دارم، دوست داریم، در نظر دارم، علاقه‌مندم، میتونم، "
        "می‌تونیم، "
        "می‌توانم، بیاین، اگر بشود، به نظرم رسید، به فکرم رسید، به ذهنم رسید، به فکرم افتاده، به فکر افتادم، به "
        "سرم زده، در فکرم، در فکر، پیشنهاد می‌کنم، پیشنهاد می‌دم، آمادگی دارم، درخواست دارم"
    )
    + _E
)
_LEAD = re.compile(
    r"(?:[ ،]*(?:"
    + _any(
        "من، ما، بنده، اینجانب، یه، یک، الان، حالا، هم، که، این، اینه، این است، است، هست، اینکه، تا، خب، خودم، "
        "خودمون، با هم، "
        "برای ثبت، جهت، بعد، کمک کنین، کمک کنید، راجع به، در مورد، درباره، دربارهٔ، در زمینه، به نام، بنام، با "
        "عنوان، یعنی، "
        "دارم، همین، چند ساله، دو ساله، یه سالی، چطور، حقیقتا، راستش، فقط، دوباره، حدود، به کار، تقاضای، از همان"
    )
    + rf"){_E})+[ ،:]*"
)
_BESIDE = re.compile(
    r"(?:در|تو|توی|داخل|از)[ ](?:این[ ]|همین[ ]|یک[ ]|یه[ ])?(?:خانه|خونه|خونمون|منزل|حیاط|زیرزمین|اتاق|شهر"
    r"|روستا|باغ|باغمون)(?:\u200c?(?:ام|مان|مون|ی))?"
    r"(?:[ ](?:خودم|خودمان|خودمون|ما|من|پدری|کوچک))*[ ،]+"
)
_TAIL = re.compile(
    r"(?:[ ،]+(?:"
    + _any("را، رو، و، هم، که، تو خونه، توی خونه، در خانه، در منزل، از، با، در، به، برای، این، یه، یک، تا")
    + r"))+$"
)
_NOUN = re.compile(
    r"[ ]?(?:درست|راه|انجام|شروع|دایر|داشته|پیدا|تقدیم|ارائه|ارایه|پیشنهاد|درس|اجرا|بدست|یاد|تهیه|کار|طرح|ارائه|براش)$"
)
_PREPOSITION = re.compile(
    rf"(?:در|تو|توی|به|برای|از|با|داخل|روی|رو|سر|هر|همه|چند|تا|که|و|ولی|چون|اگه|اگر|اما|پس|مثل|بدون|بابت|هرچی"
    rf"|کسی|آیا){_E}"
)
_ABOUT = re.compile(
    _B
    + _any(
        "وام، مجوز، جواز، بیمه، پول، سرمایه، سوال، جواب، پیام، زنگ، تماس، شماره، کمک، راهنمایی، فراخوان، "
        "ثبت‌نام، مشتری، میلیون، "
        "تومان، تومن، تومنه، میلیونه، ریال، نفر، نفره، نفریم، ساله، سال، ماه، سابقه، تجربه، مدرک، نیاز، لازم، "
        "لازمه، مهلت، پیج، فالوور، خدا، بخدا، "
        "ان‌شاالله، انشالله، ممنون، تشکر، لطفا، لطفاً، ببخشید، مزاحم، حمایت، مسئولین، محترم، عزیز، گرامی، آقای، "
        "جناب، خوبه، خوبیه، عالیه، ساعت، قیمت، درآمد، اشتغال، "
        "هزینه، بودجه، اعتبار، تبریک، خسته، دنبال، حاضر، نماینده، متولد، تسهیلات، کارآموز، بزرگوار، صدای، زحمت، "
        "خاصیت، نمونه"
    )
    + _E
)
_SELF = re.compile(
    _B
    + _any(
        "هستم، هستیم، کارشناس، دانشجو، دانشجوی، دانش‌آموخته، دیپلم، لیسانس، ساکن، اهل، فرزند، بیکار، مجرد، "
        "متاهل، بازنشسته، بازنشستهٔ، خانه‌دار، "
        "پدرم، مادرم، شوهرم، خانمم، خواهرم، برادرم، دخترم، پسرم، معلم، دبیر، شغلم، خواهریم، اسم، اسمم، نام، "
        "فامیل، مربی، تحصیلات، همسرم، همسر، زن، سرپرست، مخلص، ارادتمند"
    )
    + _E
)
_PLACE = re.compile(
    _B + _any("خیابان، کوچه، محله، شهرک، روستای، بخش، شهر، شهرستان، استان، بلوار، کوی، منطقه، ییلاق، محل، مکان") + _E
)
_NEED = re.compile(_B + _any("نیاز، نیازمند، کمبود، ندارم، نداریم، دنبال، لازم، کم دارم، بخریم، بخرم، وسایل") + _E)
_BREAK = re.compile(r"[\n.!؟?؛:|«»()\[\]…\"]|[ ][/\-–—_]+[ ]|[^\w\s\u200c\u0654،,.!؟?؛:|«»()\[\]…\"/\-–—_%+*']+")
_SOFT = re.compile(r"[،,]")
_UNTIL = re.compile(rf"{_B}(?:واقع|جهت|را|رو|که|چون|تا|ولی|اما|است|هست|می[ \u200c]?باشد|نیز){_E}")


_ADDRESSED = re.compile(
    r"^(?:جناب|سرکار|ریاست|حضور|خدمت|محضر|بسم|باسم|به استحضار|قابل توجه|رئیس|مدیریت|شرکت|تعاونی|موسسه|مؤسسه"
    r"|انجمن|مشخصات|ارسالی)(?![\w\u200c])"
    r"|محترم|گرامی|اللهم|صل علی|رحم[ةه] ?الله|والسلام|الرحمن|تحیات|خدا ?قوت|خداوند|جزاک|بفرمایید|بفرمائید"
    r"|خواهشمند|سپاسگزار"
)
"""Whom a letter speaks to, prayers and thanks."""
_ASIDE = re.compile(_B + _any("ببخشید، ممنون، مزاحم، تشکر، سلام، پیام، تماس، زنگ، آیا") + _E)


_AT_WORK = re.compile(rf"{_B}{WORKS}{_E}")
_PLACE_FIRST = re.compile(rf"(?:در|تو|توی|داخل|روی|رو|کنار){_E}")
_NO_WORDS = re.compile(
    _B
    + _any("شهرستان، شهر، استان، از، در، خانم، آقای، تلفن، شماره، تماس، همراه، موبایل، نام، اهل، ساکن، مجری، متقاضی")
    + _E
)
"""Words of a line that says but who or where."""
_EMPTY = re.compile(rf"(?:براش|برام|کارو|بفرستم|خود|خودش|اون|همون|آن|اینا|بعد|کسی){_E}")
_OBJECT = re.compile(r"[ ](?:را|رو)(?![\w\u200c])")
_WHO_I_AM = re.compile(rf"(?:من|بنده|اینجانبه?|ما|اسم|نام|آقا|خانم){_E}")


_HEADS = {"که": "head-that", "رو": "head-object", "را": "head", "است": "head", "هست": "head"}
_WORK_ENDS = re.compile(rf"{_B}(?:واقع|جهت|تقاضا|مورد|که|چون|را|رو|است|هست){_E}|{_VERB.pattern}|{MAKING.pattern}|[،,]")
WEIGHTS = {
    "quoted": 14,
    "from": 11,
    "known": 9,
    "has-work": 8,
    "rule-alone": 8,
    "starts-work": 8,
    "for": 7,
    "place0": 7,
    "head-that": 6,
    "many": 6,
    "noun-place0": 6,
    "verb": 6,
    "verb0": 6,
    "after-cue-colon": 5,
    "and": 5,
    "rule-wished": 5,
    "wish": 5,
    "craft": 4,
    "cue": 4,
    "some": 4,
    "turned": 4,
    "cue-in": 3,
    "is": 3,
    "place1": 3,
    "shall": 3,
    "after-colon": 2,
    "makes": 2,
    "noun": 2,
    "noun-place1": 2,
    "part1": 2,
    "before-colon": -2,
    "head": -2,
    "need": -2,
    "no-verb": -3,
    "part": -4,
    "noun-place2": -5,
    "part2": -5,
    "prep-work": -5,
    "place2": -7,
    "self": -7,
    "starts-light": -7,
    "verb1": -7,
    "before-object": -8,
    "digit": -8,
    "place": -8,
    "prep": -8,
    "person": -9,
    "place3": -9,
    "few": -10,
    "head-verb": -11,
    "that": -12,
    "about": -17,
}
"""What each sign of a phrase says for its being the title.

They are those of a logistic regression over the messages of `tests/messages` that were written to develop the reader.
"""
BASE, ENOUGH, WORTH_ASKING = -18, 0, -15
"""The weight of a phrase without a sign; those from which on it is a title, and is shown as one that may be it."""
_FEW, _MANY = 3, 10
_READ, _SENTENCES, _PART = 8_000, 40, 600
"""Letters of a text, its sentences and the letters of one that are looked at."""


class Phrase(NamedTuple):
    """A phrase of a text and what is seen of it."""

    words: str
    signs: frozenset[str]


class Likely(NamedTuple):
    """The phrase that is a title more than any other, and whether enough speaks for it."""

    words: str
    is_sure: bool


def likely(call: Call, text: str, people: Iterable[str], others: Mapping[str, str]) -> Likely | None:
    """The phrase of a text that is its title more than any other; None where none is worth to ask about.

    Args:
        call: the edition's.
        text: normalised.
        people: the names in it.
        others: titles that plainer rules propose, by the sign that each gives.
    """
    names = tuple(people)
    signs: dict[str, frozenset[str]] = {}
    for phrase in phrases(call, text, names):
        signs[phrase.words] = signs.get(phrase.words, frozenset()) | phrase.signs
    for sign, title in others.items():
        if title and not _VERB.search(title):
            own = frozenset(_signs(call, title, names))
            signs[title] = signs.get(title, frozenset()) | own | {sign}
    weights = {words: BASE + sum(WEIGHTS.get(sign, 0) for sign in own) for words, own in signs.items()}
    best = max(weights, key=lambda words: weights[words], default="")
    is_worth = bool(best) and weights[best] >= WORTH_ASKING
    return Likely(best, weights[best] >= ENOUGH) if is_worth else None


def phrases(call: Call, text: str, people: Iterable[str]) -> Iterator[Phrase]:
    """The phrases of a text that may be a title, with what speaks for and against each."""
    text = plain = text[:_READ]
    for phone in telephones(text):
        plain = plain[: phone.start] + "|" * (phone.end - phone.start) + plain[phone.end :]
    names = tuple(islice(people, _SENTENCES))
    place = 0
    for start, end in islice(_sentences(plain), _SENTENCES):
        sentence = text[start : min(end, start + _PART)]
        if sentence.startswith("#"):
            continue
        own = after_greeting(sentence, call)
        own = own.rstrip()
        if not re.search(r"[آ-ی]", own) or is_greeting(own, call):
            continue
        if _is_place_or_person(call, own, names) or _ADDRESSED.search(own) or call.slogan in own:
            continue
        signs = _around(text, start, end, place)
        place += not (_SELF.search(own) or _ASIDE.search(own))
        for phrase, _, kind in _within(own):
            words = _at_its_work(call, phrase)
            is_broken = _VERB.search(words) or MAKING.search(words) or _OBJECT.search(words) or _EMPTY.match(words)
            if not is_broken and LEAST <= len(words.split()) <= MOST and len(words) <= LONGEST:
                seen = signs | _signs(call, words, names) | kind
                if "noun" in seen:
                    seen |= {f"noun-{sign}" for sign in signs if sign.startswith("place")}
                yield Phrase(words, frozenset(seen))


def _at_its_work(call: Call, words: str) -> str:
    """Words without the place that they begin with."""
    near = _somewhere(call).match(words)
    words = words[near.end() :] if near else words
    work = _AT_WORK.search(words) if _PLACE_FIRST.match(words) else None
    return words[work.start() :] if work else words


def _somewhere(call: Call) -> re.Pattern[str]:
    """«تو نمونه», «نزدیک نمونه» before what is made there."""
    return _places(tuple(option.name for option in call.counties))


@cache
def _places(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:(?:در|تو|توی|نزدیک)[ ])(?:شهرستان[ ])?(?:{'|'.join(map(spelled, names))})[ ]+")


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for mark in [*_BREAK.finditer(text), None]:
        end = mark.start() if mark else len(text)
        if text[start:end].strip():
            yield start, end
        start = mark.end() if mark else end


def _is_place_or_person(call: Call, words: str, names: tuple[str, ...]) -> bool:
    for name in names:
        words = words.replace(name, " ")
    places = (call.province, *(option.name for option in call.counties))
    rest = anywhere(places).sub(" ", words)
    rest = _NO_WORDS.sub(" ", rest)
    return not re.search(r"[آ-ی]{2}", rest)


def _around(text: str, start: int, end: int, place: int) -> set[str]:
    signs = {f"place{min(place, 3)}"}
    before, after = text[max(0, start - 30) : start].rstrip(" "), text[end : end + 2].lstrip(" ")
    if before.endswith(":"):
        signs.add("after-colon")
        if _CUE.search(before):
            signs.add("after-cue-colon")
    if after.startswith(("؟", "?")):
        signs.add("asked")
    if before.endswith("«") and after.startswith("»"):
        signs.add("quoted")
    if (not before or before.endswith("\n")) and (not after or after.startswith("\n")):
        signs.add("own-line")
    if after.startswith(":"):
        signs.add("before-colon")
    return signs


def _within(sentence: str) -> Iterator[tuple[str, int, set[str]]]:
    """The phrases of a sentence: all of it, its parts between commas, and what stands before verbs and after cues."""
    parts = [(0, len(sentence))]
    commas = [mark.start() for mark in _SOFT.finditer(sentence)]
    if commas:
        edges = [-1, *commas, len(sentence)]
        parts += [(edges[at] + 1, edges[at + 1]) for at in range(min(len(edges) - 1, 6))]
    for number, (start, end) in enumerate(parts):
        part = sentence[start:end]
        kind = {"all"} if number == 0 else {"part", f"part{min(number, 3)}"}
        verb = _VERB.search(part) or MAKING.search(part)
        if not verb and not _WHO_I_AM.match(part.strip()):
            words, at = _trim(part)
            yield (
                words,
                start + at,
                kind
                | {"no-verb"}
                | ({"noun"} if number == 0 else set())
                | ({"cue"} if _CUE.search(sentence[: start + at]) else set()),
            )
        if number == 0 or verb:
            yield from ((words, start + at, kind | more) for words, at, more in _verbal(part))


def _verbal(part: str) -> Iterator[tuple[str, int, set[str]]]:
    begins: list[tuple[int, set[str]]] = [(0, set())]
    begins += [(cue.end(), {"cue"}) for cue in _CUE.finditer(part)][:2]
    begins += [(wish.end(), {"wish"}) for wish in _WISH.finditer(part)][:2]
    verbs = list(MAKING.finditer(part))
    for begin, signs in begins:
        if not begin and _WISH.search(part):
            continue
        others = [verb for verb in verbs if verb.start() > begin + 3]
        for number, verb in enumerate(others[:2]):
            words, at = _trim(part[begin : verb.start()])
            obj = re.search(r"[ ](?:را|رو)(?![\w\u200c])", words)
            mood = "shall" if verb[0].startswith(("ب", "کن", "داشته")) else "makes"
            yield words, begin + at, signs | {"verb", mood, f"verb{number}"} | ({"object"} if obj else set())
            if obj:
                yield words[: obj.start()], begin + at, signs | {"verb", mood, "before-object", f"verb{number}"}
        if begin:
            stop = _UNTIL.search(part, begin + 6) or _VERB.search(part, begin + 6)
            words, at = _trim(part[begin : stop.start() if stop else len(part)])
            if not _VERB.search(words) and not MAKING.search(words):
                is_said = bool(stop and stop[0] in {"است", "هست", "می‌باشد", "میباشد", "می باشد"})
                yield words, begin + at, signs | {"told"} | ({"is"} if is_said else set())
    turned = _TURNED.search(part)
    if turned and (turned["goal1"] or turned["goal2"]):
        words, at = _trim(turned["what"])
        goal = _trim(turned["goal1"] or turned["goal2"])[0]
        yield f"تبدیل {words} به {goal}", at, {"turned"}
    head = _UNTIL.search(part, 4) or _VERB.search(part, 4)
    words, at = _trim(part[: head.start()] if head else part)
    if head and not _VERB.search(words) and not MAKING.search(words):
        yield words, at, {"head", _HEADS.get(head[0], "head-verb")}
    for work in re.finditer(rf"{_B}{WORKS}{_E}", part):
        stop = _WORK_ENDS.search(part[work.end() :])
        words, at = _trim(part[work.start() : work.end() + stop.start() if stop else len(part)])
        yield words, work.start() + at, {"work-on"} | ({"is"} if stop and stop[0] in {"است", "هست"} else set())
        break


_TURNED = re.compile(
    r"(?P<what>[^.،\n]{3,60})[ ](?:را|رو)[ ](?:(?:تبدیل"
    r"|بدل)[ ](?:به[ ](?P<goal2>[^.،\n]{3,50}?)[ ])?)(?:می[ \u200c]?کن\w+|کن\w+|کرد\w*"
    r"|کرده\S*)(?:[ ]به[ ](?P<goal1>[^.،\n]{3,50}))?"
)


def _trim(words: str) -> tuple[str, int]:
    at = len(words) - len(words.lstrip(" ،,-–—"))
    for pattern in (_LEAD, _BESIDE, _LEAD):
        lead = pattern.match(words, at)
        at = lead.end() if lead else at
    rest = words[at:].strip(" ،,-–—")
    rest = _NOUN.sub("", rest)
    rest = _TAIL.sub("", rest).strip(" ،,-–—")
    return rest, at


def _signs(call: Call, words: str, names: tuple[str, ...]) -> set[str]:
    signs = set()
    count = len(words.split())
    signs.add("few" if count < _FEW else "some" if count < _MANY else "many")
    tests = {
        "starts-work": _STRONG_WORK.match(words),
        "starts-light": _LIGHT_WORK.match(words),
        "has-work": re.search(rf"{_B}{WORKS}{_E}", words),
        "craft": _CRAFT.search(words),
        "for": re.search(rf"{_B}برای{_E}", words),
        "from": re.search(rf"{_B}(?:از|با){_E}", words),
        "and": re.search(rf"{_B}و{_E}", words),
        "about": _ABOUT.search(words),
        "self": _SELF.search(words),
        "place": _PLACE.search(words),
        "need": _NEED.search(words),
        "prep": _PREPOSITION.match(words),
        "digit": re.search(r"\d", words),
        "verb-in": _VERB.search(words) or MAKING.search(words),
        "cue-in": _CUE.search(words),
        "wish-in": _WISH.search(words),
        "person": any(name in words for name in names),
        "object-in": re.search(r"[ ](?:را|رو)(?![\w\u200c])", words),
        "known": anywhere(_vocabulary(call)).search(words),
        "prep-work": _PREPOSITION.match(words) and re.search(rf"{_B}{WORKS}{_E}", words),
        "that": re.search(rf"{_B}(?:که|ولی|چون|اگه|اگر|یا|هم|خیلی|ما|من){_E}", words),
    }
    return signs | {sign for sign, holds in tests.items() if holds}


def _vocabulary(call: Call) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys([word for field in call.fields for word in field.words] + [chain.name for chain in call.chains])
    )
