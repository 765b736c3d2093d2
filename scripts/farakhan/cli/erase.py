"""`farakhan erase`: what is known of a person erased for good, and written down who did it and why."""

from datetime import UTC, datetime
from pathlib import Path

import typer

from farakhan.model.codes import grouped
from farakhan.office.erasing import Deed, typed_code
from farakhan.office.erasing import erase as erase_all
from farakhan.persian.digits import to_persian
from farakhan.store import disk
from farakhan.store.git.commits import person


def erase(typed: str, why: str) -> None:
    """Erase an idea's contact, proof, photos and clips, from vault, mirror and spool, also while the server runs.

    Args:
        typed: its code, however written.
        why: the reason; it is written down.

    Raises:
        FarakhanError: what `office.erasing.erase` raises.
    """
    root = disk.find_root(Path.cwd())
    code = typed_code(typed)
    done = erase_all(root, code, Deed(person(root).name, why, datetime.now(UTC)))
    what = "اطلاعات تماس و نشانهٔ شناسایی" if done.contact else "تماسی نبود؛ نشانه‌ای نماند"
    typer.echo(to_persian(f"پاک شد ({grouped(code)}): {what}، {done.media} عکس و کلیپ."))
    if done.shared:
        typer.echo(to_persian(f"{done.shared} عکس یا کلیپ ماند، چون ایدهٔ دیگری هم همان را دارد."))
    typer.echo("متن ایده در گیت می‌ماند. در پشتیبان‌های پیشین هم هست؛ آن‌ها را بردارید و پشتیبان تازه بگیرید.")
