"""What a reader of messages is not sure of, said to the person who registers the idea."""

from typing import NamedTuple

from farakhan.model.questions import Question

_SHORT = 80
TWO_WAYS = frozenset({"double", "range", "numbers", "unit", "small", "ideas"})
"""Doubts about what can be read in more than one way: somebody must say which, and «yes» to all says nothing."""


class Doubt(NamedTuple):
    """One thing to look at; nothing that carries a doubt has been decided."""

    key: str
    """Of the field it speaks of; `body`, or empty where the whole message is meant."""
    code: str
    message: str


def doubt(question: Question | None, code: str, words: str = "", value: str = "") -> Doubt:
    """A doubt with its Persian sentence.

    Args:
        question: the field it speaks of; None for the whole message.
        code: of `SENTENCES`.
        words: what stands in the message, or a number in Persian digits.
        value: what was read in it.
    """
    label = question.label if question else ""
    shown = " ".join(words.split())
    shown = shown if len(shown) <= _SHORT else shown[:_SHORT].rstrip() + "…"
    sentence = SENTENCES[code].format(label=label, words=shown, value=value)
    return Doubt(question.key if question else "", code, sentence)


SENTENCES = {
    # The message as a whole.
    "edited": "محتوای پیام پس از ساخته‌شدن در فرم عوض شده است؛ همه را با متن پیام بسنجید.",
    "check-unread": "رقم وارسی خوانده نشد: «{words}». معلوم نیست پیام دست خورده است یا نه.",
    "part-missing": "بخش {words} پیام نرسیده است؛ از فرستنده بخواهید.",
    "part-twice": "بخش {words} دو بار و با دو متن آمده است؛ نخستین خوانده شد.",
    "parts-mixed": "این بخش‌ها از یک پیام نیستند؛ هر پیام را جدا ثبت کنید.",
    "ideas": "گویا چند ایده در یک پیام است؛ هر ایده جدا ثبت می‌شود.",
    "around": "پیش یا پس از پیام فرم متنی آمده که جزو ایده خوانده نشد: «{words}».",
    # A field with its label.
    "twice": "«{label}» بیش از یک بار آمده است؛ نخستین خوانده شد، نه این: «{words}».",
    "unread": "«{label}» خوانده نشد: «{words}».",
    "more": "کنار «{label}» این هم آمده است: «{words}».",
    "several": "چند گزینه برای «{label}» آمده است: «{words}». یکی را برگزینید.",
    "taken-as": "«{words}» برای «{label}» به معنی «{value}» گرفته شد.",
    "joined": "«{label}» در چند سطر بود و یک سطر شد: «{words}».",
    "double": "«{label}» را دو جور می‌شود خواند («{words}»)؛ {value} پیشنهاد می‌شود.",
    "range": "«{label}» بازه است («{words}»)؛ عدد کوچک‌تر ({value}) پیشنهاد می‌شود.",
    "numbers": "چند عدد برای «{label}» آمده است («{words}»)؛ نخستین ({value}) پیشنهاد می‌شود.",
    "rial": "«{label}» به ریال نوشته شده است («{words}»)؛ برابر آن به تومان {value} است.",
    "unit": "«{label}» واحد ندارد («{words}»)؛ تومان گرفته شد.",
    "small": "«{label}» برای تومان کم است («{words}»)؛ شاید هزار یا میلیون منظور است.",
    "version": "نسخهٔ متن «{label}» در پیام نیست؛ نسخهٔ کنونی ({value}) پیشنهاد می‌شود.",
    "refused": "صاحب ایده «{label}» را نمی‌پذیرد: «{words}».",
    "split": "نام‌های «{label}» با «و» از هم جدا شدند: «{words}».",
    # What was recognised without a label.
    "recognised": "«{label}» برچسب نداشت؛ از این واژه‌ها پیشنهاد شد: «{words}».",
    "choose": "«{label}» برچسب ندارد و متن به چند گزینه اشاره می‌کند: «{words}».",
    "maybe": "«{label}» برچسب ندارد؛ شاید این باشد: «{words}». اگر درست است، بنویسید.",
    "second-number": "شمارهٔ دیگری هم در پیام است: «{words}».",
    "number-in-body": "در متن ایده شماره‌ای مانده است («{words}»)؛ پیش از ثبت پاکش کنید.",
}
