"""`make screenshots`: the README's pictures, taken anew of the sample edition in a real browser.

Each picture shows one page as it is seen on its day; what people see changes, so that the pictures are never retouched.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, ViewportSize, sync_playwright

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
FARAKHAN = Path(sys.executable).with_name("farakhan")
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=860)
OPEN_DAY, ANNOUNCED_DAY = "1405-04-05", "1405-06-26"


class Shot(NamedTuple):
    """A picture: its file, the page, the day for which the site is built, the screen and its colours."""

    name: str
    page: str
    day: str
    screen: ViewportSize
    dark: bool


SHOTS = (
    Shot("home", "", OPEN_DAY, DESK, dark=False),
    Shot("home-phone", "", OPEN_DAY, PHONE, dark=False),
    Shot("form-phone", "write/", OPEN_DAY, PHONE, dark=False),
    Shot("winners-phone-dark", "winners/", ANNOUNCED_DAY, PHONE, dark=True),
    Shot("map-phone", "map/#counties", ANNOUNCED_DAY, PHONE, dark=False),
)


def take(browser: Browser, address: str, shot: Shot) -> None:
    """Take one picture of a served site, with the reader's clock on its day."""
    with browser.new_context(viewport=shot.screen, color_scheme="dark" if shot.dark else "light") as context:
        page = context.new_page()
        page.clock.set_fixed_time("2026-06-26T09:00:00+03:30")
        page.goto(address + shot.page, wait_until="networkidle")
        page.screenshot(path=PICTURES / f"{shot.name}.png")


def main() -> None:
    """Build the sample's site for each day and take its pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as temporary:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        for day in sorted({shot.day for shot in SHOTS}):
            out = Path(temporary) / day
            words = ["site", "--edition", "sample", "--today", day, "--out", str(out)]
            subprocess.run([FARAKHAN, *words], cwd=ROOT, check=True)
            with subprocess.Popen(
                [FARAKHAN, "serve", str(out), "--port", "0"], stdout=subprocess.PIPE, text=True
            ) as server:
                address = server.stdout.readline().split()[-1] if server.stdout else ""
                for shot in SHOTS:
                    if shot.day == day:
                        take(browser, address, shot)
                server.terminate()
        browser.close()


if __name__ == "__main__":
    main()
