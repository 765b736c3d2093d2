"""What can have happened to a spool's files, and the words for it: none of it passes as an empty or a healthy spool."""

from pathlib import Path

from farakhan.persian.digits import to_persian
from farakhan.problems import DamageError, FarakhanError, UrgentError

UNFINISHED = "restore-unfinished"
"""In the spool's folder while a backup is put back, and for as long as that did not come to its end."""


def refusal(error: Exception, name: str) -> Exception:
    """What SQLite said of a file, as an error for people; itself where it says nothing that a person can mend.

    Args:
        error: as it came.
        name: of the spool's file.
    """
    error_name = getattr(error, "sqlite_errorname", "")
    if error_name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return FarakhanError("spool-full", "دیسک پر است و چیزی نوشته نشد.", name)
    if error_name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        message = (
            f"صف دریافت خوانده نمی‌شود. {name}، {name}-wal و {name}-shm را از پوشهٔ spool کنار بگذارید، نه خود پوشه را "
            "که کلید نشانه‌ها در آن است، و پاکشان نکنید: شاید نامه‌ای در آن‌ها مانده باشد. صف تازه خودش ساخته می‌شود."
        )
        return DamageError("spool-broken", message, name)
    return error


def gone(name: str) -> UrgentError:
    """The error of a spool whose files are no longer where it was opened."""
    message = (
        "پرونده‌های صف دریافت از زیر برنامه برداشته شده‌اند و چیزی پذیرفته نمی‌شود؛ "
        "برنامه را ببندید تا آنچه رسیده به گیت برود، و دوباره باز کنید."
    )
    return UrgentError("spool-gone", message, name)


def code_taken(code: str) -> FarakhanError:
    """The error of a new idea whose code another one was given."""
    return FarakhanError("code-taken", "این کد رهگیری همین حالا به ایدهٔ دیگری داده شد؛ دوباره بفرستید.", code)


def newer(version: int, known: int) -> DamageError:
    """The error of a spool that a newer program has written, or of a number that no program of ours writes."""
    message = to_persian(
        f"صف دریافت را نسخهٔ تازه‌تری از این برنامه نوشته است (صورت {version}؛ این برنامه تا {known} را می‌شناسد) "
        "و به آن دست زده نشد. برنامه را به‌روز کنید و دوباره بزنید."
    )
    return DamageError("spool-newer", message)


def identity(path: Path) -> tuple[int, int] | None:
    """Which file stands under a name; None where none does."""
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    return state.st_dev, state.st_ino


def refuse_unfinished(spool: Path) -> None:
    """See to it that no empty spool is begun where a backup was only half put back.

    Args:
        spool: its file.

    Raises:
        DamageError: `restore-unfinished`.
    """
    if spool.with_name(UNFINISHED).exists() and not spool.exists():
        message = (
            "برگرداندن پشتیبان ناتمام مانده است و با صف خالی کار نمی‌شود؛ "
            "پوشه‌های spool و vault را کنار بگذارید و farakhan restore را دوباره بزنید."
        )
        raise DamageError("restore-unfinished", message, str(spool.parent))
