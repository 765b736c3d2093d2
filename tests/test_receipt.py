"""The receipt that is printed: its QR code leads to the tracking page, which says that the text is unaltered."""

import io
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from bench.host import hosted
from PIL import Image
from playwright.sync_api import Browser, Page
from tests.ready import TOOL
from tests.records import OPEN_DAY, Record
from tests.test_site import build
from tests.visits import violations, watched

from farakhan.face.receipt import NO_WORD, WORD, receipt, shown
from farakhan.face.receipt import page as receipt_page
from farakhan.model.codes import grouped
from farakhan.model.idea import LABELS, Idea
from farakhan.persian.digits import to_persian


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    made = Record(tmp_path_factory.mktemp("receipts"))
    made.idea(title="نمونه: <b>گرمخانه</b> & انجیر")
    return made


@pytest.fixture(scope="module")
def address(record: Record) -> Iterator[str]:
    with hosted(build(record.root, OPEN_DAY)) as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with watched(browser) as opened:
        yield opened


def only(record: Record) -> Idea:
    (idea,) = record.ideas.values()
    return idea


def scanned(page: Page) -> str:
    """What a phone's camera reads in the printed page."""
    picture = Image.open(io.BytesIO(page.locator("figure svg").screenshot()))
    (found,) = zxingcpp.read_barcodes(picture.convert("L"))
    return str(found.text)


def test_the_printed_receipt_says_what_the_text_says(record: Record, page: Page) -> None:
    call, idea = record.read().call, only(record)
    word = record.words[idea.code]
    page.set_content(receipt_page(call, idea, word=word))
    shown = page.locator("body").inner_text()
    for line in receipt(call, idea, word=word).splitlines():
        for part in re.split(": ", line, maxsplit=1):
            assert part in shown
    assert page.locator("b").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == {}


LEFTS = """number => {
  const node = document.querySelector("p").firstChild, at = node.data.indexOf(number)
  const left = (place) => {
    const range = document.createRange()
    range.setStart(node, place)
    range.setEnd(node, place + 1)
    return range.getBoundingClientRect().left
  }
  return [left(at), left(at + number.length - 1)]
}"""
"""Where the first and the last digit of a number stand in a line."""


def test_groups_of_digits_keep_their_order_in_a_line_of_persian(record: Record, page: Page) -> None:
    idea = only(record)
    word = record.words[idea.code]
    text = receipt(record.read().call, idea, word=word)
    for number in (to_persian(grouped(idea.code)), shown(word)):
        (line,) = (line for line in text.splitlines() if number in line)
        page.set_content(f'<p dir="rtl">{line}</p>')
        first, last = page.evaluate(LEFTS, number)
        assert first < last
        page.set_content(f'<p dir="rtl">{line.replace("/", "-")}</p>')
        first, last = page.evaluate(LEFTS, number.replace("/", "-"))
        assert first > last, "parted by hyphens they would be turned round"


def test_its_qr_code_leads_to_the_proof(record: Record, page: Page, address: str) -> None:
    call, idea = record.read().call, only(record)
    for site in (address, address.rstrip("/")):
        page.set_content(receipt_page(call, idea, site, record.words[idea.code]))
        assert scanned(page) == f"{address}track/#{idea.code}-{record.words[idea.code]}-{idea.digest}"
    page.goto(scanned(page))
    answer = page.locator(".tracking-answer")
    answer.get_by_text("عوض نشده است").wait_for()
    assert LABELS[idea.status] in answer.inner_text()


def test_without_its_word_it_says_who_has_it_and_proves_the_text_still(
    record: Record, page: Page, address: str
) -> None:
    call, idea = record.read().call, only(record)
    assert f"{WORD}: {NO_WORD}" in receipt(call, idea).splitlines()
    page.set_content(receipt_page(call, idea, address))
    assert NO_WORD in page.locator(".word").inner_text()
    page.goto(scanned(page))
    page.locator(".tracking-answer").get_by_text("عوض نشده است").wait_for()
    assert page.locator(".state").count() == 0


def test_without_an_address_it_is_pasted_there(record: Record, page: Page, address: str) -> None:
    call, idea = record.read().call, only(record)
    page.set_content(receipt_page(call, idea))
    text = scanned(page)
    for told in (text, receipt(call, idea), receipt(call, idea, address)):
        page.goto(f"{address}track/")
        page.fill("#tracking-code", told)
        page.locator(".tracking-form .next").click()
        page.locator(".tracking-answer").get_by_text("عوض نشده است").wait_for()


def test_the_command_gives_it_again(record: Record, tmp_path: Path) -> None:
    idea = only(record)
    words = [str(TOOL), "receipt", to_persian(grouped(idea.code))]
    environment = {**os.environ, "FARAKHAN_SITE_URL": "https://localhost"}
    done = subprocess.run(words, cwd=record.root, env=environment, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == receipt(record.read().call, idea, "https://localhost/")
    out = tmp_path / "receipt.html"
    subprocess.run([*words, "--page", str(out)], cwd=record.root, check=True, capture_output=True)
    assert out.read_text(encoding="utf-8") == receipt_page(record.read().call, idea)
