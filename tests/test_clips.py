"""Clips: what is a video comes into the vault clean and once; all else is refused in its own words."""

import hashlib
import io
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import imageio_ffmpeg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.deaths import die, points

from farakhan.intake import boxes, clips, elements
from farakhan.intake.blanking import Damaged, Film, Stays, Strip
from farakhan.model.idea import Media
from farakhan.problems import FarakhanError
from farakhan.store import durable, uploads
from farakhan.store.vault import originals, places

NOW = datetime(2027, 8, 1, 9, 30, tzinfo=UTC)
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
TOOLS = {"ours": FFMPEG, "machine's": shutil.which("ffmpeg") or FFMPEG}
"""A new ffmpeg, and this machine's own, which is an older one as a rule."""
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
CLEANED = [*TOOLS, "without"]
"""By what a clip is cleaned."""
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
    return fitted(bare, FFMPEG)


def fitted(desk: Desk, tool: str) -> Desk:
    """A machine with this ffmpeg."""
    (desk.root / "bin").mkdir()
    (desk.root / "bin" / "ffmpeg").symlink_to(tool)
    return desk


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Sample clips, and files that look like some."""
    folder = tmp_path_factory.mktemp("clips")
    wanted = {form: (*SEEN, *HEARD, *SAID, *options) for form, options in FORMS.items()}
    wanted["silent.mp4"] = (*SEEN, "-c:v", "mpeg4")
    wanted["sound.mp4"] = (*HEARD, "-c:a", "aac")
    wanted["sound.webm"] = (*HEARD, "-c:a", "libopus")
    for name in ("long.mp4", "long.mkv"):
        wanted[name] = ("-f", "lavfi", "-i", "color=size=16x16:rate=1:duration=660", "-c:v", "mpeg4", "-g", "300")
    found = {}
    for name, options in wanted.items():
        path = folder / (name if "." in name else f"clip.{name}")
        subprocess.run([FFMPEG, "-v", "error", *options, path], check=True)
        found[name] = path.read_bytes()
    return found


def streams(data: bytes, folder: Path) -> list[str]:
    """The kinds of streams that a clip has."""
    return re.findall(r"Stream #0:\d.*?: (Video|Audio|Data|Subtitle|Attachment)", described(data, folder))


def described(data: bytes, folder: Path) -> str:
    """What ffmpeg says of a clip."""
    path = folder / "kept"
    path.write_bytes(data)
    return subprocess.run([FFMPEG, "-i", path], check=False, capture_output=True, text=True).stderr


def played(data: bytes, folder: Path) -> list[str]:
    """Each picture and each piece of sound of a clip, by its hash, in whatever order they lie."""
    path = folder / "played"
    path.write_bytes(data)
    command = [FFMPEG, "-v", "error", "-i", path, "-map", "0:V:0", "-map", "0:a:0?", "-c", "copy"]
    command += ["-f", "framehash", "-"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return sorted(line.split(",")[5].strip() for line in lines if not line.startswith("#"))


def kept(desk: Desk, data: bytes) -> bytes:
    """A clip as the vault has it."""
    return b"".join(originals.pieces(desk.root, desk.claim(desk.upload(data)).sha256))


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


REFUSED = {"sound.mp4": "clip-kind", "long.mp4": "clip-long", "sound.webm": "clip-kind", "long.mkv": "clip-long"}


@pytest.mark.parametrize("by", CLEANED)
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_clip_of_ours_is_refused(name: str, by: str, bare: Desk, made: dict[str, bytes]) -> None:
    tool = TOOLS.get(by)
    desk = fitted(bare, tool) if tool else bare
    desk.refused(REFUSED[name], desk.upload(made[name]))
    assert list(desk.folder.glob("*.clean")) == []


HOSTILE = {
    "boxes": b"\x00\x00\x00\x08free" * 2**20,
    "tracks": (8 + 8 * 2**20).to_bytes(4) + b"moov" + b"\x00\x00\x00\x08trak" * 2**20,
    "deep": b"".join((8 * (2**18 - at)).to_bytes(4) + b"moov" for at in range(2**18)),
    "elements": elements.MAGIC + b"\x80\x18\x53\x80\x67\xff" + b"\xec\x80" * 2**20,
    "clusters": elements.MAGIC + b"\x80\x18\x53\x80\x67\xff" + b"\x1f\x43\xb6\x75\xff" * 2**18,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_of_endless_parts_is_looked_at_for_some_seconds_at_most(name: str, bare: Desk) -> None:
    bare.refused("clip-broken", bare.upload(HOSTILE[name]))


KINDS = {
    "empty": b"",
    "html": b"<!doctype html><script>alert(1)</script>",
    "jpeg": b"\xff\xd8\xff\xe0" + bytes(100),
    "heic": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00\x00\x00\x6cmeta" + bytes(100),
    "playlist": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
    "concat": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "zip": b"PK\x03\x04" + bytes(100),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_bytes_say_what_it_is(kind: str, bare: Desk) -> None:
    bare.refused("clip-kind", bare.upload(KINDS[kind]))


RESTS = {"nothing": b"", "zeros": bytes(5000), "noise": os.urandom(5000), "list": b"#EXTM3U\nfile:///etc/passwd\n"}


@pytest.mark.parametrize("by", CLEANED)
@pytest.mark.parametrize("head", [HEAD, b"\x1aE\xdf\xa3"], ids=["boxes", "elements"])
@pytest.mark.parametrize("rest", RESTS)
def test_what_only_begins_as_a_clip_is_broken(rest: str, head: bytes, by: str, bare: Desk) -> None:
    tool = TOOLS.get(by)
    desk = fitted(bare, tool) if tool else bare
    desk.refused("clip-broken", desk.upload(head + RESTS[rest]))


TAKEN = datetime(2026, 3, 21, 9, 41, 7, tzinfo=UTC)
"""When the clips below were taken."""
_SECONDS = int((TAKEN - datetime(1904, 1, 1, tzinfo=UTC)).total_seconds())
_NANOSECONDS = (TAKEN - datetime(2001, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 1000
TELLING = (
    b"CANARY",
    PLACE.encode(),
    b"2026-03-21",
    _SECONDS.to_bytes(4),
    _NANOSECONDS.to_bytes(8),
    b"loci",
    b"\xa9xyz",
)
H264 = ("-c:v", "libx264", "-pix_fmt", "yuv420p")
HEVC = ("-c:v", "libx265", "-x265-params", "log-level=none", "-pix_fmt", "yuv420p")
AMR = ("-c:a", "libopencore_amrnb", "-ar", "8000", "-ac", "1", "-b:a", "12.2k")
H263 = ("-c:v", "h263", "-s", "128x96")
VP8 = ("-c:v", "libvpx", "-c:a", "libopus")
TEXTED = ("-map", "0", "-map", "1", "-map", "2", "-c:s")
"""With a track of words that change, as drones write their place."""


class Phone(NamedTuple):
    """How a kind of clip comes about: ffmpeg's words, and what then stands in the file otherwise."""

    ending: str
    options: tuple[str, ...]
    instead: tuple[bytes, bytes] = (b"", b"")
    kept: bytes = b""
    """What the copy says that it is."""


_QT, _ISO, _3GP, _WEBM = b"ftypqt  ", b"ftypiso", b"ftyp3gp", b"B\x82\x84webm"
_MKV = b"B\x82\x88matroska"
PHONES = {
    "mp4": Phone("mp4", (*H264, "-c:a", "aac"), kept=_ISO),
    "mp4, a cheap phone's sound": Phone("mov", (*H264, *AMR), (_QT, b"ftypmp42"), _QT),
    "mp4, a camera's sound": Phone("mov", (*H264, "-c:a", "pcm_s16be"), (_QT, b"ftypmp42"), b"ftyp"),
    "mp4, of a brand nobody knows": Phone("mp4", (*HEVC, "-c:a", "aac"), (b"ftypisom", b"ftypXXXX"), _ISO),
    "mp4, in fragments": Phone("mp4", (*H264, "-c:a", "aac", "-movflags", "empty_moov+frag_keyframe"), kept=_ISO),
    "mp4, with a list of keys": Phone("mp4", (*H264, "-c:a", "aac", "-movflags", "use_metadata_tags"), kept=_ISO),
    "mp4, with a course of words": Phone("mp4", (*TEXTED, "mov_text", *H264, "-c:a", "aac"), kept=_ISO),
    "mov": Phone("mov", (*HEVC, "-tag:v", "hvc1", "-c:a", "aac", "-movflags", "use_metadata_tags"), kept=_QT),
    "mov, first «wide»": Phone("mov", (*HEVC, "-c:a", "aac"), (b"ftypqt  ", b"wideqt  "), _QT),
    "3gp": Phone("3gp", (*H263, *AMR), kept=_3GP),
    "3gp, HEVC": Phone("mp4", (*HEVC, "-c:a", "aac"), (b"ftypisom", b"ftyp3gp5"), _ISO),
    "webm": Phone("webm", VP8, kept=_WEBM),
    "webm, H.264 of a browser": Phone("mkv", (*H264, "-c:a", "libopus"), (b"matroska", b"webm\0\0\0\0"), _MKV),
    "webm, without lengths": Phone("webm", (*VP8, "-live", "1", "-f", "webm", "pipe:1"), kept=_WEBM),
    "mkv, with a course of words": Phone("mkv", (*TEXTED, "srt", *H264, "-c:a", "aac"), kept=_MKV),
}


@cache
def filmed(name: str) -> bytes:
    """A clip of a kind, which says where and when it was taken."""
    phone = PHONES[name]
    words = "1\n00:00:00,000 --> 00:00:01,000\n" + f"CANARY {PLACE}\n"
    said = ("-metadata", f"location={PLACE}", "-metadata", "title=CANARY", "-metadata:s", "handler_name=CANARY")
    taken = ("-metadata", f"creation_time={TAKEN:%Y-%m-%dT%H:%M:%SZ}", "-metadata:s", "title=CANARY", "-bitexact")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"clip.{phone.ending}"
        command = [FFMPEG, "-v", "error", *SEEN, *HEARD, "-i", "pipe:0", *(() if "-map" in phone.options else MAPPED)]
        streamed = "pipe:1" in phone.options
        command += [*said, *taken, *phone.options, *([] if streamed else [str(path)])]
        done = subprocess.run(command, check=True, input=words.encode(), stdout=subprocess.PIPE)
        data = done.stdout if streamed else path.read_bytes()
    before, after = phone.instead
    assert not before or before in data
    return data.replace(before, after, 1) if before else data


MAPPED = ("-map", "0", "-map", "1")


@pytest.mark.promise("clips-picture-and-sound-alone")
@pytest.mark.parametrize("by", CLEANED)
@pytest.mark.parametrize("name", PHONES)
def test_each_kind_of_clip_is_taken_and_says_neither_place_nor_time(name: str, by: str, bare: Desk) -> None:
    data = filmed(name)
    assert any(word in data for word in TELLING)
    tool = TOOLS.get(by)
    clean = kept(fitted(bare, tool) if tool else bare, data)
    assert [word for word in TELLING if word in clean] == []
    assert streams(clean, bare.root) == ["Video", "Audio"]
    assert played(clean, bare.root) == played(data, bare.root)
    if tool:
        assert PHONES[name].kept in clean[:64]
    else:
        assert len(clean) == len(data)


@pytest.mark.promise("clips-picture-and-sound-alone")
@pytest.mark.parametrize("by", CLEANED)
def test_a_clip_stands_upright(by: str, bare: Desk) -> None:
    lying, upright = bare.root / "lying.mp4", bare.root / "upright.mp4"
    lying.write_bytes(filmed("mp4"))
    turn = [FFMPEG, "-v", "error", "-display_rotation", "90", "-i", lying, "-c", "copy", upright]
    subprocess.run(turn, check=True)
    tool = TOOLS.get(by)
    clean = kept(fitted(bare, tool) if tool else bare, upright.read_bytes())
    assert "rotation of 90" in described(clean, bare.root)


def test_without_ffmpeg_what_cannot_be_cleaned_is_not_kept(bare: Desk) -> None:
    in_fragments = Phone("mp4", (*TEXTED, "mov_text", *H264, "-c:a", "aac", "-movflags", "empty_moov+frag_keyframe"))
    PHONES["fragments"] = in_fragments
    data = filmed("fragments")
    del PHONES["fragments"]
    upload = bare.upload(data)
    bare.refused("clip-unclean", upload)
    clean = b"".join(originals.pieces(bare.root, fitted(bare, FFMPEG).claim(upload).sha256))
    assert [word for word in TELLING if word in clean] == []


WAYS = {
    "keyframes": "frag_keyframe+empty_moov",
    "as browsers record": "frag_keyframe+empty_moov+default_base_moof",
    "each picture": "frag_every_frame+empty_moov",
    "offsets left out": "frag_keyframe+empty_moov+omit_tfhd_offset",
    "parts of their own": "frag_keyframe+empty_moov+separate_moof",
    "an index before": "frag_keyframe+empty_moov+global_sidx",
    "an index behind": "frag_keyframe+empty_moov+skip_sidx",
    "for streams": "dash+frag_keyframe",
    "common": "cmaf+frag_keyframe",
    "begun whole": "frag_keyframe",
    "keys": "frag_keyframe+empty_moov+use_metadata_tags",
}
"""How clips in fragments are written."""


def in_fragments(way: str, *options: str) -> bytes:
    """A clip in fragments, with its place in its head, and as a box of its own between fragments and behind them."""
    PHONES["fragments"] = Phone("mp4", (*options, *H264, "-g", "3", "-c:a", "aac", "-movflags", WAYS[way]))
    try:
        filmed.cache_clear()
        data = filmed("fragments")
    finally:
        del PHONES["fragments"]
    telling = b"emsg" + bytes(4) + PLACE.encode() + b"CANARY"
    box = (len(telling) + 4).to_bytes(4) + telling
    last = data.rindex(b"moof") - 4
    before = data[: last if way in DRIFTING else len(data)]
    return before + box + data[len(before) :] + box


DRIFTING = {"as browsers record", "common"}
"""Ways of which each fragment says where it stands from its own beginning on: something may come before it."""


@pytest.mark.promise("clips-picture-and-sound-alone")
@pytest.mark.parametrize("way", WAYS)
def test_without_ffmpeg_a_clip_in_fragments_says_no_place_however_it_is_written(way: str, bare: Desk) -> None:
    data = in_fragments(way)
    assert data.count(b"moof") > 1
    assert PLACE.encode() in data
    clean = kept(bare, data)
    assert [word for word in TELLING if word in clean] == []
    assert played(clean, bare.root) == played(data, bare.root)
    assert len(clean) == len(data)


@pytest.mark.promise("clips-picture-and-sound-alone")
@pytest.mark.parametrize("way", WAYS)
def test_without_ffmpeg_a_clip_whose_fragments_hold_a_course_of_places_waits(way: str, bare: Desk) -> None:
    bare.refused("clip-unclean", bare.upload(in_fragments(way, *TEXTED, "mov_text")))


def test_without_ffmpeg_fragments_of_a_track_that_the_file_does_not_tell_of_wait(bare: Desk) -> None:
    data = in_fragments("keyframes", *TEXTED, "mov_text")
    tracks = [at.start() - 4 for at in re.finditer(b"trak", data)]
    untold = bytearray(data)
    untold[tracks[-1] + 4 : tracks[-1] + 8] = b"free"
    upload = bare.upload(bytes(untold))
    bare.refused("clip-unclean", upload)
    clean = b"".join(originals.pieces(bare.root, fitted(bare, FFMPEG).claim(upload).sha256))
    assert [word for word in TELLING if word in clean] == []


def test_boxes_that_nobody_knows_are_blank(bare: Desk) -> None:
    more = [b"uuid" + bytes(16) + b"CANARY", b"free" + b"CANARY", b"abcd" + b"CANARY"]
    data = filmed("mp4") + b"".join((len(box) + 4).to_bytes(4) + box for box in more) + b"CANARY"
    clean = kept(bare, data)
    assert b"CANARY" not in clean
    assert played(clean, bare.root) == played(data, bare.root)


def looked(film: Callable[[Strip], Film], blank: Callable[[Strip], None], data: bytes) -> bytes | None:
    """A file after it was looked at and blanked; None where it cannot be."""
    file = io.BytesIO(data)
    try:
        film(Strip(file))
        blank(Strip(file))
    except (Damaged, Stays):
        return None
    return file.getvalue()


READERS = {
    "mp4, with a course of words": (boxes.film, boxes.blank),
    "mkv, with a course of words": (elements.film, elements.blank),
}


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=60)
@given(at=st.integers(0, 10**6), noise=st.binary(max_size=12), cut=st.booleans())
def test_damage_is_never_our_fault(name: str, at: int, noise: bytes, cut: bool) -> None:  # noqa: FBT001
    film, blank = READERS[name]
    whole = filmed(name)
    head = [place for word in (b"moov", b"\x15\x49\xa9\x66") for place in [whole.find(word)] if place >= 0]
    at = (head[0] + at) % len(whole)
    hurt = whole[:at] + noise + (b"" if cut else whole[at + len(noise) :])
    clean = looked(film, blank, hurt)
    assert clean is None or len(clean) == len(hurt)
    again = None if clean is None else looked(film, blank, clean)
    assert again in (None, clean)


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
