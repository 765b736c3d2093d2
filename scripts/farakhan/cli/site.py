"""`farakhan site` builds the site."""

from pathlib import Path

from farakhan.publish.building import build_site
from farakhan.store import disk


def site(edition: str, today: str, out: Path) -> None:
    """Build the site of the repository that the current folder stands in, and print where it is.

    Args:
        edition: its name; empty means that of FARAKHAN_EDITION, else the newest that is no sample.
        today: the Jalali day for which to build; empty means that of FARAKHAN_TODAY, else SOURCE_DATE_EPOCH's, else
            the clock's.
        out: the folder to build into; it is emptied first.

    Raises:
        FarakhanError: what `build_site` raises.
    """
    out = out.resolve()
    build_site(disk.find_root(Path.cwd()), edition, today, out)
    print(f"سایت ساخته شد: {out}")
