"""Photos and clips of a form on their way into the vault: now, later, or not at all; the text never waits for them.

Whoever waits here holds no thread but the one that works for them.
"""

import asyncio
import hashlib
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool

from farakhan.checks.text import check_text
from farakhan.intake import clips
from farakhan.intake.cost import LIMITS, Limits
from farakhan.intake.darkroom import MOST, MOST_EACH, Darkroom, Full
from farakhan.intake.receive import Intake
from farakhan.intake.sending import Faulty
from farakhan.model.idea import MOST_MEDIA, Idea, Media, MediaKind, Status
from farakhan.persian.digits import to_persian
from farakhan.persian.letters import normalise
from farakhan.problems import FarakhanError
from farakhan.store import uploads
from farakhan.store.spool import sqlite
from farakhan.store.spool.letters import Letter, Taken
from farakhan.store.uploads import Upload
from farakhan.store.vault import later, objects, originals
from farakhan.store.vault.later import Waiting
from farakhan.store.vault.places import VaultError
from farakhan.web import forms
from farakhan.web.forms import Form
from farakhan.web.limits import Allowance

log = logging.getLogger("farakhan")

MOST_CLIPS = 2
MOST_CAPTION = 200
"""Letters of the words under a photo."""
CLIPS_AT_ONCE, CLIPS_WAITING = 2, 20
"""Clips that are cleaned at once, and those that may wait for it: each may take two minutes."""
PAUSE = 2.0
"""Seconds between two looks at the photos that wait."""


Put = Callable[[Letter], Awaitable[object]]
"""Brings a letter to the disk."""


class Follows(StrEnum):
    """What becomes of the photos of a form that did not come in with its text."""

    NOTHING = ""
    LATER = "later"
    LEFT = "left"


class Brought(NamedTuple):
    """What came of a form's photos and clips.

    Attributes:
        media: in the vault by now.
        left: photos that are not, as they came.
        over: whether their address has left too much here today to have them kept for later.
    """

    media: tuple[Media, ...] = ()
    left: tuple[Waiting, ...] = ()
    over: bool = False


class Spoiled(Exception):  # noqa: N818 (a state of the photo)
    """A photo cannot be taken: its number among those that came with it, and why."""

    def __init__(self, number: int, error: FarakhanError) -> None:
        """Keep both."""
        super().__init__(number, error)
        self.number, self.error = number, error


class Means(NamedTuple):
    """What photos and clips may take.

    Attributes:
        photo: what one photo may cost.
        queue: photos that may wait for the darkroom, in all and of one address.
        waiting: what may wait beside the spool.
        clips: what uploads may take.
    """

    photo: Limits = LIMITS
    queue: tuple[int, int] = (MOST, MOST_EACH)
    waiting: later.Bounds = later.BOUNDS
    clips: uploads.Bounds = uploads.BOUNDS


MEANS = Means()


class Bringing:
    """What photos and clips go through; used within one event loop."""

    def __init__(self, root: Path, now: Callable[[], datetime], means: Means) -> None:
        """Get ready.

        Args:
            root: the repository's top.
            now: the hour, with its zone.
            means: what all of it may take.
        """
        self._root, self._now, self._bounds = root, now, means.waiting
        self.uploads, self.folder = root / sqlite.FOLDER / uploads.FOLDER, root / sqlite.FOLDER / later.FOLDER
        self.darkroom, self.allowance = Darkroom(means.photo, *means.queue), Allowance()
        self._films, self._films_waiting = ThreadPoolExecutor(CLIPS_AT_ONCE, "clips"), 0
        self._keeping: Counter[str] = Counter()
        self._wake = asyncio.Event()

    async def close(self) -> None:
        """End what works here."""
        await self.darkroom.close()
        await run_in_threadpool(self._films.shutdown, cancel_futures=True)

    async def brought(self, form: Form, sender: str, beside: int = 0) -> Brought:
        """A form's photos and clips into the vault, or its photos as they are where there is no place now.

        Args:
            form: as it came.
            sender: a mark of the address that it came from.
            beside: photos and clips that its idea has and keeps.

        Raises:
            Faulty: one of them cannot be taken; its sender can mend it.
        """
        uploaded = form.values.get(forms.CLIP, ())[:MOST_CLIPS]
        if (uploaded or form.photos) and beside + len(uploaded) + len(form.photos) > MOST_MEDIA:
            words = f"هر ایده روی‌هم تا {to_persian(MOST_MEDIA)} عکس و کلیپ دارد؛ چندتا را بردارید."
            raise Faulty({forms.PHOTO: "media-many"}, {forms.PHOTO: words})
        films = [await self._film(number, upload) for number, upload in enumerate(uploaded, 1)]
        captions = [*form.values.get(forms.CAPTION, ()), *[""] * forms.MOST_FILES]
        pairs = zip(form.photos, captions, strict=False)
        photos = [Waiting(_caption(number, caption), data) for number, (data, caption) in enumerate(pairs, 1)]
        if not photos:
            return Brought(tuple(films))
        try:
            shown = await self.pictures(photos, sender)
        except Spoiled as spoiled:
            raise _faulty(forms.PHOTO, "عکس", spoiled.number, spoiled.error) from None
        return shown._replace(media=(*shown.media, *films))

    async def pictures(self, photos: Sequence[Waiting], sender: str) -> Brought:
        """Photos into the vault, or as they are where there is no place now.

        Raises:
            Spoiled: one of them cannot be taken.
        """
        size = sum(len(photo.data) for photo in photos)
        if not self.allowance.take(sender, size):
            return Brought(left=tuple(photos), over=True)
        try:
            objects.take_room(self._root, size)
            made = await self.darkroom.developed([photo.data for photo in photos], sender)
            return Brought(tuple(await self._kept(photos, made)))
        except Full:
            return Brought(left=tuple(photos))
        except VaultError as error:
            log.error("%s", error)  # noqa: TRY400 (what is wrong is said; where it came up tells nothing)
            return Brought(left=tuple(photos))

    async def _kept(self, photos: Sequence[Waiting], made: Sequence[bytes | FarakhanError]) -> list[Media]:
        for number, item in enumerate(made, 1):
            if isinstance(item, FarakhanError):
                raise Spoiled(number, item)
        return [
            await self._put(data, item.caption)
            for data, item in zip(made, photos, strict=True)
            if isinstance(data, bytes)
        ]

    async def _put(self, data: bytes, caption: str) -> Media:
        sha256 = await run_in_threadpool(originals.put, self._root, data)
        return Media(sha256=sha256, kind=MediaKind.PHOTO.value, bytes=len(data), caption=caption)

    async def _film(self, number: int, upload: str) -> Media:
        try:
            return await self.film(upload)
        except FarakhanError as error:
            raise _faulty(forms.CLIP, "کلیپ", number, error) from None

    async def film(self, upload: str) -> Media:
        """A whole upload into the vault.

        Raises:
            FarakhanError: what `clips.claim` raises; `upload-many`, many are being looked at.
        """
        if self._films_waiting >= CLIPS_WAITING:
            raise FarakhanError("upload-many", "اکنون کلیپ‌های بسیاری در راه است. چند دقیقهٔ دیگر دوباره بکوشید.")
        self._films_waiting += 1
        try:
            claim = partial(clips.claim, self._root, self.uploads, upload, self._now())
            return await asyncio.get_running_loop().run_in_executor(self._films, claim)
        finally:
            self._films_waiting -= 1

    def upload(self, name: str) -> Upload:
        """An upload by the last part of its address.

        Raises:
            FarakhanError: `upload-gone`.
        """
        return uploads.find(self.uploads, name, self._now())

    def fits(self, idea: Idea, medium: Media) -> None:
        """See that an idea may have one photo or clip more.

        Raises:
            FarakhanError: `media-many`, `clip-many`.
        """
        others = [other for other in idea.media if other.sha256 != medium.sha256]
        films = sum(other.kind == MediaKind.CLIP for other in others)
        if medium.kind == MediaKind.CLIP and films >= MOST_CLIPS:
            raise FarakhanError("clip-many", "این ایده به اندازهٔ خود کلیپ دارد؛ کلیپ دیگری جا نمی‌شود.")
        if len(others) >= MOST_MEDIA:
            raise FarakhanError("media-many", "این ایده به اندازهٔ خود عکس و کلیپ دارد؛ دیگری جا نمی‌شود.")

    async def keep_alone(self, code: str, sender: str, brought: Brought) -> bool:
        """Keep photos for later whose idea is on the disk; whether there was room for them."""
        names = await self.keep(code, sender, brought)
        self._settled(code)
        return bool(names)

    async def keep(self, code: str, sender: str, brought: Brought) -> list[str]:
        """Keep photos for later, if there is room for them; `settle` must follow, whatever happens.

        Returns:
            The names under which they wait; none where they do not.
        """
        self._keeping[code] += 1
        if brought.over:
            return []
        try:
            return await run_in_threadpool(later.keep, self.folder, code, sender, brought.left, self._bounds)
        except (FarakhanError, OSError) as error:
            log.error("photos for later: %s", type(error).__name__)  # noqa: TRY400 (likewise)
            return []

    async def settle(self, names: Sequence[str], code: str, taken: Taken | None) -> None:
        """Let photos wait for the idea that their text has become, or go where the text was not taken."""
        try:
            if taken is None:
                await run_in_threadpool(later.remove, self.folder, names)
            elif taken.letter.code != code:
                await run_in_threadpool(later.rename, self.folder, names, taken.letter.code)
        finally:
            self._settled(code)

    def _settled(self, code: str) -> None:
        self._keeping[code] -= 1
        self._keeping = +self._keeping  # without the ideas of which nothing is on its way
        self._wake.set()

    async def add_later(self, intake: Intake, put: Put) -> None:
        """Develop what waits and add it to its ideas, on and on.

        Args:
            intake: which knows how the ideas stand.
            put: brings a letter to the disk.
        """
        self._wake.set()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(PAUSE):
                    await self._wake.wait()
            self._wake.clear()
            try:
                waiting = await run_in_threadpool(later.by_idea, self.folder)
            except OSError as error:
                log.error("photos for later: %s", type(error).__name__)  # noqa: TRY400 (tried again)
                continue
            for code, names in waiting.items():
                try:
                    await self._add(intake, put, code, names[: forms.MOST_FILES])
                except Full:
                    break
                except Exception as error:  # noqa: BLE001 (said, and tried again)
                    log.error("photos for later: %s", type(error).__name__)  # noqa: TRY400 (its words may be a person's)

    async def _add(self, intake: Intake, put: Put, code: str, names: Sequence[str]) -> None:
        """What waits for one idea: into the vault, then a letter, and only then does it wait no more."""
        if self._keeping[code]:  # its text is on its way to the disk
            return
        idea = await run_in_threadpool(intake.standing, code)
        if idea is None and intake.spool.of_code(code):  # its text still waits for git
            return
        if idea and idea.status is not Status.WITHDRAWN:
            photos = [await run_in_threadpool(later.read, self.folder, name) for name in names]
            made = await self.darkroom.developed([photo.data for photo in photos], "")
            if not {*names} <= {*await run_in_threadpool(later.of_idea, self.folder, code)}:  # erased meanwhile
                return
            pairs = zip(made, photos, strict=True)
            media = [await self._put(data, photo.caption) for data, photo in pairs if isinstance(data, bytes)]
            bad = [to_persian(number) for number, result in enumerate(made, 1) if isinstance(result, FarakhanError)]
            note = f"از عکس‌هایی که در شلوغی رسید شمارهٔ {'، '.join(bad)} باز نشد" if bad else ""
            await put(intake.adding(code, media, note))
        await run_in_threadpool(later.remove, self.folder, names)


def marks(form: Form) -> list[bytes]:
    """Marks of a form's photos and clips as they came, in their order."""
    captions = [value.encode() for value in form.values.get(forms.CAPTION, ())]
    films = [value.encode() for value in form.values.get(forms.CLIP, ())[:MOST_CLIPS]]
    photos = [hashlib.sha256(photo).digest() for photo in form.photos]
    return [*photos, *captions, *films] if photos or films else []


def _caption(number: int, typed: str) -> str:
    """The words under a photo as files hold them; a photo that waits is not looked at again with its idea.

    Raises:
        Faulty: there is in them what no file may hold.
    """
    caption = " ".join(normalise(typed, 2 * MOST_CAPTION).split())[:MOST_CAPTION].strip()
    for wrong in check_text("", 1, forms.CAPTION, caption):
        raise _faulty(forms.PHOTO, "نوشتهٔ زیر عکس", number, FarakhanError(wrong.code, wrong.message))
    return caption


def _faulty(key: str, name: str, number: int, error: FarakhanError) -> Faulty:
    return Faulty({key: error.code}, {key: f"{name} {to_persian(number)}: {error.message}"})
