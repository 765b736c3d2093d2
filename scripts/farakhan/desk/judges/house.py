"""What the judges' application keeps: the round as it is, each judge's page, who is in; and how sheets come to git."""

import logging
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic
from typing import NamedTuple

from farakhan.desk.sessions import Sessions
from farakhan.face.render import TEMPLATES as FACE
from farakhan.face.render import environment
from farakhan.files.layout import Kind, sheet_path
from farakhan.files.sheets import read_confirmed
from farakhan.files.source import sha256
from farakhan.judging.bringing import bring_all
from farakhan.judging.given import Given, Room, given, room, state_of, wrong_with
from farakhan.judging.packs import entries
from farakhan.problems import FarakhanError
from farakhan.store import disk
from farakhan.store.clock import now
from farakhan.store.vault import proofs

log = logging.getLogger("farakhan")

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
EVERY = 10 * 60.0
"""Seconds between two looks at what is to be brought to git; a judge who says that all is done waits for none."""
_OLD = 300.0
"""Seconds after which the round is read anew though its files are the same: an idea may have left it."""
_MOST_PAGES = 40


class Pages(NamedTuple):
    """A judge's ideas as a part of the page, and the mark by which a browser knows that it has them already."""

    html: str
    version: str


class House:
    """The judges' application over one edition; any thread may ask."""

    def __init__(self, root: Path, edition: str) -> None:
        """Read the edition.

        Raises:
            FarakhanError: what `room` raises.
        """
        self.root, self.edition = root, edition
        self.sessions = Sessions()
        self._lock = Lock()
        self._room = room(root, edition)
        self._read_at = monotonic()
        self._pages: OrderedDict[str, tuple[tuple[object, ...], Pages]] = OrderedDict()
        self._templates = environment(TEMPLATES, FACE)

    def room(self) -> Room:
        """The round as it is now; where it cannot be read at this moment, as it was."""
        with self._lock:
            is_old = monotonic() - self._read_at > _OLD
            if is_old or state_of(self.root, self.edition) != self._room.state:
                try:
                    self._room, self._read_at = room(self.root, self.edition), monotonic()
                except FarakhanError as error:
                    log.warning("judges: the edition cannot be read: %s", error)
            return self._room

    def given(self, judge: str) -> Given:
        """What a judge gave."""
        return given(self.room().edition, judge)

    def is_done(self, judge: str) -> bool:
        """Whether a judge has confirmed their sheet, and has changed nothing since."""
        current = self.room()
        edition, there = current.edition, given(current.edition, judge)
        path = f"{disk.RECORD}/{edition.name}/{Kind.CONFIRMED}"
        if (
            not there.sheet
            or not all(kept.brought for kept in there.ideas.values())
            or not (self.root / path).is_file()
        ):
            return False
        digests, _ = read_confirmed(path, disk.read_bytes(self.root, path, disk.LIMITS[Kind.CONFIRMED]))
        return digests.get(sheet_path(edition.round.id, judge)) == there.sheet

    def wrong(self, judge: str, there: Given) -> dict[str, list[str]]:
        """What a judge has to mend, by the ideas' codes."""
        call = self.room().edition.call
        return {code: wrong_with(call, judge, code, kept.mark) for code, kept in there.ideas.items()}

    def pages(self, judge: str) -> Pages:
        """A judge's ideas as they read them."""
        current = self.room()
        known = self._pages.get(judge)
        edition, codes = current.edition, current.codes.get(judge, ())
        key: tuple[object, ...] = (codes, tuple(edition.facts[code].digest for code in codes if code in edition.facts))
        key = (*key, edition.call.rubric, current.spread)
        if known and known[0] == key:
            return known[1]
        listed = list(entries(edition, codes, partial(proofs.named, edition.root)))
        html = self.part(
            "ideas.html",
            judge=judge,
            entries=listed,
            shown=[entry.shown for entry in listed],
            call=edition.call,
            spread=current.spread,
            criteria=[criterion.id for criterion in edition.call.rubric.criteria],
        )
        made = Pages(html, sha256(html.encode())[:16])
        with self._lock:
            self._pages[judge] = (key, made)
            while len(self._pages) > _MOST_PAGES:
                self._pages.popitem(last=False)
        return made

    def part(self, template: str, **values: object) -> str:
        """A page, or a part of one."""
        return self._templates.get_template(template).render(values)

    @contextmanager
    def bringing(self) -> Iterator[None]:
        """Bring to git what judges gave, every so often while the block runs, and once in the end."""
        ended = Event()
        thread = Thread(target=self._bring, args=(ended,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _bring(self, ended: Event) -> None:
        while not ended.wait(EVERY):
            self._bring_now()
        self._bring_now()

    def _bring_now(self) -> None:
        try:
            bring_all(self.root, self.edition, now())
        except FarakhanError as error:
            log.warning("judges: what was given stays in the vault for now: %s", error)
