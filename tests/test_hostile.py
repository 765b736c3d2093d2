"""What strangers write against us: built by the real command, opened in a real browser, and nothing of it takes hold.

`hostile/bodies` has Markdown, `hostile/lines` titles, summaries and names, `hostile/front` lines of a front matter: one
file an attack, named by what it tries. What no file of a repository can or should be is made here.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bench.host import hosted
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request
from tests.records import ANNOUNCED_DAY, Record
from tests.test_site import lay_out

from farakhan.files.tree import MAX_BYTES
from farakhan.files.tree import MAX_DEPTH as MAX_YAML_DEPTH
from farakhan.model.idea import ChainPlace
from farakhan.problems import Problem
from farakhan.publish.markdown import MAX_DEPTH, TAGS

HOSTILE = Path(__file__).parent / "hostile"
LONG: dict[str, str] = {
    "one list more in each other than is shown": "* " * (MAX_DEPTH + 1) + "بن",
    "one quote more in each other than is shown": "> " * (MAX_DEPTH + 1) + "بن",
    "brackets left open": "[" * 9,
    "punctuation that means something": "*_`~<>" * 9,
    "an address, referred to twice": "[x] [x]\n\n[x]: https://a.invalid/x",
    "what grows when it is escaped": "&\"<>'" * 3_700,
    "a word that never ends": "ا" * 19_000,
}
"""Bodies that are best made: each a little over one of our bounds."""
BODIES = {path.stem: path.read_text(encoding="utf-8").strip() for path in sorted(HOSTILE.glob("bodies/*.md"))} | LONG
LINES = {path.stem: path.read_text(encoding="utf-8").rstrip("\n") for path in sorted(HOSTILE.glob("lines/*.txt"))}
MARK = "از این بند به بعد متن صاحب ایده است."
HONEST = 3
GOOD, WRONG = 1_000, 33
SECONDS, MEMORY = 120, 512 * 2**20
"""What one command may use: of the processor, and of addresses in each of its processes; twice what it needs."""
COMMAND = f"""
import resource
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}))
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
from farakhan.cli import main
main()
"""


def farakhan(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a record's folder, within its bounds."""
    lay_out(root)
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(root.parent), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", COMMAND, *words]
    done = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=2 * SECONDS
    )
    assert "Traceback" not in done.stderr, done.stderr[-4000:]
    return done


def build(root: Path) -> tuple[Path, str]:
    """Build the site as for the day of the winners; its folder, and what was said."""
    done = farakhan(root, "site", "--today", ANNOUNCED_DAY, "--out", "public", "--keep-going")
    assert done.returncode == 0, done.stderr[-4000:]
    return root / "public", done.stderr


def award(record: Record, each: dict[str, dict[str, object]]) -> None:
    """Judge the ideas and honour those that are named, each with its own words."""
    record.judged()
    record.tally()
    record.award(*each, each=list(each.values()))


class Written:
    """An edition whose winners wrote all of `BODIES` and `LINES`; `plain` are three honest ones among them."""

    def __init__(self, root: Path) -> None:
        record = Record(root)
        awards: dict[str, dict[str, object]] = {}
        self.plain = [self._idea(record, "گرمخانهٔ کوچک", "متن ساده.") for _ in range(HONEST)]
        awards |= {code: {} for code in self.plain}
        self.lines: dict[str, str] = {}
        lines = list(LINES.values())
        for number, attack in enumerate(BODIES.values()):
            line = lines[number % len(lines)]
            code = self._idea(record, line, attack)
            awards[code] = {"public_name": line, "reason": line, "support": [{"partner": "emdad", "kind": line}]}
            self.lines[code] = line
        assert len(BODIES) >= len(LINES)
        award(record, awards)
        assert [one for one in record.read().problems if not one.warning] == []
        self.numbers = record.numbers
        self.folder, _ = build(root)

    @staticmethod
    def _idea(record: Record, line: str, attack: str) -> str:
        body = f"{MARK} این ایدهٔ {len(record.ideas)} است.\n\n{attack}\n\n{'پایان. ' * 30}"
        chain = ChainPlace(product="other", link="processing", other=line)
        return record.idea(title=line, summary=line, body=body, chain=chain).code


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return Written(tmp_path_factory.mktemp("written"))


class Watch:
    """A browser that takes down whatever a page does of itself; it reaches nobody but its own server (`QUIET`)."""

    NOTICE = """
        addEventListener("securitypolicyviolation", (one) => console.error("policy:", one.effectiveDirective));
        window.alert = () => console.error("fired");
    """

    def __init__(self, context: BrowserContext, top: str) -> None:
        self.top, self.noticed, self.asked = top, list[str](), list[str]()
        context.add_init_script(self.NOTICE)
        context.on("dialog", self._dialog)
        context.on("console", lambda message: self.noticed.append(f"{message.type}: {message.text}"))
        context.on("weberror", lambda error: self.noticed.append(f"error: {error.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        self.page: Page = context.new_page()
        context.on("page", lambda page: self.noticed.append(f"another page: {page.url}"))

    def _dialog(self, dialog: Dialog) -> None:
        self.noticed.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        if not request.url.startswith(self.top):
            self.asked.append(request.url)

    def _failed(self, request: Request) -> None:
        if request.failure == "csp":  # the policy stopped it before it was sent
            self.asked.remove(request.url)

    def open(self, path: str) -> None:
        """Open a page and do to all of it what a reader may do by accident."""
        self.page.goto(self.top + path)
        self.page.evaluate(TOUCH)
        assert self.page.url == self.top + path


TOUCH = """() => {
  for (const one of document.querySelectorAll("main *"))
    for (const kind of ["mouseover", "mouseenter", "pointerover", "focus", "focusin", "load", "error", "toggle"])
      one.dispatchEvent(new Event(kind, {bubbles: true}));
}"""
ELEMENTS = """(mark) => {
  const all = (root) => [...root.querySelectorAll("*")].map((one) =>
    [one.localName, Object.fromEntries(one.getAttributeNames().map((name) => [name, one.getAttribute(name)]))]);
  const first = [...document.querySelectorAll("p")].find((one) => one.textContent.startsWith(mark));
  const own = first.parentElement, words = document.documentElement.textContent;
  const found = {title: document.title, heading: document.querySelector("h1").textContent, words, own: all(own)};
  own.remove();
  return {...found, rest: all(document).map(([name, held]) => [name, ...Object.keys(held).sort()].join(" "))};
}"""
"""What the browser's own parser made of a page: the elements of the owner's text, and of all else."""


@pytest.fixture
def watch(written: Written, browser: Browser) -> Iterator[Watch]:
    with hosted(written.folder) as address, browser.new_context() as context:
        yield Watch(context, address)


@pytest.mark.promise("stored-text-never-runs")
def test_nothing_that_a_winner_wrote_runs_asks_or_leaves(written: Written, watch: Watch) -> None:
    usual: set[str] = set()
    for code in written.plain:
        watch.open(f"winners/{written.numbers[code]}/")
        usual |= set(watch.page.evaluate(ELEMENTS, MARK)["rest"])
    for code, line in written.lines.items():
        watch.open(f"winners/{written.numbers[code]}/")
        assert (watch.noticed, watch.asked) == ([], []), line
        found = watch.page.evaluate(ELEMENTS, MARK)
        for tag, held in found["own"]:
            assert tag in TAGS
            assert held.keys() <= {{"ol": "start", "li": "value"}.get(tag)}, tag
        assert set(found["rest"]) <= usual
        assert found["title"].startswith(line)
        assert found["heading"] == line
        assert found["words"].count(line) >= 5


@pytest.mark.promise("stored-text-never-runs")
def test_nothing_that_winners_wrote_runs_where_all_are_listed(watch: Watch) -> None:
    watch.open("")
    watch.open("winners/")
    words = watch.page.evaluate("document.body.textContent")
    assert [line for line in LINES.values() if line not in words] == []
    watch.page.get_by_role("button", name="جستجو").first.click()
    for line in LINES.values():
        watch.page.get_by_role("searchbox").last.fill(line)
    shown = watch.page.get_by_role("link", name=LINES["script-end"])
    watch.page.get_by_role("searchbox").last.fill("script alert")
    shown.last.wait_for()
    assert (watch.noticed, watch.asked) == ([], [])
    assert watch.page.locator("main script, main img, main iframe, main style, main base, main meta").count() == 0


def test_every_page_stays_small(written: Written) -> None:
    assert max(path.stat().st_size for path in written.folder.glob("winners/*/index.html")) < 200_000


INJECTED = {
    "script-src-elem": "<script>alert(1)</script>",
    "script-src-attr": "<img src='data:,' onerror=alert(1)>",
    "img-src": "<img src=https://evil.invalid/x.png>",
    "style-src-elem": "<style>@import 'https://evil.invalid/x.css'</style>",
    "style-src-attr": "<p style='background: url(https://evil.invalid/y.png)'>",
    "frame-src": "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe><iframe src=https://evil.invalid></iframe>",
    "base-uri": "<base href=https://evil.invalid/>",
    "media-src": "<video src=https://evil.invalid/x.mp4></video>",
    "object-src": "<object data=https://evil.invalid/x.swf></object>",
}
"""By what of the policy stops it. A refresh by `meta` is missing: no policy stops that, escaping must."""


def injected(written: Written, *, policy: bool) -> Path:
    """A copy of an honest winner's page into which all of `INJECTED` got; beside it, so that its addresses fit."""
    own = written.folder / "winners" / str(written.numbers[written.plain[1]]) / "index.html"
    text = own.read_text(encoding="utf-8")
    assert text.count("Content-Security-Policy") == text.count("</h1>") == 1
    text = text.replace("</h1>", "</h1>" + "".join(INJECTED.values()))
    folder = written.folder / "winners" / f"injected-{policy}"
    folder.mkdir(exist_ok=True)
    name = "Content-Security-Policy" if policy else "x-nothing"
    (folder / "index.html").write_text(text.replace("Content-Security-Policy", name), encoding="utf-8")
    return folder


@pytest.mark.promise("stored-text-never-runs")
@pytest.mark.parametrize("policy", [True, False])
def test_the_policy_is_a_net_under_all_this_and_the_watch_sees(written: Written, watch: Watch, *, policy: bool) -> None:
    folder = injected(written, policy=policy)
    watch.page.goto(f"{watch.top}winners/{folder.name}/", wait_until="load")
    watch.page.wait_for_timeout(200)
    shutil.rmtree(folder)
    stopped = {line.partition("policy: ")[2] for line in watch.noticed if "policy: " in line}
    fired = [line for line in watch.noticed if line.endswith("fired")]
    if policy:
        assert stopped >= INJECTED.keys()
        assert (fired, watch.asked) == ([], [])
    else:
        assert stopped == set()
        assert len(fired) >= 2
        assert len(watch.asked) >= 4


Attack = Callable[[Path], object]
"""Given the file of an idea that was good."""


def _with(lines: str) -> Attack:
    """Lines of a front matter in place of those with the same keys."""

    def attack(path: Path) -> None:
        head, body = path.read_text(encoding="utf-8").split("\n---\n", 1)
        keys = set(re.findall(r"^(\w+):", lines, re.MULTILINE))
        kept = [block for block in re.split(r"\n(?=\w)", head) if block.partition(":")[0] not in keys]
        path.write_text("\n".join([*kept, f"{lines}---", body]), encoding="utf-8")

    return attack


def _in_other_bytes(change: Callable[[bytes], bytes]) -> Attack:
    return lambda path: path.write_bytes(change(path.read_bytes()))


def _replaced(make: Callable[[Path], object]) -> Attack:
    def attack(path: Path) -> None:
        path.unlink()
        make(path)

    return attack


FRONT = {
    "alias": "yaml-alias",
    "merge-of-an-alias": "yaml-alias",
    "merge-key-smuggles-a-status": "yaml-alias",
    "tag-runs-a-command": "yaml-tag",
    "status-given-twice": "yaml-duplicate",
    "options-of-the-theme": "key-unknown",
    "template-that-is-none": "key-unknown",
    "template-as-a-list": "key-unknown",
    "template-of-the-sitemap": "key-unknown",
    "keys-of-the-library": "key-unknown",
    "body-key": "key-unknown",
    "title-with-a-second-line": "value-lines",
    "title-with-a-nul": "text-hidden",
    "title-turned-round": "text-bidi",
    "title-of-nothing-visible": "text-hidden",
    "status-no": "value-choice",
    "numbers-of-yaml": "value-number",
    "arrived-as-a-timestamp": "value-time",
    "national-id-as-octal": "private-national-id",
}
"""What is said of each file in `hostile/front`."""
TURNED: dict[str, tuple[str, Attack]] = {
    name: (code, _with((HOSTILE / f"front/{name}.yml").read_text(encoding="utf-8"))) for name, code in FRONT.items()
} | {
    "one bracket more than may be open": ("yaml-deep", _with("x: " + "[" * MAX_YAML_DEPTH + "\n")),
    "more than 64 KiB": ("yaml-long", _with(f"x: {'x' * MAX_BYTES}\n")),
    "4,800 counties": ("idea-county", _with("counties:\n" + "".join(f"- x{n}\n" for n in range(4_800)))),
    "a broken letter": ("file-encoding", _in_other_bytes(lambda data: data + b"\xff")),
    "UTF-16": ("file-encoding", _in_other_bytes(lambda data: data.decode().encode("utf-16"))),
    "nothing": ("front-matter", _in_other_bytes(lambda _: b"")),
    "a link to a secret": ("file-symlink", _replaced(lambda path: path.symlink_to("/etc/passwd"))),
    "an executable": ("file-mode", lambda path: path.chmod(0o755)),
    "a pipe": ("file-stray", _replaced(os.mkfifo)),
}
"""What became of ideas that had been judged and honoured, and what is said of them."""


def _deep(ideas: Path) -> Path:
    folder = ideas
    for _ in range(1_200):
        folder /= "x"
        folder.mkdir()
    return folder / "x"


def _strays(record: Record) -> dict[Path, str]:
    """Put files where none may be: each with what is said of it."""
    ideas = record.folder / "ideas"
    link = ideas / "zz"
    link.symlink_to("/etc", target_is_directory=True)
    made = [_deep(ideas), ideas / "00/x.svg", ideas / "00/index.html", ideas / "a\n::error::b\x1b[2J.md"]
    for path in made:
        path.parent.mkdir(exist_ok=True)
        path.write_text("<svg onload=alert(1)>")
    return {link: "file-symlink"} | dict.fromkeys(made, "file-stray")


class Mixed:
    """A thousand good ideas and thirty-three hostile files; all ideas had been judged and honoured before."""

    def __init__(self, root: Path) -> None:
        self.record = record = Record(root)
        self.good = [record.idea().code for _ in range(GOOD)]
        turned = {record.idea().code: attack for attack in TURNED.values()}
        award(record, {code: {} for code in record.ideas})
        before = farakhan(root, "check")
        assert before.returncode == 0, before.stdout[-4000:]
        for code, (_, attack) in turned.items():
            attack(record.path(code))
        odd = record.path(self.good[0])
        odd.write_bytes(b"\xef\xbb\xbf" + odd.read_bytes().replace(b"\n", b"\r\n"))
        found = {record.path(code): said for code, (said, _) in turned.items()} | _strays(record)
        self.wrong = {path.relative_to(root).as_posix(): said for path, said in found.items()}
        assert len(self.wrong) == WRONG


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mixed]:
    made = Mixed(tmp_path_factory.mktemp("mixed"))
    yield made
    subprocess.run(["rm", "-r", made.record.folder], check=True)  # too deep for Python's own


@pytest.mark.promise("bad-file-stops-nobody")
def test_hostile_files_among_a_thousand_good_are_named_and_no_other(mixed: Mixed) -> None:
    done = farakhan(mixed.record.root, "check", "--format", "json")
    found: list[dict[str, Any]] = [row for row in json.loads(done.stdout) if not row["warning"]]
    assert done.returncode == 1
    assert {row["path"] for row in found} == mixed.wrong.keys()
    said = {(row["path"], row["code"]) for row in found}
    assert said >= mixed.wrong.items()


@pytest.mark.promise("bad-file-stops-nobody")
def test_a_thousand_good_are_published_and_the_hostile_named(mixed: Mixed) -> None:
    out, said = build(mixed.record.root)
    published = {path.name for path in (out / "winners").iterdir() if path.is_dir()}
    numbers = mixed.record.numbers
    assert published == {str(numbers[code]) for code in mixed.good}
    gallery = (out / "winners/index.html").read_text(encoding="utf-8")
    assert all(f"winners/{numbers[code]}/" in gallery for code in mixed.good)
    for path, code in mixed.wrong.items():
        name = str(Problem(path, 0, code, "")).partition(":0:")[0]
        assert re.search(rf"{re.escape(name)}:\d+: {code}: ", said), name
    assert "\x1b[2J" not in said
    assert not re.search("^::", said, re.MULTILINE)
    files = [path for path in out.rglob("*") if path.is_file()]
    assert not [path for path in files if b"onload=alert" in path.read_bytes() or b"root:x:0:0" in path.read_bytes()]


def test_a_linked_edition_is_none(tmp_path: Path) -> None:
    record = Record(tmp_path / "one", slogan="دورهٔ خودمان")
    other = Record(tmp_path / "two", "1499", slogan="دورهٔ بیگانه")
    (record.folder.parent / "1499").symlink_to(other.folder, target_is_directory=True)
    out, _ = build(record.root)
    assert "دورهٔ خودمان" in (out / "index.html").read_text(encoding="utf-8")
    asked = farakhan(record.root, "site", "--edition", "1499", "--out", "other")
    assert asked.returncode == 2
    assert not (record.root / "other").exists()


@pytest.mark.parametrize(
    ("text", "code"), [("آموزش\u202e", "text-bidi"), ("بزن 0917 123 4567", "private-mobile"), ("آ" * 501, "value-long")]
)
@pytest.mark.parametrize("key", ["public_name", "reason", "kind"])
def test_what_the_jury_writes_is_looked_at_too(tmp_path: Path, key: str, text: str, code: str) -> None:
    record = Record(tmp_path)
    words: dict[str, object] = {"support": [{"partner": "emdad", "kind": text}]} if key == "kind" else {key: text}
    award(record, {record.idea().code: words})
    lines = (record.folder / "awards.yml").read_text(encoding="utf-8").splitlines()
    (line,) = (number for number, one in enumerate(lines, 1) if re.search(rf"\b{key}:", one))
    assert [(one.code, one.line) for one in record.read().problems if not one.warning] == [(code, line)]


def test_each_hostile_file_has_its_place_in_a_test() -> None:
    assert {path.stem for path in HOSTILE.glob("front/*.yml")} == FRONT.keys()
    assert {path.parent.name for path in HOSTILE.rglob("*") if path.is_file()} == {"bodies", "lines", "front"}
