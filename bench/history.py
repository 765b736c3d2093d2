"""A history of any length for measuring: ideas come before the deadline and are accepted after it, a commit each."""

import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

from bench import records
from farakhan.files import idea as idea_file
from farakhan.model.acts import OWNER, Act, Kind, message
from farakhan.model.codes import draw_code
from farakhan.model.idea import Status
from farakhan.record.new import NewEdition
from farakhan.store.git.acts import INTAKE
from farakhan.store.git.commits import Person

TEXTS = 500
"""Different texts; ideas have one of them under their own codes."""
DESK = Person("bench", "bench@localhost")


def write(shipped: Path, root: Path, commits: int) -> None:
    """Make a repository whose history has so many commits, through git fast-import.

    Args:
        shipped: the call.yml that the bench's call is made from.
        root: an empty folder.
        commits: how many; half of them bring an idea, half of them accept one.
    """
    size = records.Size(ideas=1, winners=20, judges=3, readings=3)
    edition = NewEdition(root, records.call(shipped, size))
    edition.write_call()
    stream = b"".join(_stream(root, edition, commits // 2))
    for words in (["init", "-q", "-b", "main"], ["config", "core.fsync", "none"]):
        subprocess.run(["git", *words], cwd=root, check=True)  # noqa: S607
    subprocess.run(["git", "fast-import", "--quiet"], cwd=root, input=stream, check=True)  # noqa: S607
    subprocess.run(["git", "reset", "-q", "--hard"], cwd=root, check=True)  # noqa: S607


def _stream(root: Path, edition: NewEdition, ideas: int) -> Iterator[bytes]:
    random = Random(1406)
    made = list(records.ideas(random, edition.call, TEXTS))
    came = [idea_file.render(idea.model_copy(update={"status": Status.RECEIVED, "screened": None})) for idea in made]
    accepted = [idea_file.render(idea) for idea in made]
    texts = [idea.code.encode() for idea in made]
    codes = sorted({draw_code(random.randrange) for _ in range(2 * ideas)})[:ideas]
    deadline = edition.read().call.closes()
    call = (root / records.FOLDER / "call.yml").read_bytes()
    yield _commit("آغاز", f"{records.FOLDER}/call.yml", call, DESK, int(deadline.timestamp()) - 10**7)
    for kind, by, who, files, at in (
        (Kind.NEW, OWNER, INTAKE, came, deadline - timedelta(days=30)),
        (Kind.ACCEPT, "desk1", DESK, accepted, deadline + timedelta(days=1)),
    ):
        for number, code in enumerate(codes):
            when = at + timedelta(seconds=number)
            text = files[number % TEXTS].replace(texts[number % TEXTS], code.encode())
            words = message([Act(kind=kind, ideas=(code,), by=by, at=when)])
            path = idea_file.idea_path(records.EDITION, code)
            yield _commit(words, path, text, who, int(when.timestamp()))


def _commit(words: str, path: str, data: bytes, who: Person, at: int) -> bytes:
    text = words.encode()
    head = f"commit refs/heads/main\ncommitter {who.name} <{who.email}> {at} +0330\ndata {len(text)}\n"
    return b"".join((head.encode(), text, f"\nM 100644 inline {path}\ndata {len(data)}\n".encode(), data, b"\n"))
