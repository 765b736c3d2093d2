"""What a Word or PDF file says that somebody sent in place of a message; read in a process that can do nothing else.

Where its text is not certain there is none: a PDF's pages are shown then, beside the fields, to be typed off.
"""

import json
from typing import NamedTuple

from farakhan.files import docx
from farakhan.intake.cost import Limits
from farakhan.intake.darkroom import Job, apart
from farakhan.problems import FarakhanError

LIMITS = Limits(bytes=32 * 2**20, cpu=20, memory=1024 * 2**20)
"""What one document may cost."""
_FIRST = 1024
"""Bytes within which a PDF says that it is one; some programs put something before."""
_PDF, _ZIP, _OLD, _RTF = b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_ENDINGS = (".docx", ".doc", ".pdf", ".rtf", ".odt", ".docm", ".pages")
SCANNED = "در این PDF نوشته‌ای نیست: عکس برگه است. صفحه‌ها پایین آمده است؛ از روی آن‌ها بنویسید."
UNCERTAIN = "نوشتهٔ این PDF درست خوانده نمی‌شود. صفحه‌ها پایین آمده است؛ از روی آن‌ها بنویسید، یا Word آن را بخواهید."
EMPTY = "در این پروندهٔ Word نوشته‌ای نیست؛ شاید عکس برگه در آن است. بازش کنید و از رویش بنویسید."


class Document(NamedTuple):
    """What a document says.

    Attributes:
        text: in lines, a form's as «label: answer»; empty where it could not be read with certainty.
        why: it could not; empty where it could.
        pages: of a PDF without a text, as WebP.
    """

    text: str
    why: str = ""
    pages: tuple[bytes, ...] = ()


def is_document(name: str, data: bytes) -> bool:
    """Whether a file may be one that is read, by its first bytes or its name; a stranger gave both."""
    return _PDF in data[:_FIRST] or data.startswith((_OLD, _RTF)) or name.lower().endswith(_ENDINGS)


def read(data: bytes) -> Document:
    """What a document says.

    Raises:
        FarakhanError: `document-old`, `document-kind`, it must be saved as another kind first; `document-locked`;
            `document-large`; `document-broken`; `document-costly`; what `apart` raises.
    """
    _see_kind(data)
    (answer,) = apart([data], LIMITS, _EXTRACTING)
    if isinstance(answer, FarakhanError):
        raise answer
    head, _, rest = answer.partition(b"\n")
    told = json.loads(head)
    pages, at = [], 0
    for length in told["pictures"]:
        pages.append(rest[at : at + length])
        at += length
    if told["text"].strip():
        return Document(told["text"])
    return Document("", (UNCERTAIN if told["has_letters"] else SCANNED) if pages else EMPTY, tuple(pages))


def _see_kind(data: bytes) -> None:
    if len(data) > LIMITS.bytes:
        message = (
            f"این پرونده بیش از {LIMITS.bytes // 2**20} مگابایت است و خوانده نمی‌شود؛ متنش را در خانهٔ پیام بچسبانید."
        )
        raise FarakhanError("document-large", message)
    if data.startswith(_OLD):
        if _LOCKED in data:
            message = (
                "این پروندهٔ Word رمز دارد. بازش کنید، در Info رمز (Encrypt with Password) را بردارید و دوباره بدهید."
            )
            raise FarakhanError("document-locked", message)
        message = (
            "این پرونده به قالب قدیمی Word (doc) است. در Word بازش کنید، Save As بزنید، «Word Document (.docx)» را "
            "برگزینید و همان را بدهید."
        )
        raise FarakhanError("document-old", message)
    if _PDF not in data[:_FIRST] and not data.startswith(_ZIP):
        raise FarakhanError("document-kind", docx.OTHER_KIND)


def _costly() -> FarakhanError:
    message = "خواندن این پرونده بیش از اندازه کار می‌برد و رها شد؛ متنش را رونوشت کنید و در خانهٔ پیام بچسبانید."
    return FarakhanError("document-costly", message)


_EXTRACTING = Job("farakhan.intake.extracting", _costly)
