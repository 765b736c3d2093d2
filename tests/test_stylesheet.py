"""The one style sheet: what is left out can match nothing, what is left in is as it was; and the policy beside it."""

import base64
import hashlib
import re
from html import unescape
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.utils import get_theme_dir
from playwright.sync_api import Browser
from tests.records import ROOT

from farakhan.face.policy import policy
from farakhan.publish import stylesheet

THEME = Path(get_theme_dir("material"))
FONTS = ROOT / "site" / "assets" / "fonts"


@pytest.fixture(scope="module")
def built(sample_site: Path) -> Path:
    return sample_site


def test_no_rule_that_a_page_uses_is_left_out(built: Path, browser: Browser) -> None:
    """Chromium itself is asked: each selector of the whole theme that matches in a page must be in our sheet."""
    whole = next((THEME / "assets" / "stylesheets").glob("main.*.min.css")).read_text(encoding="utf-8")
    page = browser.new_page()
    matching = """([html, css]) => {
        const page = new DOMParser().parseFromString(html, "text/html"), sheet = new CSSStyleSheet(), found = [];
        sheet.replaceSync(css);
        const walk = (rules) => { for (const rule of rules) {
            if (rule.selectorText) {
                for (const one of rule.selectorText.split(/,(?![^(]*\\))/)) {
                    const plain = one.replace(/::?[a-z-]+(\\([^)]*\\))?/g, "").trim() || "*";
                    try { if (page.querySelector(plain)) found.push(one.trim()); } catch { /* nested or empty */ }
                }
            } else if (rule.cssRules) walk(rule.cssRules);
        } };
        walk(sheet.cssRules);
        return found;
    }"""
    ours = (built / "assets" / "site.css").read_text(encoding="utf-8")
    for path in sorted(built.rglob("*.html")):
        html = path.read_text(encoding="utf-8")
        wanted, kept = (set(page.evaluate(matching, [html, css])) for css in (whole, ours))
        assert wanted
        assert wanted <= kept, path
    page.close()


def test_a_rule_that_no_page_can_use_is_left_out(built: Path) -> None:
    ours = (built / "assets" / "site.css").read_text(encoding="utf-8")
    assert not re.search(r"\.md-(?:search|nav|tabs|sidebar|footer|dialog|source|select)\b", ours)
    assert len(ours) < len(next((THEME / "assets" / "stylesheets").glob("main.*.min.css")).read_text()) / 3


def test_each_variable_is_defined_and_none_is_idle(built: Path) -> None:
    ours = (built / "assets" / "site.css").read_text(encoding="utf-8")
    defined = set(re.findall(r"[{;](--[\w-]+):", ours))
    used = set(re.findall(r"var\((--[\w-]+)(?=\))", ours))
    assert used <= defined
    assert defined <= set(re.findall(r"var\(\s*(--[\w-]+)", ours))


@pytest.mark.parametrize("weight", [400, 700])
def test_the_two_parts_of_a_font_are_as_the_style_sheet_says(weight: int) -> None:
    css = (stylesheet.HERE / "styles" / "fonts.css").read_text(encoding="utf-8")
    seen: set[int] = set()
    for part in ("", "-more"):
        said = re.search(rf"vazirmatn-{weight}{part}\.woff2.*?unicode-range: ([^;]+);", css, re.DOTALL)
        assert said
        points: set[int] = set()
        for one in said[1].split(", "):
            first, _, last = one.removeprefix("U+").partition("-")
            points |= set(range(int(first, 16), int(last or first, 16) + 1))
        assert points == set(TTFont(FONTS / f"vazirmatn-{weight}{part}.woff2").getBestCmap())
        assert not points & seen
        seen |= points


def test_our_pages_ask_for_the_light_part_alone(built: Path) -> None:
    """Our own pages in Persian have no character of the second part, so that nobody downloads it for one letter.

    What has the class `latin` is drawn by the reader's own machine.
    """
    light = set(TTFont(FONTS / "vazirmatn-400.woff2").getBestCmap())
    for path in [*built.glob("*.html"), *built.glob("[a-z]*/index.html")]:
        html = path.read_text(encoding="utf-8")
        persian = re.sub(r'<code class="latin.*?</code>', "", html, flags=re.DOTALL)
        text = unescape(re.sub(r"<(script|head|noscript)\b.*?</\1>|<[^>]*>", "", persian, flags=re.DOTALL))
        assert {letter for letter in text if letter != "\n" and ord(letter) not in light} == set(), path


@given(st.text())
def test_the_policy_names_the_script_it_allows_and_no_other_way(script: str) -> None:
    said = policy(script, "")
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8", "replace")).digest()).decode()
    assert "unsafe" not in said
    assert "*" not in said
    assert f"script-src 'self' 'sha256-{digest}'" in said.split("; ")


def test_every_page_carries_the_policy_before_anything_it_governs(built: Path) -> None:
    expected = policy(stylesheet.script(), "")
    for path in built.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        meta = html.index(f'content="{expected}"')
        assert meta < min(html.index("<script"), html.index("<link"))
        assert not re.search(r"<[^>]+\son\w+=|<[^>]+\sstyle=|<style", html)
        assert html.count("<script") == 1
