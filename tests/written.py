"""Small documents, as the programs write them that people use: Word files, PDFs with a text and without one."""

import io
import zipfile
from collections.abc import Iterable, Mapping

from PIL import Image
from weasyprint import HTML

_SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
RELATIONS = f'<Relationships><Relationship Type="{_OFFICE}" Target="word/document.xml"/></Relationships>'
FORM = {
    "عنوان طرح": "خشک کردن میوه در خانه",
    "حوزه": "کشاورزی",
    "شهرستان": "خرامه",
    "نام و نام خانوادگی": "نمونه نمونه‌پور",
    "تلفن همراه": "۰۹۰۰۰۰۰۰۰۱۸",
    "سرمایه": "۲۵۰٬۰۰۰٬۰۰۰ تومان",
    "شرح ایده": "در خانه‌های روستا میوه هدر می‌رود. با دستگاه HP-1200 آن را خشک می‌کنیم (سه روز) و لالهٔ خشک هم می‌فروشیم.",
}
"""What somebody filled in; made up."""
LINES = "\n".join(f"{label}: {answer}" for label, answer in FORM.items())


def word(body: str, **parts: str) -> bytes:
    """A Word file: the body of its text, and its other parts by their names."""
    there = {"document": f"<w:body>{body}</w:body>", **parts}
    xml = {f"word/{name}.xml": f"<w:{name} {_SPACE}>{part}</w:{name}>" for name, part in there.items()}
    return package({"_rels/.rels": RELATIONS, **xml})


def package(parts: Mapping[str, str]) -> bytes:
    """An archive of texts by their names."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


def paragraph(text: str, about: str = "") -> str:
    """A paragraph of it."""
    return f'<w:p><w:pPr>{about}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def table(rows: Iterable[Iterable[str]]) -> str:
    """A table of it; a cell's lines are paragraphs."""
    cell = "<w:tc>{}</w:tc>"
    made = ("".join(cell.format("".join(map(paragraph, text.split("\n")))) for text in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in made)}</w:tbl>"


def filled_word() -> bytes:
    """The form in Word."""
    return word(paragraph("با سلام") + table(FORM.items()))


def page(body: str, style: str = "") -> str:
    """A page that is printed to PDF."""
    look = "@page{size:A4} body{font-family:'DejaVu Sans';font-size:11pt} td{border:1px solid} table{width:100%}"
    return f"<!doctype html><html lang=fa dir=rtl><meta charset=utf-8><style>{look}{style}</style>{body}"


def form_page() -> str:
    """The form as such a page."""
    rows = "".join(f"<tr><td>{label}<td>{answer}" for label, answer in FORM.items())
    return page(f"<p>با سلام</p><table>{rows}</table>", "table{border-collapse:collapse} td+td{width:75%}")


def pdf(html: str) -> bytes:
    """A PDF as WeasyPrint makes it."""
    return bytes(HTML(string=html).write_pdf())


def scanned() -> bytes:
    """A PDF that is a picture of a page."""
    made = io.BytesIO()
    Image.new("RGB", (200, 300), "white").save(made, "PDF")
    return made.getvalue()
