"""Building again: what was kept changes nothing but the time; writers see their changes; ProperDocs builds it too."""

import os
import re
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from tests.deaths import die
from tests.records import ANNOUNCED_DAY, Record
from tests.test_site import ADDRESS, build, decided, lay_out

from farakhan.cli.site import site
from farakhan.files import idea as idea_file
from farakhan.problems import FarakhanError
from farakhan.record.new import with_digests
from farakhan.store import cache
from farakhan.store.workers import BATCH

PATIENCE = 40.0
"""Seconds after which what does not come is taken not to come."""


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a built site by its place."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def record(tmp_path: Path) -> Record:
    made = decided(tmp_path)
    subprocess.run(["git", "init", "-q", str(made.root)], check=True)
    return made


def kept(record: Record) -> Path:
    return record.root / ".git" / cache.FILE


@pytest.mark.promise("same-bytes")
def test_a_warm_build_is_the_cold_one(record: Record) -> None:
    cold = files(build(record.root, ANNOUNCED_DAY))
    assert kept(record).exists()
    assert files(build(record.root, ANNOUNCED_DAY)) == cold


def _another_title(record: Record) -> None:
    """Of the second winner: its neighbours lead to it by its title."""
    code = list(record.ideas)[1]
    old = record.ideas[code]
    new = with_digests(old.model_copy(update={"title": "گرمخانهٔ بزرگ"}))
    record.path(code).write_bytes(idea_file.render(new))
    record.tally()
    record.award(*list(record.ideas)[:3])


def _another_reason(record: Record) -> None:
    record.award(*list(record.ideas)[:3], each=[{}, {"reason": "نمونهٔ دلیل"}, {}])


def _other_results(record: Record) -> None:
    record.sheet("a1", dict.fromkeys(record.ideas, (1, 2, 3, 4, 5)))
    record.tally()
    record.award(*list(record.ideas)[:3])


def _another_criterion(record: Record) -> None:
    record.call["rubric"]["criteria"][0]["name"] = "معیاری دیگر"
    record.write_call()
    record.tally()
    record.award(*list(record.ideas)[:3])


def _another_order(record: Record) -> None:
    record.award(*list(record.ideas)[1:4])


CHANGES = [
    (_another_title, 3),
    (_another_reason, 1),
    (_other_results, 3),
    (_another_criterion, 3),
    (_another_order, 3),
]
"""Each with the number of winners' pages, of three, that are not as they were."""


@pytest.mark.parametrize(("change", "number"), CHANGES)
def test_a_warm_build_after_a_change_is_the_cold_one(
    record: Record, change: Callable[[Record], None], number: int
) -> None:
    out = build(record.root, ANNOUNCED_DAY)
    before = files(out)
    change(record)
    warm = files(build(record.root, ANNOUNCED_DAY))
    shutil.rmtree(out)
    kept(record).unlink()
    assert files(build(record.root, ANNOUNCED_DAY)) == warm
    pages = [name for name in before if re.fullmatch(r"winners/[0-9]+/index\.html", name)]
    assert len(pages) == 3
    assert len([name for name in pages if warm.get(name) != before[name]]) == number


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _rubbish(path: Path) -> None:
    path.write_bytes(b"no database" * 1000)


def _turned(path: Path) -> None:
    """A bit of each kept value turned, the seals left as they were."""
    with sqlite3.connect(path) as file:
        for key, value in file.execute("SELECT key, value FROM kept").fetchall():
            changed = bytes([*value[:20], value[20] ^ 1, *value[21:]])
            file.execute("UPDATE kept SET value = ? WHERE key = ?", (changed, key))
    file.close()


@pytest.mark.parametrize("harm", [_cut, _rubbish, _turned, Path.unlink])
def test_what_was_kept_and_is_broken_is_made_anew(record: Record, harm: Callable[[Path], None]) -> None:
    cold = files(build(record.root, ANNOUNCED_DAY))
    harm(kept(record))
    assert files(build(record.root, ANNOUNCED_DAY)) == cold
    assert files(build(record.root, ANNOUNCED_DAY)) == cold


def test_a_changed_idea_changes_its_page(record: Record) -> None:
    before = files(build(record.root, ANNOUNCED_DAY))
    code = next(iter(record.ideas))
    path = record.root / "submissions" / "1406" / "call.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("name: کشاورزی", "name: کشت و باغ"), encoding="utf-8")
    after = files(build(record.root, ANNOUNCED_DAY))
    assert "کشت و باغ" in after[f"winners/{record.numbers[code]}/index.html"].decode()
    assert before.keys() == after.keys()


def test_nothing_stays_of_who_is_no_winner_any_more(record: Record) -> None:
    out = build(record.root, ANNOUNCED_DAY)
    first, second, third = list(record.ideas)[:3]
    gone = record.numbers[first]
    (out / "stray.html").write_text("x", encoding="utf-8")
    record.award(second, third)
    found = files(build(record.root, ANNOUNCED_DAY))
    assert f"winners/{gone}/index.html" not in found
    assert record.ideas[second].title in found[f"winners/{record.numbers[second]}/index.html"].decode()
    assert "stray.html" not in found
    assert not list(record.root.glob(".public*"))


def test_a_build_that_fails_leaves_the_site_as_it_was(record: Record) -> None:
    out = build(record.root, ANNOUNCED_DAY)
    before = files(out)
    (record.folder / "call.yml").write_text("edition: [", encoding="utf-8")
    with suppress(Exception):
        build(record.root, ANNOUNCED_DAY)
    assert files(out) == before


def test_a_build_that_fails_at_its_very_end_leaves_the_site_as_it_was(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = build(record.root, ANNOUNCED_DAY)
    before = files(out)
    hook = "from mkdocs.exceptions import PluginError\n\ndef on_post_build(config):\n    raise PluginError('late')\n"
    (record.root / "late.py").write_text(hook, encoding="utf-8")
    config = (record.root / "mkdocs.yml").read_text(encoding="utf-8")
    (record.root / "mkdocs.yml").write_text(f"{config}\nhooks: [late.py]\n", encoding="utf-8")
    monkeypatch.chdir(record.root)
    monkeypatch.setenv("FARAKHAN_SITE_URL", ADDRESS)
    with pytest.raises(FarakhanError, match="site"):
        site("", ANNOUNCED_DAY, out)
    assert files(out) == before


def test_many_winners_pages_are_the_same_by_one_process_and_by_many_cold_and_warm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = Record(tmp_path)
    codes = [record.idea().code for _ in range(2 * BATCH + 30)]
    record.judged()
    record.tally()
    record.award(*codes)
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    with monkeypatch.context() as patch:
        patch.setattr(os, "cpu_count", lambda: 1)
        out = build(tmp_path, ANNOUNCED_DAY)
    alone = files(out)
    assert {f"winners/{record.numbers[code]}/index.html" for code in codes} < alone.keys()
    assert files(build(tmp_path, ANNOUNCED_DAY)) == alone
    shutil.rmtree(out)
    kept(record).unlink()
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    assert files(build(tmp_path, ANNOUNCED_DAY)) == alone
    changed = out / "winners" / str(BATCH) / "index.html"
    changed.write_bytes(changed.read_bytes() + b" ")
    assert files(build(tmp_path, ANNOUNCED_DAY)) == alone


def test_properdocs_builds_the_same_site(record: Record) -> None:
    """The drop-in fork for the day on which mkdocs is gone."""
    ours = files(build(record.root, ANNOUNCED_DAY))
    words = [sys.executable, "-m", "properdocs", "build", "-q", "-f", "mkdocs.yml", "--site-dir", "theirs"]
    environment = {**os.environ, "FARAKHAN_TODAY": ANNOUNCED_DAY, "FARAKHAN_SITE_URL": ADDRESS}
    done = subprocess.run(words, cwd=record.root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    theirs = files(record.root / "theirs")
    assert theirs.keys() == ours.keys()
    assert [name for name in ours if theirs[name] != ours[name]] == []


def fetched(address: str, wanted: Callable[[str], bool]) -> str:
    """A page, asked for until it is as wanted."""
    end, html = time.monotonic() + PATIENCE, ""
    while time.monotonic() < end:
        with suppress(URLError, ConnectionError, TimeoutError), urlopen(address, timeout=5) as page:  # noqa: S310
            html = str(page.read(), "utf-8")
            if wanted(html):
                return html
        time.sleep(0.1)
    pytest.fail(f"{address}: {html[:500]}")


@pytest.fixture
def live(record: Record) -> Iterator[str]:
    """`mkdocs serve` of a record and its own copy of our pages."""
    lay_out(record.root)
    pages = record.root / "pages"
    pages.mkdir()
    (pages / "index.md").write_text("---\ntitle: خانه\n---\n# نخست\n\n[[winners-teaser]]\n", encoding="utf-8")
    (pages / "winners.md").write_text("# برگزیدگان\n\n[[winners-gallery]]\n", encoding="utf-8")
    config = (record.root / "mkdocs.yml").read_text(encoding="utf-8")
    config = re.sub(r"docs_dir: .*", "docs_dir: pages", config)
    config = re.sub(r"nav:\n(?:  - .*\n)+", "nav: [index.md, winners.md]\n", config)
    (record.root / "mkdocs.yml").write_text(config, encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-m", "mkdocs", "serve", "-q", "-a", f"127.0.0.1:{port}"]
    environment = {**os.environ, "FARAKHAN_TODAY": ANNOUNCED_DAY}
    with subprocess.Popen(words, cwd=record.root, env=environment, stderr=subprocess.DEVNULL) as process:
        yield f"http://127.0.0.1:{port}/"
        process.terminate()


def test_writers_see_their_changes_at_once(record: Record, live: str) -> None:
    fetched(live, lambda html: "نخست" in html)
    (record.root / "pages" / "index.md").write_text("# دوم\n\n[[winners-teaser]]\n", encoding="utf-8")
    html = fetched(live, lambda html: "دوم" in html)
    assert "livereload" in html
    assert "Content-Security-Policy" not in html
    first, second, third = list(record.ideas)[:3]
    fetched(f"{live}winners/{record.numbers[first]}/", lambda html: "winner-body" in html)
    record.award(second, third)
    fetched(
        f"{live}winners/", lambda html: record.ideas[first].title not in html and record.ideas[second].title in html
    )


def test_the_site_is_whole_at_every_moment_of_a_build(record: Record) -> None:
    """A process that builds is killed on both sides of the one step; what stands is one site or the other, whole."""
    out = build(record.root, ANNOUNCED_DAY)
    old = files(out)
    call = record.folder / "call.yml"
    text = call.read_text(encoding="utf-8")
    call.write_text(text.replace("name: کشاورزی", "name: کشت و باغ"), encoding="utf-8")
    for point, there in (("farakhan.exchange:exchanging", False), ("farakhan.exchange:exchanged", True)):
        die(lambda: build(record.root, ANNOUNCED_DAY), point)
        assert files(out).keys() == old.keys()
        assert (files(out) != old) == there, point
    build(record.root, ANNOUNCED_DAY)
    assert not list(record.root.glob(".public*"))


def test_a_full_disk_is_told_and_leaves_the_site_as_it_was(record: Record) -> None:
    out = build(record.root, ANNOUNCED_DAY)
    before = files(out)
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    was = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2**12, old[1]))
        with pytest.raises(FarakhanError) as told:
            build(record.root, ANNOUNCED_DAY)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, was)
    assert told.value.code == "site-disk"
    assert files(out) == before
    assert not list(record.root.glob(".public*"))
