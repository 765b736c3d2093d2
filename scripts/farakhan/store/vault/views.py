"""The lists that a member of staff has named for themselves: what each asks for, beside the table of staff."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from farakhan.store.git.commits import Person
from farakhan.store.vault import objects
from farakhan.store.vault.places import place

MOST = 30
"""Lists that one person keeps."""


def views(root: Path, who: Person) -> dict[str, str]:
    """What a person's lists ask for, by their names, in the order in which they were named."""
    try:
        read = json.loads(b"".join(place(root).get(_name(who))))
    except (FileNotFoundError, ValueError):
        return {}
    return {str(name): str(asked) for name, asked in read.items()} if isinstance(read, dict) else {}


def keep(root: Path, who: Person, named: Mapping[str, str]) -> None:
    """Keep a person's lists in place of those that they had; the last ones where they are too many."""
    last = dict(list(named.items())[-MOST:])
    objects.put(root, {_name(who): json.dumps(last, ensure_ascii=False).encode()})


def _name(who: Person) -> str:
    return f"{objects.STAFF}/views-{hashlib.sha256(who.email.encode()).hexdigest()[:16]}.json"
