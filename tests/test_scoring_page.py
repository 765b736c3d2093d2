"""A judge scores on a phone, without a network: what they give is kept there, and its file is read as they meant it."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page
from tests.records import CRITERIA, Record
from tests.test_packs_and_sheets import files_of, imported, made
from tests.visits import DESK, PHONE, SMALL, violations, watched

from farakhan.files.sheets import render_assignments
from farakhan.judging.packs import PHONE as FILE
from farakhan.judging.packs import packs
from farakhan.model.codes import grouped
from farakhan.model.idea import Media, MediaKind
from farakhan.model.judging import Assignment
from farakhan.persian.digits import to_persian
from farakhan.record.sheets import read_sheets
from farakhan.store.vault import originals

HOSTILE = '"></script><script>alert(1)</script><img src=x onerror=alert(2)>'


class Case(NamedTuple):
    """A record whose three ideas two judges share, and the first judge's page."""

    record: Record
    path: Path
    judge: str
    codes: list[str]


@pytest.fixture
def case(tmp_path: Path) -> Case:
    record = Record(tmp_path / "r")
    out = io.BytesIO()
    Image.new("RGB", (900, 700), "#932a2b").save(out, "WEBP")
    photo = Media(sha256=originals.put(record.root, out.getvalue()), kind=MediaKind.PHOTO, bytes=1, caption="")
    titles = ("نمونه: گلیم «خانه»", f"نمونه: مربا {HOSTILE}", "نمونه: سبد، حصیر و بافته‌های نخل برای خانه‌های استان")
    codes = [record.idea(title=title, media=(photo,), note="یادداشت دبیرخانه").code for title in titles]
    judges = [judge.id for judge in record.read().call.judges]
    pairs = [Assignment(code, judges[0]) for code in codes] + [Assignment(codes[0], judges[1])]
    (record.folder / "assignments.csv").write_bytes(render_assignments(pairs))
    first, _ = made(record)
    path = tmp_path / FILE
    path.write_bytes(files_of(first)[FILE])
    return Case(record, path, first.judge, codes)


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    with watched(browser, **getattr(request, "param", {})) as opened:
        yield opened


def named(case: Case, idea: int, what: str) -> str:
    """What a judge gives to an idea, by its number on the page, as a selector."""
    code = sorted(case.codes)[idea - 1]
    return f'[name="i{to_persian(grouped(code))}.{what}"]'


def give(page: Page, case: Case, idea: int, *scores: int) -> None:
    for criterion, score in zip(CRITERIA, scores, strict=False):
        page.check(named(case, idea, criterion) + f'[value="{score}"]')


def saved(page: Page) -> tuple[str, bytes]:
    """The file that the page gives, by its name."""
    with page.expect_download() as waiting:
        page.click("#save")
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_what_is_scored_on_a_phone_comes_in_as_it_was_meant(page: Page, case: Case) -> None:
    page.goto(case.path.as_uri())
    give(page, case, 1, 10, 0, 7, 8, 9)
    page.fill(named(case, 1, "note"), 'خوب، "روشن"؛\nولی گران')
    page.fill(named(case, 1, "rule"), "بند ۲")
    give(page, case, 2, 3)
    page.check(named(case, 2, "conflict"))
    page.fill(named(case, 2, "why"), "همسایهٔ ماست")
    page.check(named(case, 3, "unread"))
    assert page.locator("#progress").text_content() == "۳ از ۳ ایده."
    page.reload()
    name, data = saved(page)
    assert name == f"1406-{case.judge}.csv"
    result = imported(case.record, **{name: data})
    assert result.faults == ()
    (sheet,) = result.sheets
    assert sheet.judge == case.judge
    assert [(row.scores, row.conflict, row.note) for row in sheet.rows] == [
        ((10, 0, 7, 8, 9), False, 'واجد شرایط نیست: بند ۲. خوب، "روشن"؛ ولی گران'),
        (None, True, "دلیل تعارض: همسایهٔ ماست."),
        (None, False, "نتوانستم بخوانم."),
    ]


def test_what_a_judge_gave_already_is_there_and_is_saved_with_the_rest(page: Page, case: Case) -> None:
    first, second, _ = sorted(case.codes)
    given = {first: (10, 0, 7, 8, 9), second: None}
    case.record.sheet(case.judge, given, note="گران است")
    edition = case.record.read()
    sheets = read_sheets(edition)
    again, _ = packs(edition, sheets.assignments, sheets.calibration, sheets.rows)
    case.path.write_bytes(files_of(again)[FILE])
    page.goto(case.path.as_uri())
    assert page.locator("#progress").text_content() == "۲ از ۳ ایده."
    give(page, case, 3, 1, 2, 3, 4, 5)
    (sheet,) = imported(case.record, **dict([saved(page)])).sheets
    assert sheet.rows[:2] == sheets.rows
    assert sheet.rows[2].scores == (1, 2, 3, 4, 5)


def test_half_an_idea_is_named_and_a_score_can_be_taken_back(page: Page, case: Case) -> None:
    page.goto(case.path.as_uri())
    give(page, case, 2, 3, 4)
    assert "نیمه‌پر: ۲؛" in (page.locator("#progress").text_content() or "")
    for criterion in CRITERIA[:2]:
        page.check(named(case, 2, criterion) + '[value=""]')
    assert page.locator("#progress").text_content() == "۰ از ۳ ایده."
    (sheet,) = imported(case.record, **dict([saved(page)])).sheets
    assert [row.scores for row in sheet.rows] == [None] * 3


def test_scores_stay_with_their_ideas_where_a_pack_is_made_anew(page: Page, case: Case) -> None:
    page.goto(case.path.as_uri())
    give(page, case, 2, 1, 2, 3, 4, 5)
    _, second, third = sorted(case.codes)
    pairs = [Assignment(code, case.judge) for code in (second, third)]
    (case.record.folder / "assignments.csv").write_bytes(render_assignments(pairs))
    (pack,) = made(case.record)
    case.path.write_bytes(files_of(pack)[FILE])
    page.reload()
    (sheet,) = imported(case.record, **dict([saved(page)])).sheets
    assert [(row.idea, row.scores) for row in sheet.rows] == [(second, (1, 2, 3, 4, 5)), (third, None)]


def test_it_is_worked_by_keyboard(page: Page, case: Case) -> None:
    page.goto(case.path.as_uri())
    page.focus(named(case, 1, "feasible") + '[value=""]')
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator(named(case, 1, "feasible") + ":checked").get_attribute("value") == "1"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name").endswith(".jobs")
    assert page.evaluate("getComputedStyle(document.activeElement.nextElementSibling).outlineStyle") == "solid"


LOOKS = [
    pytest.param({"viewport": size, "color_scheme": scheme}, id=f"{size['width']}-{scheme}")
    for size in (SMALL, PHONE, DESK)
    for scheme in ("light", "dark")
]


@pytest.mark.parametrize("page", LOOKS, indirect=True)
def test_it_can_be_read_and_touched(page: Page, case: Case) -> None:
    page.goto(case.path.as_uri())
    page.click("summary")
    page.check(named(case, 1, "conflict"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    touched = page.locator("label, button, summary, nav a, input[type=text], textarea").all()
    small = [one.bounding_box() for one in touched if one.is_visible()]
    assert [box for box in small if box and (box["height"] < 44 or box["width"] < 44)] == []
    assert violations(page) == {}
    footer = page.locator("footer").bounding_box()
    height = page.viewport_size["height"] if page.viewport_size else 0
    assert footer
    assert round(footer["y"] + footer["height"]) == height, "it stays at hand"


def test_the_page_reaches_nobody_and_has_nothing_of_another(page: Page, case: Case) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(case.path.as_uri())
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert page.locator("article").count() == 3
    assert page.locator("article img").count() == 3
    text = case.path.read_text(encoding="utf-8")
    for judge in case.record.read().call.judges[1:]:
        assert not re.search(
            rf"(?<![#\w/+]){judge.id}\b", re.sub(r"base64,[^\"]+|'sha256-[^']+'|[0-9a-f]{64}", "", text)
        )
    for private in (
        "یادداشت دبیرخانه",
        "eitaa",
        "arrived",
        *(str(idea.receipt) for idea in case.record.ideas.values()),
    ):
        assert private not in text
    policy = page.get_attribute("meta[http-equiv]", "content") or ""
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy
