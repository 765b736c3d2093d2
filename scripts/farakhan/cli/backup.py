"""`farakhan backup` and `restore`: all that is outside git in one sealed file or in a mirror, and back."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import typer

from farakhan.intake.restored import missing, settle
from farakhan.office.keys import secrets
from farakhan.persian.calendar import TEHRAN, long_day
from farakhan.persian.digits import decimal, to_persian
from farakhan.record.choosing import choose
from farakhan.store import backup as store
from farakhan.store import disk
from farakhan.store.spool import sqlite
from farakhan.store.vault import mirror as mirrors
from farakhan.store.vault import objects

MIB = 2**20


def backup(file: Path, edition: str) -> None:
    """Make a backup and print what is in it.

    Args:
        file: not there yet.
        edition: whose keys open it; empty means the newest that is no sample.

    Raises:
        FarakhanError: what `store.backup.save` raises.
    """
    root = disk.find_root(Path.cwd())
    disk.refuse_root(root)
    call = choose(root, edition).call
    saved = store.save(root, file.absolute(), [recipient.key for recipient in call.age_recipients], datetime.now(UTC))
    print(f"پشتیبان ساخته شد: {file}")
    print(_about(saved))
    if store.SPOOL not in saved.files:
        print("سروری اینجا نبوده است: گاوصندوق در پشتیبان هست و صف دریافتی نیست.")
    print("خود گیت در آن نیست؛ پشتیبان گیت همان git push است.")


def restore(file: Path | None, keys: list[Path], *, mirror: bool) -> None:
    """Put a backup in its place, then what the mirror has besides, and print what was in them and what is missing.

    Args:
        file: the backup; None where there is the mirror alone.
        keys: files of secret keys.
        mirror: whether the mirror is asked too.

    Raises:
        FarakhanError: `no-key` and `identity` for the keys; what `store.backup.restore` and the mirror's `restore`
            raise.
        typer.Exit: 1, something of the ideas in git is in neither.
    """
    root = disk.find_root(Path.cwd())
    identities, since = secrets(keys), None
    if file:
        saved = store.restore(root, file, identities, partial(settle, root))
        since, day = saved.made, saved.made.astimezone(TEHRAN)
        print(to_persian(f"پشتیبان {long_day(day.date())}، ساعت {day:%H:%M}، برگشت."))
        print(_about(saved))
    if mirror:
        with sqlite.held(root / sqlite.FOLDER):
            _told(mirrors.restore(root, identities, since))
    print("اکنون farakhan serve را اجرا کنید؛ آنچه هنوز در گیت نیست یک بار به گیت می‌رود.")
    if mirror and not _whole(root):
        raise typer.Exit(1)


def _told(brought: mirrors.Brought) -> None:
    contacts = sum(name.startswith(f"{objects.CONTACTS}/") for name in brought.names)
    media = sum(name.startswith(f"{objects.MEDIA}/") for name in brought.names)
    print(to_persian(f"از جای دوم برگشت: {contacts} پروندهٔ تماس، {media} عکس و کلیپ."))
    if brought.key:
        print("کلید نشانه‌ها هم برگشت؛ صاحبان ایده‌ها با همان کد، رمز و شماره شناخته می‌شوند.")
    if brought.other_key:
        print("کلید نشانه‌های اینجا با آن یکی نیست و همان که بود ماند؛ نشانه‌های پیش از آن کار نمی‌کنند.")


def _whole(root: Path) -> bool:
    """Name what is in git or the vault alone; whether all is in both."""
    lacks = missing(root)
    for codes, words in (
        (lacks.contacts, "ایده در گیت هست و اطلاعات تماسش نیست"),
        (lacks.ideas, "تماس هست و ایده‌اش در گیت نیست: متنش به مخزن دوردست نرسیده بود"),
        (lacks.media, "ایده عکس یا کلیپی دارد که نیست"),
        (lacks.again, "تماس پیش‌تر پاک شده بود؛ اگر با پشتیبان برگشته است دوباره پاکش کنید"),
    ):
        if codes:
            print(to_persian(f"{len(codes)} {words}: {'، '.join(codes)}"))
    return not (lacks.contacts or lacks.ideas or lacks.media)


def _about(saved: store.Saved) -> str:
    size = sum(file.bytes for file in saved.files.values())
    contacts = sum(name.startswith(f"{store.VAULT}/{objects.CONTACTS}/") for name in saved.files)
    return decimal(f"{len(saved.files)} پرونده، {contacts} تا از آن‌ها اطلاعات تماس، {size / MIB:.1f} مگابایت")
