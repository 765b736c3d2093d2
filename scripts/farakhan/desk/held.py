"""A form that waits: its page asks for something first (a PIN, to come in anew), and then it is sent as it was."""

import json
from typing import NamedTuple
from urllib.parse import urlsplit

from starlette.datastructures import FormData

from farakhan.desk.sessions import FORM_WORD, PIN

_NOT_KEPT = frozenset({FORM_WORD, PIN})
_READING = "/new/reading"
_REGISTERING = frozenset({"/new", _READING})
_GONE = "gone"
"""Names a file that the tray has not: the page then says that it must be given again."""
MOST = 200_000
"""Letters that a page holds."""


class Held(NamedTuple):
    """Where a form leads, and its fields in their order, without its session's word and without a PIN."""

    path: str
    fields: tuple[tuple[str, str], ...]

    def text(self) -> str:
        """As one field of another form."""
        return json.dumps([self.path, self.fields], ensure_ascii=False)


def hold(path: str, form: FormData) -> Held | None:
    """A form as it was sent; None where it has files or is too long, which no page holds.

    The form of registering is kept without its files, and is shown once more before anything is registered.
    """
    pairs = [(name, value) for name, value in form.multi_items() if name not in _NOT_KEPT]
    fields = tuple((name, value) for name, value in pairs if isinstance(value, str))
    has_files = any(not isinstance(value, str) and value.filename for _, value in pairs)
    if path in _REGISTERING:
        held = Held(_READING, (*fields, ("read", "1"), *((("held", _GONE),) if has_files else ())))
    else:
        held = Held(path, fields)
        if has_files:
            return None
    return held if len(held.text()) <= MOST else None


def read(text: str) -> Held | None:
    """What `Held.text` gave; None where it is something else, or leads to another place."""
    try:
        path, pairs = json.loads(text)
        fields = tuple((name, value) for name, value in pairs)
    except (ValueError, TypeError, RecursionError):
        return None
    if not (isinstance(path, str) and is_own(path) and all(isinstance(part, str) for pair in fields for part in pair)):
        return None
    return Held(path, tuple(pair for pair in fields if pair[0] not in _NOT_KEPT))


def is_own(path: str) -> bool:
    """Whether an address is one of this desk, and leads a browser nowhere else."""
    if not path.startswith("/") or path.startswith(("//", "/\\")) or not path.isprintable():
        return False
    try:
        return not urlsplit(path).netloc
    except ValueError:
        return False
