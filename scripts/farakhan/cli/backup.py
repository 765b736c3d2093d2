"""`farakhan backup` and `restore`: all that is outside git in one sealed file, and back. Git's own is the push."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from farakhan.cli.keys import secrets
from farakhan.intake.restored import settle
from farakhan.persian.calendar import TEHRAN, long_day
from farakhan.persian.digits import decimal, to_persian
from farakhan.publish.plugin import choose
from farakhan.store import backup as store
from farakhan.store import disk, vault

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
    call = choose(root, edition).call
    saved = store.save(root, file.absolute(), [one.key for one in call.age_recipients], datetime.now(UTC))
    print(f"پشتیبان ساخته شد: {file}")
    print(_about(saved))
    print("خود گیت در آن نیست؛ پشتیبان گیت همان git push است.")


def restore(file: Path, keys: list[Path]) -> None:
    """Put a backup in its place and print what was in it.

    Raises:
        FarakhanError: `no-key` and `identity` for the keys; what `store.backup.restore` raises.
    """
    root = disk.find_root(Path.cwd())
    saved = store.restore(root, file, secrets(keys), partial(settle, root))
    day = saved.made.astimezone(TEHRAN)
    print(to_persian(f"پشتیبان {long_day(day.date())}، ساعت {day:%H:%M}، برگشت."))
    print(_about(saved))
    print("اکنون farakhan serve را اجرا کنید؛ آنچه هنوز در گیت نیست یک بار به گیت می‌رود.")


def _about(saved: store.Saved) -> str:
    size = sum(one.bytes for one in saved.files.values())
    contacts = sum(name.startswith(f"{store.VAULT}/{vault.CONTACTS}/") for name in saved.files)
    return decimal(f"{len(saved.files)} پرونده، {contacts} تا از آن‌ها اطلاعات تماس، {size / MIB:.1f} مگابایت")
