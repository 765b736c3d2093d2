"""`farakhan erase`: what is known of a person erased for good, and written down who did it and why."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import typer

from farakhan.files.layout import Kind as Place
from farakhan.model.codes import grouped
from farakhan.office.erasing import Deed, Erased, codes_of, of_nobody, typed_code
from farakhan.office.erasing import erase as erase_all
from farakhan.persian.calendar import tehran_day
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.call import read_call
from farakhan.store import disk
from farakhan.store.git.commits import person, settle


def erase(typed: str, why: str) -> None:
    """Erase an idea's contact, proof, photos and clips, from vault, mirror and spool, also while the server runs.

    Photos that were published go from the record, and so from the next build of the site.

    Args:
        typed: its code, however written.
        why: the reason; it is written down.

    Raises:
        FarakhanError: what `office.erasing.erase` raises.
    """
    root = disk.find_root(Path.cwd())
    code = typed_code(typed)
    settle(root)
    done = erase_all(root, code, Deed(person(root), why, datetime.now(UTC)), unpublish=True)
    _say(code, done)
    if done.published:
        _say_published(done.published)
    typer.echo("متن ایده در گیت می‌ماند. در پشتیبان‌های پیشین هم هست؛ آن‌ها را بردارید و پشتیبان تازه بگیرید.")


def _say(code: str, done: Erased) -> None:
    what = "اطلاعات تماس و نشانهٔ شناسایی" if done.contact else "تماسی نبود؛ نشانه‌ای نماند"
    typer.echo(to_persian(f"پاک شد ({grouped(code)}): {what}، {done.media} عکس و کلیپ، {done.attached} پیوست."))
    if done.shared:
        typer.echo(to_persian(f"{done.shared} عکس یا کلیپ ماند، چون ایدهٔ دیگری هم همان را دارد."))


def _say_published(paths: Sequence[str]) -> None:
    """What was taken out of the record, and that git forgets nothing by itself."""
    typer.echo(to_persian(f"{len(paths)} عکسِ منتشرشده از پوشهٔ media برداشته شد؛ سایت را دوباره بسازید و منتشر کنید."))
    typer.echo("گذشتهٔ گیت هنوز آن را دارد. اگر از آن‌جا هم باید برود، این را بزنید و هر که رونوشتی دارد از نو بگیرد:")
    typer.echo(f"  git filter-repo --invert-paths {' '.join(f'--path {path}' for path in paths)}")


def erase_edition(name: str, why: str, *, sure: bool) -> None:
    """Erase all that is known of the people of an edition, as the privacy page promises for its retention date.

    Args:
        name: the edition's.
        why: the reason; it is written down for each.
        sure: nobody is asked; before the retention date that is refused.

    Raises:
        FarakhanError: `erase-early`; what `record.call.read_call` raises.
        typer.Exit: 1, nobody confirmed it, or something could not be erased: to be done again.
    """
    root = disk.find_root(Path.cwd())
    call, at = read_call(root, name), datetime.now(UTC)
    early = call.retention is None or tehran_day(at) <= call.retention
    codes = codes_of(root, name)
    if early and sure:
        message = "روز نگه‌داری (retention) نیامده یا نوشته نشده است؛ بی --yes بزنید تا پرسیده شود."
        raise FarakhanError("erase-early", message, name)
    if not sure:
        if early:
            typer.echo("هنوز روزی که در حریم خصوصی گفته شده است نیامده؛ پس از این به هیچ‌کس نمی‌شود زنگ زد.")
        typer.echo(to_persian(f"{len(codes)} کد: تماس، نشانه، عکس، کلیپ و پیوست همه برای همیشه پاک می‌شود."))
        if str(typer.prompt("برای پاک‌کردن نام دوره را بنویسید", default="", show_default=False)) != name:
            typer.echo("چیزی پاک نشد.")
            raise typer.Exit(1)
    who, failed = person(root), []
    for code in codes:
        try:
            erase_all(root, code, Deed(who, why, at), unpublish=False)
        except FarakhanError as error:
            failed.append(code)
            typer.echo(str(error), err=True)
    typer.echo(to_persian(f"{len(codes) - len(failed)} پاک شد، {len(failed)} ماند."))
    if lonely := of_nobody(root):
        words = f"{len(lonely)} تماس یا پیوست ایده‌ای در این رونوشت ندارد و ماند؛ اگر از همین دوره است جدا پاک کنید"
        typer.echo(to_persian(f"{words}: {'، '.join(lonely)}"))
    if photos := list((root / disk.RECORD / name / Place.MEDIA).glob("*.webp")):
        typer.echo(to_persian(f"{len(photos)} عکس برگزیدگان، که با رضایتشان منتشر شده است، در media می‌ماند."))
    typer.echo("متن ایده‌ها در گیت می‌ماند. پشتیبان‌های پیشین تا سی روز هستند؛ پس از آن پاک می‌شوند یا خودتان برشان دارید.")
    if failed:
        raise typer.Exit(1)
