"""`farakhan keys`: who can open contacts; new keys, for people and for paper; what to do when somebody leaves."""

import os
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import segno
import typer

from farakhan import sealing
from farakhan.files.idea import idea_path
from farakhan.model.call import Recipient
from farakhan.persian.calendar import long_day, tehran_day
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.edition import Edition, read_edition
from farakhan.store import disk
from farakhan.store.spool import beside, sqlite
from farakhan.store.spool.sqlite import Spool, SpoolHeldError
from farakhan.store.vault import contacts, logbook, proofs
from farakhan.store.vault.places import place

FOLDER = "FARAKHAN_KEYS"
"""The environment's name for the folder of secret keys; a user's configuration where it is not set."""
SUFFIX = ".age-key"
GROUP = 4
"""Letters of a paper key that stand together, to be typed by hand."""


class NoKeyError(FarakhanError):
    """There is no secret key at hand, or the file that should hold it cannot be read."""


def folder() -> Path:
    """Where this person's secret keys are: never inside a repository."""
    return Path(os.environ.get(FOLDER) or Path.home() / ".config" / "farakhan" / "keys")


def secrets(files: list[Path]) -> list[str]:
    """The secret keys at hand: of these files, else of the person's folder.

    Raises:
        FarakhanError: `no-key`, there is none; `identity`, a file holds no key.
    """
    found = files or sorted(folder().glob(f"*{SUFFIX}"))
    if not found:
        raise NoKeyError("no-key", "کلیدی پیدا نشد؛ پرونده‌اش را با --key بدهید.", str(folder()))
    return [secret for path in found for secret in _secrets_of(path)]


def _secrets_of(path: Path) -> Iterator[str]:
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError):
        raise NoKeyError("no-key", "پروندهٔ کلید خوانده نشد؛ نشانی‌اش را بررسی کنید.", str(path)) from None
    text = "".join(line for line in lines if not line.startswith("#"))
    sealing.identity(text)
    yield text


def new(holder: str, *, paper: bool, out: Path | None) -> None:
    """Make a key, keep its secret half where only this person reads it, and print the line for call.yml.

    Args:
        holder: whose key it is; of a paper key, where its envelope lies.
        paper: to be printed instead of kept: a page with the key as letters and as a QR code.
        out: the file; by default in the person's own folder.

    Raises:
        FarakhanError: `file-exists`, a key is never overwritten; `private-inside`, the place is in a repository.
    """
    secret, public = sealing.new_key()
    kind = "paper" if paper else "staff"
    path = out or folder() / f"{public[4:12]}{'.html' if paper else SUFFIX}"
    disk.refuse_inside(path)
    text = _page(holder, secret, public) if paper else _text(holder, secret, public)
    disk.write_private(path, text.encode())
    typer.echo(f"کلید در این پرونده است: {path}")
    if paper:
        typer.echo("آن را چاپ کنید، در پاکت مهروموم بگذارید و پرونده را پاک کنید.")
    else:
        typer.echo("این پرونده را به هیچ‌کس ندهید و از آن یک رونوشت جای امن دیگری نگه دارید.")
    typer.echo("این سطر را در age_recipients پروندهٔ call.yml بگذارید:")
    typer.echo(f"- {{holder: {holder}, kind: {kind}, key: {public}}}")


def proof() -> None:
    """Make a new key for the proofs of whose an idea is, where the old one is lost for good.

    Raises:
        FarakhanError: `file-exists`, there is one.
    """
    proofs.new_key(disk.find_root(Path.cwd()))
    typer.echo("کلید تازهٔ نشانه‌ها ساخته شد؛ صاحبان ایده‌های پیشین دیگر با کد، رمز و شماره شناخته نمی‌شوند.")


def _text(holder: str, secret: str, public: str) -> str:
    return f"# {holder}\n# public: {public}\n{secret}\n"


def _page(holder: str, secret: str, public: str) -> str:
    groups = [secret[place : place + GROUP] for place in range(0, len(secret), GROUP)]
    lines = "\n".join(" ".join(groups[place : place + 5]) for place in range(0, len(groups), 5))
    qr = segno.make(secret, error="m").svg_inline(scale=6)
    made = long_day(tehran_day(datetime.now(UTC)))
    return (
        '<!doctype html><html lang="fa" dir="rtl"><meta charset="utf-8"><title>کلید کاغذی</title>'
        "<style>body{font:16px Vazirmatn,Tahoma,sans-serif;margin:2cm}pre{direction:ltr;font:20px/2 monospace}</style>"
        f"<h1>کلید کاغذی فراخوان</h1><p>{escape(holder)}، ساخته در {made}</p>"
        "<p>این کلید همهٔ اطلاعات تماس را باز می‌کند. آن را در پاکت مهروموم نگه دارید.</p>"
        f"{qr}<pre>{lines}</pre><p>نیمهٔ عمومی:</p><pre>{public}</pre></html>\n"
    )


def check(name: str, files: list[Path]) -> None:
    """Say who can open an edition's contacts, which keys are at hand, and whether they open what lies in the vault."""
    edition = read_edition(disk.find_root(Path.cwd()), name)
    try:
        at_hand = {sealing.public_of(secret): secret for secret in secrets(files)}
    except NoKeyError:
        if files:
            raise
        at_hand = {}
    for one in edition.call.age_recipients:
        typer.echo(_about(one, at_hand=one.key in at_hand))
    if len(edition.call.age_recipients) < sealing.LEAST_RECIPIENTS:
        typer.echo("کمتر از دو کلید هست؛ تا کلید دوم را نگذارید چیزی مهر نمی‌شود.")
    codes = _codes(edition)
    opened = sum(_opens(edition.root, code, list(at_hand.values())) for code in codes) if at_hand else 0
    typer.echo(to_persian(f"از {len(codes)} پروندهٔ تماس، {opened} تا با کلیدهای در دسترس باز می‌شود."))
    alone = [code for code in codes if not _stands(edition.root, [name], code)]
    if alone:
        typer.echo(
            to_persian(f"{len(alone)} پروندهٔ تماس ایده‌ای ندارد، مانند ثبتی که نیمه‌کاره ماند: {'، '.join(alone)}")
        )
    lacking = _without_contact(edition)
    if lacking:
        typer.echo(to_persian(f"{len(lacking)} ایده در گیت اطلاعات تماس ندارد: {'، '.join(lacking)}"))
    keeps = place(edition.root).keeps_what_was_removed()
    if keeps:
        typer.echo("این انبار نسخه‌های پیشین را نگه می‌دارد: آنچه پاک شود پاک نمی‌ماند. نگه‌داشتن نسخه‌ها را خاموش کنید.")
    few = len(edition.call.age_recipients) < sealing.LEAST_RECIPIENTS
    if few or lacking or keeps or (at_hand and opened < len(codes)):
        raise typer.Exit(1)


def _without_contact(edition: Edition) -> list[str]:
    """The ideas of an edition whose contact is not in the vault, but for what was erased on purpose."""
    listed = (edition.root / disk.RECORD / edition.name / "ideas").glob("*/*.md")
    kept = {*contacts.codes(edition.root), *logbook.erased(edition.root)}
    return sorted({path.stem for path in listed} - kept)


def _about(one: Recipient, *, at_hand: bool) -> str:
    kind = "کلید کاغذی" if one.kind == "paper" else "کارشناس"
    return f"{one.holder} ({kind}): {one.key[:12]}…{' در دسترس' if at_hand else ''}"


def _opens(root: Path, code: str, keys: list[str]) -> bool:
    try:
        sealing.unseal(contacts.sealed(root, code), keys)
    except FarakhanError:
        return False
    return True


def _codes(edition: Edition) -> list[str]:
    """The contacts of an edition, and those of no idea at all: who left must not open these either."""
    others = [name for name in disk.editions(edition.root) if name != edition.name]
    return [code for code in contacts.codes(edition.root) if not _stands(edition.root, others, code)]


def _stands(root: Path, names: Iterable[str], code: str) -> bool:
    return any((root / idea_path(name, code)).exists() for name in names)


def rewrap(name: str, files: list[Path]) -> None:
    """Seal every contact of an edition anew, to the keys that call.yml has now, also of what waits for git.

    What cannot be opened stays and is named. Each file is replaced as a whole, so that the work can be
    broken off and begun again.

    Raises:
        FarakhanError: `rewrap-waits`, something waits and the server has it: once that is in git, again.
    """
    root = disk.find_root(Path.cwd())
    disk.refuse_root(root)
    edition = read_edition(root, name)
    keys, recipients = secrets(files), [one.key for one in edition.call.age_recipients]
    failed = _rewrap_waiting(edition, keys, recipients)
    codes = _codes(edition)
    for code in codes:
        try:
            _rewrap(edition.root, code, keys, recipients)
        except FarakhanError as error:
            typer.echo(f"{code}: {error}")
            failed += 1
    done = len(codes) - failed
    typer.echo(to_persian(f"{done} پرونده برای {len(recipients)} کلید از نو مهر شد؛ {failed} پرونده ماند."))
    typer.echo("رونوشت‌های پشتیبان هنوز با کلیدهای پیشین باز می‌شوند؛ آن‌ها را هم تازه کنید.")
    if failed:
        raise typer.Exit(1)


def _rewrap(root: Path, code: str, keys: list[str], recipients: list[str]) -> None:
    """Seal one contact anew; where its owner changed it meanwhile, that one."""
    before = b""
    while (sealed := contacts.sealed(root, code)) != before:
        before = sealed
        fresh = sealing.seal(sealing.unseal(sealed, keys), recipients)
        if contacts.sealed(root, code) == sealed:
            contacts.put(root, code, fresh)
            return


def _rewrap_waiting(edition: Edition, keys: list[str], recipients: list[str]) -> int:
    """Seal anew what waits in the spool, whose contacts come into the vault later; how many cannot be opened."""
    folder = edition.root / sqlite.FOLDER
    if not (folder / sqlite.FILE).exists():
        return 0
    failed = 0
    try:
        own = Spool(folder, lambda: datetime.now(UTC))
    except SpoolHeldError:
        if beside.waits(folder):
            message = "هنوز نامه‌هایی در صف‌اند که با کلیدهای پیشین مهر شده‌اند. بگذارید به گیت برسند یا سرور را ببندید."
            raise FarakhanError("rewrap-waits", message, edition.name) from None
        return 0
    with closing(own):
        for one in own.sealed():
            try:
                own.reseal(one.number, sealing.seal(sealing.unseal(one.contact, keys), recipients))
            except FarakhanError as error:
                typer.echo(f"{one.code}: {error}")
                failed += 1
        own.tidy()
    return failed
