"""What somebody says that they make or want to make, in a sentence that gives it no name: «میخوایم کره محلی بزنیم».

People seldom write a title; they say what they do. The words between what leads to it and the verb name the idea as
well as a title would, once what says where, with whom and since when is left out.
"""

import re
from typing import NamedTuple

from farakhan.message.words import ends_with_verb, said

LEAST, MOST = 2, 10
"""Words of a title that is made of a sentence."""
_START, _END = r"(?<![\w\u200c])", r"(?![\w\u200c])"


def _any(words: str) -> str:
    """A pattern for any of some words, written with «،» between; a ZWNJ in one may be a space or nothing."""
    spelled = (re.escape(word).replace(r"\ ", " ").replace("\u200c", "[ \u200c]?") for word in said(words))
    return f"(?:{'|'.join(spelled)})"


_WISHES = _any(
    "می‌خواهم، می‌خواهیم، می‌خوام، می‌خوایم، می‌خواستم، می‌خواستیم، خواستم، خواستیم، قصد دارم، "
    "قصد داریم، تصمیم دارم، تصمیم داریم، تصمیم گرفتم، تصمیم گرفتیم، فکر کرده‌ام، فکر کرده‌ایم، "
    "فکر کردم، فکر کردیم، فکر می‌کنم، به فکرم افتاده، به فکرم رسیده، به فکرم رسید، در فکر، در فکرم، "
    "در فکریم، گفتیم، گفتم، علاقه‌مندم، علاقه‌مندیم، علاقه‌مند هستم، دوست دارم، دوست داریم، "
    "آمادگی دارم، آمادگی داریم، در نظر دارم، در نظر داریم"
)
_OWN_IDEA = rf"{_any('ایده، طرح، نظر، فکر، پیشنهاد')}[ \u200c]?(?:ی[ \u200c]?)?{_any('م، ام، مان، مون، من، ما، بنده')}?"
_IS_THAT = rf"(?:[ ،:]+{_any('اینه، این است، اینست، این بود، که، تا، اینکه، بود، هست، است، به')})"
_SHALL = (
    _any(
        "راه‌اندازی، راه، درست، تولید، ایجاد، دایر، تاسیس، تأسیس، شروع، برگزار، احداث، پرورش، آموزش، "
        "یاد، انجام، بسته‌بندی"
    )
    + r"?[ \u200c]?"
    + _any(
        "بزنم، بزنیم، بسازم، بسازیم، بدم، بدیم، بدهم، بدهیم، بذارم، بذاریم، بگذارم، بگذاریم، بندازم، "
        "بندازیم، بیندازم، بیندازیم، بدوزم، بدوزیم، بفروشم، بفروشیم، بکارم، بکاریم، بپزم، بپزیم، ببافم، "
        "ببافیم، بگیرم، بگیریم، ببرم، ببریم، داشته باشم، داشته باشیم، کنم، کنیم، بکنم، بکنیم"
    )
)
_MAKES = _any(
    "می‌دوزم، می‌دوزیم، می‌بافم، می‌بافیم، می‌سازم، می‌سازیم، می‌پزم، می‌پزیم، می‌زنم، می‌زنیم، "
    "می‌فروشم، می‌فروشیم، می‌کارم، می‌کاریم، درست می‌کنم، درست می‌کنیم، در‌میارم، در‌میاریم، "
    "در‌می‌آورم، در‌می‌آوریم، انجام می‌دم، انجام می‌دیم، انجام می‌دهم، انجام می‌دهیم، تولید می‌کنم، "
    "تولید می‌کنیم، پرورش می‌دهم، پرورش می‌دهیم، پرورش می‌دم، پرورش می‌دیم، بسته‌بندی می‌کنم، "
    "بسته‌بندی می‌کنیم، تعمیر می‌کنم، تعمیر می‌کنیم"
)
_MADE = _any(
    "راه‌اندازی کرده‌ام، راه‌اندازی کرده‌ایم، راه‌اندازی کردم، راه‌اندازی کردیم، درست کرده‌ام، "
    "درست کرده‌ایم، تولید کرده‌ام، تولید کرده‌ایم، شروع کرده‌ام، شروع کرده‌ایم، راه انداخته‌ام، "
    "راه انداخته‌ایم، راه انداختم، راه انداختیم، ساخته‌ام، ساخته‌ایم، ساختم، ساختیم"
)
_BE = _any("هستم، هستیم، هست، است، می‌باشم، می‌باشیم، می‌باشد، دارم، داریم")
_ABOUT = _any("برای، درباره، درباره‌ی، دربارهٔ، در مورد، در خصوص، جهت، در زمینه، در زمینه‌ی، در زمینهٔ")
_WORKS = _any(
    "تولید، پرورش، ساخت، دوخت، پخت، کاشت، کشت، بافت، بسته‌بندی، فرآوری، تعمیر، نگهداری، احیای، "
    "بازیافت، خشک‌کردن، تهیه، تهیه‌ی، تهیهٔ"
)
_WHAT = r"(?P<what>[^.!؟?\n؛]{6,120}?)"
_CLAUSE = r"(?P<what>[^.!؟?\n؛،:«]{4,90}?)"
_BEGIN = r"(?:^|[.!؟?\n؛،])[ ]*"
_ASKING = _any("متقاضی، خواستار، خواهان، درخواست، داوطلب")
_TO_DO = _any("اجرای، راه‌اندازی، ثبت، انجام")
_A_PLAN = _any("طرح، طرحی، ایده، ایده‌ای، پیشنهادی، برنامه‌ای، یک طرح، یه طرح، یه ایده، یک ایده، کار، پروژه")
_HAVE = _any("دارم، داریم، داشتم")
_BUSY = _any("مشغول، مشغول به، کارم، کارمان، کار ما، کار من، شغلم، شغلمان، شغل من")
_STOPS = _any("که، را، رو، چون، تا، انجام، شروع، راه، به صورت")
_WISH = rf"{_START}(?:{_WISHES}{_END}{_IS_THAT}*|{_OWN_IDEA}{_END}{_IS_THAT}+)[ ،:]+{_WHAT}[ ](?P<verb>{_SHALL}){_END}"
_ASKS = rf"{_START}{_ASKING}[ ](?:{_TO_DO}[ ])?(?:{_A_PLAN}[ ])?{_CLAUSE}[ ]{_BE}{_END}"
_HAS = rf"{_START}(?:{_A_PLAN}[ ])?{_ABOUT}[ ]{_CLAUSE}[ ](?:{_A_PLAN}[ ])?{_HAVE}{_END}"
_MAKE = rf"{_BEGIN}{_CLAUSE}[ ](?P<verb>{_MAKES}){_END}"
_WORK = rf"{_START}{_BUSY}[ :]+(?:کار[ ])?{_CLAUSE}[ ]{_BE}{_END}"
_DONE = rf"{_BEGIN}{_CLAUSE}[ ](?P<verb>{_MADE}){_END}"
_UP_TO = rf"(?=[ ](?:{_STOPS}|{_BE}){_END}|[ ]ن?می[ \u200c]?\w+|[ ]*(?:[.،؛:()«\n]|$))"
_NAMED = rf"{_START}(?P<what>{_WORKS}(?:[ ][\w\u200c]+){{1,8}}?){_UP_TO}"
_SENTENCES = tuple(re.compile(way, re.MULTILINE) for way in (_WISH, _ASKS, _HAS, _MAKE, _WORK, _DONE, _NAMED))
"""The ways in which it is said, the plainest first; the last takes the first work that is named."""
_PLACES = _any(
    "خانه، خونه، منزل، حیاط، زیرزمین، اتاق، اتاقم، خونمون، خانه‌مان، خونه‌مون، خانه‌ی، مهر، پاییز، "
    "زمستان، بهار، تابستان، روستا، روستای، محل، محله، شهر، پشت‌بام، باغ، باغچه، کارگاه، گلخانه، زمین"
)
_BESIDE = re.compile(
    rf"(?:{_any('در، تو، توی، داخل، از، با')}[ ](?:{_any('همین، این، یک، یه، اول، گوشه‌ی')}[ ])?{_PLACES}"
    rf"(?:[ ]{_any('خودم، خودمان، خودمون، پدری، مادری، قدیمی، ویلایی، کوچک، ما، مان، یکی‌مان')})*"
    rf"|{_any('که، هم، یک، یه، حالا، الان، من، ما، بنده، خودم، خودمون، خودمان، اینجا، همین، با هم، فقط، این')}"
    r"|خانوادگی)"
    r"(?:[ ،]+|$)"
)
"""Words before it that say where, when or who."""
_AFTER = re.compile(
    rf"(?:[ ،]+(?:{_any('را، رو، و، هم، که، تو خونه، توی خونه، تو خانه، در خانه، در منزل')}|یاد [^ ]+(?: [^ ]+)?))+$"
)
_OBJECT = re.compile(r"[ ](?:را|رو)(?![\w\u200c])")
"""What follows an object is the verb's: «گردو را مغز می‌کنم»."""
_NOUN_OF_VERB = re.compile(_any("تولید، پرورش، بسته‌بندی، آموزش، تعمیر"))
"""A verb's part that belongs to the title: «تولید کنم»."""
_AT_WORK = re.compile(rf"{_START}{_WORKS}{_END}.*$")
_PREPOSITION = re.compile(
    rf"(?:{_any('نزدیک، کنار، در، تو، توی، به، برای، از، با، داخل، روی، سر، هر، همه، چند، دو، سه')}|\d+)(?:[ ]|$)"
)
"""How words begin that name nothing by themselves."""
_SOMEWHERE = re.compile(rf"{_any('در، تو، توی')}[ ][\w\u200c]+[ ](?=[\w\u200c]+[ ][\w\u200c]+)")
"""«تو نی‌ریز عروسک نمدی»."""
_ELSE = re.compile(
    _START
    + _any(
        "وام، شرکت، ثبت‌نام، بدانم، بدونم، بپرسم، سوال، سؤال، سلام، زنگ، تماس، کمک، شماره، پیام، "
        "راهنمایی، عرض، خدمت، طرحم، طرح، ایده، فراخوان، باید، حتما، حتماً، تا حالا، تا الان، سال، ساله، "
        "ماه، روز، نفر، تومن، تومان، ریال، میلیون، شاگرد، کارگر، مجوز، بیمه، جایی، کسی، چیزی، جواب، حرف، "
        "قبول، کجا، چطور، چگونه، آیا، فرم، پول، سرمایه، مغازه‌ها، مشتری، است، هست، بود، شد، شده، دارم، "
        "داریم، کردم، کرد، کنم، دهم، دهیم، براش، برام، کارو، کارم، وقتی، خودش، دستگاهش، توسط، کنیم، بدیم"
    )
    + rf"{_END}|{_START}ن?می[ \u200c]?\w+"
)
"""Words beside which a clause speaks of something else."""


class Said(NamedTuple):
    """What names the idea, and the words in which it stands."""

    title: str
    words: str


def wished(text: str) -> Said | None:
    """What a text says that its sender makes or wants to make; None where no sentence says so plainly."""
    for pattern in _SENTENCES:
        for match in pattern.finditer(text):
            title = _titled(match["what"], match.groupdict().get("verb") or "")
            if title:
                return Said(title, match[0].strip())
    return None


def _titled(what: str, verb: str) -> str:
    """The words between as a title; empty where they name nothing."""
    words = what.strip(" ،")
    while beside := _BESIDE.match(words):
        words = words[beside.end() :]
    words = _AFTER.sub("", _OBJECT.split(words)[0]).strip(' ،«»"')
    if _PREPOSITION.match(words):
        work = _AT_WORK.search(words)
        words = work[0] if work else _SOMEWHERE.sub("", words)
    if _PREPOSITION.match(words):
        return ""
    noun = _NOUN_OF_VERB.match(verb)
    if words and noun and not words.startswith(noun[0]):
        words = f"{noun[0]} {words}"
    is_title = LEAST <= len(words.split()) <= MOST and not _ELSE.search(words) and not ends_with_verb(words)
    return words if is_title else ""
