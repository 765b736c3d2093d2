"""Photos and clips at the door: the text never waits for them, nothing is promised that is not kept, and what a refused
sending asked for is nobody's."""

import io
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import imageio_ffmpeg
import pytest
from PIL import Image
from tests.doors import ANSWERS, CLOSES, OPEN, House, Knocker
from tests.ready import TOOL

from farakhan.intake.collecting import collect
from farakhan.intake.cost import LIMITS
from farakhan.model.idea import MOST_MEDIA, Status
from farakhan.store import uploads
from farakhan.store.spool import sqlite
from farakhan.store.vault import contacts, later, objects, originals, places
from farakhan.store.vault.later import Bounds
from farakhan.web import service
from farakhan.web.bringing import Means
from farakhan.web.limits import CLIPS, Allowance

NOBODY = Means(queue=(0, 0))
"""A darkroom that is always full."""
BROKEN = b"\xff\xd8\xff and no photo"


def photo(shade: int = 0, size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (shade, 90, 90)).save(out, "PNG")
    return out.getvalue()


def other(text: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Another idea than anybody else's."""
    return {**ANSWERS, "title": f"نمونه: {text}", "body.1": f"{text}: این را می‌سازیم و می‌فروشیم. " * 5, **more}


def send(door: Knocker, values: dict[str, Any], *photos: bytes, to: str = "ideas") -> httpx.Response:
    """A form with photos, as a browser posts it."""
    files = [("photo", ("x", one)) for one in photos]
    answer = door.client.post(f"/intake/{to}", data=values, files=files)
    if answer.status_code in (200, 201) and answer.json()["word"]:
        door.words[answer.json()["code"]] = answer.json()["word"]
    return answer


def told(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code in (200, 201), answer.text
    found: dict[str, Any] = answer.json()
    return found


def checked(house: House) -> None:
    """The record passes its check."""
    done = subprocess.run([TOOL, "check"], cwd=house.root, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def house(tmp_path: Path, door_site: Path) -> House:
    return House(tmp_path, door_site)


@pytest.fixture
def door(house: House) -> Iterator[Knocker]:
    with house.serving() as knocker:
        yield knocker


KEY = "k" * 32


@pytest.mark.parametrize("key", ["", KEY])
def test_an_idea_with_photos_is_no_copy_however_often_it_is_sent(key: str, door: Knocker) -> None:
    values = other("با عکس", key=key)
    first = told(send(door, values, photo()))
    again = told(send(door, values, photo()))
    assert (again["code"], again["again"], again["digest"]) == (first["code"], True, first["digest"])
    more = told(send(door, values, photo(), photo(9)))
    assert (more["code"], more["act"]) == (first["code"], "mend")
    idea = door.in_git(first["code"])
    assert (idea.copies_of, len(idea.media), door.house.codes()) == (None, 2, [first["code"]])
    checked(door.house)


@pytest.mark.promise("clips-text-first")
@pytest.mark.parametrize("key", ["", KEY])
def test_a_refused_photo_takes_neither_the_text_nor_a_code(key: str, door: Knocker) -> None:
    refused = send(door, other("کسی", key=key), BROKEN)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "photo")
    second = told(send(door, other("کسی", key="o" * 32, mobile="09170000001"), photo()))
    assert door.in_git(second["code"]).copies_of is None
    first = told(send(door, other("کسی", key=key), photo()))
    copy = door.in_git(first["code"])
    assert (copy.copies_of, copy.status) == (second["code"], Status.HELD)
    assert sorted(door.house.codes()) == sorted([first["code"], second["code"]])


def test_a_mending_with_a_refused_photo_takes_no_text(door: Knocker) -> None:
    mine = told(send(door, other("مال من", key=KEY)))
    proof = door.proof(mine["code"])
    assert send(door, other("متن تازه") | proof, BROKEN, to="mend").status_code == 422
    theirs = told(send(door, other("متن تازه", mobile="09170000001")))
    assert door.in_git(theirs["code"]).copies_of is None
    checked(door.house)


def test_too_late_a_mending_leaves_nothing_in_the_vault(door: Knocker) -> None:
    mine = told(send(door, other("دیر", key=KEY)))
    with door.house.clock.at(CLOSES):
        late = send(door, other("دیرتر") | door.proof(mine["code"]), photo(7), to="mend")
    assert late.status_code == 409
    assert places.place(door.house.root).names("media") == []


def test_what_is_over_a_limit_is_refused_in_words_and_the_next_is_taken(house: House) -> None:
    with house.serving(means=Means(LIMITS._replace(pixels=20_000))) as door:
        large = send(door, other("بزرگ"), photo(size=(200, 200)))
        assert (large.status_code, large.json()["errors"][0]["fault"]) == (422, "photo-pixels")
        told(send(door, other("بزرگ"), photo()))


def test_what_takes_too_long_is_ended_and_said(house: House) -> None:
    with house.serving(means=Means(LIMITS._replace(seconds=0.001))) as door:
        slow = send(door, other("کند"), photo(size=(400, 400)))
        (error,) = slow.json()["errors"]
        assert (slow.status_code, error["fault"]) == (422, "photo-costly")
        assert "این عکس باز نشد" in error["words"]
        told(send(door, other("کند")))


def collecting(house: House) -> Callable[[datetime], int]:
    """What is collected at an hour."""

    def gone(now: datetime) -> int:
        spooled = sqlite.Spool(house.root / sqlite.FOLDER, house.clock)
        try:
            return collect(house.root, spooled, house.root / sqlite.FOLDER / uploads.FOLDER, now)
        finally:
            spooled.close()

    return gone


def waiting(house: House) -> dict[str, list[str]]:
    return later.by_idea(house.root / sqlite.FOLDER / later.FOLDER)


def added(door: Knocker, code: str, count: int) -> None:
    """Wait until an idea has so many photos in git."""
    for _ in range(300):
        if len(door.in_git(code).media) == count and not waiting(door.house):
            return
        threading.Event().wait(0.05)
    raise AssertionError(door.in_git(code).media)


@pytest.mark.promise("clips-text-first")
def test_where_the_darkroom_is_full_the_text_is_safe_and_the_photos_follow(house: House) -> None:
    with house.serving(means=NOBODY) as door:
        first = told(send(door, other("شلوغ", key=KEY, caption=["زیر", ""]), photo(1), BROKEN, photo(2)))
        assert first["photos"] == "later"
        assert "متن شما ثبت شد و محفوظ است؛ عکس‌ها" in first["next"][0]
        assert told(send(door, other("شلوغ", key=KEY, caption=["زیر", ""]), photo(1), BROKEN, photo(2)))["again"]
        assert door.in_git(first["code"]).media == ()
        mended = other("تازه", jobs="۹") | door.proof(first["code"])
        told(send(door, mended, to="mend"))
        page = door.client.get(f"/intake/receipt?of={first['of']}", headers={"Accept": "text/html"}).text
        assert "عکس‌ها رسید و بعداً افزوده می‌شود" in page
    assert [len(names) for names in waiting(house).values()] == [3]
    with house.clock.at(CLOSES), house.serving() as door:
        added(door, first["code"], 2)
        idea = door.in_git(first["code"])
    assert (idea.jobs, [one.caption for one in idea.media], idea.status) == (9, ["زیر", ""], Status.RECEIVED)
    assert "شمارهٔ ۲ باز نشد" in idea.note
    assert idea.digest != first["digest"]
    assert all(originals.has(house.root, one.sha256) for one in idea.media)
    assert b"\nAct: add\n" in house.git("log", "-1", "--format=%B")
    checked(house)


@pytest.mark.parametrize("means", [Means(), NOBODY])
def test_what_no_file_may_hold_under_a_photo_is_said_before_anything_is_kept(means: Means, house: House) -> None:
    with house.serving(means=means) as door:
        refused = send(door, other("زیرنویس", key=KEY, caption=["زیر", "زنگ بزنید 0917 123 4567"]), photo(), photo(1))
        assert refused.status_code == 422
        (fault,) = refused.json()["errors"]
        assert (fault["field"], fault["fault"]) == ("photo", "private-mobile")
        assert fault["words"].startswith("نوشتهٔ زیر عکس ۲: ")
        assert waiting(house) == {}
        mine = told(send(door, other("زیرنویس", key=KEY, caption=["  كندوي\u202e \x00 ما  "]), photo()))
    with house.serving() as door:
        added(door, mine["code"], 1)
        assert door.in_git(mine["code"]).media[0].caption == "کندوی ما"
    checked(house)


def test_one_photo_more_than_an_idea_may_have_is_said(door: Knocker) -> None:
    values = other("بسیار")
    mine = told(send(door, values, *map(photo, range(6))))

    def more(*shades: int) -> httpx.Response:
        kept = [one.sha256 for one in door.in_git(mine["code"]).media]
        return send(door, {**values, **door.proof(mine["code"]), "media": kept}, *map(photo, shades), to="mend")

    told(more(6, 7, 8, 9, 10, 11))
    refused = more(12)
    assert refused.status_code == 422
    assert [one["field"] for one in refused.json()["errors"]] == ["photo"]
    assert "۱۲ عکس و کلیپ" in refused.json()["errors"][0]["words"]
    assert len(door.in_git(mine["code"]).media) == 12


def test_what_a_death_leaves_to_be_added_again_is_added_once(house: House, tmp_path: Path) -> None:
    folder, aside = house.root / sqlite.FOLDER / later.FOLDER, tmp_path / "aside"
    with house.serving(means=NOBODY) as door:
        mine = told(send(door, other("مرگ"), photo(4)))
    shutil.copytree(folder, aside)
    (folder / f"3972137319-{'a' * 16}-00-{'b' * 64}").write_bytes(b'""\nof nobody')
    with house.serving() as door:
        added(door, mine["code"], 1)
        once = door.in_git(mine["code"])
    shutil.copytree(aside, folder, dirs_exist_ok=True)
    before = house.git("rev-parse", "HEAD")
    with house.serving() as door:
        added(door, mine["code"], 1)
        assert door.in_git(mine["code"]) == once
    assert house.git("rev-parse", "HEAD") == before


def test_photos_that_are_erased_while_they_are_developed_are_never_added(house: House) -> None:
    folder = house.root / sqlite.FOLDER / later.FOLDER
    with house.serving(means=NOBODY) as door:
        mine = told(send(door, other("پاک شده"), photo(8, (2000, 1500))))
    with house.serving() as door:
        later.remove(folder, later.of_idea(folder, mine["code"]))
        assert door.in_git(mine["code"]).media == ()
        told(send(door, other("دیگری"), photo(9)))
        assert door.in_git(mine["code"]).media == ()
    assert len(places.place(house.root).names("media")) == 1


def test_photos_of_an_idea_that_was_taken_back_are_never_added(house: House) -> None:
    with house.serving(means=NOBODY) as door:
        mine = told(send(door, other("پس گرفته"), photo()))
        told(send(door, door.proof(mine["code"]) | {"sure": "true"}, to="withdraw"))
    with house.serving() as door:
        for _ in range(100):
            if not waiting(house):
                break
            threading.Event().wait(0.05)
        idea = door.in_git(mine["code"])
    assert (idea.status, idea.media, waiting(house)) == (Status.WITHDRAWN, (), {})
    assert places.place(house.root).names("media") == []


@pytest.mark.parametrize("bounds", [Bounds(photos=1), Bounds(bytes=100), Bounds(bytes_each=100)])
def test_where_nothing_more_may_wait_the_answer_says_so(bounds: Bounds, house: House) -> None:
    with house.serving(means=NOBODY._replace(waiting=bounds)) as door:
        values = other("پر", key=KEY)
        first = told(send(door, values, photo(), photo(1)))
        assert (first["photos"], waiting(house)) == ("left", {})
        assert "نگه داشته نشد" in first["next"][0]
        page = door.client.post(
            "/intake/ideas", data=values, files=[("photo", ("x", photo(1)))] * 2, headers={"Accept": "text/html"},
            follow_redirects=True,
        )  # fmt: skip
        assert "نگه داشته نشد" in page.text
    with house.serving() as door:
        more = told(send(door, values, photo(), photo(1)))
        assert (more["code"], len(door.in_git(more["code"]).media)) == (first["code"], 2)


def follow(door: Knocker, code: str, data: bytes = b"", key: str = KEY) -> httpx.Response:
    """A photo for an idea that a form with this key has sent."""
    return door.client.post("/intake/photo", data={"code": code, "key": key}, files={"photo": ("x", data or photo())})


@pytest.mark.promise("clips-text-first")
def test_a_photo_follows_its_text_and_twice_is_once(door: Knocker) -> None:
    first = told(send(door, other("نخست متن", key=KEY)))
    added_now, again = follow(door, first["code"]), follow(door, first["code"])
    assert (added_now.status_code, again.status_code) == (201, 200)
    idea = door.in_git(first["code"])
    assert [medium.kind for medium in idea.media] == ["photo"]
    assert idea.digest == added_now.json()["digest"] == again.json()["digest"] != first["digest"]
    assert follow(door, first["code"], photo(9)).status_code == 201
    assert len(door.in_git(first["code"]).media) == 2
    checked(door.house)


def test_a_photo_that_is_none_is_refused_in_words_and_takes_nothing(door: Knocker) -> None:
    first = told(send(door, other("بد", key=KEY)))
    refused = follow(door, first["code"], BROKEN)
    assert (refused.status_code, refused.json()["error"]) == (422, "photo-broken")
    assert "ناقص" in refused.json()["words"]
    assert door.in_git(first["code"]).digest == first["digest"]
    nothing = door.client.post("/intake/photo", data={"code": first["code"], "key": KEY})
    assert (nothing.status_code, nothing.json()["error"]) == (400, "form")


def test_a_photo_needs_the_key_of_the_form_that_sent_its_text(door: Knocker) -> None:
    first = told(send(door, other("کلید", key=KEY)))
    assert [follow(door, first["code"], key=key).status_code for key in ("", "o" * 32)] == [403, 403]
    assert door.in_git(first["code"]).media == ()


def test_a_photo_may_come_behind_the_deadline_if_its_text_did_not(door: Knocker) -> None:
    with door.house.clock.at(CLOSES - timedelta(seconds=5)):
        first = told(send(door, other("آخرین دم", key=KEY)))
    with door.house.clock.at(CLOSES + timedelta(minutes=1)):
        assert follow(door, first["code"]).status_code == 201
    with door.house.clock.at(CLOSES + timedelta(days=1)):
        late = follow(door, first["code"], photo(9))
    assert (late.status_code, late.json()["error"]) == (409, "too-late")


def test_where_the_darkroom_is_full_a_photo_is_kept_and_added_later(house: House) -> None:
    with house.serving(means=NOBODY) as door:
        first = told(send(door, other("تاریکخانهٔ پر", key=KEY)))
        kept = follow(door, first["code"])
        assert (kept.status_code, kept.json()) == (202, {"photos": "later"})
        assert len(waiting(house)[first["code"]]) == 1
    with house.serving() as door:
        added(door, first["code"], 1)
    with house.serving(means=NOBODY._replace(waiting=Bounds(photos=0))) as door:
        full = follow(door, first["code"], photo(9))
        assert (full.status_code, full.json()["error"]) == (507, "upload-room")


def test_an_idea_has_only_so_many_photos(door: Knocker) -> None:
    first = told(send(door, other("بسیار", key=KEY)))
    answers = [follow(door, first["code"], photo(20 * shade)).status_code for shade in range(MOST_MEDIA + 1)]
    assert answers == [201] * MOST_MEDIA + [422]


def test_places_for_clips_are_shared_out_shown_and_given_back(house: House) -> None:
    tus, given_up = {"Tus-Resumable": "1.0.0", "Upload-Length": "9"}, house.root / sqlite.FOLDER / uploads.FOLDER
    uploads.create(given_up, 9, house.clock() - timedelta(hours=2))
    with house.serving(means=Means(clips=uploads.Bounds(open_each=1))) as door:
        door.send()
        door.settled()
        assert list(given_up.iterdir()) == [], "nobody had to come for it to make way"
        assert door.client.post("/intake/clips", headers=tus).status_code == 201
        assert door.client.get("/healthz").json()["uploads_open"] == 1
        full = door.client.post("/intake/clips", headers=tus)
        assert (full.status_code, full.json()["error"]) == (429, "upload-many")


def test_an_address_begins_only_so_many_clips(door: Knocker) -> None:
    tus = {"Tus-Resumable": "1.0.0", "Upload-Length": "9"}
    answers = []
    for _ in range(int(CLIPS) + 1):
        answer = door.client.post("/intake/clips", headers=tus)
        answers.append(answer.status_code)
        if answer.status_code == 201:
            door.client.delete(answer.headers["location"], headers=tus)
    assert answers == [201] * int(CLIPS) + [429]


def test_a_machine_without_ffmpeg_says_so(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("git", "sh", "nice"):
        (tools / name).symlink_to(shutil.which(name) or name)
    monkeypatch.setenv("PATH", str(tools))
    with house.serving() as door:
        assert service.NO_TOOL in caplog.messages
        assert door.client.get("/healthz").json()["ffmpeg"] is False
        (tools / "ffmpeg").symlink_to(imageio_ffmpeg.get_ffmpeg_exe())
        assert door.client.get("/healthz").json()["ffmpeg"] is True
        assert "farakhan_ffmpeg 1" in door.client.get("/metrics").text.splitlines()
    caplog.clear()
    with house.serving():
        assert service.NO_TOOL not in caplog.messages


def test_a_vault_whose_disk_is_full_keeps_nobodys_text_out(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with house.serving() as door:
        with monkeypatch.context() as patch:
            patch.setattr(objects, "room", lambda _: -1)
            first = told(send(door, other("دیسک پر"), photo()))
            health = door.client.get("/healthz")
        assert (first["photos"], health.status_code, health.json()["fault"]) == ("later", 503, "vault-full")
        added(door, first["code"], 1)


def test_what_does_not_reach_the_disk_takes_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "full")

    with house.serving() as door:
        with monkeypatch.context() as patch:
            patch.setattr(sqlite.Spool, "_keep", full)
            assert send(door, other("نرسید", key=KEY)).status_code == 500
        theirs = told(send(door, other("نرسید", mobile="09170000001")))
        assert door.in_git(theirs["code"]).copies_of is None
        checked(house)


@pytest.mark.promise("clips-text-first")
def test_a_vault_that_is_away_keeps_nobodys_text_out(house: House) -> None:
    with house.serving() as door:
        told(send(door, other("پیش از آن"), photo()))
        door.settled()
        (house.root / "vault").rename(house.root / "unmounted")
        (house.root / "vault").mkdir()
        first = told(send(door, other("بی گاوصندوق"), photo(3)))
        assert first["photos"] == "later"
        health = door.client.get("/healthz")
        assert (health.status_code, health.json()["fault"]) == (503, "vault-unreachable")
        assert list((house.root / "vault").iterdir()) == []
        (house.root / "vault").rmdir()
        (house.root / "unmounted").rename(house.root / "vault")
        added(door, first["code"], 1)
    checked(house)


def test_what_nothing_names_goes_after_a_while_and_nothing_else_does(house: House) -> None:
    with house.serving() as door:
        codes = [told(send(door, other(text), photo(shade)))["code"] for shade, text in enumerate(("الف", "ب", "پ"))]
        stays, leaves, mended = (door.in_git(code).media[0].sha256 for code in codes)
        house.clock.on(timedelta(days=10))
        told(send(door, door.proof(codes[1]) | {"sure": "true"}, to="withdraw"))
        told(send(door, other("پ") | door.proof(codes[2]), photo(9), to="mend"))
        (new,) = (one.sha256 for one in door.in_git(codes[2]).media)
    orphan, fresh = (originals.put(house.root, one) for one in (b"orphan", b"fresh"))
    for name in (stays, leaves, mended, new, orphan, fresh):
        put = (OPEN + timedelta(days=40 if name == fresh else 0)).timestamp()
        os.utime(house.root / "vault" / "media" / name, (put, put))
    gone = collecting(house)
    assert gone(OPEN + timedelta(days=29)) == 0
    assert gone(OPEN + timedelta(days=31)) == 1, "what an idea named within a month may still be asked for"
    assert set(places.place(house.root).names("media")) == {stays, leaves, mended, new, fresh}
    assert gone(OPEN + timedelta(days=45)) == 2
    assert set(places.place(house.root).names("media")) == {stays, new, fresh}
    assert contacts.sealed(house.root, codes[1])


def test_a_day_allows_each_address_its_share_and_all_together_theirs() -> None:
    now = [0.0]
    allowance = Allowance(10, 25, lambda: now[0])
    assert [allowance.take("a", 6), allowance.take("a", 5), allowance.take("a", 4)] == [True, False, True]
    assert [allowance.take("b", 10), allowance.take("c", 6), allowance.take("c", 5)] == [True, False, True]
    now[0] += 43_200
    assert [allowance.take("a", 6), allowance.take("a", 5)] == [False, True]


def test_the_process_that_opens_photos_is_told_nothing(monkeypatch: pytest.MonkeyPatch, house: House) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "CANARY")
    with house.serving() as door:
        told(send(door, other("پنهان"), photo()))
        found = [path for path in Path("/proc").glob("[0-9]*/cmdline") if b"farakhan.intake.developing" in _read(path)]
        assert found
        for path in found:
            assert json.dumps("CANARY").encode() not in _read(path.with_name("environ"))
            assert b"CANARY" not in _read(path.with_name("environ"))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
