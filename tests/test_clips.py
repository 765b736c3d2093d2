"""Clips: what is a video comes into the vault clean and once; all else is refused in its own words."""

import hashlib
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

import imageio_ffmpeg
import pytest
from tests.deaths import die, points

from farakhan.intake import clips
from farakhan.model.idea import Media
from farakhan.problems import FarakhanError
from farakhan.store import durable, uploads
from farakhan.store.vault import originals, places

NOW = datetime(2027, 8, 1, 9, 30, tzinfo=UTC)
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
PLACE = "+29.5918+052.5837/"
SEEN = ("-f", "lavfi", "-i", "testsrc=size=64x64:rate=5:duration=2")
HEARD = ("-f", "lavfi", "-i", "sine=duration=2")
SAID = ("-metadata", f"location={PLACE}", "-metadata", "comment=CANARY", "-metadata:s", "handler_name=CANARY")
FORMS = {
    "mp4": ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "use_metadata_tags"),
    "mov": ("-c:v", "mpeg4", "-c:a", "pcm_s16le", "-movflags", "use_metadata_tags"),
    "3gp": ("-c:v", "mpeg4", "-c:a", "aac"),
    "webm": ("-c:v", "libvpx", "-c:a", "libvorbis", "-ac", "2"),
    "mkv": ("-c:v", "libx264", "-c:a", "libvorbis", "-ac", "2"),
}
HEAD = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp42"


class Desk(NamedTuple):
    """A repository's top, and the folder of uploads."""

    root: Path
    folder: Path

    def upload(self, data: bytes, *, whole: bool = True) -> str:
        upload = uploads.create(self.folder, len(data) + (not whole), NOW)
        uploads.append(self.folder, upload, data, NOW)
        return upload.id

    def claim(self, upload_id: str) -> Media:
        return clips.claim(self.root, self.folder, upload_id, NOW)

    def refused(self, code: str, upload_id: str) -> None:
        with pytest.raises(FarakhanError, check=lambda error: error.code == code):
            self.claim(upload_id)
        assert places.place(self.root).names("media") == []


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A machine without ffmpeg."""
    monkeypatch.delenv(places.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return Desk(tmp_path, tmp_path / "uploads")


@pytest.fixture
def desk(bare: Desk) -> Desk:
    """A machine with ffmpeg."""
    (bare.root / "bin").mkdir()
    (bare.root / "bin" / "ffmpeg").symlink_to(FFMPEG)
    return bare


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Sample clips, and files that look like some."""
    folder = tmp_path_factory.mktemp("clips")
    wanted = {form: (*SEEN, *HEARD, *SAID, *options) for form, options in FORMS.items()}
    wanted["silent.mp4"] = (*SEEN, "-c:v", "mpeg4")
    wanted["sound.mp4"] = (*HEARD, "-c:a", "aac")
    wanted["long.mp4"] = ("-f", "lavfi", "-i", "color=size=16x16:rate=1:duration=660", "-c:v", "mpeg4", "-g", "300")
    found = {}
    for name, options in wanted.items():
        path = folder / (name if "." in name else f"clip.{name}")
        subprocess.run([FFMPEG, "-v", "error", *options, path], check=True)
        found[name] = path.read_bytes()
    return found


def streams(data: bytes, folder: Path) -> list[str]:
    """The kinds of streams that a clip has."""
    path = folder / "kept"
    path.write_bytes(data)
    done = subprocess.run([FFMPEG, "-i", path], check=False, capture_output=True, text=True)
    return re.findall(r"Stream #0:\d.*?: (Video|Audio|Data|Subtitle)", done.stderr)


@pytest.mark.parametrize("form", FORMS)
def test_picture_and_sound_alone_come_into_the_vault(form: str, desk: Desk, made: dict[str, bytes]) -> None:
    assert b"CANARY" in made[form] or form == "3gp"
    media = desk.claim(desk.upload(made[form]))
    data = b"".join(originals.pieces(desk.root, media.sha256))
    assert (media.kind, media.bytes, media.sha256) == ("clip", len(data), hashlib.sha256(data).hexdigest())
    assert b"CANARY" not in data
    assert PLACE.encode() not in data
    assert streams(data, desk.root) == ["Video", "Audio"]


def test_a_clip_without_sound_is_a_clip(desk: Desk, made: dict[str, bytes]) -> None:
    media = desk.claim(desk.upload(made["silent.mp4"]))
    assert streams(b"".join(originals.pieces(desk.root, media.sha256)), desk.root) == ["Video"]


def test_what_was_claimed_is_the_same_when_claimed_again(desk: Desk, made: dict[str, bytes]) -> None:
    first, second = desk.upload(made["mp4"]), desk.upload(made["mp4"])
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(desk.claim, [first, second, first, second]))
    assert len(found) == 1
    assert found == {desk.claim(first)}
    assert [path.stat().st_size for path in desk.folder.iterdir() if not path.suffix] == [0, 0]
    assert {path.suffix for path in desk.folder.iterdir()} == {"", ".json"}
    assert uploads.expire(desk.folder, NOW + uploads.LIFETIME) == 2
    assert list(desk.folder.iterdir()) == []
    (media,) = found
    assert originals.has(desk.root, media.sha256)


def test_a_death_at_any_point_gives_the_same(desk: Desk, made: dict[str, bytes]) -> None:
    whole = desk.upload(made["webm"])
    died = len(points(lambda: desk.claim(whole)))
    media = desk.claim(whole)
    for at in range(died):
        shutil.rmtree(desk.root / "vault")
        upload = desk.upload(made["webm"])
        die(partial(desk.claim, upload), at)
        assert desk.claim(upload) == media
        assert places.place(desk.root).names("media") == [media.sha256]
    assert {path.suffix for path in desk.folder.iterdir()} == {"", ".json"}


@pytest.mark.parametrize("name", ["sound.mp4", "long.mp4"])
def test_what_is_no_clip_of_ours_is_refused(name: str, desk: Desk, made: dict[str, bytes]) -> None:
    desk.refused({"sound.mp4": "clip-kind", "long.mp4": "clip-long"}[name], desk.upload(made[name]))
    assert list(desk.folder.glob("*.clean")) == []


KINDS = {
    "empty": b"",
    "html": b"<!doctype html><script>alert(1)</script>",
    "jpeg": b"\xff\xd8\xff\xe0" + bytes(100),
    "heic": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(100),
    "m4a": b"\x00\x00\x00\x18ftypM4A \x00\x00\x02\x00isomiso2" + bytes(100),
    "playlist": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
    "concat": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "zip": b"PK\x03\x04" + bytes(100),
    "ebml": b"\x1aE\xdf\xa3" + bytes(60) + b"\x42\x82\x84webm",
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_bytes_say_what_it_is(kind: str, bare: Desk) -> None:
    bare.refused("clip-kind", bare.upload(KINDS[kind]))


RESTS = {"nothing": b"", "zeros": bytes(5000), "noise": os.urandom(5000), "list": b"#EXTM3U\nfile:///etc/passwd\n"}


@pytest.mark.parametrize("rest", RESTS)
def test_what_only_begins_as_a_clip_is_broken(rest: str, desk: Desk) -> None:
    desk.refused("clip-broken", desk.upload(HEAD + RESTS[rest]))


def test_without_ffmpeg_it_is_kept_as_it_came(bare: Desk, made: dict[str, bytes]) -> None:
    media = bare.claim(bare.upload(made["mp4"]))
    assert b"".join(originals.pieces(bare.root, media.sha256)) == made["mp4"]


def test_half_a_clip_is_not_taken(bare: Desk, made: dict[str, bytes]) -> None:
    bare.refused("clip-unfinished", bare.upload(made["mp4"], whole=False))
    bare.refused("upload-gone", "../../etc/passwd")


HARMS = {
    "sleeps": "exec sleep 600",
    "computes": "while :; do :; done",
    "eats": 'x=$(head -c 2000000000 /dev/zero | tr "\\0" x); echo "$x"',
    "writes": "exec head -c 2000000000 /dev/zero > large",
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_tool_that_harms_is_ended(
    harm: str, desk: Desk, made: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clips, "_TIME", 2)
    monkeypatch.setattr(clips, "LIMIT", 2**20)
    tool = desk.root / "bin" / "ffmpeg"
    tool.unlink()
    tool.write_text(f"#!/bin/sh\n{HARMS[harm]}\n")
    tool.chmod(0o755)
    desk.refused("clip-broken", desk.upload(made["mp4"]))
    large = desk.folder / "large"
    assert not large.exists() or large.stat().st_size <= 2 * clips.LIMIT


def test_a_full_disk_is_no_fault_of_the_clip(
    desk: Desk, made: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = desk.upload(made["mp4"])
    with monkeypatch.context() as patch:
        patch.setattr(durable, "RESERVE", 2**62)
        desk.refused("upload-room", upload)
    assert desk.claim(upload).kind == "clip"
