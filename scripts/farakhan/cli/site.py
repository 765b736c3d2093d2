"""`farakhan site` builds the site."""

import os
import shutil
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from farakhan.problems import FarakhanError
from farakhan.publish.plugin import FarakhanPlugin
from farakhan.store import disk


def site(edition: str, today: str, out: Path) -> None:
    """Build the site of the repository that the current folder stands in, and print where it is.

    Args:
        edition: its name; empty means that of FARAKHAN_EDITION, else the newest that is no sample.
        today: the Jalali day for which to build; empty means that of FARAKHAN_TODAY, else SOURCE_DATE_EPOCH's, else
            the clock's.
        out: the folder to build into; it is emptied first.

    Raises:
        FarakhanError: `site`, mkdocs could not build; its log has said why.
    """
    root = disk.find_root(Path.cwd())
    try:
        out = out.resolve()
        beside = out.with_name(f".{out.name}.new")
        config = load_config(str(root / "mkdocs.yml"), site_dir=str(beside))
        plugin = config.plugins["farakhan"]
        if not isinstance(plugin, FarakhanPlugin):
            raise TypeError(plugin)
        plugin.load_config({"edition": edition, "today": today})
        plugin.before = out
        config.plugins.on_startup(command="build", dirty=False)
        try:
            build(config)
        finally:
            config.plugins.on_shutdown()
        _swap(beside, out, plugin.stay)
    except MkDocsException as error:
        raise FarakhanError("site", "سایت ساخته نشد؛ دلیلش در سطرهای پیش آمده است.", "mkdocs.yml") from error
    print(f"سایت ساخته شد: {out}")


def _swap(beside: Path, out: Path, stay: Iterable[str]) -> None:
    """Put the new site in the place of the old one, and into it the pages of that one that stay.

    Folders in which pages stay are taken over whole: to move each of thousands of pages would take longer.
    """
    old = out.with_name(f".{out.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    for folder, pages in groupby(stay, lambda page: page.split("/")[0]):
        _take_over(out / folder, beside / folder, {page.split("/")[1] for page in pages})
    if out.exists():
        out.rename(old)
    beside.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _take_over(old: Path, new: Path, stay: set[str]) -> None:
    """Put an old folder in the place of the new one, with all that this one has; of its own only `stay` remains."""
    for path in [old / name for name in os.listdir(old) if name not in stay]:  # noqa: PTH208 (names, not Paths)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    for path in new.iterdir():
        path.rename(old / path.name)
    new.rmdir()
    old.rename(new)
