"""The boxes of MP4, MOV and 3GP: what such a file says of itself, and how it is cleaned where no ffmpeg is.

The form is ISO/IEC 14496-12 and Apple's QuickTime File Format. Cleaned, a box of no kind that picture and sound need is
`free` and zeros; times are zero; of a track that is neither picture nor sound (a course of places, a text, a clock)
its samples are zero too.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from farakhan.intake.blanking import MOST, Damaged, Film, Stays, Strip

FIRST = frozenset({b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"wide", b"free", b"skip", b"pnot", b"uuid"})
"""Kinds of the box with which a file begins."""
_HEAD, _TIMES, _NAME = 8, 4, 24
"""Bytes of a box's head; where its times, or a handler's name, begin within it."""
_SEEN = b"vide"
_KEPT_TRACKS = (_SEEN, b"soun")
_KEPT = {
    b"": {b"ftyp", b"styp", b"sidx", b"moov", b"moof", b"mdat"},
    b"moov": {b"mvhd", b"trak", b"mvex"},
    b"trak": {b"tkhd", b"edts", b"tapt", b"mdia"},
    b"mdia": {b"mdhd", b"hdlr", b"minf"},
    b"minf": {b"vmhd", b"smhd", b"hdlr", b"dinf", b"stbl"},
    b"stbl": {
        *(b"stsd", b"stts", b"ctts", b"cslg", b"stss", b"stps", b"stsh", b"stsz", b"stz2", b"stsc", b"stco", b"co64"),
        *(b"sgpd", b"sbgp", b"sdtp", b"subs"),
    },
    b"mvex": {b"mehd", b"trex"},
    b"moof": {b"mfhd", b"traf"},
    b"traf": {b"tfhd", b"tfdt", b"trun", b"sgpd", b"sbgp", b"sdtp", b"subs"},
}
"""What is kept, by the box in which it stands."""
_TABLES = (b"mdia", b"minf", b"stbl")
"""The way from a track to its tables."""
_TIMED = {b"mvhd", b"tkhd", b"mdhd"}


class Box(NamedTuple):
    """A box: where it begins, where what is in it begins, and where it ends; of no kind where there is no box."""

    kind: bytes
    start: int
    body: int
    end: int


def film(strip: Strip) -> Film:
    """What a file says of itself.

    Raises:
        Damaged: it has no list of its tracks.
    """
    top = [*_boxes(strip, 0, strip.length)]
    kind = next((strip.read(box.body, 4) for box in top if box.kind == b"ftyp"), b"")
    lists = [box for box in top if box.kind == b"moov"]
    if not lists and not any(box.kind == b"meta" for box in top):  # that is where a picture of this family has its own
        raise Damaged
    tracks = [track for box in lists for track in _within(strip, box, b"trak")]
    if lists and not tracks:
        raise Damaged
    lasts = [_seconds(strip, head) for box in lists for head in _within(strip, box, b"mvhd")]
    shows = any(_handler(strip, track) == _SEEN for track in tracks)
    return Film(kind.decode("latin-1").strip(), shows, max(lasts, default=0.0))


def blank(strip: Strip) -> None:
    """Blank whatever is neither seen nor heard.

    Raises:
        Damaged: it cannot be read.
        Stays: there is a track of something else, cut into fragments or written in a way that is not known here; or
            fragments of a track that the file does not tell of.
    """
    top = [*_boxes(strip, 0, strip.length)]
    tracks = [track for box in top if box.kind == b"moov" for track in _within(strip, box, b"trak")]
    others = [track for track in tracks if _handler(strip, track) not in _KEPT_TRACKS]
    fragments = [box for box in top if box.kind == b"moof"]
    if fragments and (others or _named(strip, fragments) - {_number_of(strip, track) for track in tracks}):
        raise Stays
    for begin, end in _others(strip, top, others):
        strip.zero(begin, end)
    _prune(strip, top, b"")


def _named(strip: Strip, fragments: Iterable[Box]) -> set[int]:
    """The numbers of the tracks that fragments have something of."""
    heads = [head for box in fragments for head in _within(strip, box, b"traf", b"tfhd")]
    return {strip.number(head.body + _TIMES) for head in heads}


def _number_of(strip: Strip, track: Box) -> int:
    """The number by which fragments name a track; 0, which none has, where it has no head."""
    heads = _within(strip, track, b"tkhd")
    return strip.number(heads[0].body + _TIMES + 2 * _width(strip, heads[0])) if heads else 0


def _others(strip: Strip, top: Iterable[Box], tracks: Iterable[Box]) -> list[tuple[int, int]]:
    """Where the samples of tracks stand that are to go.

    Raises:
        Stays: they stand where no samples may, or are too many.
    """
    bodies = [(box.body, box.end) for box in top if box.kind == b"mdat"]
    places = [*islice((place for track in tracks for place in _samples(strip, track)), MOST + 1)]
    for begin, end in places:
        at = bisect_right(bodies, (begin, strip.length)) - 1
        if at < 0 or end > bodies[at][1]:
            raise Stays
    if len(places) > MOST or sum(end - begin for begin, end in places) > strip.length:
        raise Stays
    return places


def _prune(strip: Strip, here: Iterable[Box], within: bytes) -> None:
    for box in here:
        stranger = box.kind == b"trak" and _handler(strip, box) not in _KEPT_TRACKS
        if box.kind not in _KEPT[within] or stranger:
            _free(strip, box)
        elif box.kind in _KEPT:
            _prune(strip, [*_boxes(strip, box.body, box.end)], box.kind)
        elif box.kind in _TIMED:
            begin = box.body + _TIMES
            strip.zero(begin, min(begin + 2 * _width(strip, box), box.end))
        elif box.kind == b"hdlr":
            strip.zero(box.body + _NAME, box.end)
        elif box.kind == b"dinf":
            for references in _within(strip, box, b"dref"):
                for one in _boxes(strip, references.body + 8, references.end):
                    strip.zero(one.body + 4, one.end)


def _free(strip: Strip, box: Box) -> None:
    """Nothing in place of a box; of the same length."""
    if box.kind:
        strip.write(box.start + 4, b"free")
    strip.zero(box.body, box.end)


def _boxes(strip: Strip, start: int, end: int) -> Iterator[Box]:
    """The boxes from one byte until before another; the last of a file that was cut reaches beyond its end."""
    while start + _HEAD <= end:
        size, kind = struct.unpack(">I4s", strip.read(start, _HEAD))
        body = start + _HEAD
        if size == 1:
            size, body = strip.number(body, 8), body + 8
        elif size == 0:
            size = end - start
        if size < body - start:
            break
        yield Box(kind, start, body, min(start + size, end))
        start += size
    if start < end:
        yield Box(b"", start, start, end)


def _within(strip: Strip, box: Box, *kinds: bytes) -> list[Box]:
    """The boxes at the end of a way down; none where it leads nowhere."""
    here = [box]
    for kind in kinds:
        here = [inner for outer in here for inner in _boxes(strip, outer.body, outer.end) if inner.kind == kind]
    return here


def _handler(strip: Strip, track: Box) -> bytes:
    """What a track is for, in four letters."""
    handlers = _within(strip, track, b"mdia", b"hdlr")
    return strip.read(handlers[0].body + 8, 4) if handlers else b""


def _width(strip: Strip, box: Box) -> int:
    """Bytes of a time in a box, by its version."""
    return 8 if strip.number(box.body, 1) == 1 else 4


def _seconds(strip: Strip, head: Box) -> float:
    width = _width(strip, head)
    scale = strip.number(head.body + _TIMES + 2 * width)
    lasts = strip.number(head.body + _TIMES + 2 * width + 4, width)
    return lasts / scale if scale and lasts < 2 ** (8 * width) - 1 else 0.0  # the most stands for «not known»


def _samples(strip: Strip, track: Box) -> Iterator[tuple[int, int]]:
    """Where a track's samples stand, a chunk at a time.

    Raises:
        Stays: that is written in a way that is not known here.
    """
    tables = {
        box.kind: box for table in _within(strip, track, *_TABLES) for box in _boxes(strip, table.body, table.end)
    }
    chunks, runs, sizes = tables.get(b"co64") or tables.get(b"stco"), tables.get(b"stsc"), tables.get(b"stsz")
    if not (chunks and runs and sizes):
        raise Stays
    same = strip.number(sizes.body + 4)
    each = (size for (size,) in _rows(strip, sizes, "I", 12))
    counts = {first: count for first, count, _ in _rows(strip, runs, "3I")}
    count = 0
    for number, (offset,) in enumerate(_rows(strip, chunks, "Q" if chunks.kind == b"co64" else "I"), 1):
        count = counts.get(number, count)
        yield offset, offset + (count * same if same else sum(islice(each, count)))


def _rows(strip: Strip, table: Box, row: str, begins: int = 8) -> Iterator[tuple[int, ...]]:
    """The rows of a table, which stand behind its head and their number."""
    form = struct.Struct(f">{row}")
    count = min(strip.number(table.body + begins - 4), (table.end - table.body - begins) // form.size)
    if count > MOST:
        raise Stays
    yield from form.iter_unpack(b"".join(strip.pieces(table.body + begins, count * form.size)))
