"""A Word or PDF file is read in place of a message: all its words in their order, or none and the reason."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser
from tests import written
from tests.test_desk import run
from tests.test_register import ARRIVED, PAIRS, Desk
from tests.written import LINES, paragraph, table, word

from farakhan import sealing
from farakhan.files import cells, docx, pdf
from farakhan.files.docx import ENTRIES, PART
from farakhan.intake import documents
from farakhan.intake.extracting import extracted
from farakhan.problems import FarakhanError
from farakhan.store.vault import contacts

NUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
LEVEL = '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
NUMBERING = (
    f'<w:abstractNum w:abstractNumId="0">{LEVEL}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
BOX = f"<w:p><w:r><w:t>پیش</w:t><w:pict><w:txbxContent>{paragraph('در کادر')}</w:txbxContent></w:pict></w:r></w:p>"
CONTROL = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent><w:r><w:t>{}</w:t></w:r></w:sdtContent></w:sdt>"
CHANGED = (
    "<w:p><w:del><w:r><w:t>کهنه</w:t></w:r></w:del><w:ins><w:r><w:rPr><w:b/></w:rPr><w:t>تازه</w:t></w:r></w:ins></w:p>"
)
NOTE = '<w:p><w:r><w:t>متن</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'


def test_all_that_was_written_in_word_is_read_and_nothing_else() -> None:
    body = [
        paragraph("ايده‌ی من"),
        BOX,
        paragraph("یکم", NUMBERED) + paragraph("دوم", NUMBERED),
        f"<w:p>{CONTROL.format('<w:showingPlcHdr/>', 'اینجا بنویسید')}{CONTROL.format('', 'نوشته')}</w:p>",
        CHANGED,
        NOTE,
        table([["درآمد", ""], ["۳", "حوزه", "☐ کشاورزی\n☒ صنعت"], ["شرح:", "یک\nدو"], ["الف", "ب", "پ"]]),
    ]
    made = word(
        "".join(body), numbering=NUMBERING, footnotes=f'<w:footnote w:id="2">{paragraph("پانویس")}</w:footnote>'
    )
    assert docx.text(made).split("\n") == [
        *("ايده‌ی من", "پیش", "در کادر", "۱. یکم", "۲. دوم", "نوشته", "تازه", "متن [پانویس]"),
        *("حوزه: صنعت", "شرح: یک", "دو", "الف\tب\tپ"),
    ]


WORDS = st.text(alphabet="ابپ۱۲ \u200cAB", min_size=1, max_size=12).filter(str.strip)


@given(st.lists(WORDS | st.lists(WORDS, min_size=1, max_size=4), max_size=6))
def test_no_word_of_a_word_file_is_lost(blocks: list[str | list[str]]) -> None:
    made = word("".join(paragraph(block) if isinstance(block, str) else table([["ت", *block]]) for block in blocks))
    said = [text for block in blocks for text in ([block] if isinstance(block, str) else ["ت", *block])]
    assert docx.text(made).replace(":", "").split() == " ".join(said).split()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("حوزه: ☐ کشاورزی ☒ صنعت", "حوزه: صنعت"),
        ("حوزه: کشاورزی ■ صنعت □", "حوزه: کشاورزی"),
        ("☐ یک ☐ دو", "☐ یک ☐ دو"),
        ("یک ☒ دو", "یک ☒ دو"),
    ],
)
def test_of_choices_with_boxes_those_are_said_that_were_ticked(text: str, said: str) -> None:
    assert cells.ticked(text) == said


def without_joiners(text: str) -> str:
    return text.replace("\u200c", "")


def test_a_form_in_pdf_is_read_cell_by_cell() -> None:
    text = pdf.text(written.pdf(written.form_page())).text
    assert without_joiners(" ".join(text.split())) == without_joiners(f"با سلام {' '.join(LINES.split())}"), (
        "no ZWNJ in it"
    )


def test_a_pdf_of_a_browser_is_read_though_its_letters_stand_as_they_are_drawn(browser: Browser) -> None:
    with browser.new_context() as context:
        tab = context.new_page()
        tab.set_content(written.form_page())
        made = tab.pdf()
    assert pdf.text(made).text.replace("\n", " ") == f"با سلام {LINES}".replace("\n", " ")


def read(data: bytes) -> documents.Document:
    """As a thread of the desk reads it; a browser of another test may hold this one's event loop."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(documents.read, data).result()


def test_what_may_be_read_in_two_ways_is_shown_and_not_read() -> None:
    text = "در خانه‌های روستا میوه هدر می‌رود و ما آن را با دستگاهی ساده خشک می‌کنیم. " * 12
    shown = read(written.pdf(written.page(f"<p>{text}", "body{columns:2}")))
    assert (shown.text, shown.why, len(shown.pages)) == ("", documents.UNCERTAIN, 1)
    assert shown.pages[0][8:12] == b"WEBP"


def test_a_text_with_its_letters_turned_round_is_not_trusted() -> None:
    text = "در خانه‌های روستا میوه هدر می‌رود و ما آن را با دستگاهی ساده خشک می‌کنیم."[::-1]
    assert pdf.text(written.pdf(written.page(f"<p>{text}"))) == pdf.Written("", has_letters=True)


def test_a_scanned_page_is_shown() -> None:
    shown = read(written.scanned())
    assert (shown.text, shown.why, len(shown.pages)) == ("", documents.SCANNED, 1)


LOCKED = b"""%%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [] /Count 0>> endobj
3 0 obj <</Filter /Standard /V 1 /R 2 /O <%b> /U <%b> /P -4>> endobj
trailer <</Root 1 0 R /Encrypt 3 0 R /ID [<00> <00>]>>
%%%%EOF
""" % (b"00" * 32, b"00" * 32)
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
REFUSED = {
    "an old Word file": (OLD + "WordDocument".encode("utf-16-le"), "document-old"),
    "a Word file with a password": (OLD + "EncryptedPackage".encode("utf-16-le"), "document-locked"),
    "another kind of text": (b"{\\rtf1 x}", "document-kind"),
    "an empty archive": (written.package({}), "document-kind"),
    "more than is read": (bytes(documents.LIMITS.bytes + 1), "document-large"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_must_be_saved_as_another_kind_first_is_told_without_opening_it(name: str) -> None:
    data, code = REFUSED[name]
    with pytest.raises(FarakhanError) as refused:
        read(data)
    assert refused.value.code == code


def document(xml: str) -> bytes:
    """A Word file of this text."""
    return written.package({"_rels/.rels": written.RELATIONS, "word/document.xml": xml})


DAMAGED = {
    "a PDF with a password": (LOCKED, "document-locked"),
    "half a PDF": (b"%PDF-1.7\n1 0 obj", "document-broken"),
    "half a Word file": (written.filled_word()[:-40], "document-broken"),
    "another archive": (written.package({"content.xml": ""}), "document-kind"),
    "no XML": (document("<w:p>"), "document-broken"),
    "an entity": (document('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "document-broken"),
    "what unfolds to too much": (document(" " * (PART + 1)), "document-large"),
    "too many parts": (written.package({f"{at}": "" for at in range(ENTRIES + 1)}), "document-large"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_document_is_told_in_words(name: str) -> None:
    data, code = DAMAGED[name]
    with pytest.raises(FarakhanError) as refused:
        extracted(data, documents.LIMITS)
    assert refused.value.code == code


def test_a_document_that_takes_too_much_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "LIMITS", documents.LIMITS._replace(seconds=0.001))
    with pytest.raises(FarakhanError) as refused:
        read(written.filled_word())
    assert refused.value.code == "document-costly"


def test_a_form_in_word_is_registered_by_the_command_and_one_that_cannot_be_read_is_not(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    rows = [("عنوان", "نان جو در تنور خانگی", "حوزه", "صنعت"), ("نام", "نمونه نمونه", "تلفن همراه", "۰۹۰۰۰۰۰۰۰۱۸")]
    (tmp_path / "F.docx").write_bytes(word(table(rows)))
    (tmp_path / "F.pdf").write_bytes(written.scanned())
    done = run(desk, "register", "1406", "../F.docx", "--arrived", ARRIVED, "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    (idea,) = desk.ideas()
    assert (idea.title, idea.field) == ("نان جو در تنور خانگی", "industry")
    assert sealing.unseal(contacts.sealed(desk.root, idea.code), [PAIRS[0][0]]).mobile == "09000000018"
    assert "document-unread" in run(desk, "register", "1406", "../F.pdf", "--yes").stderr
