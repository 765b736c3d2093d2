"""`farakhan site` builds the site."""

import sys
from pathlib import Path

import typer

from farakhan.persian.digits import to_persian
from farakhan.publish.building import build_site
from farakhan.store import disk


def site(edition: str, today: str, out: Path, *, keep_going: bool = False) -> None:
    """Build the site of the repository that the current folder stands in, and print where it is.

    Exit 1 where something that the jury decided could not be shown; the site is there then with all the rest.

    Args:
        edition: its name; empty means that of FARAKHAN_EDITION, else the newest that is no sample.
        today: the Jalali day for which to build; empty means that of FARAKHAN_TODAY, else SOURCE_DATE_EPOCH's, else
            the clock's.
        out: the folder to build into; it is emptied first.
        keep_going: what cannot be shown is told and is no failure, for a build that nobody watches.

    Raises:
        FarakhanError: what `build_site` raises.
    """
    out = out.resolve()
    left_out = build_site(disk.find_root(Path.cwd()), edition, today, out)
    print(f"سایت ساخته شد: {out}")
    if left_out:
        number = to_persian(len(left_out))
        print(f"{number} ایراد در تصمیم داوران هست؛ این‌ها نشان داده نشد:", *left_out, sep="\n", file=sys.stderr)
        if not keep_going:
            raise typer.Exit(1)
