"""What jobs say of commands, options and keys of files, in the words of somebody who has the desk alone before them.

Jobs speak to whoever may read them, most often at a terminal. A command is called here by the page that does the same,
a key by what its field is called. What only a terminal can do keeps its command.
"""

import re

from farakhan.model.answers import LABELS
from farakhan.model.call import Dates
from farakhan.model.idea import LABELS as STATUSES
from farakhan.model.idea import Idea, Status
from farakhan.office.amending import FIELDS

PAGES = {
    "answer": "اعتراض‌ها",
    "assign": "داوران و تقسیم",
    "attach": "گذاشتن پیوست",
    "audit": "درستی",
    "award": "تصمیم هیئت",
    "check": "درستی",
    "contact": "تماس و پیوست‌ها",
    "erase": "پاک کردن صاحب ایده",
    "export": "ایده‌ها",
    "judge-link": "لینک داوران",
    "mend": "درست کردن رونویسی",
    "object": "اعتراض‌ها",
    "objections": "اعتراض‌ها",
    "packs": "بسته‌ها",
    "papers": "صورت‌جلسه و نامه",
    "receipt": "رسید",
    "register": "ثبت",
    "renew": "رسید تازه",
    "report": "شمارش",
    "screen": "ایده‌ها",
    "sheets": "برگ‌ها",
    "sheets close": "بستن",
    "sheets reopen": "اعتراض‌ها",
    "show": "صفحهٔ ایده",
    "site": "سایت",
    "staff": "کارکنان",
    "tally": "شمارش",
    "verify": "درستی",
}
"""Where the desk does what a command does, as its menus call the place."""
_FILES = {
    "call.yml": "تنظیم‌های فراخوان",
    "awards.yml": "تصمیم هیئت",
    "assignments.csv": "تقسیم ایده‌ها",
    "results.json": "شمارش ثبت‌شده",
    "closed.json": "ثبت بستن برگ‌ها",
    "rules.json": "قاعدهٔ ثبت‌شده",
}
_KEYS = {
    **{name: str(field.title) for name, field in Idea.model_fields.items() if field.title},
    **{name: str(field.title) for name, field in Dates.model_fields.items()},
    **FIELDS,
    **LABELS,
    **{status.value: STATUSES[status] for status in Status},
    "awards": "عنوان‌های تقدیر",
    "body": "متن",
    "judges": "داوران",
    "readings": "شمار داوران هر ایده",
    "staff": "کارکنان",
}
_PLACEHOLDERS = r"شناسه‌تان در call\.yml|کد|دوره|شماره|پرونده|پوشه|برگ…|…"
_ARGUMENTS = rf"(?: (?:--[a-z-]+|[A-Za-z0-9۰-۹][A-Za-z0-9۰-۹-]*|{_PLACEHOLDERS})(?![\w\u200c]))*"
_COMMAND = re.compile(rf"«?farakhan ({'|'.join(sorted(PAGES, key=len, reverse=True))}){_ARGUMENTS}»?")
_AFTER = (
    (re.compile(r"با (\[\[[^\]]+\]\]) بنویسید"), r"در \1 بنویسید"),
    (re.compile(r"(\[\[[^\]]+\]\]) را (?:دوباره )?(?:بزنید|اجرا کنید)"), r"به \1 بروید"),
    (re.compile(r"بزنید: (\[\[[^\]]+\]\])"), r"به \1 بروید"),
    (re.compile(r"با (\[\[[^\]]+\]\])"), r"در \1"),
    (re.compile(r" \((?:[a-z]+\.(?:yml|json)|duties|duties در call\.yml)[^()]*\)"), ""),
    (re.compile(r"در passed_over در awards\.yml می‌نویسد"), "در «تصمیم هیئت» کنار می‌گذارد"),
    (re.compile(r"(?:را )?با --reason بنویسید"), "را در «دلیل» بنویسید"),
    (re.compile(r"(?:را )?با --why بنویسید"), "را بنویسید"),
    (
        re.compile(r"(?:پرونده‌اش|کلید یک کارشناس یا کلید کاغذی) را با --key بدهید"),
        "مسئول فنی کلید یکی از کارشناسان را روی این رایانه می‌گذارد",
    ),
    (re.compile(r"قاعدهٔ co_readers"), "قاعدهٔ «تصحیح گرایش داوران»"),
    (re.compile(r"قاعدهٔ mean"), "قاعدهٔ «میانگین»"),
    (re.compile(r"با hold نگهش دارید"), "نگهش دارید"),
)
_FILE = re.compile(rf"(?<!-- )(?:{'|'.join(map(re.escape, _FILES))})")
_QUOTED = re.compile(r"«([a-z][a-z_.]*)»")
_ALONE = ("announced", "awards", "digest", "held", "judges", "note", "readings", "reason", "rejected", "role", "staff")
"""Keys of one plain word that messages name without quotes; others of one word may be somebody's own."""
_UNQUOTED = sorted({*_ALONE, *(key for key in _KEYS if "_" in key or "." in key)}, key=len, reverse=True)
_NAMED = re.compile(rf"(?<![\w./«-])({'|'.join(map(re.escape, _UNQUOTED))})(?![\w./»-])")


def plain(message: str) -> str:
    """A message as the desk says it."""
    said = _COMMAND.sub(lambda found: f"[[{PAGES[found[1]]}]]", message)
    for pattern, words in _AFTER:
        said = pattern.sub(words, said)
    said = _QUOTED.sub(lambda found: f"«{_KEYS.get(found[1], found[1])}»", said)
    said = _NAMED.sub(lambda found: f"«{_KEYS[found[1]]}»", said)
    said = _FILE.sub(lambda found: _FILES[found[0]], said)
    return said.replace("[[", "«").replace("]]", "»")
