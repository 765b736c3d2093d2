"""The mkdocs plugin `farakhan`: the whole site from the record and a day, by mkdocs' stable events alone.

Strangers' text passes no Markdown extension, no template option and no template of the theme: it is put into pages
that are already rendered.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink
from mkdocs.utils import get_relative_url

from farakhan.face import addresses
from farakhan.face.policy import policy
from farakhan.model.call import Phase
from farakhan.problems import FarakhanError
from farakhan.publish import fragments, indexes, markdown, opened, photos, shell, states, stylesheet, winners
from farakhan.publish.pages import write_pages
from farakhan.publish.view import View, look
from farakhan.record.choosing import choose, chosen_day
from farakhan.record.edition import Edition, read_edition
from farakhan.store import disk

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

FORM = "write/"
"""The form's page; no menu offers it while there is no form on it."""

log = get_plugin_logger(__name__)


class FarakhanConfig(Config):  # type: ignore[no-untyped-call]
    """What mkdocs.yml may say of the plugin; where it is silent, FARAKHAN_EDITION and FARAKHAN_TODAY speak.

    The two are not named in mkdocs.yml by its `!ENV`: that reads them as YAML, to which 1406-06-02 is a date.
    """

    edition = config_options.Type(str, default="")
    today = config_options.Type(str, default="")


class FarakhanPlugin(BasePlugin[FarakhanConfig]):  # type: ignore[no-untyped-call]
    """Fills our pages from the record, and adds a page for each winner."""

    view: View
    edition: Edition
    standing: Iterator[str]
    addresses: list[str]
    words: set[str]
    filled: list[indexes.Filled]
    live = False
    before: Path | None = None
    """Where the site stands as it was built before; set by whoever builds beside it."""
    left_out: Sequence[str] = ()
    """What was decided and is not shown, a line each."""
    stay: Sequence[str] = ()
    """The pages there that are as they should be and were not written again."""

    def on_startup(self, *, command: str, dirty: bool) -> None:  # noqa: ARG002
        """Remember whether a writer is watching: mkdocs' live reload needs a script that our policy forbids."""
        self.live = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the record; the site's name and description are the call's."""
        root = Path(config.config_file_path).resolve().parent
        with _in_mkdocs_words():
            chosen = choose(root, self.config.edition or os.environ.get("FARAKHAN_EDITION", ""))
            self.edition = read_edition(root, chosen.name)
            today = chosen_day(self.config.today or os.environ.get("FARAKHAN_TODAY", ""))
            self.view, left_out = look(self.edition, today)
        for problem in self.edition.problems:
            (log.info if problem.warning else log.warning)("%s", problem)
        for line in left_out:
            log.warning("%s", line)
        self.left_out = [*left_out, *map(str, self.edition.unread_awards)]
        self.standing = iter(())
        self.words = set(markdown.TAGS)
        self.filled = []
        call = self.view.call
        # Theme templates print these without escaping.
        config.site_name = escape(call.slogan)
        config.site_description = config.site_description or escape(f"{call.name}؛ {call.organiser}")
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the page that winners are poured into; leave out the theme's files that no page asks for."""
        for unused in [file for file in files if file.src_uri.startswith(stylesheet.OF_THE_THEME)]:
            files.remove(unused)
        if self.view.winners:
            file = File.generated(config, shell.SOURCE, content=shell.MARKDOWN)
            file.inclusion = InclusionLevel.NOT_IN_NAV
            return Files([file, *files])  # the first, so that winners' pages are made while the others are rendered
        return files

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """Leave out what is for other phases of the call."""
        with _in_mkdocs_words(page.file):
            return fragments.of_phase(markdown, self.view.phase)

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """Replace the names in a rendered page and in its table of contents."""
        if page.file.src_uri == shell.SOURCE:
            return shell.HTML
        base = get_relative_url(".", page.url)
        with _in_mkdocs_words(page.file):
            for item in _all_items(page.toc):
                filled = fragments.fill(item.title, self.view, base)
                item.title = item.title if filled == item.title else escape(Markup(filled).striptags())  # noqa: S704
            filled = fragments.fill(html, self.view, base)
        self.filled.append(indexes.Filled(filled, page.url, str(page.title)))
        return filled

    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:  # noqa: ARG002
        """Give the theme's templates what they show of ours: `fragment(name)`, the script, its policy, the mark."""

        @jinja2.pass_context
        def fragment(context: jinja2.runtime.Context, name: str) -> Markup:
            with _in_mkdocs_words():
                return fragments.fragment(name, self.view, context["base_url"].rstrip("/"))

        script = stylesheet.script()
        env.globals |= {
            "closed": () if self.view.phase is Phase.OPEN else (FORM,),
            "fragment": fragment,
            "logo": stylesheet.logo(),
            "policy": "" if self.live else policy(script, self.view.call.intake),
            "referrer": "strict-origin" if self.view.call.intake.startswith("http") else "same-origin",
            "script": script,
        }
        self.addresses = [file.url for file in files.documentation_pages() if file.src_uri != shell.SOURCE]
        return env

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:  # noqa: ARG002
        """Keep mkdocs' own map of the site from being written: it has the build's time in it, and no winners."""
        if template_name == indexes.SITEMAP:
            return ""
        self.words |= stylesheet.words(output_content)
        return output_content

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Put the gallery into its page, and keep the rendered shell from being written."""
        self.words |= stylesheet.words(output)
        if winners.GALLERY in output:
            gallery = winners.gallery(self.view, get_relative_url(".", page.url))
            output = output.replace(winners.GALLERY, gallery)
        if page.file.src_uri != shell.SOURCE:
            return output
        with _in_mkdocs_words():
            cut = shell.Shell.cut(output)
        self.standing = write_pages(self.view, cut, self.edition.root, Path(config.site_dir), self.before)
        return ""

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the winners' pages and the lists of all pages."""
        site, root, shown = Path(config.site_dir), self.edition.root, self.view.winners
        stylesheet.write(site, Path(config.theme.dirs[-2]), self.words, root)
        states.write(self.view, site)
        opened.write(self.view.opened, site)
        with _in_mkdocs_words():
            photos.write((photo for winner in shown for photo in winner.photos), root, site, self.before)
        indexes.write_search(site, root, self.filled, shown)
        indexes.write_sitemap(
            site, config.site_url or "", [*self.addresses, *(addresses.winner(winner.number) for winner in shown)]
        )
        with _in_mkdocs_words():
            self.stay = list(self.standing)

    def on_serve(self, server: "LiveReloadServer", *, config: MkDocsConfig, builder: object) -> "LiveReloadServer":  # noqa: ARG002
        """Build anew when the record changes."""
        server.watch(str(self.edition.root / disk.RECORD / self.edition.name))
        return server


def _all_items(items: Iterable[AnchorLink]) -> Iterator[AnchorLink]:
    for item in items:
        yield item
        yield from _all_items(item.children)


@contextmanager
def _in_mkdocs_words(file: File | None = None) -> Iterator[None]:
    """What a person can mend, told in mkdocs' way: one line, no traceback; a page's fault with its line."""
    try:
        yield
    except FarakhanError as error:
        if file is None:
            raise PluginError(str(error)) from error
        lines = file.content_string.splitlines()
        line = next((number for number, text in enumerate(lines, 1) if f"[[{error.place}]]" in text), 1)
        raise PluginError(f"{file.src_uri}:{line}: {error.code}: {error.message}") from error
