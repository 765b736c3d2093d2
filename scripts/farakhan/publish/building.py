"""The site, built beside the one that stands there, and put in its place whole."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from farakhan.problems import FarakhanError
from farakhan.publish.plugin import FarakhanPlugin
from farakhan.store import exchange


def build_site(root: Path, edition: str, today: str, out: Path) -> list[str]:
    """Build a repository's site.

    Args:
        root: the repository's top.
        edition: its name; empty means that of FARAKHAN_EDITION, else the newest that is no sample.
        today: the Jalali day for which to build; empty means that of FARAKHAN_TODAY, else SOURCE_DATE_EPOCH's, else
            the clock's.
        out: the folder to build into, absolute; what it held before is gone then.

    Returns:
        What was decided and is not shown, for its entry or its idea is wrong: a line each.

    Raises:
        FarakhanError: `site`, mkdocs could not build; its log has said why. `site-disk`, there is no room, or no
            leave to write. The site that stood there stands then as it was.
    """
    beside = out.with_name(f".{out.name}.new")
    try:
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
        _take_along(out, beside, plugin.stay)
        exchange.put_in_place(beside, out)
        return list(plugin.left_out)
    except MkDocsException as error:
        raise FarakhanError("site", "سایت ساخته نشد؛ دلیلش در سطرهای پیش آمده است.", "mkdocs.yml") from error
    except OSError as error:
        shutil.rmtree(beside, ignore_errors=True)
        message = f"سایت ساخته نشد ({error.strerror})؛ جا و اجازهٔ پوشه را ببینید. سایت پیشین همان که بود مانده است."
        raise FarakhanError("site-disk", message, str(error.filename or out)) from None


def _take_along(old: Path, new: Path, stay: Iterable[str]) -> None:
    """Let the new site have the old one's pages that stay, as links to the same bytes: the old one is whole meanwhile.

    Args:
        old: the site as it stands.
        new: the site beside it.
        stay: folders of one page each.
    """
    for page in stay:
        os.mkdir(f"{new}/{page}")  # noqa: PTH102 (a Path for each of thousands takes as long as the folder itself)
        try:
            os.link(f"{old}/{page}index.html", f"{new}/{page}index.html")
        except OSError:
            shutil.copyfile(f"{old}/{page}index.html", f"{new}/{page}index.html")
