"""How tests visit a page: on a screen of a size, with an eye on whatever the page complains of."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Browser, Page, ViewportSize

COLOURS = ["color-contrast", "link-in-text-block"]
"""Rules of axe that a colour can break."""
IN_LATIN = """async rules => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), before = [];
  while (walker.nextNode()) before.push([walker.currentNode, walker.currentNode.data]);
  for (const [node, text] of before) node.data = text.replace(/[\\u0600-\\u06ff\\u200c]/g, "n");
  try {
    return await axe.run(document, { resultTypes: ["violations"], runOnly: { type: "rule", values: rules } });
  } finally {
    for (const [node, text] of before) node.data = text;
  }
}"""
"""What axe says of the colours of a page's words, written in letters that it takes for words."""
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=900)
SMALL = ViewportSize(width=320, height=640)
"""Also what a desk of 1280 shows at a zoom of 400 %."""


@contextmanager
def watched(browser: Browser, **options: Any) -> Iterator[Page]:  # noqa: ANN401 (a browser context's own)
    """A page on a phone unless told otherwise; an error in its console or of its scripts fails the test."""
    with browser.new_context(**{"viewport": PHONE, **options}) as context:
        page, complaints = context.new_page(), []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
    assert not complaints


def violations(page: Page) -> dict[str, list[str]]:
    """What axe finds on a page as it stands: elements by rule.

    axe takes words of Arabic letters, which join, for icons of a font and passes over their colours, so these are asked
    once more with Latin letters in their place. A dark page has other colours than the light one and nothing else: the
    rules about colours alone are asked of it.
    """
    page.evaluate(AXE)
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    found = [] if dark else page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    found += page.evaluate(IN_LATIN, COLOURS)["violations"]
    return {one["id"]: [node["html"][:120] for node in one["nodes"]][:3] for one in found}


SPLIT_WORDS = """() => [...document.querySelectorAll("main th, main td")].flatMap(cell => {
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), split = [];
  while (walker.nextNode()) {
    for (const word of walker.currentNode.data.matchAll(/\\S+/g)) {
      if (word[0].length > 12) continue;
      const range = document.createRange();
      range.setStart(walker.currentNode, word.index);
      range.setEnd(walker.currentNode, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1) split.push(word[0]);
    }
  }
  return split;
})"""


def split_words(page: Page) -> list[str]:
    """Short words of a page's tables that stand on two lines."""
    found: list[str] = page.evaluate(SPLIT_WORDS)
    return found
