"""`make audit`: our pages beside the same pages under stock Material for MkDocs: Lighthouse, bytes, axe, vnu.

Needs npm (Lighthouse, the checker vnu, the font that a stock site would take) and Java for vnu; what is missing is
said and left out. Nothing of this is needed to run or test the program.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Browser, sync_playwright

from bench.host import hosted

HOME = Path(__file__).parent.parent
CACHE = HOME / ".cache" / "audit"
TOOLS = Path(sys.executable).parent
PACKAGES = ("lighthouse@12.8.2", "vnu-jar@26.9.27", "vazirmatn@33.0.3")
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PAGES = ("", "rules/", "send/", "write/", "track/", "winners/", "map/", "questions/", "privacy/", "contact/")
DAY = "1405-07-01"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
STOCK = """\
site_name: هر خانه یک کارخانه
docs_dir: docs
site_dir: out
theme: {name: material, language: fa, font: false, features: [navigation.tabs]}
extra_css: [stock.css]
validation: {nav: {omitted_files: ignore}}
"""
FACE = """\
@font-face { font-family: Vazirmatn; font-weight: 100 900; src: url("vazirmatn.woff2") format("woff2"); }
:root { --md-text-font: Vazirmatn; }
"""


def stock(ours: Path, folder: Path) -> Path:
    """The same pages' content under stock Material with the whole font; where it is built."""
    docs = folder / "docs"
    for page in (path for path in ours.rglob("index.html")):
        html = page.read_text(encoding="utf-8")
        content = re.search(r'<main class="content".*?>(.*)</main>', html, re.DOTALL)
        relative = page.parent.relative_to(ours)
        target = docs / (relative / "index.md" if str(relative) != "." else "index.md")
        target.parent.mkdir(parents=True, exist_ok=True)
        body = re.sub(r"\n\s*\n", "\n", content[1] if content else "")
        target.write_text(f"<div>{body}</div>\n", encoding="utf-8")
    shutil.copyfile(_package("vazirmatn") / "fonts" / "webfonts" / "Vazirmatn[wght].woff2", docs / "vazirmatn.woff2")
    (docs / "stock.css").write_text(FACE, encoding="utf-8")
    (folder / "mkdocs.yml").write_text(STOCK, encoding="utf-8")
    _run(TOOLS / "mkdocs", "build", "-q", cwd=folder, env={"NO_MKDOCS_2_WARNING": "1"})
    return folder / "out"


def kinds(folder: Path) -> list[str]:
    """A page of each kind; the winner's is that of the first code."""
    winner = min(path.parent.name for path in folder.glob("winners/[0-9]*/index.html"))
    return [*PAGES, f"winners/{winner}/", "404.html"]


def visit(address: str, chromium: str) -> dict[str, Any]:
    """One Lighthouse run on a phone: points by category, milliseconds, bytes and requests."""
    tool = CACHE / "node_modules" / ".bin" / "lighthouse"
    words = (address, "--quiet", "--output=json", f"--chrome-flags={FLAGS}")
    report = json.loads(_run(tool, *words, env={"CHROME_PATH": chromium}))
    audits = report["audits"]
    items = audits["network-requests"]["details"]["items"]
    requests = [one for one in items if not one["url"].startswith("data:")]
    return {
        **{name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES},
        "FCP ms": round(audits["first-contentful-paint"]["numericValue"]),
        "LCP ms": round(audits["largest-contentful-paint"]["numericValue"]),
        "bytes": sum(one["transferSize"] for one in requests),
        "requests": len(requests),
    }


def violations(browser: Browser, address: str, pages: list[str]) -> Counter[str]:
    """Axe's findings over pages, both widths and both schemes, by rule."""
    axe = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    found: Counter[str] = Counter()
    for width in (390, 1280):
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
            page = context.new_page()
            for name in pages:
                page.goto(address + name)
                page.evaluate(axe)
                for one in page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]:
                    found[one["id"]] += len(one["nodes"])
            context.close()
    return found


def invalid(folder: Path) -> Counter[str] | None:
    """The HTML checker's errors by their words; None without Java."""
    if not shutil.which("java"):
        return None
    jar = _package("vnu-jar") / "build" / "dist" / "vnu.jar"
    pages = [str(path) for path in sorted(folder.rglob("*.html"))]
    words = ["java", "-jar", str(jar), "--format", "json", "--exit-zero-always", "--errors-only", *pages]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return Counter(one["message"] for one in json.loads(done.stderr)["messages"])


def _package(name: str) -> Path:
    return CACHE / "node_modules" / name


def _run(*words: str | Path, cwd: Path = HOME, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        words, cwd=cwd, check=False, capture_output=True, text=True, env={**os.environ, **(env or {})}
    )
    if done.returncode:
        raise RuntimeError(f"{words}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def report(browser: Browser, chromium: str, name: str, folder: Path) -> Iterator[str]:
    """What is found of one site, line by line."""
    with hosted(folder) as address:
        runs = [visit(address, chromium) for _ in range(3)]
        yield f"\n{name}, home page, Lighthouse on a phone, three runs"
        for key in runs[0]:
            yield f"  {key:<16}" + " ".join(f"{run[key]:>8,}" for run in runs)
        pages = kinds(folder)
        yield f"{name}, the other pages, one run each: points {', '.join(CATEGORIES)}; bytes, requests"
        for page in pages[1:-1]:
            found = visit(address + page, chromium)
            yield f"  {page:<20}" + " ".join(f"{found[key]:>8,}" for key in (*CATEGORIES, "bytes", "requests"))
        found = dict(violations(browser, address, pages))
        yield f"{name}, {len(pages)} pages, axe at 390 and 1280 px, light and dark: {found}"
    errors = invalid(folder)
    yield f"{name}, vnu: " + ("no Java here" if errors is None else str(dict(errors)))


def main() -> None:
    """Build both sites, visit both."""
    CACHE.mkdir(parents=True, exist_ok=True)
    if not shutil.which("npm"):
        raise SystemExit("npm is not here; it brings Lighthouse, vnu and the stock site's font.")
    _run("npm", "install", "--silent", "--no-save", "--no-audit", "--no-fund", "--prefix", CACHE, *PACKAGES)
    chromium = next(filter(None, map(shutil.which, CHROMIUMS)), "")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        _run(TOOLS / "farakhan", "site", "--edition", "sample", "--today", DAY, "--out", folder / "ours")
        browser = playwright.chromium.launch(executable_path=chromium or None, args=FLAGS.split()[1:])
        for name, site in (("ours", folder / "ours"), ("stock Material", stock(folder / "ours", folder))):
            print("\n".join(report(browser, chromium, name, site)), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
