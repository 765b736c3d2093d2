"""The body of a winner as safe HTML, read when its page is made and not before."""

import hashlib
from pathlib import Path

from markupsafe import Markup

from farakhan.files import idea as idea_file
from farakhan.problems import FarakhanError
from farakhan.publish import markdown
from farakhan.store import disk


def read_body(root: Path, path: str, sha256: str) -> Markup:
    """The body of an idea's file as safe HTML.

    Args:
        root: the repository's top.
        path: of the file, relative to it.
        sha256: of the bytes for which the file was found right.

    Raises:
        FarakhanError: `idea-changed`, it has other bytes by now.
    """
    data = disk.read_bytes(root, path, idea_file.MAX_BYTES)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise FarakhanError("idea-changed", "این پرونده هنگام ساختن سایت عوض شد؛ سایت را دوباره بسازید.", path)
    return markdown.render(idea_file.body(path, data))
