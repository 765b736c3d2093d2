"""`farakhan keys`: who can open contacts; new keys, for people and for paper; what to do when somebody leaves."""

from pathlib import Path

import typer

from farakhan.model.call import Recipient
from farakhan.office import keys
from farakhan.persian.digits import to_persian
from farakhan.record.call import read_call
from farakhan.store import disk
from farakhan.store.vault import proofs


def new(holder: str, *, paper: bool, out: Path | None) -> None:
    """Make a key and print the line for call.yml.

    Args:
        holder: whose key it is; of a paper key, where its envelope lies.
        paper: to be printed instead of kept: a page with the key as letters and as a QR code.
        out: the file; by default in the person's own folder.

    Raises:
        FarakhanError: what `office.keys.new_key` raises.
    """
    path, public = keys.new_key(holder, out, paper=paper)
    typer.echo(f"کلید در این پرونده است: {path}")
    if paper:
        typer.echo("آن را چاپ کنید، در پاکت مهروموم بگذارید و پرونده را پاک کنید.")
    else:
        typer.echo("این پرونده را به هیچ‌کس ندهید و از آن یک رونوشت جای امن دیگری نگه دارید.")
    typer.echo("این سطر را در age_recipients پروندهٔ call.yml بگذارید:")
    typer.echo(f"- {{holder: {holder}, kind: {'paper' if paper else 'staff'}, key: {public}}}")


def proof() -> None:
    """Make a new key for the proofs of whose an idea is, where the old one is lost for good.

    Raises:
        FarakhanError: `file-exists`, there is one.
    """
    proofs.new_key(disk.find_root(Path.cwd()))
    typer.echo("کلید تازهٔ نشانه‌ها ساخته شد؛ صاحبان ایده‌های پیشین دیگر با کد، رمز و شماره شناخته نمی‌شوند.")


def check(name: str, files: list[Path]) -> None:
    """Say who can open an edition's contacts, which keys are at hand, and whether they open what lies in the vault."""
    root = disk.find_root(Path.cwd())
    call = read_call(root, name)
    try:
        at_hand = keys.secrets(files)
    except keys.NoKeyError:
        if files:
            raise
        at_hand = []
    state = keys.look(root, call, at_hand)
    for recipient, there in state.recipients:
        typer.echo(_about(recipient, at_hand=there))
    if state.few:
        typer.echo("کمتر از دو کلید هست؛ تا کلید دوم را نگذارید چیزی مهر نمی‌شود.")
    typer.echo(to_persian(f"از {state.contacts} پروندهٔ تماس، {state.opened} تا با کلیدهای در دسترس باز می‌شود."))
    if state.alone:
        number, codes = len(state.alone), "، ".join(state.alone)
        typer.echo(to_persian(f"{number} پروندهٔ تماس ایده‌ای ندارد، مانند ثبتی که نیمه‌کاره ماند: {codes}"))
    if state.lacking:
        number, codes = len(state.lacking), "، ".join(state.lacking)
        typer.echo(to_persian(f"{number} ایده در گیت اطلاعات تماس ندارد: {codes}"))
    if state.keeps:
        typer.echo("این انبار نسخه‌های پیشین را نگه می‌دارد: آنچه پاک شود پاک نمی‌ماند. نگه‌داشتن نسخه‌ها را خاموش کنید.")
    if not state.well:
        raise typer.Exit(1)


def _about(recipient: Recipient, *, at_hand: bool) -> str:
    kind = "کلید کاغذی" if recipient.kind == "paper" else "کارشناس"
    return f"{recipient.holder} ({kind}): {recipient.key[:12]}…{' در دسترس' if at_hand else ''}"


def rewrap(name: str, files: list[Path]) -> None:
    """Seal every contact of an edition anew, to the keys that call.yml has now, also of what waits for git.

    Raises:
        FarakhanError: what `office.keys.rewrap` raises.
    """
    root = disk.find_root(Path.cwd())
    done, recipients, failed = keys.rewrap(root, read_call(root, name), keys.secrets(files))
    for code, error in failed:
        typer.echo(f"{code}: {error}")
    typer.echo(to_persian(f"{done} پرونده برای {recipients} کلید از نو مهر شد؛ {len(failed)} پرونده ماند."))
    typer.echo("رونوشت‌های پشتیبان هنوز با کلیدهای پیشین باز می‌شوند؛ آن‌ها را هم تازه کنید.")
    if failed:
        raise typer.Exit(1)
