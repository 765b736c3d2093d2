"""A workbook that came from somebody's program, opened within limits; and what a cell of it says."""

import io
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

MOST_BYTES, MOST_UNPACKED = 4 * 2**20, 64 * 2**20


class UnreadError(Exception):
    """A file is no workbook that can be read; the words say why, in Persian."""


def opened(data: bytes) -> Any:  # noqa: ANN401 (openpyxl's)
    """A workbook.

    Raises:
        UnreadError: it is none, or over the limits.
    """
    import openpyxl  # noqa: PLC0415 (large)

    if len(data) > MOST_BYTES:
        raise UnreadError("بیش از اندازه بزرگ است")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        book = openpyxl.load_workbook(io.BytesIO(data)) if unpacked <= MOST_UNPACKED else None
    except Exception:  # noqa: BLE001 (a file of a stranger's program: openpyxl raises what it meets)
        raise UnreadError("کارپوشهٔ Excel نیست یا خراب است") from None
    if book is None:
        raise UnreadError("بیش از اندازه بزرگ است")
    return book


def is_day_or_hour(value: object) -> bool:
    """Whether a program took what was typed for a day or an hour."""
    return isinstance(value, datetime | date | time | timedelta)


def is_computed(cell: Any) -> bool:  # noqa: ANN401 (openpyxl's cells)
    """Whether a cell holds a formula, or an error of one."""
    return cell.data_type in ("e", "f")


def text_of(value: object) -> str:
    """A cell's text or number as it was typed; empty where it is empty."""
    if value is None:
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)
