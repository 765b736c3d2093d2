"""The darkroom: whoever waits has a share of it and nobody all, and a process that is lost is replaced."""

import asyncio
import io
import os
import signal
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from farakhan.intake.cost import LIMITS, Limits
from farakhan.intake.darkroom import Darkroom, Full
from farakhan.model.idea import MEDIA_LIMITS, MediaKind
from farakhan.problems import FarakhanError

Act = Callable[[Darkroom], Awaitable[object]]


def photo(kind: str = "PNG", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, kind, **more)
    return out.getvalue()


def within(act: Act, limits: Limits = LIMITS, most: int = 4, most_each: int = 3) -> None:
    """Something done in a darkroom that is closed afterwards."""

    async def done() -> None:
        darkroom = Darkroom(limits, most, most_each)
        try:
            await act(darkroom)
        finally:
            await darkroom.close()
        assert workers() == []

    with ThreadPoolExecutor(1) as thread:  # a browser of an earlier test keeps this one's loop running
        thread.submit(lambda: asyncio.run(done())).result()


def workers() -> list[int]:
    """The processes of this test that open photos."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            mine = path.joinpath("status").read_text().partition("PPid:")[2].split()[0] == str(os.getpid())
            if mine and b"farakhan.intake.developing" in path.joinpath("cmdline").read_bytes():
                found.append(int(path.name))
        except (OSError, IndexError):
            continue
    return found


@pytest.mark.promise("photos-bounded")
def test_nobody_has_all_of_the_queue_and_what_is_done_makes_place() -> None:
    async def act(darkroom: Darkroom) -> None:
        first = asyncio.create_task(darkroom.developed([photo()] * 3, "a"))
        await asyncio.sleep(0)
        with pytest.raises(Full):
            await darkroom.developed([photo()], "a")
        second = asyncio.create_task(darkroom.developed([photo()], "b"))
        await asyncio.sleep(0)
        with pytest.raises(Full):
            await darkroom.developed([photo()], "c")
        done = [*await first, *await second]
        assert [isinstance(one, bytes) for one in done] == [True] * 4
        assert darkroom.waiting == 0
        assert len(await darkroom.developed([photo()] * 3, "a")) == 3

    within(act)


def test_a_process_that_dies_is_replaced() -> None:
    async def act(darkroom: Darkroom) -> None:
        for _ in range(2):
            (done,) = await darkroom.developed([photo()], "a")
            assert isinstance(done, bytes)
            (worker,) = workers()
            os.kill(worker, signal.SIGKILL)
            while worker in workers():  # noqa: ASYNC110 (it is another process)
                await asyncio.sleep(0.01)

    within(act)


@pytest.mark.promise("photos-bounded")
def test_a_photo_that_takes_too_long_is_refused_alone() -> None:
    async def act(darkroom: Darkroom) -> None:
        (done,) = await darkroom.developed([photo()], "a")
        assert isinstance(done, FarakhanError)
        assert done.code == "photo-costly"

    within(act, LIMITS._replace(seconds=0.0001))


def test_the_process_is_bounded_by_the_system() -> None:
    async def act(darkroom: Darkroom) -> None:
        await darkroom.developed([photo()], "a")
        (worker,) = workers()
        said = await asyncio.to_thread(Path(f"/proc/{worker}/limits").read_text)
        rows = {line[:26].strip(): line[26:].split()[:2] for line in said.splitlines()}
        assert rows["Max address space"] == [str(LIMITS.memory)] * 2
        assert rows["Max file size"] == ["0", "0"]
        assert rows["Max core file size"] == ["0", "0"]
        assert 0 < int(rows["Max cpu time"][0]) <= LIMITS.cpu + 3

    within(act)


def test_too_little_memory_is_the_photos_end_and_not_ours() -> None:
    noise = io.BytesIO()
    Image.effect_noise((2000, 2000), 9).save(noise, "PNG")

    async def act(darkroom: Darkroom) -> None:
        try:
            (done,) = await darkroom.developed([noise.getvalue()], "a")
        except Full:  # not even Python has room to begin
            return
        assert isinstance(done, FarakhanError)
        assert done.code == "photo-costly"

    within(act, LIMITS._replace(memory=60 * 2**20))


@pytest.mark.parametrize(("frames", "right"), [(3, True), (2, False)])
def test_frames_are_counted_whatever_the_format(frames: int, right: bool) -> None:  # noqa: FBT001
    others = [Image.new("RGB", (40, 30), colour) for colour in ("green", "blue")]
    moving = [photo(kind, save_all=True, append_images=others) for kind in ("WEBP", "PNG")]

    async def act(darkroom: Darkroom) -> None:
        done = await darkroom.developed(moving, "a")
        assert [isinstance(one, bytes) for one in done] == [right] * 2

    within(act, LIMITS._replace(frames=frames))


@pytest.mark.promise("photos-bounded")
def test_scans_are_counted_under_every_name() -> None:
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(
        out, "MPO", save_all=True, append_images=[Image.new("RGB", (9, 9))], progressive=True
    )
    scans = out.getvalue().partition(b"\xff\xd9")[0].count(b"\xff\xda")
    assert Image.open(out).format == "MPO"

    async def act(darkroom: Darkroom) -> None:
        (done,) = await darkroom.developed([out.getvalue()], "a")
        assert isinstance(done, FarakhanError)
        assert done.code == "photo-broken"

    within(act, LIMITS._replace(scans=scans - 1))


def test_the_limit_of_a_photo_is_the_models() -> None:
    assert MEDIA_LIMITS[MediaKind.PHOTO] == LIMITS.bytes
