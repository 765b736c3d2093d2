"""Judges' packs: a zip each to be given to them, or all; what staff look at before."""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import partial

from starlette.responses import Response

from farakhan.desk.desk import Asked
from farakhan.desk.pages.running import Running, running, show
from farakhan.judging.packs import Pack
from farakhan.judging.packs import packs as make
from farakhan.problems import FarakhanError
from farakhan.store.vault import proofs

HERE = "/run/packs"
ZIP = "application/zip"


def packs(asked: Asked) -> Response:
    """Who has ideas to read, and how many."""
    run = running(asked)
    given = Counter(pair.judge for pair in run.sheets.assigned(run.edition))
    loads = [(judge.id, given[judge.id]) for judge in run.edition.call.judges if given[judge.id]]
    return show(asked, run, HERE, "run-packs.html", loads=loads)


def pack(asked: Asked) -> Response:
    """One judge's pack looked at: what was masked in it, and what is missing."""
    run = running(asked)
    return show(asked, run, HERE, "run-pack.html", pack=_of(run, asked.request.path_params["name"]))


def as_zip(asked: Asked) -> Response:
    """One judge's pack."""
    run = running(asked)
    made = _of(run, asked.request.path_params["name"])
    return downloaded(f"{run.edition.name}-{made.judge}.zip", made.data, ZIP)


def all_as_zip(asked: Asked) -> Response:
    """All packs, a zip each, in one."""
    run, out = running(asked), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for made in _made(run, ""):
            archive.writestr(f"{run.edition.name}-{made.judge}.zip", made.data)
    return downloaded(f"{run.edition.name}-packs.zip", out.getvalue(), ZIP)


def downloaded(name: str, data: bytes, kind: str) -> Response:
    """A file to be kept.

    Args:
        name: ASCII, our own.
        data: its bytes.
        kind: its media type.
    """
    return Response(data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _of(run: Running, judge: str) -> Pack:
    """A judge's pack.

    Raises:
        FarakhanError: `assignments-none`, nothing is shared out; `pack-none`, nothing to this judge.
    """
    for made in _made(run, judge):
        return made
    raise FarakhanError("pack-none", "به این داور ایده‌ای نرسیده است.", judge)


def _made(run: Running, judge: str) -> Iterator[Pack]:
    """The packs of a judge, or of all where none is named."""
    edition, sheets = run.edition, run.sheets
    given = [pair for pair in sheets.assigned(edition) if judge in ("", pair.judge)]
    names = partial(proofs.named, edition.root)
    return make(edition, given, sheets.calibration, sheets.rounds[edition.round.id], names)
