"""The elements of Matroska and WebM: what such a file says of itself, and how it is cleaned where no ffmpeg is.

The form is RFC 9559. Cleaned, an element that picture and sound do not need is `Void` and zeros; of a track that is
neither, its blocks are void too.
"""

import math
import struct
from collections.abc import Iterator
from typing import NamedTuple

from farakhan.intake.blanking import Damaged, Film, Strip

MAGIC = b"\x1a\x45\xdf\xa3"
_SEGMENT, _INFO, _TRACKS, _CLUSTER = 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675
_SEEK, _CUES, _TAGS, _CHAPTERS, _ATTACHMENTS = 0x114D9B74, 0x1C53BB6B, 0x1254C367, 0x1043A770, 0x1941A469
_DOCTYPE, _SCALE, _DURATION, _MUXER, _WRITER = 0x4282, 0x2AD7B1, 0x4489, 0x4D80, 0x5741
_TRACK, _NUMBER, _TYPE, _NAME, _CODEC_NAME = 0xAE, 0xD7, 0x83, 0x536E, 0x258688
_BLOCK, _GROUP, _BLOCK_OF_GROUP = 0xA3, 0xA0, 0xA1
_SUM = 0xBF
"""A check sum of what stands beside it."""
_HIGHEST = {_INFO, _TRACKS, _CLUSTER, _SEEK, _CUES, _TAGS, _CHAPTERS, _ATTACHMENTS, _SEGMENT, int.from_bytes(MAGIC)}
"""What ends an element that does not say how long it is."""
_SEEN, _HEARD = 1, 2
_HEAD, _ID, _LENGTH = 12, 4, 8
"""Bytes of an element's head, its name, and its length, at most."""
_SHORT = 128
"""Bytes of an element up to which its length takes one."""
_USUAL_SCALE = 1_000_000
"""Nanoseconds of the unit in which a length is told, where the file does not say."""


class Element(NamedTuple):
    """An element: where it begins, where what is in it begins, and where it ends."""

    id: int
    start: int
    body: int
    end: int


def film(strip: Strip) -> Film:
    """What a file says of itself.

    Raises:
        Damaged: it cannot be read.
    """
    header, *others = _elements(strip, 0, strip.length)
    kinds = [strip.read(one.body, min(_LENGTH, one.end - one.body)) for one in _named(strip, header, _DOCTYPE)]
    segments = [one for one in others if one.id == _SEGMENT]
    if not segments:
        raise Damaged
    parts = [part for segment in segments for part in _elements(strip, segment.body, segment.end)]
    tracks = [track for part in parts if part.id == _TRACKS for track in _named(strip, part, _TRACK)]
    shows = any(_value(strip, track, _TYPE) == _SEEN for track in tracks)
    lasts = [_seconds(strip, part) for part in parts if part.id == _INFO]
    kind = kinds[0].rstrip(b"\0").decode("latin-1") if kinds else ""
    return Film(kind, shows, max(lasts, default=0.0))


def blank(strip: Strip) -> None:
    """Blank whatever is neither seen nor heard.

    Raises:
        Damaged: it cannot be read.
    """
    _, *others = _elements(strip, 0, strip.length)
    for segment in others:
        if segment.id != _SEGMENT:
            _void(strip, segment)
            continue
        parts = [*_elements(strip, segment.body, segment.end)]
        tracks = [track for part in parts if part.id == _TRACKS for track in _named(strip, part, _TRACK)]
        dropped = {_value(strip, track, _NUMBER) for track in tracks if not _kept(strip, track)}
        for part in parts:
            _prune(strip, part, dropped)


def _prune(strip: Strip, part: Element, dropped: set[int]) -> None:
    """Blank what is to go of a part of a segment."""
    if part.id == _INFO:
        for said in _elements(strip, part.body, part.end):
            if said.id in {_MUXER, _WRITER}:  # a file must have these; they may be empty
                strip.zero(said.body, said.end)
            elif said.id not in {_SCALE, _DURATION}:
                _void(strip, said)
    elif part.id == _TRACKS:
        for track in _elements(strip, part.body, part.end):
            names = _named(strip, track, _NAME, _CODEC_NAME, _SUM) if track.id == _TRACK else []
            for gone in names if track.id == _TRACK and _kept(strip, track) else [track]:
                _void(strip, gone)
    elif part.id == _CLUSTER:
        for block in _elements(strip, part.body, part.end) if dropped else ():
            if block.id == _SUM or _track_of(strip, block) in dropped:
                _void(strip, block)
    elif part.id not in {_SEEK, _CUES}:
        _void(strip, part)


def _track_of(strip: Strip, block: Element) -> int:
    """The number of the track whose block it is; 0, which no track has, where it is no block."""
    blocks = [block] if block.id == _BLOCK else _named(strip, block, _BLOCK_OF_GROUP) if block.id == _GROUP else []
    return _number(strip.read(blocks[0].body, min(_LENGTH, blocks[0].end - blocks[0].body)))[0] if blocks else 0


def _void(strip: Strip, element: Element) -> None:
    """Nothing in place of an element; of the same length."""
    length = element.end - element.start
    short = length <= _SHORT
    head = bytes([0xEC, 0x80 | length - 2]) if short else b"\xec\x01" + (length - 9).to_bytes(7)
    strip.write(element.start, head)
    strip.zero(element.start + len(head), element.end)


def _elements(strip: Strip, at: int, end: int) -> Iterator[Element]:
    """The elements from one byte until before another; the last of a file that was cut reaches beyond its end."""
    while at < end:
        id_, body, length = _head(strip, at, end)
        stop = min(body + length, end) if length is not None else _open_end(strip, id_, body, end)
        yield Element(id_, at, body, stop)
        at = stop


def _open_end(strip: Strip, id_: int, at: int, end: int) -> int:
    """Where an element ends that does not say it."""
    if id_ == _SEGMENT:
        return end
    while id_ == _CLUSTER and at < end:
        inner, body, length = _head(strip, at, end)
        if inner in _HIGHEST:
            return at
        if length is None:
            break
        at = min(body + length, end)
    if at < end:
        raise Damaged
    return end


def _head(strip: Strip, at: int, end: int) -> tuple[int, int, int | None]:
    """An element's name, where what is in it begins, and its length; None where it does not say."""
    data = strip.read(at, min(_HEAD, end - at))
    _, taken = _number(data)
    if taken > _ID:
        raise Damaged
    length, more = _number(data[taken:])
    unknown = length == 2 ** (7 * more) - 1
    return int.from_bytes(data[:taken]), at + taken + more, None if unknown else length


def _number(data: bytes) -> tuple[int, int]:
    """A number that says how many bytes it takes, and these; its first bit that is set is not part of it."""
    taken = 9 - data[0].bit_length() if data else _LENGTH + 1
    if not taken <= min(_LENGTH, len(data)):
        raise Damaged
    return int.from_bytes(data[:taken]) & (2 ** (7 * taken) - 1), taken


def _named(strip: Strip, outer: Element, *ids: int) -> list[Element]:
    return [one for one in _elements(strip, outer.body, outer.end) if one.id in ids]


def _value(strip: Strip, outer: Element, id_: int) -> int:
    """A whole number in an element; 0 where there is none."""
    numbers = _named(strip, outer, id_)
    return strip.number(numbers[0].body, min(_LENGTH, numbers[0].end - numbers[0].body)) if numbers else 0


def _kept(strip: Strip, track: Element) -> bool:
    return _value(strip, track, _TYPE) in {_SEEN, _HEARD}


def _seconds(strip: Strip, info: Element) -> float:
    lasts = 0.0
    for duration in _named(strip, info, _DURATION):
        data = strip.read(duration.body, min(_LENGTH, duration.end - duration.body))
        form = {4: ">f", 8: ">d"}.get(len(data))
        lasts = struct.unpack(form, data)[0] if form else 0.0
    seconds = lasts * (_value(strip, info, _SCALE) or _USUAL_SCALE) / 1e9
    return seconds if math.isfinite(seconds) else 0.0
