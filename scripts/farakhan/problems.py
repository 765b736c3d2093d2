"""What can be wrong, said to people: one family of values (`Problem`) and one of exceptions (`FarakhanError`).

A problem is what a person can mend in the record; problems are collected, sorted and shown all at once.
`RULES` is the one list of them: a stable code, what is wrong and what to do, in Persian.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

Place: TypeAlias = tuple[str | int, ...]
"""The keys and list indexes that lead to a value in a file or a form: `("owners", "count")`."""


class FarakhanError(Exception):
    """The command cannot go on, and a person can do something about it.

    Attributes:
        code: stable and English, for scripts.
        place: a path, a revision or an option; empty if there is none.
        message: Persian, what is wrong and what to do.
    """

    def __init__(self, code: str, message: str, place: str = "") -> None:
        """Keep the three parts apart: the door decides how to show them."""
        super().__init__(code, message, place)
        self.code = code
        self.message = message
        self.place = place

    def __str__(self) -> str:
        """One line: `place: code: message`."""
        return ": ".join(part for part in (self.place, self.code, self.message) if part)


class UrgentError(FarakhanError):
    """What no waiting mends: somebody must come, and at once where a server goes on without what it needs."""


class DamageError(UrgentError):
    """What must be there is lost or broken: to start again does not help, a person must mend it first."""


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One thing wrong at one place; problems sort by path, line, then code.

    A rule about a value knows its place and no line; who has the file's text looks the line up (`files.shape.located`).
    What a form or a desk sent has places alone.
    """

    path: str
    """Relative to the repository's top, with forward slashes."""
    line: int
    """Counted from 1; 1 also where a file as a whole is meant. With a place, not yet looked up: lines below it."""
    code: str
    message: str
    place: Place = field(default=(), compare=False)
    """Of the value that is meant; empty where a line, or the file as a whole, is."""

    @property
    def warning(self) -> bool:
        """Whether it is to be seen but fails no check."""
        return RULES[self.code].warning

    def __str__(self) -> str:
        """One line for a terminal or a log: `path:line: code: message`.

        A file's name and its keys are strangers' words: what in them ends the line, moves the cursor, turns letters
        round or has no encoding is escaped.
        """
        return printable(f"{self.path}:{self.line}: {self.code}: {self.message}")


def printable(text: str) -> str:
    """A stranger's text for a terminal or a log: what is no letter to be seen, or has no encoding, is escaped."""
    return "".join(letter if letter.isprintable() or letter == _ZWNJ else ascii(letter)[1:-1] for letter in text)


MOST_OF_A_FILE = 100
"""Problems of one file that are told; the rest is a number: nobody reads on, and a file may have millions."""


class Problems:
    """One file's problems as they are found: the first are kept, the rest only counted.

    So a file's time and room are those of reading it, whatever is in it.
    """

    def __init__(self, path: str) -> None:
        """Of the file at this path, none yet."""
        self.path = path
        self._kept: list[Problem] = []
        self._more: dict[str, tuple[int, int]] = {}

    def add(self, line: int, code: str, **values: object) -> None:
        """Take one more, at a line."""
        if len(self._kept) < MOST_OF_A_FILE:
            self._kept.append(problem(self.path, line, code, **values))
        else:
            self._count(line, warning=RULES[code].warning)

    def take(self, problems: Iterable[Problem]) -> None:
        """Take some that are made already."""
        for problem in problems:
            if len(self._kept) < MOST_OF_A_FILE:
                self._kept.append(problem)
            else:
                self._count(problem.line, warning=problem.warning)

    def _count(self, line: int, *, warning: bool) -> None:
        code = "more-warnings" if warning else "more-problems"
        first, number = self._more.get(code, (line, 0))
        self._more[code] = (first, number + 1)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._kept)

    def told(self) -> list[Problem]:
        """Those that are kept, and one that says how many more there are, at the first of those."""
        more = [problem(self.path, line, code, count=number) for code, (line, number) in self._more.items()]
        return self._kept + more


def capped(path: str, listed: Iterable[Problem]) -> list[Problem]:
    """A file's problems, warnings last, with no more of them told than of any file."""
    problems = Problems(path)
    problems.take(sorted(listed, key=lambda problem: (problem.warning, problem)))
    return sorted(problems.told())


class Rule(NamedTuple):
    """A rule of the record: what is said when it is broken, with `{names}` for the values."""

    what: str
    fix: str
    warning: bool = False


_ZWNJ = "\u200c"
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def problem(path: str, at: int | Place, code: str, **values: object) -> Problem:
    """A problem with its Persian message, the rule's text filled with `values`; numbers in Persian digits.

    Args:
        path: of the file.
        at: the line, from 1, or the place of the value.
        code: of `RULES`.
        values: what the rule's text names.

    Raises:
        KeyError: no such code, or a value that its text needs is missing (our fault, never a person's).
    """
    rule = RULES[code]
    printed = {
        key: str(value).translate(_PERSIAN_DIGITS) if isinstance(value, int) else value for key, value in values.items()
    }
    message = f"{rule.what.format_map(printed)} {rule.fix.format_map(printed)}"
    if isinstance(at, int):
        return Problem(path, at, code, message)
    return Problem(path, 0, code, message, at)


RULES = {
    # Of any file with very many.
    "more-problems": Rule("این پرونده {count} مشکل دیگر هم دارد.", "آنچه گفته شد را درست کنید و دوباره بررسی کنید."),
    "more-warnings": Rule(
        "این پرونده {count} هشدار دیگر هم دارد.", "آنچه گفته شد را ببینید و دوباره بررسی کنید.", warning=True
    ),
    # The tree: which files may be there, and as what.
    "file-stray": Rule(
        "این پرونده در جایی است که پروندهٔ فراخوان نیست.",
        "آن را از submissions بیرون ببرید یا نام و پوشه‌اش را درست کنید.",
    ),
    "file-symlink": Rule("این یک پیوند نمادین است، نه پرونده.", "خود پرونده را به‌جای پیوند بگذارید."),
    "file-mode": Rule("این پرونده اجرایی است.", "اجازهٔ اجرا را بردارید (chmod 644)."),
    "change-outside": Rule(
        "این تغییر بیرون از پرونده‌های ایده است.", "ایده‌ها را جدا بفرستید؛ تغییرهای دیگر را دبیرخانه می‌پذیرد."
    ),
    "change-existing": Rule(
        "این ایده پیش‌تر ثبت شده است و این‌گونه عوض یا پاک نمی‌شود.", "تغییر آن را از دبیرخانه بخواهید."
    ),
    "change-status": Rule("وضعیت ایدهٔ تازه را دبیرخانه تعیین می‌کند، نه فرستنده.", "به‌جای {value} بنویسید received."),
    "change-secretariat": Rule("«{key}» را دبیرخانه می‌نویسد، نه فرستنده.", "آن را خالی بگذارید."),
    "change-channel": Rule(
        "ایده‌ای که به‌صورت پرونده می‌آید نمی‌تواند بگوید که از راه {value} رسیده است.", "به‌جای آن {channel} بنویسید."
    ),
    "change-arrived": Rule(
        "زمان رسیدن این ایده پیش از آغاز فراخوان است.", "زمان درست را بنویسید؛ دبیرخانه آن را با زمان درخواست می‌سنجد."
    ),
    "change-act": Rule(
        "پیام یکی از ثبت‌های این تغییر کاری را به نام «{value}» می‌نویسد که نکرده است، یا کارشناس هیچ دوره‌ای نیست.",
        "آن ثبت را git log --grep 'By: {value}' نشان می‌دهد؛ سطرهای Act و By را از پیامش بردارید، یا اگر کار خود اوست"
        " شناسه‌اش را زیر staff در call.yml بنویسید.",
    ),
    "file-too-large": Rule(
        "این پرونده {size} بایت است و بیش از {limit} بایت پذیرفته نیست.",
        "متن را کوتاه کنید؛ عکس و کلیپ را جدا بفرستید.",
    ),
    "file-encoding": Rule("این پرونده UTF-8 نیست.", "آن را در ویرایشگر با رمزگذاری UTF-8 ذخیره کنید."),
    "file-misplaced": Rule("جای این ایده اینجا نیست.", "آن را به {expected} ببرید."),
    "file-missing": Rule("پروندهٔ {name} نیست.", "آن را بسازید؛ بی آن این دوره خوانده نمی‌شود."),
    # YAML as such.
    "front-matter": Rule(
        "این پرونده با سرآغاز YAML میان دو خط --- شروع نمی‌شود.",
        "سرآغاز را از یک ایدهٔ درست رونویسی و پر کنید.",
    ),
    "yaml-syntax": Rule("YAML در اینجا خوانده نمی‌شود.", "نشانه‌ها و فاصله‌های این سطر را با یک پروندهٔ درست بسنجید."),
    "yaml-alias": Rule("لنگر، ارجاع و ادغام YAML (& و * و <<) پذیرفته نیست.", "مقدار را همین‌جا کامل بنویسید."),
    "yaml-tag": Rule("برچسب YAML (!) پذیرفته نیست.", "برچسب را بردارید؛ مقدار ساده کافی است."),
    "yaml-duplicate": Rule("کلید «{key}» دو بار آمده است.", "یکی از دو سطر را بردارید."),
    "yaml-key": Rule("کلید باید یک واژهٔ ساده باشد.", "کلید را از یک پروندهٔ درست رونویسی کنید."),
    "yaml-deep": Rule("YAML بیش از {limit} لایه تودرتو است.", "ساختار را ساده کنید."),
    "yaml-long": Rule("YAML بیش از {limit} پاره یا بایت دارد.", "آن را کوتاه کنید."),
    # Keys and values, in any YAML file.
    "key-missing": Rule("کلید «{key}» نیست.", "آن را بیفزایید؛ اگر مقداری ندارد، خالی بگذارید."),
    "key-unknown": Rule("کلید «{key}» شناخته نیست.", "آن را بردارید یا نامش را درست کنید."),
    "value-required": Rule("«{key}» خالی است.", "آن را پر کنید."),
    "value-choice": Rule("مقدار «{key}» یکی از گزینه‌ها نیست.", "یکی از این‌ها را بنویسید: {choices}."),
    "value-number": Rule("مقدار «{key}» عدد درستی نیست.", "عدد صحیح را با رقم‌های 0 تا 9 و بی‌نشانه بنویسید."),
    "value-range": Rule("مقدار «{key}» بیرون از اندازه است.", "عددی {bound} بنویسید."),
    "value-day": Rule("مقدار «{key}» روزی از تقویم شمسی نیست.", "روز را به‌صورت YYYY-MM-DD بنویسید."),
    "value-time": Rule(
        "مقدار «{key}» زمان درستی نیست.",
        "زمان را به‌صورت YYYY-MM-DDTHH:MM:SS+03:30 بنویسید.",
    ),
    "value-long": Rule("«{key}» بلند است.", "آن را به حداکثر {limit} حرف برسانید."),
    "value-lines": Rule("«{key}» باید یک سطر باشد.", "شکست سطر را بردارید."),
    "value-form": Rule("شکل مقدار «{key}» درست نیست.", "آن را به شکل {form} بنویسید."),
    "value-list": Rule("مقدار «{key}» باید فهرست باشد.", "هر مورد را در سطری با «- » بنویسید."),
    "value-list-length": Rule("شمار موردهای «{key}» درست نیست.", "آن را {bound} کنید."),
    "value-list-twice": Rule("در «{key}» یک مورد دو بار آمده است.", "مورد تکراری را بردارید."),
    "value-map": Rule("مقدار «{key}» باید چند کلید با مقدار باشد.", "آن را از یک پروندهٔ درست رونویسی کنید."),
    "value-scalar": Rule("مقدار «{key}» باید یک متن ساده باشد.", "فهرست یا کلیدهای زیر آن را بردارید."),
    # Text that people wrote.
    "text-arabic": Rule("«{key}» حرف عربی (ي، ى، ك یا شکل نمایشی) دارد.", "ی و ک فارسی بنویسید."),
    "text-digits": Rule("«{key}» رقم عربی (٤، ٥، ٦) دارد.", "رقم فارسی یا لاتین بنویسید."),
    "text-tatweel": Rule("«{key}» کشیدهٔ «ـ» دارد.", "کشیده را پاک کنید."),
    "text-bidi": Rule("«{key}» نشانهٔ پنهان جهت متن دارد و ممکن است جز آن‌که هست دیده شود.", "آن نشانه را پاک کنید."),
    "text-hidden": Rule("«{key}» نویسهٔ پنهان دارد.", "متن را دوباره بنویسید یا آن نویسه را پاک کنید."),
    "private-mobile": Rule("در «{key}» شمارهٔ همراه هست.", "آن را پاک کنید؛ جای اطلاعات تماس در مخزن امن است."),
    "private-phone": Rule("در «{key}» شمارهٔ تلفن ثابت هست.", "آن را پاک کنید؛ جای اطلاعات تماس در مخزن امن است."),
    "private-national-id": Rule("در «{key}» کد ملی هست.", "آن را پاک کنید؛ کد ملی هرگز در مخزن گیت نمی‌آید."),
    "private-card": Rule("در «{key}» شمارهٔ کارت بانکی هست.", "آن را پاک کنید."),
    "private-iban": Rule("در «{key}» شمارهٔ شبا هست.", "آن را پاک کنید."),
    "private-handle": Rule(
        "در «{key}» شناسه یا نشانی پیام‌رسان هست.", "آن را پاک کنید؛ جای اطلاعات تماس در مخزن امن است."
    ),
    "private-email": Rule("در «{key}» نشانی رایانامه هست.", "آن را پاک کنید؛ جای اطلاعات تماس در مخزن امن است."),
    # An idea against its call.
    "idea-code": Rule("رقم کنترلی کد رهگیری با بقیهٔ آن نمی‌خواند.", "کد را از رسید دوباره بخوانید."),
    "idea-code-file": Rule("کد رهگیری با نام پرونده ({name}) یکی نیست.", "یکی از دو را درست کنید."),
    "idea-edition": Rule("دورهٔ این ایده «{edition}» نیست.", "دوره را درست کنید یا پرونده را به پوشهٔ دورهٔ خودش ببرید."),
    "idea-field": Rule("حوزهٔ «{value}» در فراخوان نیست.", "یکی از این‌ها را بنویسید: {choices}."),
    "idea-county": Rule("شهرستان «{value}» در فراخوان نیست.", "شناسهٔ شهرستان را از call.yml بردارید."),
    "idea-county-all": Rule("«all» با نام شهرستان‌ها با هم آمده است.", "یا all را تنها بنویسید یا شهرستان‌ها را."),
    "idea-chain": Rule("زنجیرهٔ «{value}» در فراخوان نیست.", "شناسهٔ زنجیره را از call.yml بردارید یا other بنویسید."),
    "idea-chain-other": Rule(
        "نام زنجیرهٔ دیگر و «other» با هم نمی‌خوانند.",
        "اگر زنجیره other است نامش را بنویسید، وگرنه خالی بگذارید.",
    ),
    "idea-link": Rule("حلقهٔ «{value}» در این زنجیره نیست.", "یکی از این‌ها را بنویسید: {choices}."),
    "idea-owners": Rule(
        "شمار صاحبان ایده با نوع آن‌ها نمی‌خواند.", "برای person عدد 1 و برای group عدد 2 یا بیشتر بنویسید."
    ),
    "idea-incomplete": Rule(
        "«{key}» در این ایدهٔ پذیرفته‌شده خالی یا کوتاه است.",
        "از صاحبش بپرسید و با farakhan mend بنویسید، یا آن را برگردانید.",
    ),
    "idea-channel": Rule("راه ارسال «{value}» در فراخوان نیست.", "یکی از این‌ها را بنویسید: {choices}."),
    "idea-staff": Rule("کارشناس «{value}» در فراخوان نیست.", "شناسهٔ کارشناس را در call.yml بیفزایید یا درست کنید."),
    "idea-consent": Rule(
        "نسخهٔ «{value}» از رضایت «{name}» در فراخوان نیست.",
        "نسخه‌ای را بنویسید که صاحب ایده پذیرفته است.",
    ),
    "idea-rules": Rule("صاحب این ایدهٔ پذیرفته‌شده مقررات را نپذیرفته است.", "پیش از پذیرش از او رضایت بگیرید."),
    "idea-times": Rule("زمان ثبت پیش از زمان رسیدن است.", "هر دو زمان را بررسی کنید."),
    "idea-early": Rule("این ایده پیش از آغاز فراخوان رسیده است.", "زمان رسیدن را بررسی کنید."),
    "idea-late": Rule(
        "این ایده پس از پایان مهلت ({deadline}) رسیده است و پذیرفته شده.",
        "وضعیت را held یا rejected بگذارید، یا مهلت را در call.yml با اصلاحیه بلند کنید.",
    ),
    "idea-reason": Rule("دلیل «{value}» برای این وضعیت در فراخوان نیست.", "یکی از این‌ها را بنویسید: {choices}."),
    "idea-copy-of": Rule(
        "ایده‌ای که این رونوشت آن است ({value}) در این دوره نیست یا خود همین است.", "کد رهگیری ایدهٔ نخست را بنویسید."
    ),
    "idea-digest": Rule(
        "اثر انگشت با محتوای ایده نمی‌خواند؛ محتوا پس از ثبت تغییر کرده است.",
        "محتوا را از تاریخچه برگردانید، یا اگر اصلاح نام‌دار است digest را {expected} کنید.",
    ),
    "idea-screened": Rule(
        "متن این ایده پس از تصمیم دبیرخانه عوض شده است، یا تصمیم نمی‌گوید بر کدام متن بوده.",
        "متن را دوباره ببینید و دوباره تصمیم بگیرید: farakhan screen {value} …",
    ),
    "idea-judged": Rule(
        "این ایده داوری شده است و وضعیتش {value} است.",
        "وضعیت را از تاریخچه برگردانید؛ کنار گذاشتن ایدهٔ داوری‌شده با هیئت است (passed_over در awards.yml). اگر سطرهایش"
        " از برگ‌ها برداشته شده، نخست farakhan tally را بزنید.",
    ),
    "idea-media-kind": Rule(
        "نوع رسانهٔ «{value}» شناخته نیست.",
        "یکی از این‌ها را بنویسید: {choices}.",
    ),
    "idea-media-limit": Rule("«{value}» بیش از اندازهٔ {limit} بایت است.", "نسخهٔ کم‌حجم‌تر را بگذارید."),
    "idea-same-text": Rule(
        "متن این ایده با {other} یکی است.",
        "اگر رونوشت است copies_of را پر کنید و یکی را نگه دارید.",
    ),
    # The call.
    "call-edition": Rule("نام دوره با نام پوشه ({name}) یکی نیست.", "یکی از دو را درست کنید."),
    "call-id-twice": Rule("شناسهٔ «{value}» در «{key}» دو بار آمده است.", "یکی از دو را عوض کنید."),
    "call-level": Rule("امتیاز {score} در levels دو بار آمده یا از {top} بیشتر است.", "هر امتیاز را یک بار بنویسید."),
    "call-tile": Rule("«{name}» در نقشه سر جای «{other}» نشسته است.", "tile یکی از دو شهرستان را عوض کنید."),
    "call-reference": Rule(
        "«{value}» در «{key}» به چیزی از فراخوان اشاره نمی‌کند.", "یکی از شناسه‌های «{target}» را بنویسید."
    ),
    "call-dates": Rule("روز «{key}» پیش از «{before}» است.", "ترتیب روزها را درست کنید."),
    "call-objections": Rule(
        "مهلت اعتراض روزی پس از پایان داوری و پیش از معرفی برگزیدگان نیست.",
        "objections_until را پس از judging_until و پیش از announced بگذارید، یا خالی.",
    ),
    "call-amendment": Rule(
        "آخرین مقدار «{key}» در اصلاحیه‌ها ({value}) با خود فراخوان یکی نیست.",
        "مقدار فراخوان یا اصلاحیه را درست کنید.",
    ),
    "call-amendment-chain": Rule(
        "«old» این اصلاحیه با «new» اصلاحیهٔ پیش از آن نمی‌خواند.",
        "ترتیب و مقدار اصلاحیه‌ها را درست کنید.",
    ),
    "call-quota": Rule("سهمیه‌ها با شمار برگزیدگان نمی‌خوانند.", "کمینه‌ها را کم یا شمار برگزیدگان را زیاد کنید."),
    "call-recipients": Rule(
        "کمتر از دو کلید برای بازکردن اطلاعات تماس در فراخوان است.",
        "پیش از گرفتن ایده، دست‌کم دو کلید در age_recipients بگذارید.",
        warning=True,
    ),
    "call-proposal": Rule("«{value}» در proposals جایی از فراخوان نیست.", "نشانی درست را بنویسید، مانند rubric.scale."),
    "call-readings": Rule(
        "هر ایده را کمتر از {least} داور می‌خوانند و هیچ ایده‌ای رتبه نمی‌گیرد.",
        "readings را دست‌کم {least} کنید یا خالی بگذارید، یا tally.min_sheets را کم کنید.",
    ),
    "call-weights": Rule(
        "وزن معیارها روی هم {total} می‌شود و مردم آن‌ها را درصد می‌خوانند.",
        "وزن‌ها را چنان بنویسید که روی هم ۱۰۰ شود.",
        warning=True,
    ),
    "call-date-moved": Rule(
        "«{key}» از {old} به {new} رفته است و اصلاحیه‌ای ندارد؛ مردم روز پیشین را دیده‌اند.",
        "آن را زیر amendments با what: {key} و دلیل بنویسید.",
        warning=True,
    ),
    "call-rounds": Rule("دورهای داوری با هم نمی‌خوانند: {what}", "rounds را درست کنید؛ docs/formats.md شکل آن را دارد."),
    "call-conflict": Rule(
        "کد «{value}» در تعارض‌های داور «{judge}» درست نیست یا دو بار آمده است.",
        "کد را از رسید یا farakhan show دوباره بخوانید؛ هر کد یک بار.",
    ),
    # Sharing out, and the sheets.
    "conflict-idea": Rule(
        "داور «{judge}» با ایدهٔ {value} تعارض منافع دارد و چنین ایده‌ای در این دوره نیست.",
        "کد را در conflicts او درست کنید؛ تا درست نشود شاید همان ایده را بخواند.",
    ),
    "csv-form": Rule("این سطر CSV درست نیست.", "ستون‌ها و گیومه‌های این سطر را بررسی کنید."),
    "csv-columns": Rule("ستون‌های این پرونده درست نیستند.", "سطر نخست را چنین بنویسید: {columns}."),
    "assignment-idea": Rule("ایدهٔ «{value}» برای داوری در این دوره نیست.", "کد را درست کنید یا سطر را بردارید."),
    "assignment-judge": Rule("داور «{value}» در فراخوان نیست.", "شناسهٔ داور را از call.yml بردارید."),
    "assignment-twice": Rule("این ایده دو بار به داور «{judge}» داده شده است.", "یکی از دو سطر را بردارید."),
    "assignment-conflict": Rule(
        "داور «{judge}» با ایدهٔ {idea} تعارض منافع دارد و ایده به او داده شده است.",
        "farakhan assign را بزنید تا به داور دیگری برسد؛ اگر امتیاز داده، در برگ او conflict را yes و امتیازها را خالی"
        " کنید.",
    ),
    "assignment-few": Rule(
        "ایدهٔ {idea} به {count} داور داده شده است، نه {readings}.",
        "farakhan assign را بزنید؛ اگر نشود می‌گوید چرا.",
        warning=True,
    ),
    "assignment-field": Rule(
        "هیچ‌یک از داوران ایدهٔ {idea} حوزهٔ آن را نمی‌شناسد.",
        "farakhan assign را بزنید؛ اگر نشود می‌گوید چرا.",
        warning=True,
    ),
    "assignment-row": Rule(
        "داور «{judge}» هنوز به ایدهٔ {idea} امتیاز نداده است.",
        "برگ او را بگیرید یا ایده را به داور دیگری بدهید.",
        warning=True,
    ),
    "sheet-judge": Rule("داور «{value}» در فراخوان نیست.", "نام پرونده را به شناسهٔ داور درست کنید."),
    "sheet-idea": Rule("ایدهٔ «{value}» برای داوری در این دوره نیست.", "کد را درست کنید یا سطر را بردارید."),
    "sheet-idea-twice": Rule("ایدهٔ «{value}» در این برگ دو بار آمده است.", "یکی از دو سطر را بردارید."),
    "sheet-criterion": Rule("معیار «{value}» در فراخوان نیست.", "نام ستون را از rubric بردارید."),
    "sheet-criterion-missing": Rule("ستون معیار «{value}» در این برگ نیست.", "ستون را بیفزایید."),
    "sheet-score": Rule("امتیاز «{value}» برای «{criterion}» عدد صحیحی از ۰ تا {top} نیست.", "امتیاز را درست کنید."),
    "sheet-half": Rule("این سطر نیمه‌پر است: «{criterion}» خالی است.", "همهٔ معیارها را پر کنید یا همه را خالی بگذارید."),
    "sheet-conflict": Rule("داور تعارض منافع دارد و امتیاز هم داده است.", "امتیازهای این سطر را پاک کنید."),
    "sheet-conflict-form": Rule("مقدار ستون conflict شناخته نیست.", "yes یا بله بنویسید، یا خالی بگذارید."),
    "sheet-lost": Rule("به‌جای حرف‌های فارسی «?» آمده است.", "پرونده را دوباره با رمزگذاری UTF-8 ذخیره کنید."),
    "sheet-unassigned": Rule(
        "این ایده به این داور داده نشده بود.", "آن را در assignments.csv بیفزایید یا سطر را بردارید."
    ),
    "sheet-round": Rule(
        "این برگ در پوشهٔ دوری است که هنوز باز نشده یا در فراخوان نیست.",
        "آن را به پوشهٔ دورش ببرید: sheets/دور/داور.csv",
    ),
    "sheet-no-round": Rule(
        "این برگ در پوشهٔ هیچ دوری نیست.",
        "آن را به sheets/دور/{judge}.csv ببرید؛ اگر فراخوان دوری ندارد، به sheets/{first}/{judge}.csv.",
    ),
    # What decides, and the closing of sheets.
    "rules-form": Rule(
        "این پرونده قاعده‌های آغاز داوری را نشان نمی‌دهد.", "آن را از گیت برگردانید: git checkout -- rules.json"
    ),
    "call-frozen": Rule(
        "از نخستین برگ امتیاز به بعد «{key}» بی اصلاحیه عوض شده است: «{old}» بود و «{new}» شده.",
        "برش گردانید، یا در amendments بنویسید چه بود، چه شد و چرا؛ مردم آن را در مقررات می‌بینند.",
    ),
    "closed-form": Rule("این پرونده بستن برگ‌ها را نشان نمی‌دهد.", "آن را از گیت برگردانید: git checkout -- closed.json"),
    "closed-edition": Rule("این پرونده از دورهٔ «{value}» است.", "پروندهٔ همین دوره را از گیت برگردانید."),
    "closed-changed": Rule(
        "برگ‌ها بسته شده‌اند و {what}", "به آنچه هنگام بستن بود برگردانید؛ git log می‌گوید چه کسی و کی عوضش کرد."
    ),
    "closed-reopened": Rule(
        "برگ «{judge}» برای اعتراض {objection} بازگشوده است و برگ تازه‌اش نیامده.",
        "برگ درست‌شده، یا همان برگ پیشین را، بگیرید: farakhan sheets import",
    ),
    "results-earlier": Rule(
        "نتیجهٔ پیش از اعتراض ({name}) نیست یا آن نیست که بود.", "آن را از گیت برگردانید: git checkout -- {name}"
    ),
    "shortlist-form": Rule(
        "این پرونده فهرست ایده‌های یک دور نیست.", "آن را از گیت برگردانید یا با farakhan sheets close دوباره بسازید."
    ),
    "shortlist-round": Rule(
        "این فهرست از دور یا دوره‌ای دیگر است («{value}») یا دور پیش از آن فهرست ندارد.",
        "نام پرونده و rounds در call.yml را یکی کنید.",
    ),
    "shortlist-changed": Rule(
        "دور پیش بسته شده است و {what}", "به آنچه هنگام بستن بود برگردانید؛ git log می‌گوید چه کسی و کی عوضش کرد."
    ),
    # Results and awards.
    "results-form": Rule("این پرونده نتیجهٔ جمع‌بندی نیست.", "آن را با farakhan tally دوباره بسازید."),
    "results-call": Rule(
        "قاعدهٔ شمارش در call.yml (معیارها، وزن‌ها، سهمیه‌ها، حوزه‌ها) پس از این جمع‌بندی عوض شده است.",
        "call.yml را به آنچه بود برگردانید، یا با farakhan tally دوباره بشمارید.",
    ),
    "award-idea": Rule("ایدهٔ «{value}» در نتیجه‌ها نیست.", "کد را درست کنید؛ تنها ایدهٔ داوری‌شده تقدیر می‌شود."),
    "award-twice": Rule("ایدهٔ «{value}» دو بار آمده است.", "یکی از دو را بردارید."),
    "award-number": Rule(
        "شمارهٔ {value} برای این تقدیر درست نیست.",
        "همان شماره‌ای را بنویسید که ایده هنگام بستن برگ‌ها گرفته است (closed.json)؛ هر کدام یک بار.",
    ),
    "award-kind": Rule("تقدیر «{value}» در فراخوان نیست.", "یکی از این‌ها را بنویسید: {choices}."),
    "award-partner": Rule("همکار «{value}» در فراخوان نیست.", "یکی از این‌ها را بنویسید: {choices}."),
    "award-consent": Rule(
        "صاحب ایدهٔ «{value}» به انتشار رضایت نداده است و نامش این‌جا آمده.",
        "public_name را خالی بگذارید تا بی‌نام و بی‌متن تقدیر شود، یا از او رضایت بگیرید.",
    ),
    "award-name": Rule(
        "صاحب ایدهٔ «{value}» به انتشار رضایت داده است و نامی برای انتشار نیامده.",
        "نامی را که خودش نوشته در public_name بنویسید.",
    ),
    "award-ranking": Rule(
        "ایدهٔ «{value}» در میان برگزیدگان جمع‌بندی نیست.",
        "دلیل هیئت داوران را در reason بنویسید.",
    ),
    "award-role": Rule(
        "صاحب ایدهٔ «{value}» این نقش را نخواسته است.",
        "دلیل هیئت داوران را در reason بنویسید، یا role را none کنید.",
    ),
    "award-photo": Rule(
        "این عکس از ایدهٔ تقدیرشده‌ای نیست که صاحبش به انتشار رضایت داده باشد.",
        "farakhan award دوره را بزنید تا برداشته شود.",
    ),
    "award-passed-over": Rule(
        "ایدهٔ «{value}» برگزیدهٔ جمع‌بندی است و تقدیر نشده.",
        "آن را با دلیل در passed_over بنویسید.",
    ),
    "award-digest": Rule(
        "این تقدیرها بر نتیجهٔ دیگری استوارند.",
        "نتیجه را با هیئت داوران بازبینی و results را {expected} کنید.",
    ),
    "award-changed": Rule(
        "اثر انگشت با این تقدیرها نمی‌خواند؛ چیزی از آن‌ها پس از تصمیم عوض شده است.",
        "با صورت‌جلسه بسنجید؛ اگر تصمیم هیئت همین است digest را {expected} کنید.",
    ),
    "objection-name": Rule(
        "کد و شمارهٔ این اعتراض با نام پرونده ({name}) یکی نیست.", "یکی از دو را از تاریخچه برگردانید."
    ),
    "objection-idea": Rule(
        "ایدهٔ «{value}» در این دوره نیست.", "کد را از رسید دوباره بخوانید و نام پرونده را هم درست کنید."
    ),
    "objection-number": Rule(
        "شمارهٔ {value} را اعتراض دیگری ({other}) هم دارد.",
        "شمارهٔ آن را که پاسخی ندارد، در پرونده و در نامش، عوض کنید و به صاحبش بگویید.",
    ),
    "objection-late": Rule(
        "این اعتراض بیرون از مهلت اعتراض رسیده است.",
        "دلیل پذیرفتنش را در late بنویسید، یا مهلت را در call.yml با اصلاحیه بلند کنید.",
    ),
    "objection-answer": Rule(
        "پاسخ و زمان آن با هم نمی‌خوانند.",
        "پاسخ را از تاریخچه برگردانید و با farakhan answer بنویسید.",
    ),
    "objection-waiting": Rule(
        "تصمیم هیئت نامه دارد و این اعتراض هنوز پاسخی ندارد.",
        "پیش از روز معرفی پاسخش را بنویسید: farakhan answer {edition} {value}",
        warning=True,
    ),
    "award-unsealed": Rule("تقدیرها بی results.json آمده‌اند.", "نخست farakhan tally را اجرا کنید."),
}
