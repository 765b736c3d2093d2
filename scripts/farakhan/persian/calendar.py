"""The Jalali calendar and Tehran's clock: call.yml speaks in Jalali days, records keep instants with +03:30."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

from persiantools.jdatetime import JalaliDate

from farakhan.persian.digits import to_ascii, to_persian

TEHRAN = timezone(timedelta(hours=3, minutes=30))
"""Iran's standard time. No daylight saving since 1401 (law of 1401-02), so one offset holds for every edition."""

MONTHS = (
    "فروردین",
    "اردیبهشت",
    "خرداد",
    "تیر",
    "مرداد",
    "شهریور",
    "مهر",
    "آبان",
    "آذر",
    "دی",
    "بهمن",
    "اسفند",
)
WEEKDAYS = ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه")
_DAY = re.compile(r"(1[34][0-9]{2})-([0-9]{2})-([0-9]{2})")
_TYPED_DAY = re.compile(r"(?P<year>[0-9]{4})[-/](?P<month>[0-9]{1,2})[-/](?P<day>[0-9]{1,2})", re.ASCII)


def parse_day(text: str) -> date:
    """The day that a Jalali text such as "1406-06-02" names.

    Raises:
        ValueError: the text has another form, or no such day exists (1405-12-30 in a year without it).
    """
    match = _DAY.fullmatch(text)
    if not match:
        raise ValueError(text)
    year, month, day = (int(part) for part in match.groups())
    return JalaliDate(year, month, day).to_gregorian()


def typed_day(text: str) -> date:
    """The day that a person means: 1406/5/2, ۱۴۰۶/۰۵/۰۲ or 1406-05-02.

    Raises:
        ValueError: the text has another form, or there is no such day.
    """
    match = _TYPED_DAY.fullmatch(to_ascii(text).strip())
    if not match:
        raise ValueError(text)
    return parse_day(f"{match['year']}-{int(match['month']):02}-{int(match['day']):02}")


def parse_moment(text: str, at: datetime) -> datetime:
    """The instant that a person means by a Jalali day and a clock in Tehran: "1406/05/20 10:30", "۱۴۰۶-۰۵-۲۰ ۱۰:۳۰".

    A day alone is its noon, and today's is now: so it lies on its own side of a deadline at a day's end, also where the
    next day has some minutes' grace, and before it was typed.

    Args:
        text: as it was typed.
        at: when that was, aware.

    Raises:
        ValueError: the text has another form, or there is no such day or hour.
    """
    typed, _, clock = to_ascii(text).strip().partition(" ")
    day = typed_day(typed)
    if clock:
        return datetime.combine(day, datetime.strptime(clock.strip(), "%H:%M").time(), TEHRAN)  # noqa: DTZ007
    return at if day == tehran_day(at) else datetime.combine(day, time(12), TEHRAN)


def jalali(day: date) -> JalaliDate:
    """A day in the Jalali calendar."""
    return JalaliDate(day)


def iso_day(day: date) -> str:
    """A day as call.yml writes it: 2027-08-24 is "1406-06-02"."""
    return str(jalali(day))


@lru_cache(maxsize=1024)  # thousands of ideas were registered on few days
def long_day(day: date) -> str:
    """A day for people: «۲ شهریور ۱۴۰۶»."""
    shown = jalali(day)
    return to_persian(f"{shown.day} {MONTHS[shown.month - 1]} {shown.year}")


def weekday(day: date) -> str:
    """The Persian name of a day of the week: «سه‌شنبه»."""
    return WEEKDAYS[day.weekday()]


def end_of_day(day: date) -> datetime:
    """The first instant after a day in Tehran: a deadline on this day has passed from here on."""
    return datetime.combine(day + timedelta(days=1), time(), TEHRAN)


def tehran_day(instant: datetime) -> date:
    """The day that an aware instant falls on in Tehran."""
    return instant.astimezone(TEHRAN).date()


def from_epoch(seconds: int) -> datetime:
    """The instant of a Unix time, aware in UTC."""
    return datetime.fromtimestamp(seconds, UTC)
