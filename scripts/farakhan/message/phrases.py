"""The phrases of a text that may be an idea's title, with what is seen around each.

People seldom write a title; they say what they do. So each sentence gives several phrases: all of it where it has no
verb, its parts between commas, what stands after «ایده‌ام» and «می‌خواهم», and what is made, with the work before it.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

from farakhan.message.makings import MAKING, as_heading, makings, stated
from farakhan.message.products import named
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


VERB = re.compile(
    rf"{_B}(?:ن?می[\u200c]\w+|ن?می[ ]\w+(?:م|یم|د|ه|ند|ن|شه)|ن?می(?!وه|مند|هن|دان|لاد|لیون|همان|ان|رزا|ز"
    rf"|راث|کرو|نیا|لگرد|خک)\w{{2,}}(?:م|یم|ند|ن|ه|د)"
    r"|ن?داشت(?:م|یم)|(?:ن?دار|باش)(?:م|یم|ند|ن|ه|د|ید|ین)"
    r"|(?:آمد|اومد|افتاد|دید|شنید|خوند|خواند|خرید|فروخت|رسید|موند|ماند|تونست|توانست)(?:م|یم|ه)"
    r"|(?:نیست|هست|بود|شد|کرد|رفت|گفت|داد|بلد|گرفت|انداخت|گذاشت|آورد|ریخت)(?:م|یم|ند|ید)?|بوده|است|هستش|اینه|ام|ایم"
    r"|(?:نفر|خواهر|برادر|خانم|دختر|دوست|دانشجو|همسایه|زن|مرد|خیاط|معلم|کشاورز|بازنشسته|بیکار|مایل)یم"
    r"|می[گدرشکز](?:م|ه|ن|یم)|ب\w{3,}ند|(?:ده|نمای)(?:م|یم|د|ند)|کن(?:ه|د|ید|ین|ن|ند)"
    r"|ب(?:شه|شود|ره|رن|دن|دین|دید|گین|ذارن|خوره|یاد|یاین)|کنم|کنیم|(?:مشغول|حاضر|آماده"
    r"|راضی|بیکار)(?:م|یم|ن|ند)"
    r"|\w+\u200c(?:ام|ایم|اند|است)|لازمه|خوبه|خوابیده|معروفه|گردد|گردید|میشه|منه|ماست|بلده|بلدیم|بلدم|یادشون"
    r"|نداره|ندارن|ارزونه|خرابه)"
    rf"{_E}"
)
_STRONG = (
    "تولید، پرورش، ساخت، دوخت، کاشت، کشت، بافت، فرآوری، فراوری، تعمیر، نگهداری، احیا، احیای، بازیافت، خشک‌کردن، "
    "کارگاه، آموزش، آموزشگاه، راه‌اندازی، ایجاد، احداث، طراحی، چاپ، فروشگاه، اجاره، تبدیل، سامانه، اپلیکیشن، "
    "تکثیر، پرواربندی، باشگاه، مهد، درست کردن، ساختن، دوختن، بافتن، پختن، تولید کردن، یاد دادن، آموزش دادن، "
    "پرورش دادن، اقامتگاه، گلخانه، گلخونه، جمع‌آوری، بازارچه، کلینیک، رستوران، برگزاری، استخراج، بازآفرینی، تدریس"
)
_LIGHT = (
    "پخت، بسته‌بندی، تهیه، تهیهٔ، فروش، خدمات، برداشت، عرضه، کلاس، نصب، عرق‌گیری، دستگاه، بازار، مرکز، آشپزخانه، "
    "مشاوره، پیک، توزیع، صادرات"
)
WORKS = _any(f"{_STRONG}، {_LIGHT}")
_STRONG_WORK, _LIGHT_WORK = re.compile(_any(_STRONG) + _E), re.compile(_any(_LIGHT) + _E)
_CRAFT = re.compile(
    r"(?<!\w)\w{2,12}?[ \u200c]?(?:سازی|بافی|دوزی|گری|داری|کاری|پزی|گیری|ریسی|تراشی|شویی|سوزی|زنی|دوز|باف|چینی"
    r"|کوبی|بری)(?![\w\u200c])"
)
_CUE = re.compile(
    rf"{_B}(?:طرح|ایده|اید(?=م)|پیشنهاد|فکر|نظر|هدف|پروژه|موضوع|درخواست)(?:ش|[ \u200c]?(?:م|مون|مان|ام|ی|ای|ٔ|من"
    rf"|ما|بنده|اینجانب|مان|اینه|این))*{_E}"
)
_WISH = re.compile(
    _B
    + _any(
        "می‌خواهم، می‌خواهیم، می‌خوام، می‌خام، می‌خوایم، می‌خواستم، خواستم، قصد دارم، قصد داریم، تصمیم دارم، "
        "تصمیم داریم، فکر کرده‌ام، فکر کردم، فکر کردیم، گفتم، گفتیم، دوست دارم، دوست داریم، در نظر دارم، "
        "علاقه‌مندم، میتونم، می‌تونیم، می‌توانم، بتوانم، بتونم، بتوانیم، بتونیم، بیاین، اگر بشود، به نظرم رسید، "
        "به فکرم رسید، به ذهنم رسید، به فکرم افتاده، به فکر افتادم، به سرم زده، در فکرم، در فکر، پیشنهاد می‌کنم، "
        "پیشنهاد می‌دم، آمادگی دارم، درخواست دارم"
    )
    + _E
)
_LEAD = re.compile(
    r"(?:[ ،]*(?:"
    + _any(
        "من، ما، بنده، اینجانب، یه، یک، الان، حالا، هم، که، این، اینه، این است، است، هست، اینکه، تا، خب، خودم، "
        "خودمون، با هم، برای ثبت، جهت، بعد، کمک کنین، کمک کنید، راجع به، در مورد، درباره، دربارهٔ، در زمینه، "
        "به نام، بنام، با عنوان، یعنی، و، ولی، اما، اگه، اگر، چون، براش، ازش، باهاش، توش، باهم، دور هم، بنظرم، "
        "به نظرم، به نظر من، به نظر بنده، فکر کنم، پاییز، هر سال پاییز، زمستون، براشون، برامون، همون، همون که، "
        "مادرم، خانمم، شوهرم، همسرم، پدرم، خواهرم، خاله‌م، خانوادگی، کارم، شغلم، هنرم، کار من، کار ما، هنر من، "
        "هرروز صبح، هر روز صبح، هر روز، هرروز، هر سال، دارم، همین، چند ساله، دو ساله، یه سالی، چطور، حقیقتا، "
        "راستش، فقط، دوباره، حدود، به کار، تقاضای، از همان"
    )
    + rf"){_E})+[ ،:]*"
)
_BESIDE = re.compile(
    r"(?:در|تو|توی|داخل|از|روی)[ ](?:این[ ]|همین[ ]|یک[ ]|یه[ ])?(?:(?:حیاط|زیرزمین|پشت[ \u200c]?بام|پشت[ \u200c]?بوم"
    r"|پارکینگ|گوشه|انباری|طبقه)[ ])?"
    r"(?:خانه|خونه|خونمون|خانه‌مان|منزل|حیاط|زیرزمین|اتاق|شهر"
    r"|روستا|باغ|باغمون|پشت[ \u200c]?بام|پشت[ \u200c]?بوم|پارکینگ|انباری)(?:\u200c?(?:ام|مان|مون|ی|م))?"
    r"(?:[ ](?:خودم|خودمان|خودمون|ما|من|پدری|کوچک))*[ ،]+"
)
_FOLK = "(?:مادر|پدر|خواهر|برادر|داداش|همسر|شوهر|خانم|دوست|پسر|دختر|بچه|خانواده|شریک)"
_WITH = re.compile(
    rf"(?:به )?(?:با|همراه|کمک)(?: (?:کمک|همکاری|همراه))? {_FOLK}"
    r"(?:[ \u200c]?ها)?(?:[ \u200c]?(?:م|ام|مان|مون|ی|های من|هام))?"
    rf"(?: و {_FOLK}[ \u200c]?(?:م|ام|مان|مون|هام)?)?[ ،]+"
)
"""«با خواهرم » before what is made."""
_TAIL = re.compile(
    r"(?:[ ،]+(?:" + _any("را، رو، و، هم، که، از، با، در، به، برای، این، یه، یک، تا، توسط، هم") + r"))+$"
)
_NOUN = re.compile(
    r"(?<![\w\u200c])(?:درست|راه|انجام|شروع|دایر|داشته|پیدا|تقدیم|ارائه|ارایه|پیشنهاد|درس|اجرا|بدست"
    r"|یاد|تهیه|کار|طرح|براش)$"
)
_PREPOSITION = re.compile(
    rf"(?:در|تو|توی|به|برای|از|با|داخل|روی|رو|سر|هر|همه|چند|تا|که|و|ولی|چون|اگه|اگر|اما|پس|مثل|بدون|بابت|هرچی"
    rf"|کسی|آیا){_E}"
)
_ABOUT = re.compile(
    _B
    + _any(
        "وام، مجوز، جواز، بیمه، پول، سرمایه، سوال، جواب، پیام، زنگ، تماس، شماره، کمک، راهنمایی، فراخوان، ثبت‌نام، "
        "مشتری، میلیون، تومان، تومن، تومنه، میلیونه، ریال، نفر، نفره، نفریم، ساله، سال، ماه، سابقه، تجربه، مدرک، "
        "نیاز، لازم، لازمه، مهلت، پیج، فالوور، خدا، بخدا، ان‌شاالله، انشالله، ممنون، تشکر، لطفا، لطفاً، ببخشید، "
        "مزاحم، حمایت، مسئولین، محترم، عزیز، گرامی، آقای، جناب، خوبه، خوبیه، عالیه، ساعت، قیمت، درآمد، اشتغال، "
        "هزینه، بودجه، اعتبار، تبریک، خسته، دنبال، حاضر، نماینده، متولد، تسهیلات، کارآموز، بزرگوار، صدای، زحمت، "
        "خاصیت، نمونه"
    )
    + _E
)
_SELF = re.compile(
    _B
    + _any(
        "هستم، هستیم، کارشناس، دانشجو، دانشجوی، دانش‌آموخته، دیپلم، لیسانس، ساکن، اهل، فرزند، بیکار، مجرد، متاهل، "
        "بازنشسته، بازنشستهٔ، خانه‌دار، پدرم، مادرم، شوهرم، خانمم، خواهرم، برادرم، دخترم، پسرم، معلم، دبیر، شغلم، "
        "خواهریم، اسم، اسمم، نام، فامیل، مربی، تحصیلات، همسرم، همسر، زن، سرپرست، مخلص، ارادتمند"
    )
    + _E
)
_PLACE = re.compile(
    _B + _any("خیابان، کوچه، محله، شهرک، روستای، بخش، شهر، شهرستان، استان، بلوار، کوی، منطقه، ییلاق، محل، مکان") + _E
)
_NEED = re.compile(_B + _any("نیاز، نیازمند، کمبود، ندارم، نداریم، دنبال، لازم، کم دارم، بخریم، بخرم، وسایل") + _E)
_BREAK = re.compile(r"[\n.!؟?؛:|«»()\[\]…\"]|[ ][/\-–—_]+[ ]|[^\w\s\u200c\u0654،,.!؟?؛:|«»()\[\]…\"/\-–—_%+*']+")
_ENDS_TALK = re.compile(
    rf"{_B}(?:(?:شماره|شمارم|آدرس|با تشکر|با احترام|با سپاس|ممنون|متشکرم|لطفا|راهنمایی){_E}"
    r"|(?:تلفن|همراه|موبایل)(?= ?[:\d|]))"
)
"""Where somebody who sets no signs begins to speak of something else."""
_BUSY = re.compile(
    rf"{_B}(?:(?:کار|شغل|هنر|حرفه|تخصص|فعالیت)(?:م|مون|مان|\u200cام|[ \u200c](?:من|ما|بنده|اصلی|خودم))"
    rf"|در زمینه(?:ٔ|[ \u200c]?ی)?|یعنی|روی(?=[ ].{{3,120}}?کار (?:می|کرد))|مشغول(?: به)?){_E}"
)
"""What leads to what somebody does: «کارم …», «در زمینهٔ …»."""
_CLAUSES, _WORKS_SEEN, _SHORTEST = 4, 3, 3
_THAT = re.compile(r"(?:آن|اون|این|اینا|اونا|اینها|آنها|همین|کار|خود\w*)(?:[ ](?:را|رو|کار|کارو))*")
"""What a clause makes that only points back."""
_BY_KIN = re.compile(rf"[ ،و]*(?:مادر|خانم|شوهر|همسر|پدر|خواهر|خاله|زن|برادر)(?:م|\u200cم|مون){_E}")
"""Who makes it, where somebody speaks for another."""
_LACKING = re.compile(r"ندار|نیست|نیاز|لازم|می[ \u200c]?خوا[دی]")
"""«بسته‌بندی ندارم»: what is said of what somebody lacks."""
_FOR = re.compile(r"^(?:برای|جهت) ")
"""«طرحی برای »: what leads to the idea."""
_WHICH = re.compile(rf"(.{{4,60}}?) که {_B}.+ (?:را|رو) *$")
"""«گلبرگی که دور می‌ریزند را »: what is made, and what is said of it."""
_INSTEAD = re.compile(r"به جای(?: [\w\u200c]+){1,4}? (?=از |با )")
"""«به جای ظرف یکبارمصرف از …»."""
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
_NOTHING = re.compile(
    r"^(?:تبدیل به|به (?:یک|یه|دو|سه|چهار|پنج|شش|ده|\d+)|مربوط به|شما|به شما|به جای|براش|برام"
    r"|کارو|بفرستم|خود|خودش|اون|همون|آن|اینا|بعد|کسی)(?![\w\u200c])"
)
"""How words begin that name nothing."""
_JOINS = re.compile(rf"[ ](?:ولی|چون|اگه|اگر|اما|مثلا|دیگه|اینا|بعد|وقتی|هم|هیچی|الان){_E}")
"""Words within that join clauses or only fill a talk."""
_NEVER = re.compile(
    rf"{_B}(?:"
    + _any(
        "ساکن، اهل، فرزند، متولد، خواستم، عرض، سالشه، سالمه، اسمش، اسمم، اسم، فامیل، مجرد، متاهل، بازنشسته، هستم، "
        "ببخشید، ممنون، تشکر، سلام، مزاحم، وام، مجوز، شماره، تماس، لطفا، کمک، زحمت، راهنمایی"
    )
    + rf"){_E}|^(?:دختر|پسر|شوهر|همسر|مادر|پدر|برادر|خواهر)(?:م|مون){_E}"
)
"""What no title holds: words of somebody who introduces, excuses or asks."""
_OBJECT = re.compile(r"[ ](?:را|رو)(?![\w\u200c])")
_WHO_I_AM = re.compile(rf"(?:من|بنده|اینجانبه?|ما|اسم|نام|آقا|خانم){_E}")


_HEADS = {"که": "head-that", "رو": "head-object", "را": "head", "است": "head", "هست": "head"}
_WORK_ENDS = re.compile(rf"{_B}(?:واقع|جهت|تقاضا|مورد|که|چون|را|رو|است|هست){_E}|{VERB.pattern}|{MAKING.pattern}|[،,]")
_FEW, _MANY = 3, 10
_READ, _SENTENCES, _PART = 8_000, 40, 600
"""Letters of a text, its sentences and the letters of one that are looked at."""


class Phrase(NamedTuple):
    """A phrase of a text, the words of the text that say it, and what is seen of it."""

    words: str
    source: str
    signs: frozenset[str]


def phrases(call: Call, text: str, people: Iterable[str]) -> Iterator[Phrase]:
    """The phrases of a text that may be a title, with what speaks for and against each."""
    text = plain = text[:_READ]
    for phone in telephones(text):
        plain = plain[: phone.start] + "|" * (phone.end - phone.start) + plain[phone.end :]
    names = tuple(islice(people, _SENTENCES))
    for name in names:
        plain = plain.replace(name, "|" * len(name))
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
        for phrase, kind in _within(call, own):
            words = _at_its_work(call, phrase)
            is_broken = MAKING.search(words) or any(
                pattern.search(words) for pattern in (VERB, _OBJECT, _JOINS, _NEVER, _NOTHING)
            )
            if not is_broken and LEAST <= len(words.split()) <= MOST and len(words) <= LONGEST:
                seen = signs | seen_in(call, words) | kind
                if "noun" in seen:
                    seen |= {f"noun-{sign}" for sign in signs if sign.startswith("place")}
                yield Phrase(words, words if words in text else own[:LONGEST], frozenset(seen))


def _elsewhere(call: Call, words: str) -> str:
    """Words without the county that they begin with: «در نمونه ارده»."""
    near = _places(call)[0].match(words)
    return words[near.end() :] if near else words


def _at_its_work(call: Call, words: str) -> str:
    """Words without the place that they begin with, and the county that they end with."""
    words = _elsewhere(call, words)
    work = _AT_WORK.search(words) if _PLACE_FIRST.match(words) else None
    return _places(call)[1].sub("", words[work.start() :] if work else words)


def _places(call: Call) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return _around_places(tuple(option.name for option in call.counties))


@cache
def _around_places(names: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """«تو نمونه », «نزدیک نمونه » before what is made there; « در شهرستان نمونه» after it."""
    any_of = f"(?:{'|'.join(map(spelled, names))})"
    return (
        re.compile(rf"(?:در|تو|توی|نزدیک)[ ](?:شهرستان[ ])?{any_of}[ ]+"),
        re.compile(rf"[ ،]+(?:در[ ])?شهرستان[ ]{any_of}$"),
    )


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    marks = sorted([*_BREAK.finditer(text), *_ENDS_TALK.finditer(text)], key=re.Match.start)
    for mark in [*marks, None]:
        end = mark.start() if mark else len(text)
        if text[start:end].strip():
            yield start, end
        start = mark.end() if mark and mark.re is _BREAK else end


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
    if (not before or before.endswith("\n")) and (not after or after.startswith("\n")):
        signs.add("own-line")
    if after.startswith(":"):
        signs.add("before-colon")
    return signs


def _within(call: Call, sentence: str) -> Iterator[tuple[str, set[str]]]:
    """The phrases of a sentence: all of it, its parts between commas, and what stands before verbs and after cues."""
    sentence = stated(sentence)
    commas = [mark.start() for mark in _SOFT.finditer(sentence)]
    parts = [sentence]
    if commas:
        edges = [-1, *commas, len(sentence)]
        parts += [sentence[edges[at] + 1 : edges[at + 1]] for at in range(min(len(edges) - 1, 6))]
    for number, part in enumerate(parts):
        kind = {"part", f"part{min(number, 3)}"} if number else set()
        verb = VERB.search(part) or MAKING.search(part)
        if not verb and not _WHO_I_AM.match(part.strip()):
            led = {"cue"} if _CUE.search(sentence[: sentence.index(part)]) else set()
            yield _trim(part), kind | led | (set() if number else {"noun"})
        if number == 0 or verb:
            yield from ((words, kind | more) for words, more in _verbal(call, part))


def _verbal(call: Call, part: str) -> Iterator[tuple[str, set[str]]]:
    begins: list[tuple[int, set[str]]] = [(0, set())]
    begins += [(cue.end(), {"cue"}) for cue in _CUE.finditer(part)][:2]
    begins += [(busy.end(), {"busy"}) for busy in _BUSY.finditer(part)][:2]
    begins += [(wish.end(), {"wish"}) for wish in _WISH.finditer(part)][:2]
    begins += [(verb.end(), {"after-verb"}) for verb in _verbs(part)][:_CLAUSES]
    for begin, signs in begins:
        if not begin and _WISH.search(part):
            continue
        yield from _made(call, part[begin:], signs)
        if begin and "after-verb" not in signs:
            stop = _stop(part, begin + 6)
            words = _FOR.sub("", _trim(part[begin : stop.start() if stop else len(part)]))
            yield words, signs
    turned = _TURNED.search(part)
    if turned and (turned["goal1"] or turned["goal2"]):
        goal = _trim(turned["goal1"] or turned["goal2"])
        yield f"تبدیل {_trim(turned['what'])} به {goal}", set()
    head = _stop(part, 4)
    if head:
        lacking = {"lacking"} if _LACKING.match(part, head.start()) else set()
        yield _trim(part[: head.start()]), {"head", _HEADS.get(head[0], "head-verb")} | lacking
    for number, work in enumerate(islice(_AT_WORK.finditer(part), _WORKS_SEEN)):
        stop = _WORK_ENDS.search(part[work.end() :])
        words = _trim(part[work.start() : work.end() + stop.start() if stop else len(part)])
        lacking = {"lacking"} if stop and _LACKING.match(stop[0]) else set()
        yield words, {"work-later" if number else "work-on"} | lacking


def _stop(part: str, begin: int) -> re.Match[str] | None:
    """The first word from a place on that ends a phrase."""
    found = filter(None, (_UNTIL.search(part, begin), VERB.search(part, begin)))
    return min(found, key=re.Match.start, default=None)


def _verbs(part: str) -> list[re.Match[str]]:
    """The verbs of a part of a sentence, in their order: a further clause may begin after each."""
    return sorted([*VERB.finditer(part), *MAKING.finditer(part)], key=re.Match.end)


def _made(call: Call, clause: str, signs: set[str]) -> Iterator[tuple[str, set[str]]]:
    """What is made in a clause: as a heading, and up to its «را»."""
    for by_others in (False, True):
        making = next((one for one in makings(clause, by_others=by_others) if one.end > _SHORTEST), None)
        before = clause[: making.start] if making else ""
        which = _WHICH.match(before)
        words = _trim(_elsewhere(call, _trim(which[1] if which else before)))
        if not making or not words or _THAT.fullmatch(words) or VERB.search(words) or MAKING.search(words):
            continue
        seen = signs | {"verb", making.mood} | ({"others"} if by_others else set())
        thing = _OBJECT.search(words)
        if by_others and not (thing or making.mood == "passive" or _BY_KIN.match(clause)):
            continue
        is_headed = bool(making.work) and not (_AT_WORK.match(words) or _PREPOSITION.match(words))
        yield as_heading(words, making) if is_headed else words, seen
        if thing:
            short = words[: thing.start()]
            yield as_heading(short, making) if is_headed else short, seen | {"before-object"}


_TURNED = re.compile(
    r"(?P<what>[^.،\n]{3,60})[ ](?:را|رو)[ ](?:(?:تبدیل"
    r"|بدل)[ ](?:به[ ](?P<goal2>[^.،\n]{3,50}?)[ ])?)(?:می[ \u200c]?کن\w+|کن\w+|کرد\w*"
    r"|کرده\S*)(?:[ ]به[ ](?P<goal1>[^.،\n]{3,50}))?"
)


def _trim(words: str) -> str:
    """Words without what leads to them, where and with whom, and without what only joins them to what follows."""
    at = len(words) - len(words.lstrip(" ،,-–—"))
    for pattern in (_LEAD, _WITH, _INSTEAD, _BESIDE, _WITH, _LEAD):
        lead = pattern.match(words, at)
        at = lead.end() if lead else at
    rest = words[at:].strip(" ،,-–—")
    rest = _NOUN.sub("", rest).strip()
    return _TAIL.sub("", rest).strip(" ،,-–—")


def seen_in(call: Call, words: str) -> set[str]:
    """What is seen of words by themselves."""
    signs = set()
    count = len(words.split())
    products = named(words)
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
        "to": words.startswith("به "),
        "prep": _PREPOSITION.match(words),
        "digit": re.search(r"\d", words),
        "cue-in": _CUE.search(words) or _BUSY.search(words),
        "known": anywhere(_vocabulary(call)).search(words),
        "product": products,
        "products": len(products) > 1,
        "product-first": products and words.startswith(products[0]),
        "prep-work": _PREPOSITION.match(words) and re.search(rf"{_B}{WORKS}{_E}", words),
        "that": re.search(rf"{_B}(?:که|ولی|چون|اگه|اگر|یا|هم|خیلی|ما|من){_E}", words),
    }
    return signs | {sign for sign, holds in tests.items() if holds}


def _vocabulary(call: Call) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys([word for field in call.fields for word in field.words] + [chain.name for chain in call.chains])
    )
