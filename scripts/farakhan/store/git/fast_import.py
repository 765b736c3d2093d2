"""A batch of files as `git fast-import` reads it, and the names that git gives to bytes."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime


def about(message: str, who: tuple[str, str], when: datetime) -> bytes:
    """Who committed, when and with which words; nothing in a name or a message is a command.

    Args:
        message: the commit's.
        who: name and address, of author and committer.
        when: aware.
    """
    name, email = ("".join(letter for letter in part if letter not in "<>\n\0").strip() for part in who)
    offset = when.strftime("%z")
    line = f"{name} <{email}> {int(when.timestamp())} {offset}"
    text = message.replace("\0", "").encode()
    return f"author {line}\ncommitter {line}\ndata {len(text)}\n".encode() + text + b"\n"


def stream(reference: str, tip: str, head: bytes, files: Mapping[str, bytes | None]) -> Iterator[bytes]:
    """One commit of some files on a tip, for a reference.

    Args:
        reference: its whole name; nothing else will name the commit.
        tip: the commit that it stands on; empty for a first one.
        head: as `about` made it.
        files: their bytes by their paths; None removes one that is there.
    """
    yield f"feature done\nfeature get-mark\ncommit {reference}\nmark :1\n".encode() + head
    if tip:
        yield f"from {tip}\n".encode()
    for path, data in sorted(files.items()):
        if data is None:
            yield f"D {path}\n".encode()
        else:
            yield f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n"
    yield b"get-mark :1\ndone\n"


def blob_name(data: bytes) -> str:
    """The name that git gives to a file's bytes."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
