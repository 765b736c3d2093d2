"""The desk with many ideas: its list, its search as somebody types, an act; beside bare SQLite, a bare scan, git alone.

Ours are whole answers of the running desk, as a browser gets them; the others stand for the work in them alone: FTS5 of
SQLite over the same folded texts, asked for fifty rows; Python's own `in` over them; `git commit` of the file that the
act changes.
"""

import re
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import NamedTuple
from urllib.parse import quote, urlencode

from bench.rivals import idea_files
from farakhan.files import idea as idea_file
from farakhan.persian.letters import suffixed, words

TYPED = ("انجیر خشک", "گل نرگس", "پشم روناس", "شیراز", "خشک‌کن", "مشتری", "بازار عید", "زعفران", "هیچکس", "رجین")
"""What somebody looks for; each is typed letter by letter."""
RUNS = 5
_PRINTED = re.compile(r"http://([0-9.]+):([0-9]+)(/in\?key=\S+)")
_TOKEN = re.compile(r'name="token" value="([^"]+)"')
_SEEN = re.compile(r'name="seen" value="([^"]+)"')
_SHARE = re.compile(r"^Pss:\s+([0-9]+)", re.MULTILINE)
"""What a process takes, what it shares with another by halves."""


class Asked(NamedTuple):
    """One way to do something: its name, and the seconds of each time."""

    way: str
    seconds: Sequence[float]


def lines(root: Path, tool: Path) -> Iterator[str]:
    """What the desk and the others take over a record, a line each."""
    texts = {path.stem: _words(path) for path in idea_files(root)}
    yield f"  {len(texts):,} ideas"
    with _running(root, tool) as browser:
        yield f"  the list is made once, before the first page: {browser.begun:.1f} s"
        lists = [_timed(lambda: browser.get("/ideas")) for _ in range(RUNS)]
        yield _line(Asked("ours: first page of the list", lists))
        queries = [text[: length + 1] for text in TYPED for length in range(len(text))]
        searches = [_timed(partial(browser.get, f"/ideas?q={quote(query)}")) for query in queries]
        yield _line(Asked("ours: search, letter by letter", searches))
        code = sorted(texts)[len(texts) // 2]
        with _height(browser) as height:
            acts = [_timed(browser.act(code, decision)) for decision in ("hold", "accept") * RUNS]
            yield _line(Asked("ours: an act, committed durably", acts))
            yield f"  near copies among all are known after {_timed(lambda: browser.get('/copies')):.1f} s"
        yield f"  memory of the desk: {browser.mebibytes()} MiB; {max(height)} at its height, with who looks for copies"
    yield from map(_line, _rivals(texts, queries))
    yield _line(Asked("beside: git add and commit of one file", [_timed(_commit(root, code)) for _ in range(RUNS)]))


class _Browser:
    """Somebody who is in."""

    def __init__(self, process: "subprocess.Popen[str]", begun: float, host: str, port: int, way: str) -> None:
        self.process, self.begun = process.pid, begun
        self._line = HTTPConnection(host, port, timeout=120)
        self._own = {"Origin": f"http://{host}:{port}", "Sec-Fetch-Site": "same-origin"}
        self._line.request("GET", way)
        answer = self._line.getresponse()
        answer.read()
        self._own["Cookie"] = str(answer.headers["set-cookie"]).partition(";")[0]

    def get(self, path: str) -> str:
        self._line.request("GET", path, headers={**self._own, "HX-Request": "true"})
        return self._answer()

    def act(self, code: str, decision: str) -> Callable[[], object]:
        """What decides on an idea, the page before it read already."""
        page = self.get(f"/ideas/{code}")
        form = {"decision": decision, "token": _found(_TOKEN, page), "seen": _found(_SEEN, page)}
        headers = {**self._own, "Content-Type": "application/x-www-form-urlencoded"}

        def decide() -> None:
            self._line.request("POST", f"/ideas/{code}/decision", urlencode(form), headers)
            self._answer()

        return decide

    def mebibytes(self) -> int:
        """Of the desk and the processes that it has begun."""
        begun = Path(f"/proc/{self.process}/task").glob("*/children")
        family = [self.process, *(int(child) for file in begun for child in file.read_text(encoding="ascii").split())]
        return sum(map(_mebibytes, family))

    def _answer(self) -> str:
        answer = self._line.getresponse()
        text = answer.read().decode()
        if answer.status >= 400:  # noqa: PLR2004 (an error of any kind)
            raise RuntimeError(text)
        return text


def _mebibytes(process: int) -> int:
    try:
        takes = _SHARE.search(Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii"))
    except OSError:  # it has ended meanwhile
        return 0
    return int(takes[1]) >> 10 if takes else 0


@contextmanager
def _height(browser: _Browser) -> Iterator[list[int]]:
    """What the desk takes while the block runs, looked at twenty times a second."""
    seen, ended = [browser.mebibytes()], Event()

    def look() -> None:
        while not ended.wait(0.05):
            seen.append(browser.mebibytes())

    thread = Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    if match is None:
        raise RuntimeError(text)
    return match[1]


@contextmanager
def _running(root: Path, tool: Path) -> Iterator[_Browser]:
    begun = time.perf_counter()
    command = [str(tool), "desk", root_edition(root), "--port", "0"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        try:
            printed = _PRINTED.search(process.stdout.readline() if process.stdout else "")
            if printed is None:
                raise RuntimeError("the desk did not begin")
            yield _Browser(process, time.perf_counter() - begun, printed[1], int(printed[2]), printed[3])
        finally:
            process.terminate()


def root_edition(root: Path) -> str:
    """The name of a record's one edition."""
    (call,) = (root / "submissions").glob("*/call.yml")
    return call.parent.name


def _words(path: Path) -> str:
    idea = idea_file.parse(path.name, path.read_bytes())
    return words(suffixed(f"{idea.title}\n{idea.summary}\n{idea.body}"))


def _rivals(texts: dict[str, str], queries: Sequence[str]) -> Iterator[Asked]:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE texts USING fts5 (words)")
    database.executemany("INSERT INTO texts VALUES (?)", ((text,) for text in texts.values()))
    folded = [words(suffixed(query)).split() for query in queries]

    def by_fts5(wanted: Sequence[str]) -> None:
        match = " AND ".join(f'"{word}"*' for word in wanted)
        database.execute("SELECT rowid FROM texts WHERE texts MATCH ? LIMIT 50", (match,)).fetchall()

    def by_scan(wanted: Sequence[str]) -> int:
        return sum(all(word in text for word in wanted) for text in texts.values())

    yield Asked("beside: FTS5 alone, fifty rows", [_timed(partial(by_fts5, own)) for own in folded if own])
    yield Asked("beside: a bare scan", [_timed(partial(by_scan, own)) for own in folded if own])


def _commit(root: Path, code: str) -> Callable[[], object]:
    path = idea_file.idea_path(root_edition(root), code)

    def work() -> None:
        with (root / path).open("a", encoding="utf-8") as file:
            file.write("\n")
        for words_of in (["add", path], ["commit", "-q", "-m", "bench", path]):
            subprocess.run(["git", *words_of], cwd=root, check=True)  # noqa: S607

    return work


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _line(asked: Asked) -> str:
    worst = max(asked.seconds)
    return f"  {asked.way:<42} {1000 * median(asked.seconds):8.1f} ms at the median, {1000 * worst:8.1f} at most"
