"""The record's files on disk: listed without following anything, read as bytes."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from farakhan.files import idea, sheets, tree
from farakhan.files.layout import EXECUTABLE, MEDIA_LIMIT, REGULAR, SYMLINK, Entry, Kind
from farakhan.problems import FarakhanError

RECORD = "submissions"
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)
"""Windows alone has texts beside bytes."""
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
"""Modes of what nobody but its owner may open."""
COARSE = 3.0
"""Seconds by which a file's time may lag behind the clock, and two writings bear one time; FAT counts in twos."""
AWARDS_TIMES = 64
"""How many times as long as an idea's YAML awards.yml may be: there is room for 10,000 winners."""
CALL_TIMES = 8
"""The same of call.yml: there is room for 300 judges, each with a dozen conflicts of interest."""
LIMITS = {
    Kind.CALL: CALL_TIMES * tree.MAX_BYTES,
    Kind.IDEA: idea.MAX_BYTES,
    Kind.ASSIGNMENTS: sheets.MAX_BYTES,
    Kind.SHEET: sheets.MAX_BYTES,
    Kind.CALIBRATION: sheets.MAX_BYTES,
    Kind.CONFIRMED: sheets.MAX_BYTES,
    Kind.RULES: tree.MAX_BYTES,
    Kind.CLOSED: 64 * 2**20,
    Kind.SHORTLIST: 64 * 2**20,
    Kind.RESULTS: 64 * 2**20,
    Kind.EARLIER: 64 * 2**20,
    Kind.AWARDS: AWARDS_TIMES * tree.MAX_BYTES,
    Kind.OBJECTION: tree.MAX_BYTES,
    Kind.MEDIA: MEDIA_LIMIT,
}
"""Bytes after which a file of the record is not read on."""


def find_root(start: Path) -> Path:
    """The top of the repository that a folder stands in: the nearest folder upwards that has a record.

    Raises:
        FarakhanError: `no-record`, there is none.
    """
    for folder in (start, *start.parents):
        if (folder / RECORD).is_dir():
            return folder
    raise FarakhanError("no-record", "پوشهٔ submissions پیدا نشد؛ فرمان را در پوشهٔ مخزن اجرا کنید.", str(start))


def editions(root: Path) -> list[str]:
    """The names of the editions of a repository, sorted; a link is none."""
    folders = (path.parent for path in (root / RECORD).glob("*/call.yml"))
    return sorted(folder.name for folder in folders if not folder.is_symlink())


def listing(root: Path, folder: str) -> Iterator[Entry]:
    """Every file under a folder of the repository, always in the same order; links are named and never followed.

    However deep the folders go, they are taken one after the other: a path may have two thousand of them.

    Args:
        root: the repository's top.
        folder: relative to it, with forward slashes.
    """
    folders = [folder]
    while folders:
        folder = folders.pop()
        with os.scandir(root / folder) as listed:
            items = sorted(listed, key=lambda item: item.name)
        inner = [f"{folder}/{item.name}" for item in items if item.is_dir(follow_symlinks=False)]
        folders += reversed(inner)
        for item in items:
            if not item.is_dir(follow_symlinks=False):
                yield _entry(f"{folder}/{item.name}", item.stat(follow_symlinks=False))


def entry(root: Path, path: str) -> Entry:
    """One file of the repository, a link as a link."""
    return _entry(path, (root / path).lstat())


def _entry(path: str, state: os.stat_result) -> Entry:
    return Entry(path, _mode(state.st_mode), state.st_size)


def _mode(mode: int) -> int:
    if stat.S_ISLNK(mode):
        return SYMLINK
    if not stat.S_ISREG(mode):
        return mode
    return EXECUTABLE if mode & stat.S_IXUSR else REGULAR


def read_bytes(root: Path, path: str, limit: int) -> bytes:
    """A file's bytes, at most one more than `limit`, so that a reader can name what is too large and stays small."""
    # A plain file comes whole in one reading. No Path and no stream: for each of thousands they take as long as that.
    file = os.open(f"{root}/{path}", _READ)
    try:
        return os.read(file, limit + 1)
    except OSError as error:  # a folder's: the system does not say which one
        error.filename = f"{root}/{path}"
        raise
    finally:
        os.close(file)


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, in a folder of the same kind if there is none yet.

    Raises:
        FarakhanError: `file-exists`, it is there.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    except FileExistsError:
        message = "این پرونده هست و روی آن نوشته نمی‌شود؛ نام دیگری بدهید."
        raise FarakhanError("file-exists", message, str(path)) from None
    with os.fdopen(file, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(file)


def refuse_root(folder: Path) -> None:
    """See to it that root leaves nothing of its own where a service works as another user, who could not open it.

    Raises:
        FarakhanError: `root-user`, root is at work in a folder that is somebody else's.
    """
    owner = owner_beside_root(folder)
    if owner:
        message = (
            f"این پوشه از کاربر دیگری است و آنچه root در آن بنویسد سرور نمی‌تواند باز کند؛ با همان کاربر بزنید: "
            f"sudo -u {_name(owner)} farakhan …؛ پرونده‌هایی که به فرمان می‌دهید هم باید برای او خواندنی باشد."
        )
        raise FarakhanError("root-user", message, str(folder))


def owner_beside_root(folder: Path) -> int:
    """The user whose a folder is, or will be once it is made, where root is at work in it; else 0."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0  # Windows has neither
    return _owner(folder) if is_root else 0


def owner_name(path: Path) -> str:
    """The name of the user whose a file is, or the folder in which it would be."""
    return _name(_owner(path))


def _owner(path: Path) -> int:
    place = next(candidate for candidate in (path, *path.absolute().parents) if os.path.exists(candidate))  # noqa: PTH110 (a Path's own raises where nobody may look)
    return place.stat().st_uid


def _name(user: int) -> str:
    try:
        import pwd  # noqa: PLC0415 (Windows has none)

        return pwd.getpwuid(user).pw_name
    except (ImportError, KeyError):
        return f"'#{user}'"


def refuse_inside(path: Path) -> None:
    """See to it that what is personal or secret is not about to stand where git would take it along.

    Raises:
        FarakhanError: `private-inside`, the path is in a repository.
    """
    if any((parent / ".git").exists() for parent in path.resolve().parents):
        message = "کلید و اطلاعات تماس در پوشهٔ مخزن نوشته نمی‌شود؛ جای دیگری بدهید."
        raise FarakhanError("private-inside", message, str(path))
