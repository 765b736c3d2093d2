"""Which edition and which day are meant where nobody names them."""

import os
import time
from datetime import date
from pathlib import Path
from typing import NamedTuple

from farakhan.model.call import Call
from farakhan.persian import calendar
from farakhan.problems import FarakhanError
from farakhan.record.call import read_call
from farakhan.store import disk


class Chosen(NamedTuple):
    """An edition's name and its call."""

    name: str
    call: Call


def choose(root: Path, name: str) -> Chosen:
    """The edition of this name; without one, the newest that is no sample. Nothing but calls is read.

    Raises:
        FarakhanError: `no-edition`, there is none; what `read_call` raises.
    """
    if name:
        return Chosen(name, read_call(root, name))
    for newest in reversed(disk.editions(root)):
        call = read_call(root, newest)
        if not call.sample:
            return Chosen(newest, call)
    raise FarakhanError("no-edition", "دوره‌ای جز نمونه نیست؛ نام دوره را بدهید.", disk.RECORD)


def chosen_day(today: str) -> date:
    """The day that is meant, in Tehran: as named, else by SOURCE_DATE_EPOCH, else by the clock.

    Raises:
        FarakhanError: `day`, it is no day of the Jalali calendar, or SOURCE_DATE_EPOCH is no number.
    """
    try:
        if today:
            return calendar.typed_day(today)
        seconds = int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
    except ValueError:
        raise FarakhanError("day", "روز را به‌صورت 1406/06/02 بنویسید.", today or "SOURCE_DATE_EPOCH") from None
    return calendar.tehran_day(calendar.from_epoch(seconds))
