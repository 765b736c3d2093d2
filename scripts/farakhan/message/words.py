"""The words of people: how a name may be spelled, what else an option is called, greetings, headers of messengers."""

import re
from collections.abc import Mapping
from functools import cache

from farakhan.model.call import Call
from farakhan.persian import letters

GAP = "(?:[ _]|(?>\u200c))"
"""A pattern for what stands between two words, or within one that is written in two."""


def _alike(letter: str, others: str) -> str:
    """A pattern for the letters that are written for one.

    A class of three letters or more far apart costs `re` a table of all letters whenever it is compiled, and these
    are compiled thousands of times. In an atomic group a part of the class stays beside the rest, as it is written.
    """
    return f"(?:[{letter}{others[0]}]{''.join(f'|(?>{other})' for other in others[1:])})"


_ALIKE = {
    spelling: _alike(letter, "".join(other for other in others if letters.normalise(other) == other))
    for letter, others in letters.ALIKE.items()
    for spelling in (letter, *others)
}
_ALIKE["ه"] += "(?:\u0654|[ \u200c]?ی(?![\\w\u200c]))?"
_LONG = 4
"""Letters from which on a word may also be written with a gap inside: «فیروز آباد» for «فیروزآباد»."""


def said(words: str) -> tuple[str, ...]:
    """A list of words, written with «،» between."""
    return tuple(words.split("، "))


SPOKEN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "stage": {
        "running": said(
            "در حال اجراست، در حال انجام، در حال تولید، در حال فعالیت، در حال کار، اجرا شده، "
            "اجرا شده است، اجرایی شده، راه‌اندازی شده، راه افتاده، فعال، فعال است، داریم تولید می‌کنیم، "
            "تولید می‌کنیم، مشغول کار، مشغول تولید، داریم کار می‌کنیم"
        ),
        "pilot": said("پایلوت، نمونهٔ اولیه، نمونه ساخته‌ایم، نمونه ساختم، نمونه ساخته‌ام، تست شده، آزمایشی"),
        "idea": said(
            "ایده، فقط ایده، در حد طرح، طرح اولیه، روی کاغذ، هنوز شروع نکرده‌ایم، هنوز شروع نکرده‌ام، "
            "شروع نشده، شروع نکرده‌ام، شروع نکردم، اجرا نشده، هنوز اجرا نشده، در حد فکر، مرحلهٔ ایده"
        ),
    },
    "role": {
        "chain_leader": said("راهبر، راهبر زنجیره، راهبر زنجیرهٔ ارزش"),
        "workshop_operator": said("مجری کارگاه، پشتیبان کارگاه، مجری، پشتیبان، مجری راه‌اندازی کارگاه، پشتیبان و مجری"),
        "none": said("ندارم، هیچ‌کدام، هیچ، نمی‌خواهم، بی نقش، فرقی نمی‌کند"),
    },
    "owners.kind": {
        "person": said("فردی، شخصی، شخص حقیقی، حقیقی، خودم، انفرادی، تکی، ۱ نفر، تنها"),
        "group": said("گروهی، گروه، تیم، تیمی، جمعی، خانوادگی، چند نفر"),
        "company": said("شرکت، تعاونی، شرکت تعاونی، حقوقی، شخص حقوقی، مؤسسه"),
    },
    "markets": {
        "local": said("محلی، بازار محله، همسایه‌ها، روستا، شهر خودمان، شهرستان"),
        "province": said("استان، استانی، استان {province}، سطح استان"),
        "national": said("کشور، کل کشور، سراسر کشور، کشوری، داخلی، داخل کشور، ایران"),
        "export": said("خارجی، خارج از کشور، خارج کشور، کشورهای همسایه، صادراتی، بازار خارجی"),
    },
    "counties": {
        "all": said(
            "کل استان، تمام استان، سراسر استان، همهٔ استان {province}، کل استان {province}، تمام استان {province}، "
            "همهٔ شهرستان‌ها، تمام شهرستان‌ها، کلیهٔ شهرستان‌ها، همه جای استان، سراسر استان {province}، "
            "تمام نقاط استان، همهٔ نقاط استان، کلیهٔ نقاط استان"
        ),
    },
    "chain.product": {
        "other": said("سایر، دیگر، غیره"),
    },
}
"""What else people call an option, by the field's key and the option's id; the option's own name is not repeated.

`{province}` stands for the call's.
"""

YES = said(
    "بله، بلی، آره، اره، موافقم، موافق هستم، موافقیم، می‌پذیرم، می‌پذیریم، پذیرفتم، قبول دارم، قبول است، "
    "قبوله، قبول، تأیید می‌کنم، تایید، اوکی، رضایت دارم، مانعی ندارد، اشکالی ندارد، دارم، ✅، ✔، ☑، 👍، "
    "ok، yes"
)
NO = said("نه، خیر، نخیر، مخالفم، موافق نیستم، نمی‌پذیرم، قبول ندارم، رضایت ندارم، ندارم، نمی‌خواهم، ❌، ✖، no")

GREETINGS = said(
    "سلام علیکم، سلام، درود، بر شما، به همگی، با درود، با سلام، و، احترام، با احترام، ادب، عرض، عرض ادب، "
    "با عرض سلام، خدمت، "
    "وقت عالی بخیر، وقت همگی بخیر، "
    "وقت شما بخیر، وقتتون بخیر، وقتتان بخیر، وقت بخیر، وقت به خیر، روز بخیر، روزتون بخیر، روزتان بخیر، "
    "صبح بخیر، صبحتون بخیر، عصر بخیر، عصرتون بخیر، شب بخیر، شبتون بخیر، ظهر بخیر، بخیر، خسته نباشید، "
    "خدا قوت، خداقوت، عزیز، عزیزان، محترم، گرامی، دبیرخانه، دبیرخانهٔ، همکاران، مسئولین، مسئولان، "
    "استانداری، استانداری {province}، فراخوان، شما، همه، به همه، salam، hi، hello، دوستان، به نام خدا، "
    "بسمه تعالی، باسمه تعالی، بسم الله الرحمن الرحیم، بنام خدا، با تشکر، تشکر، متشکرم، ممنون، ممنونم، "
    "ممنون از شما، سپاس، مرسی، سپاسگزارم، با سپاس، با سپاس فراوان، تشکر فراوان، فراوان، از زحمات شما، "
    "از زحماتتون، یا علی، یاعلی، التماس دعا، موفق باشید، پیروز باشید، خدانگهدار، خدا نگهدار، خداحافظ، "
    "ارادتمند، لطفا، ثبت، کنید، ثبت بفرمایید، بررسی، بررسی کنید، بفرمایید، منتظر، منتظر خبرتون هستم، "
    "منتظر تماس شما هستم، در پناه حق، یا حق، پیشاپیش، اجرکم عند الله، دست شما درد نکند، دستتون درد نکنه، "
    "پویش، {slogan}"
)
"""`{province}` and `{slogan}` stand for the call's."""

CONNECTORS = said(
    "و، یا، شهرستان، شهرستان‌های، شهر، شهرهای، استان، از، در، به، توابع، حوزه، حوزهٔ، بازار، "
    "بازارهای، مرحله، مرحلهٔ، محصول، زنجیره، زنجیرهٔ، حلقه، حلقهٔ، فقط، است، هست، هستم، هستیم، می‌باشد، "
    "باشد، حدود، حدودا، حدوداً، تقریبا، تقریباً، نزدیک، قریب، نفر، نفره، تن، نفری، شغل، ماهی، ماهانه، "
    "ماهیانه، ماه، هر، تومان، تومن، ریال، مبلغ، به مبلغ، کلا، جمعا، جمعاً، را، رو، هم، با، نسخه، نسخهٔ، "
    "متن، مقررات، شرایط، کاملا، کاملاً، برای، کل، ان شاءالله، بین، بصورت، به صورت، صورت، به‌صورت، طرح، "
    "کار، ما، من"
)
"""Words beside an answer that add nothing to it."""

_STAMP = r"\[[\d/.\-:،, APMapm]{6,30}\]"
HEADERS = re.compile(
    rf"(?:{_STAMP}[^:\n]{{0,40}}:?|[^\[\n:]{{1,40}}[,،]? ?{_STAMP}:?"
    r"|\W*(?:Forwarded (?:from|message)|Fwd|(?:هدایت|ارسال|فوروارد|بازنشر|نقل)[ \u200c]?شده[ \u200c]?از"
    r"|(?:فوروارد|بازنشر) از)"
    r"[^\w\n][^\n]{0,60}$)[ ]?",
    re.IGNORECASE,
)
"""The beginning of a line that a messenger put there: who forwarded or wrote, and when."""
_WRITER = re.compile(rf"^{_STAMP} ?(?P<writer>[^:\n]{{2,40}}):", re.MULTILINE)
"""«[10:22] زهرا نمونه: …»: a line of a copied chat."""


@cache
def spelled(name: str) -> str:
    """A pattern for the ways in which a name is spelled: with or without ZWNJ, spaces, hamze and madde."""
    words = re.split(f"{GAP}+", letters.normalise(name).replace("\u0654", ""))
    return f"{GAP}*".join(map(_word, words))


def _word(word: str) -> str:
    spelled_letters = [_ALIKE.get(letter, re.escape(letter)) for letter in word]
    return f"{GAP}?".join(spelled_letters) if len(word) >= _LONG else "".join(spelled_letters)


@cache
def anywhere(names: tuple[str, ...], ending: str = "") -> re.Pattern[str]:
    """A pattern that finds any of some names as whole words, the longest first; `ending` may stand after each."""
    ordered = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![\w\u200c])(?:{'|'.join(map(spelled, ordered))}){ending}(?![\w\u200c])", re.IGNORECASE)


def writer_in(text: str) -> str:
    """Who wrote all lines of a copied chat; empty where several did, or it is none."""
    writers = {match["writer"].strip() for match in _WRITER.finditer(text)}
    return writers.pop() if len(writers) == 1 else ""


_VERB = re.compile(
    r"(?:(?<![\w\u200c])(?:است|هست|هستم|هستیم|هستش|هستند|دارم|داریم|دارد|داره|دارند|کنم|کنیم|کنند|کردم|کردیم|کرده|کرد|شود"
    r"|بشه|شده|بود|بودم|بودیم|باشد|شد|شدم|کنید|نیست|نیستم|بدم|بدیم|بدهم|بدهیم|بندازم|بزنم|بزنیم|بسازم|بسازیم|ندارم|نداریم)"
    r"|(?<![\w\u200c])ن?می[ \u200c]\w+|(?<![\w\u200c])ن?می\w+م|\u200c(?:ام|ایم|اند|است))[ .!؟…]*$"
)
"""«… دارم», «… راه انداخته‌ایم»: how a sentence ends, and no title or name."""


def ends_with_verb(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return bool(_VERB.search(text))


def is_greeting(line: str, call: Call) -> bool:
    """Whether a line greets, thanks or takes leave, and says nothing else."""
    return not re.search(r"\w", _greetings(call.province, call.slogan).sub(" ", line)) and bool(line.strip())


def after_greeting(line: str, call: Call) -> str:
    """A line without the greetings that it begins with."""
    greetings = _greetings(call.province, call.slogan)
    while (greeting := greetings.match(line)) and greeting[0] != "و":
        line = line[greeting.end() :].lstrip(" ،,.!؛:-–🌹🌸")
    return line


@cache
def _greetings(province: str, slogan: str) -> re.Pattern[str]:
    return anywhere(tuple(words.format(province=province, slogan=slogan) for words in GREETINGS))
