"""The promises that this program makes, each with its tests, and the page that says which of them were kept.

A test keeps a promise by `@pytest.mark.promise("acknowledged-once")`, and may tell a figure by the fixture `figure`:
`figure("answers", 875)`. A run with `--promises PATH` writes down how each marked test ended; from that file the page
is made. What did not run, was skipped or is known to fail keeps nothing.

    python -m tests.promises RUN.json docs/promises.md        exit 1 where a promise was not kept: `make promises`
"""

import ast
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "promises.md"
Figure = Callable[[str, int | str], None]


@dataclass(frozen=True)
class Promise:
    """Something that people may rely on.

    Attributes:
        name: by which tests say that they are of it.
        words: what is promised.
        persian: the same, short.
        why: the page of docs/ that says how it is kept; empty where none does.
    """

    name: str
    words: str
    persian: str
    why: str = ""


GIT = "adr/0001-git-is-the-database.md"
CODES = "adr/0002-tracking-codes-are-drawn-at-acknowledgement.md"
YAML = "adr/0003-every-yaml-scalar-is-a-string-until-the-model-types-it.md"
CONTACTS = "adr/0004-contacts-live-apart-from-git.md"
DATA = "adr/0006-pull-requests-with-ideas-are-data.md"
SPOOL = "adr/0007-acknowledge-from-a-spool.md"
PUSH = "adr/0008-push-by-doing-it-again.md"
VERIFY = "adr/0009-what-verify-sees.md"
TEXT = "adr/0010-a-decision-is-about-a-text.md"
PHOTOS = "adr/0011-photos-follow-their-text.md"
PROMISES = (
    Promise(
        "acknowledged-once",
        "What was acknowledged is in git exactly once, whatever dies and however often it is sent again.",
        "ایده‌ای که کد گرفته گم نمی‌شود و دو بار ثبت نمی‌شود.",
        SPOOL,
    ),
    Promise(
        "answer-waits-for-the-disk-alone",
        "An answer waits until the idea is on the disk, and for nothing else: not for git, not for the remote.",
        "پاسخ تنها تا نوشته شدن روی دیسک می‌ماند.",
        SPOOL,
    ),
    Promise(
        "committers-lose-nothing",
        "Two who commit at once cannot write over each other, nor over what a person has not committed.",
        "دو نفر که هم‌زمان ثبت می‌کنند کار هم را از میان نمی‌برند.",
        GIT,
    ),
    Promise(
        "trouble-passes-by-itself",
        "A full disk, a lock that was left, a remote that is away: it is refused in words or kept, and made up for.",
        "دیسک پر، قفل جامانده و شبکهٔ قطع چیزی را گم نمی‌کند.",
        PUSH,
    ),
    Promise(
        "remote-hangs",
        "A remote that never answers stops neither the commits nor the server's end.",
        "مخزن دوری که پاسخ نمی‌دهد کار را نگه نمی‌دارد.",
        PUSH,
    ),
    Promise(
        "commands-end-after-a-death",
        "A command that was killed at any point leaves old or new, nothing half; the same command again ends it.",
        "دستوری که وسط کار بمیرد، با اجرای دوباره درست تمام می‌شود.",
    ),
    Promise(
        "backup-brings-back-once",
        "After a restore, what was acknowledged before the backup is in git once, with its contact.",
        "از پشتیبان، هر ایده یک بار و با تماسش برمی‌گردد.",
        "deploy/README.md",
    ),
    Promise(
        "machine-lost",
        "When the machine is lost, what was acknowledged before a window that is told comes back whole.",
        "اگر رایانه از میان برود، آنچه پیش از بازهٔ اعلام‌شده رسیده برمی‌گردد.",
        "deploy/README.md",
    ),
    Promise(
        "deadline-is-an-instant",
        "The deadline is one instant for everybody; no clock turns the order of arrivals round.",
        "مهلت برای همه یک لحظه است.",
    ),
    Promise(
        "server-writes-only-right-records",
        "Whatever comes, by whatever way and clock, the record that the server writes passes its own check.",
        "آنچه سرور می‌نویسد همیشه از بررسی می‌گذرد.",
    ),
    Promise(
        "decision-about-a-text",
        "A decision counts for the text that it was made on and for no other.",
        "هر تصمیم دربارهٔ همان متنی است که خوانده شده.",
        TEXT,
    ),
    Promise(
        "quotas-stand-or-fall-together",
        "Ideas of one rank win or lose together under every quota, and what a tie leaves open is named.",
        "ایده‌های هم‌امتیاز با هم می‌آیند یا نمی‌آیند.",
    ),
    Promise(
        "verify-names-forty",
        "Forty kinds of change to what was judged and decided are each named by verify.",
        "هر دست‌کاری در داوری و نتیجه نام برده می‌شود.",
        VERIFY,
    ),
    Promise(
        "same-bytes",
        "The same record and day give the same results and the same site, byte for byte.",
        "از یک پرونده و یک روز، همیشه همان نتیجه و همان سایت.",
    ),
    Promise(
        "private-stays-private",
        "Nothing of the record but what is to be public is published, and nothing of winners before their day.",
        "هیچ چیز محرمانه و هیچ برگزیده‌ای پیش از روزش دیده نمی‌شود.",
    ),
    Promise(
        "contacts-stay-sealed",
        "A contact lies open nowhere: not in git, spool, vault, log, page or backup.",
        "اطلاعات تماس هیچ‌جا باز نمی‌ماند.",
        CONTACTS,
    ),
    Promise(
        "codes-not-public",
        "No tracking code can be read or listed; a state opens to its receipt alone.",
        "کد رهگیری هیچ‌کس عمومی نیست.",
        CODES,
    ),
    Promise(
        "erase-reaches-everything",
        "What is known of a person is erased from every place that holds it, and what cannot be reached is told.",
        "پاک‌کردن به همه‌جا می‌رسد.",
        CONTACTS,
    ),
    Promise(
        "stored-text-never-runs",
        "Nothing that was written by a stranger runs in a reader's browser or asks anything of the net.",
        "نوشتهٔ هیچ‌کس در مرورگر دیگری اجرا نمی‌شود.",
    ),
    Promise(
        "proposal-is-data",
        "A stranger's pull request is looked at as data: nothing of it runs, and what leads elsewhere is refused.",
        "درخواست ادغام تنها داده است.",
        DATA,
    ),
    Promise(
        "export-computes-nothing",
        "No cell of an exported list computes, whatever was written into it.",
        "هیچ خانه‌ای از فهرست اکسل محاسبه نمی‌کند.",
    ),
    Promise(
        "bad-file-stops-nobody",
        "One bad file is named and left out; the others are built, published and taken in.",
        "یک پروندهٔ خراب کار دیگران را نگه نمی‌دارد.",
    ),
    Promise(
        "yaml-reads-as-written",
        "What stands in a file is read as it is written or refused; no file makes its reader work without bound.",
        "هر پرونده همان گونه که نوشته شده خوانده می‌شود.",
        YAML,
    ),
    Promise(
        "one-request-bounded",
        "The work for one request grows no faster than its size, whatever letters it is made of.",
        "هیچ درخواستی کار دیگران را نگه نمی‌دارد.",
    ),
    Promise(
        "slow-and-huge-do-no-harm",
        "Slow, huge and odd requests are cut off while others are served.",
        "درخواست کند یا بزرگ به دیگران آسیب نمی‌زند.",
    ),
    Promise(
        "photos-are-pixels-alone",
        "Of a photo nothing but its pixels is kept: no place, no device, nothing hidden in it.",
        "از عکس تنها خود تصویر می‌ماند.",
    ),
    Promise(
        "photos-bounded",
        "A photo costs bounded time and memory, and nobody has all of the queue.",
        "هیچ عکسی نوبت دیگران را نمی‌گیرد.",
    ),
    Promise(
        "uploads-resume",
        "A clip goes on where the line was cut, and what was acknowledged of it is on the disk.",
        "فیلم از همان‌جا که قطع شد ادامه می‌یابد.",
    ),
    Promise(
        "clips-picture-and-sound-alone",
        "Of a clip nothing but picture and sound is kept, with ffmpeg on the machine or without: no place, no time.",
        "از کلیپ تنها تصویر و صدا می‌ماند.",
    ),
    Promise(
        "clips-text-first",
        "The idea's text is taken in first; photos and clips that cannot follow take nothing away.",
        "نخست متن ایده ثبت می‌شود، سپس عکس و فیلم.",
        PHOTOS,
    ),
    Promise(
        "old-phones-can-send",
        "Without scripts, on a lost line or after closing the browser an idea is sent, and once.",
        "با گوشی کهنه و خط ناپایدار هم می‌شود فرستاد.",
    ),
)
PENDING: dict[str, tuple[str, ...]] = {}
"""Promises whose tests are not in this tree yet, and which tests these will be."""
HEAD = """\
# Promises

What people may rely on, and the tests that try to break it. `make promises` makes this page from a run of those tests;
a test that failed, was skipped or did not run keeps nothing. How fast it all is, `make bench` says.

Day of the run: {day} (UTC). Version: {version}; a + stands for changes that were not committed.

| promise | | kept | tests | figures |
|---|---|---|---|---|"""


def marked(folder: Path = TESTS) -> dict[str, list[str]]:
    """The tests that each promise has, as `test_file.py::test_name`, read from the files themselves."""
    tests: dict[str, list[str]] = {}
    for path in sorted(folder.glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            for name in _names(node):
                tests.setdefault(name, []).append(f"{path.name}::{getattr(node, 'name', '')}")
    return tests


def _names(node: ast.stmt) -> Iterator[str]:
    for mark in getattr(node, "decorator_list", []):
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.promise":
            yield from (ast.literal_eval(name) for name in mark.args)


@dataclass
class Ending:
    """How one case of a test ended, and the figures that it told."""

    test: str
    well: bool
    figures: Sequence[tuple[str, int | str]]


class Notes:
    """A plugin that writes down how the marked tests of a run end; under xdist the reports bring all to one place."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.endings: dict[str, Ending] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take in one part of a case: it is well if all parts passed, its call among them."""
        if not any(name == "promise" for name, _ in report.user_properties):
            return
        test = report.nodeid.split("[", maxsplit=1)[0].rsplit("/", maxsplit=1)[-1]
        ending = self.endings.setdefault(report.nodeid, Ending(test, well=True, figures=()))
        ending.well &= report.passed and not hasattr(report, "wasxfail")
        ending.figures = [(str(value[0]), value[1]) for name, value in report.user_properties if name == "figure"]  # type: ignore[index]

    def pytest_sessionfinish(self) -> None:
        """Write what was noted."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        run = {
            "day": f"{datetime.now(UTC):%Y-%m-%d}",
            "version": _version(),
            "cases": [vars(ending) for _, ending in sorted(self.endings.items())],
        }
        self.path.write_text(json.dumps(run, ensure_ascii=False, indent=1), encoding="utf-8")


def _version() -> str:
    words = ["git", "-c", "safe.directory=*", "describe", "--always", "--dirty=+"]
    return subprocess.run(words, cwd=TESTS, check=True, capture_output=True, text=True).stdout.strip()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run be written down."""
    parser.addoption("--promises", type=Path, help="write how the tests of promises ended into this file")


def pytest_configure(config: pytest.Config) -> None:
    """Note what comes, in the process that all reports come to."""
    if (path := config.getoption("--promises")) and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Notes(path.absolute()), "promises")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each report say whose promises its test is of."""
    for item in items:
        item.user_properties += [("promise", mark.args) for mark in item.iter_markers("promise")]


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Figure:
    """Tell a figure of what a test of a promise counted, under a short name."""

    def tell(name: str, value: int | str) -> None:
        request.node.user_properties.append(("figure", (name, value)))

    return tell


def page(run: Mapping[str, object], promises: Sequence[Promise], tests: Mapping[str, Sequence[str]]) -> str:
    """The page of a run.

    Args:
        run: as `Notes` wrote it.
        promises: in the order of the page.
        tests: of each promise by its name; what is none there, or has not run well in all its cases, is not kept.
    """
    cases: dict[str, list[Ending]] = {}
    for case in run["cases"]:  # type: ignore[attr-defined]
        cases.setdefault(case["test"], []).append(Ending(**case))
    rows = []
    for promise in promises:
        ended = [(test, cases.get(test, [])) for test in tests.get(promise.name, [])]
        rows.append(_line(promise, ended))
    return "\n".join((HEAD.format(**run), *rows, ""))


def row(promise: Promise) -> str:
    """What the page says of a promise before it says how it ended."""
    words = f"[{promise.words}]({promise.why})" if promise.why else promise.words
    return f"| `{promise.name}` | {words} {promise.persian} |"


def _line(promise: Promise, tests: Sequence[tuple[str, Sequence[Ending]]]) -> str:
    cases = [case for _, ended in tests for case in ended]
    kept = bool(tests) and all(ended and all(case.well for case in ended) for _, ended in tests)
    figures = dict.fromkeys(f"{name} {value}" for case in cases for name, value in case.figures)
    said = ", ".join((f"cases {len(cases)}", *figures))
    named = "; ".join(f"[{_sentence(test)}](../tests/{test.split('::')[0]})" for test, _ in tests)
    return f"{row(promise)} {'yes' if kept else '**no**' if tests else 'not tested yet'} | {named} | {said} |"


def _sentence(test: str) -> str:
    return test.split("::")[1].removeprefix("test_").replace("_", " ")


def main() -> None:
    """Make the page of a run, and name what it does not show as kept."""
    run, place = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), Path(sys.argv[2])
    text = page(run, PROMISES, marked())
    place.write_text(text, encoding="utf-8")
    wrong = [line.split("`")[1] for line in text.splitlines() if " | **no** | " in line]
    print(f"{place}: {len(PROMISES)} promises, {len(PENDING)} not tested yet, not kept: {' '.join(wrong) or 'none'}")  # noqa: T201
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
