"""The sender's name in a text without labels: after words that lead to one, or as people sign."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from farakhan.message.given_names import is_given, is_style, is_word_too
from farakhan.message.likely_names import JOINED, alone, likely
from farakhan.message.words import after_greeting, anywhere, is_greeting, said
from farakhan.model.call import Call
from farakhan.model.personal import telephones


class Named(NamedTuple):
    """A name in a text, where it stands, and the line around it where that says nothing else."""

    name: str
    start: int
    end: int
    line: str = ""


_START = r"(?<![\w\u200c])"
_LETTERS = "[آ-غف-یءئؤأ]"
SURNAME_END = re.compile(r"(?:ی|زاده|پور|نژاد|فر|نیا|اصل|مقدم|پناه|دوست|منش|راد|وند|نمونه)$")
"""How the further word of a surname ends: «نمونه‌پور», «نمونه شیرازی»."""
_KIN = r"(?:[ \u200c](?:برادر|خواهر|پدر|مادر|همسر|شوهر|دوست|پسر|دختر)م)?"
_FORMAL = re.compile(rf"{_START}اینجانبه?(?![\w\u200c])")
_TOKEN = re.compile(rf"[ \u200c]*({_LETTERS}+(?:\u200c{_LETTERS}+)*)")
_ALONE = re.compile(rf"{_LETTERS}+(?:\u200c{_LETTERS}+)*")
_ENDS = re.compile(r"^\W+|(?<![^\w.])[^\w.]+$")
_WORD = re.compile(rf"(?:{_LETTERS}|\u200c)+|[A-Za-z]+")
_GAP = re.compile(r"[ \u200c]*[:\uff1a؛\-–—«\"(،]?[ \u200c]*")
_TITLE = re.compile(rf"{_START}(?:جناب آقای|سرکار خانم|سر کار خانم|آقای|خانم|آقا|جناب)[ \u200c]+")
_VERB_BEGINS = ("می\u200c", "نمی\u200c", "بی\u200c")
_SUFFIX = re.compile(r"\u200c(?:ام|ایم)$")
_STYLED = re.compile(
    r"^(?:(?:حاج|حاجی|حاجیه|حاج آقا|حاج خانم|کربلایی|کربلائی|مشهدی|مهندس|دکتر|استاد|اوستا|ناخدا)[ \u200c]+)+"
)
"""How people are called before their names; it is no part of one, as «سید» is."""
_MOST_TOKENS = 4
_SHORT = 6
_GOES_ON = re.compile(r"[\d.،؛:]\s*\S|(?<=\S)\s(?:از|ساکن|اهل|متولد|فرزند)\s")
"""What shows that words after «نام:» say more than a name."""
_NO_NAMES = """
و در به از که با را رو تا هم یا برای بر تو توی ام هستم هستیم هستش هست است می‌باشم میباشم می‌باشد میباشد باشم
بودم بوده دارم داریم دارد دارای من ما بنده اینجانب این آن یک یه دو سه چند هر همه اگر چون ولی اما نیز پس سپس
الان فرزند ساکن اهل متولد مقیم شهرستان شهر روستا روستای استان بخش محله کوی خیابان آدرس نشانی تلفن شماره شمارهٔ
موبایل همراه تماس ایتا طرح طرحم ایده ایده‌ام عنوان موضوع نام اسم اسمم نامم کار کارگاه تولید پرورش کاشت کشت
ساخت فروش خرید پخت دوخت بافت آموزش بسته‌بندی فرآوری سلام درود تشکر ممنون متشکرم سپاس احترام ارادتمند خدمت
محترم گرامی عزیز لطفا لطفاً دبیرخانه استانداری مدیر مدیرعامل مسئول نماینده مجری متقاضی کارشناس مهندسی معلم
دبیر دانشجو دانشجوی پرستار راننده کارگر کشاورز خیاط نجار جوشکار بازنشسته بازنشستهٔ خانه خانه‌دار دار سرپرست
خانواده خانواده‌ام شوهرم همسرم پدرم مادرم برادرم خواهرم پسرم دخترم دوستم عضو گروه گروهم شرکت تعاونی مؤسسه
موسسه انجمن کد ملی سن سال ساله لیسانس دیپلم فوق کارشناسی ارشد دکتری مدرک کشاورزی صنعتی صنایع دستی خدمات سرمایه
بودجه هزینه درآمد اشتغال شغل نفر تومان ریال میلیون هزار می‌خواهم میخواهم می‌خوام میخوام خواستم جهت درباره
دربارهٔ مورد طبق پیرو ضمن نفره خودم خودمان شما ایشان زن مرد جوان قدیمی محلی خانگی سنتی روستایی بومی طبیعی مبنی
توسط بابت حقیر چوپان قصاب بنا آهنگر مکانیک آرایشگر قالیباف باغدار دامدار زنبوردار مربی هنرمند کارآفرین فروشنده
کاسب روحانی بسیجی هستند هستن می‌باشند دانش‌آموز طلبه صنعتگر استادکار مغازه‌دار فارغ‌التحصیل محصل کارمند اهالی
جمعی یکی پیج وام مهلت جان سلامی آقا خانم جناب سرکار سرگروه مالک همسر مادر پدر برادر خواهر لیسانسه متاهل مجرد
باشیم گفتم گفته تلفونم تلفنم شمارم شماره‌ام شمارمه ثبت کنید خانوم خودش خودمون پدرش کارشناس جوشکار خاله‌م
خواهران برادران اخوکم
"""
_STOP = frozenset(_NO_NAMES.split())
"""Words that are of no name and end one."""
_OCCUPATIONS = frozenset(
    said(
        "کارشناس، کارشناسی، مهندس، مهندسی، معلم، دبیر، دانشجو، دانشجوی، پرستار، راننده، کارگر، کشاورز، خیاط، "
        "نجار، جوشکار، "
        "بازنشسته، بازنشستهٔ، خانه‌دار، مدرس، مربی، هنرمند، دامدار، باغدار، آرایشگر، مکانیک، لیسانس، دیپلم، فوق"
    )
)
"""What people add to their name as to what they do."""
_SELF = r"(?:من|اینجانب|اینجانبه|بنده|حقیر|از بنده|این حقیر|سراپا تقصیر)"
_FOLLOWED = re.compile(r"[ ،,]*(?:ساکن|اهل|متولد|فرزند|از اهالی|از توابع)(?![\w\u200c])")
"""What is said of a person alone: «من تینا نمونه، ساکن شیراز»."""
_ROLE_AFTER = re.compile(r"[ ]*\((?:سرپرست|سرگروه|نماینده|مسئول|مدیر|رابط|مجری)")
"""«زهرا نمونه (سرپرست)، …»."""
_PART_BEFORE = re.compile(r"[^،,:؛.\n()]*$")
_BEFORE = 40
_ALSO = re.compile(rf"({_LETTERS}+) و[ ]$")
_SELF_LEAD = re.compile(rf"\W*{_SELF}[ \u200c]")
_LEADS = (
    (True, rf"{_START}(?:اسمم|نامم|(?:اسم|نام)[ \u200c](?:من|بنده|خودم|اینجانب|اینجانبه)|(?:اسم|نام) و فامیل(?:ی?م)?)"),
    (False, rf"{_START}{_SELF}"),
    (
        False,
        (
            rf"{_START}(?:نماینده(?:\u200c?ی|ٔ)?|مجری|مدیر[ \u200c]?عامل|متقاضی|مسئول|مسؤول|سرپرست|رابط"
            r"|پیشنهاد[ \u200c]?دهنده|ارائه[ \u200c]?دهنده(?:\u200c?ی|ٔ)?|طراح|فرستنده|صاحب (?:طرح|ایده|کار)"
            r"|سرگروه|کارآفرین|مالک|از طرف|از سوی"
            r"|ارادتمند(?: شما)?|(?:کوچک|مخلص|دوستدار) شما"
            r"|با (?:کمال )?(?:تقدیم )?(?:تشکر|احترام|سپاس)(?: فراوان)?|التماس دعا)"
            r"(?:[ \u200c](?:گروه|بچه[ \u200c]?ها|اهالی|تیم"
            r"|طرح|ما|من|شرکت|تعاونی|این|ایده|محترم|فراوان|و احترام))*" + _KIN
        ),
    ),
    (False, rf"{_START}(?:به اسم|به نام|بنام)" + _KIN),
    (False, r"(?:^|(?<=\n))[^\w\n]*از(?=[ ]?[:\uff1a])"),
)
"""What leads to the sender's name: whether any two words after it are one, and the pattern; the surest first."""
_LEAD_PATTERNS = tuple((sure, re.compile(pattern + r"(?![\w\u200c])")) for sure, pattern in _LEADS)
_HERE = re.compile(r"(?:^|[.!؟?\n،]|سلام|بخیر|درود|علیکم)[ \u200c]*(?=[آ-ی])")
"""After which «زهرا نمونه هستم» may stand."""
_AM = re.compile(r"[ \u200c]+(?:هست(?:م|ند|ن)?|ام|است|می[ \u200c]?باش(?:م|د|ند))(?![\w\u200c])")
_SIGNS = "👤👨👩🧕🌹🌸✍️☎📞📌📍🔹🔸▪️•*-–— \u200c\t"
"""What stands before a name in a line of its own."""
_STATED_SO = re.compile(
    r"[ \u200c]*(?:[،,\-–—_|/(]|[0-9۰-۹+]|(?:از|اهل|ساکن|فرزند|متولد|مقیم)(?![\w\u200c])|[^\w\s]*$)", re.MULTILINE
)
_ONE_NAME = re.compile(
    rf"{_START}(?:(?:اسمم|نامم|اسم من|نام من)[ :]+(?P<called>{_LETTERS}{{3,}})"
    rf"|(?P<am>{_LETTERS}{{3,}})[ \u200c](?:هستم|ام))(?![\w\u200c])"
)
_HALVES = re.compile(
    rf"{_START}(?:نام|اسم)(?:م|[ ]من)?[ :]+(?P<given>{_LETTERS}{{2,}}?)(?P<is>ه|س|ست|[ ]?است|[ ]هست|[ ]س|)"
    r"[ ]*[.،,\n]?[ ]*(?:و )?"
    rf"(?:نام خانوادگی|فامیل|شهرت)(?:م|ی|یم)?[ :]+(?P<surname>{_LETTERS}{{3,}})"
)
_PAIR = re.compile(rf"(?:^|(?<=[.!؟\n،:])) *(?P<first>{_LETTERS}{{2,}}) و (?P<second>{_LETTERS}{{2,}})(?= {_LETTERS})")
_FOR_KIN = re.compile(r"سواد ن|از طرفش|از طرف (?:پدر|مادر|شوهر|همسر|خانم|خاله|عمه|عمو|دایی)[ \u200c]?م")
_KIN_LEADS = re.compile(
    rf"{_START}(?:(?:اسم|نام)[ ])?(?:پدر|مادر|شوهر|همسر|خانم|خاله|عمه|عمو|دایی)[ \u200c]?م(?![\w\u200c])"
)
_APART = re.compile(r"[،,؛;:|/()\[\].!\n_]|[ ][-–—]+[ ]?|[-–—]+[ ]|\u0640")
_SIGNING = said(
    "با تشکر، تشکر، با احترام، با تقدیم احترام، احترام، ارادتمند، ارادتمند شما، با سپاس، سپاس، سپاسگزارم، ممنون، "
    "ممنونم، متشکرم، التماس دعا، یا علی، یاعلی، موفق باشید، خدانگهدار، از طرف، مخلص شما، کوچک شما، دوستدار شما، "
    "فراوان، "
    "از شما، شما"
)
_BESIDE = said(
    "تلفن، تماس، شماره، شمارهٔ، شماره تماس، موبایل، همراه، تلفن همراه، ایتا، واتساپ، نام، اسم، شهرستان، شهر، از، اهل، "
    "ساکن، استان، روستای، مجری، متقاضی، فرستنده، نماینده، ارسالی، توسط، من، بنده، هستم، یا، و"
)
"""Words that may stand in the line of a signature."""
_LAST = 5
"""Lines at the end in which people sign."""


def clean(text: str) -> str:
    """A name that was given as one, without «آقای» before it and «هستم» after it; empty where it is no name."""
    words = _STYLED.sub("", _TITLE.sub("", f" {text.strip()}").strip(' .،:*_«»"()'))
    lead = _SELF_LEAD.match(words)
    words = _AM.sub("", words[lead.end() :] if lead else words).strip(" .،")
    tokens = words.split()
    stops = [at for at, token in enumerate(tokens) if token in _STOP]
    if stops and stops[0] > 1 and _leads(tokens[0]) and tokens[stops[0]] in _OCCUPATIONS:
        tokens = tokens[: stops[0]]
        words = " ".join(tokens)
    is_name = 1 < len(tokens) <= _MOST_TOKENS and all(_WORD.fullmatch(token) for token in tokens)
    return words if is_name and not _STOP.intersection(tokens) else ""


def is_short(text: str) -> bool:
    """Whether the answer to a label may be a name and nothing else, whatever words it is made of."""
    return len(text.split()) <= _SHORT and not _GOES_ON.search(text.strip())


def begun(text: str) -> tuple[str, int]:
    """The name with which the answer to a label begins, and where it ends in a text that goes on; else nothing."""
    lead = _SELF_LEAD.match(text)
    named = _at(text, lead.end() if lead else len(text) - len(text.lstrip()), is_sure=True)
    return (named.name, named.end) if named else ("", 0)


def sender(call: Call, text: str) -> list[Named]:
    """The names that a text gives as its sender's, the surest kind alone; more than one where it does not say which."""
    for find in (_halved, _led, _introduced, _signed, _stated, _by_given_name, _paired, _of_kin):
        names = {named.name: named for named in find(call, text) if not _is_second(text, named)}
        if names:
            return list(names.values())
    spans = likely(call, text) or alone(call, text)
    return [Named(span.name, span.start, span.end) for span in spans]


def _is_second(text: str, named: Named) -> bool:
    """Whether a name is that of the second of two: «تینا و بابک نمونه»."""
    also = _ALSO.search(text[max(0, named.start - _BEFORE) : named.start])
    return bool(also and is_given(also[1]))


def people(call: Call, text: str) -> list[Named]:
    """All whom a text names, its sender or not, as far as that can be seen; in its order, none over another."""
    every = [
        named for find in (_led, _introduced, _signed, _stated, _by_given_name, _titled) for named in find(call, text)
    ]
    every.sort(key=lambda named: (named.start, -named.end))
    apart: list[Named] = []
    for named in every:
        if not apart or named.start >= apart[-1].end:
            apart.append(named)
    return apart


def writer(shown: str) -> list[Named]:
    """The name under which somebody wrote in a chat, where it is a person's."""
    named = _at(shown, 0, is_sure=False)
    return [named] if named and named.end == len(shown) else []


def _led(_: Call, text: str) -> Iterator[Named]:
    for is_sure, pattern in _LEAD_PATTERNS:
        names = [named for lead in pattern.finditer(text) if (named := _at(text, lead.end(), is_sure=is_sure))]
        yield from names
        if names:
            return
    for role in _ROLE_AFTER.finditer(text):
        part = _PART_BEFORE.search(text[max(0, role.start() - _BEFORE) : role.start()])
        named = _at(text, role.start() - len(part[0]), is_sure=False) if part else None
        if named:
            yield named


def _introduced(_: Call, text: str) -> Iterator[Named]:
    """«زهرا نمونه هستم از …»."""
    for here in _HERE.finditer(text):
        named = _at(text, here.end(), is_sure=False)
        if named and _AM.match(text, named.end):
            yield named


def _stated(call: Call, text: str) -> Iterator[Named]:
    """A line that begins with a name and goes on about its place or number: «بهمن نمونه‌فر - نورآباد»."""
    for match in re.finditer(r"[^\n]+", text):
        line = match[0]
        begin = len(line) - len(after_greeting(line, call))
        begin += len(line[begin:]) - len(line[begin:].lstrip(_SIGNS))
        named = _at(line, begin, is_sure=False)
        if named and _STATED_SO.match(line, named.end):
            yield named._replace(start=match.start() + named.start, end=match.start() + named.end)


def _by_given_name(_: Call, text: str) -> Iterator[Named]:
    """«امیرحسین هستم», «اسمم الهامه»: who gives one name alone."""
    for match in _ONE_NAME.finditer(text):
        name = match["called"] or match["am"]
        bare_name = name[:-1] if name.endswith("ه") and not is_given(name) else name
        if is_given(bare_name):
            again = (_at(text, place.start(), is_sure=False) for place in re.finditer(rf"{_START}{bare_name} ", text))
            yield next(filter(None, again), Named(bare_name, match.start(), match.end()))
            return


def _halved(_: Call, text: str) -> Iterator[Named]:
    """«نامم خدیجه، فامیلم رنجبر»."""
    for match in _HALVES.finditer(text):
        whole = next((given for given in (match["given"] + match["is"], match["given"]) if is_given(given)), "")
        if whole:
            yield Named(f"{whole} {match['surname']}", match.start(), match.end())


def _paired(_: Call, text: str) -> Iterator[Named]:
    """The first of two with one surname: «تینا و بابک نمونه‌پور»."""
    for match in _PAIR.finditer(text):
        both = _at(text, match.start("second"), is_sure=False)
        if is_given(match["first"]) and is_given(match["second"]) and both:
            surname = both.name.removeprefix(match["second"]).strip()
            if surname and surname != both.name:
                yield Named(f"{match['first']} {surname}", match.start("first"), both.end)


def _of_kin(_: Call, text: str) -> Iterator[Named]:
    """Whom somebody writes for: «از طرف مادرم می‌نویسم … مادرم صغری نمونه»."""
    if _FOR_KIN.search(text):
        yield from filter(None, (_at(text, kin.end(), is_sure=False) for kin in _KIN_LEADS.finditer(text)))


def _titled(_: Call, text: str) -> Iterator[Named]:
    """Others: «آقای نمونه‌پور», «خواهرم زهرا نمونه»; and who writes as in a letter, «اینجانب تیام نمونش»."""
    formal = (_at(text, lead.end(), is_sure=True) for lead in _FORMAL.finditer(text))
    yield from filter(None, formal)
    for title in _TITLE.finditer(text):
        word = _TOKEN.match(text, title.end())
        if word and word[1] not in _STOP and (_leads(word[1]) or SURNAME_END.search(word[1])):
            whole = _at(text, title.end(), is_sure=False)
            yield whole or Named(word[1], word.start(1), word.end())
    for word in _ALONE.finditer(text):
        named = _at(text, word.start(), is_sure=False) if _leads(word[0]) else None
        if named and SURNAME_END.search(named.name):
            yield named


def _leads(word: str) -> bool:
    """Whether a name may begin with a word by itself."""
    return is_given(word) or is_style(word)


def _at(text: str, start: int, *, is_sure: bool) -> Named | None:
    """The name that begins at a place of a text; `is_sure` where no given name has to be in it."""
    gap = _GAP.match(text, start)
    begin = gap.end() if gap else start
    title = _TITLE.match(text, begin)
    begin = title.end() if title else begin
    tokens: list[re.Match[str]] = []
    place, has_ended = begin, False
    while len(tokens) <= _MOST_TOKENS and not has_ended:
        token = _TOKEN.match(text, place)
        if token is None or len(token[1]) == 1 or token[1] in _STOP or token[1].startswith(_VERB_BEGINS):
            has_ended = True
        else:
            tokens.append(token)
            place = token.end()
            has_ended = bool(_SUFFIX.search(token[1]))
    count = len(tokens) if has_ended else 0
    given = _given(tokens)
    if given and (count > given + 2 or not count):
        count = given + 1
    last = tokens[count - 1][1] if count else ""
    if given and count == given + 2 and not (SURNAME_END.search(last) or last in JOINED):
        count = given + 1
    is_followed = bool(tokens) and bool(_FOLLOWED.match(text, tokens[-1].end()))
    if not 1 < count <= _MOST_TOKENS or len(tokens) < count or not (given or is_sure or is_followed):
        return None
    words = _without_is(_SUFFIX.sub("", text[tokens[0].start(1) : tokens[count - 1].end()]))
    shown = _STYLED.sub("", " ".join(words.split()))
    return Named(shown, begin, tokens[0].start(1) + len(words)) if " " in shown else None


def _without_is(name: str) -> str:
    """A name without the «ه» that is a spoken «است»: «اسمم گلناز رضاییه»."""
    is_said = name.endswith("ه") and not SURNAME_END.search(name) and not is_given(name.rpartition(" ")[2])
    return name[:-1].rstrip("\u200c") if is_said and _SURNAME_SAID.search(name[:-1]) else name


_SURNAME_SAID = re.compile(r"(?:ی|پور|نژاد|فر|نیا|بخش|بر|نسب|پرست|دوست|منش|وند|\u200c)$")
_BEFORE_GIVEN = ("ماه", "گل", "نور", "شاه", "پری", "آقا", "خان", "ملک", "ام", "بی‌بی")
"""How the first half of a given name is written apart: «ماه بانو»."""
_OF_GOD = ("اله", "الله", "سادات", "السادات", "آرا", "بیگم", "دخت", "بانو", "سلطان")
"""How the second half of a given name is written apart: «کرامت اله»."""


def _given(tokens: list[re.Match[str]]) -> int:
    """How many of the first words are a given name with its style; none of which, 0."""
    at = 0
    while at < len(tokens) and is_style(tokens[at][1]):
        at += 1
    begin = at
    next_word = tokens[at + 1][1] if at + 1 < len(tokens) else ""
    at += bool(next_word) and tokens[at][1] in _BEFORE_GIVEN and is_given(next_word) and not is_word_too(next_word)
    while at < len(tokens) and at - begin < 2 and (is_given(tokens[at][1]) or tokens[at][1] in _OF_GOD):  # noqa: PLR2004 (a double name)
        at += 1
    return at if at > begin else 0


def _signed(call: Call, text: str) -> Iterator[Named]:
    """Names as people sign: a line, or a part of one between commas, beside a telephone, a thanks or the end."""
    lines = [(match.start(), match[0]) for match in re.finditer(r"[^\n]+", text) if match[0].strip()]
    phoned = [bool(telephones(line)) for _, line in lines]
    for at, (start, line) in enumerate(lines):
        is_end = at >= len(lines) - _LAST
        near = any(phoned[max(0, at - 1) : at + 2]) or any(phoned[at + 1 : at + 3])
        thanked = is_end and any(is_greeting(before, call) for _, before in lines[max(0, at - 2) : at])
        if near or thanked or at == len(lines) - 1:
            yield from _in_line(call, line, start)


def _in_line(call: Call, line: str, start: int) -> Iterator[Named]:
    plain = line
    for phone in telephones(line):
        plain = plain[: phone.start] + "|" * (phone.end - phone.start) + plain[phone.end :]
    plain = anywhere(_SIGNING).sub(lambda words: "|" * len(words[0]), plain)
    plain = anywhere(_BESIDE).sub(lambda words: "|" * len(words[0]), plain)
    names = (call.province, *(option.name for option in call.counties))
    without = anywhere(names).sub(lambda words: "|" * len(words[0]), plain)
    spans, done = [], 0
    for apart in [*_APART.finditer(without), None]:
        end = apart.start() if apart else len(without)
        spans.append((done, end))
        done = apart.end() if apart else end
    found: list[Named] = []
    rest = 0
    for begin, end in spans:
        part = without[begin:end]
        words = _ENDS.sub("", part)
        if not words:
            continue
        at = begin + part.index(words)
        named = _at(without, at, is_sure=False)
        if named and (named.end >= at + len(words.rstrip(" .")) or _FOLLOWED.match(without, named.end)):
            found.append(named)
        else:
            rest += 1
    for named in found:
        yield named._replace(start=start + named.start, end=start + named.end, line="" if rest else line)
