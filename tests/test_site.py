"""The built site: real builds of small records, read back from the disk and in a browser."""

import html
import http.client
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, nullcontext
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import typer
from tests.records import ANNOUNCED_DAY, JUDGING_DAY, OPEN_DAY, PROPOSED_DAY, ROOT, Record

from farakhan.cli.serve import serve
from farakhan.cli.site import site
from farakhan.files.layout import Kind
from farakhan.model.codes import grouped
from farakhan.model.idea import Idea, Status
from farakhan.persian.digits import to_persian
from farakhan.persian.letters import ZWNJ
from farakhan.problems import FarakhanError
from farakhan.publish.states import FOLDER

ADDRESS = "https://example.ir/farakhan/"
REASONS = {Status.RETURNED: "unclear", Status.REJECTED: "not_home"}
IDEA_STATES = [status for status in Status if status is not Status.ACCEPTED]


def lay_out(root: Path) -> None:
    """Our pages and theme around a record, as in the repository."""
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    for folder in ("site", "scripts/farakhan/publish/theme"):
        config = re.sub(rf"(_dir: ){folder}$", rf"\g<1>{ROOT / folder}", config, flags=re.MULTILINE)
    (root / "mkdocs.yml").write_text(config, encoding="utf-8")


def build(root: Path, day: str, edition: str = "") -> Path:
    """Build a record's site; the folder that it is in."""
    lay_out(root)
    out = root / f"public-{day}"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.setenv("FARAKHAN_SITE_URL", ADDRESS)
        site(edition, day, out)
    return out


def decided(root: Path) -> Record:
    """Three honoured ideas among five judged ones."""
    record = Record(root)
    codes = [record.idea().code for _ in range(5)]
    record.judged()
    record.tally()
    record.award(*codes[:3])
    return record


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    return decided(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def built(record: Record) -> Path:
    return build(record.root, ANNOUNCED_DAY)


class Page(HTMLParser):
    """A page's attributes, ids and links, and the text of its title and its heading."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.attributes: dict[str, dict[str, str | None]] = {}
        self.text: dict[str, str] = {}
        self._within: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        self.attributes.setdefault(tag, own)
        self.ids.add(own.get("id") or "")
        self.links += [link for key in ("href", "src", "data") if (link := own.get(key)) is not None]
        if tag in ("title", "h1"):
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._within:
            self._within.remove(tag)

    def handle_data(self, data: str) -> None:
        for tag in self._within:
            self.text[tag] = self.text.get(tag, "") + data


def files(folder: Path) -> dict[Path, bytes]:
    """All files of a site, by where they stand in it."""
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def pages(folder: Path) -> dict[str, Page]:
    found = sorted(folder.rglob("*.html"))
    return {path.relative_to(folder).as_posix(): Page(path.read_text(encoding="utf-8")) for path in found}


def forms(canary: str) -> Iterator[bytes]:
    """How a text may appear in a file of a site."""
    for text in {canary, to_persian(canary), canary.replace(ZWNJ, "")}:
        for form in (text, html.escape(text), json.dumps(text)[1:-1]):
            yield form.encode()


def traces(folder: Path, canaries: dict[str, str]) -> set[str]:
    """The names of the canaries that some file of a folder holds, in its bytes or its name.

    The files of states are left out: `test_tracking` says to the byte what they hold.
    """
    files = [
        path for path in sorted(folder.rglob("*")) if path.is_file() and FOLDER not in path.relative_to(folder).parts
    ]
    everything = b"\n".join(str(path.relative_to(folder)).encode() + b"\n" + path.read_bytes() for path in files)
    return {name for name, canary in canaries.items() if any(form in everything for form in forms(canary))}


def canary(name: str) -> str:
    """A Persian text that no page has by chance; long enough for every key."""
    return f"قناری‌{name}‌راز «{name[::-1]}»"


def private(idea: Idea) -> dict[str, str]:
    """What stands in an idea that is not published, by a name for the report."""
    texts = {key: getattr(idea, key) for key in ("code", "title", "summary", "note", "paper", "digest")}
    texts |= {"grouped": grouped(idea.code), "body": idea.body.split("\n")[0], "other": idea.chain.other}
    return {f"{idea.status}-{key}": text for key, text in texts.items() if text}


def full_of_canaries(record: Record, name: str, **changes: object) -> Idea:
    return record.idea(
        title=canary(f"{name}1"),
        summary=canary(f"{name}2"),
        body=f"{canary(f'{name}3')}\n\n{'متن ' * 60}",
        chain={"product": "other", "link": "", "other": canary(f"{name}4")},
        note=canary(f"{name}5"),
        paper=canary(f"{name}6"),
        media=[{"sha256": (name * 64)[:64], "kind": "photo", "bytes": "9", "caption": canary(f"{name}7")}],
        **changes,
    )


@pytest.mark.promise("private-stays-private")
def test_nothing_private_is_published(tmp_path: Path) -> None:
    record = Record(
        tmp_path,
        judges=[{"id": judge, "fields": []} for judge in ("a1", "b2", "c3", "zqjudgezq")],
        staff=["desk1", "zqstaffzq"],
        age_recipients=[{"holder": canary("holder"), "kind": "staff", "key": f"age1{letter * 58}"} for letter in "qz"],
        sample=True,
    )
    own = {"note": canary("ad"), "paper": canary("ae"), "registered_by": "zqstaffzq", "jobs": 98765}
    winner = record.idea(title="گرمخانهٔ برگزیده", **own)
    losing = full_of_canaries(record, "ba")
    passed = full_of_canaries(record, "bb")
    hidden = [
        full_of_canaries(record, f"c{number}", status=status, reason=REASONS.get(status))
        for number, status in enumerate(IDEA_STATES)
    ]
    record.judged(note=canary("dd"))
    record.sheet("zqjudgezq", {}, canary("de"))
    record.tally()
    record.award(winner.code, passed=[{"code": passed.code, "reason": canary("df")}])
    assert [one for one in record.read().problems if not one.warning and one.code != "award-passed-over"] == []

    canaries = {key: text for idea in (losing, passed, *hidden) for key, text in private(idea).items()}
    canaries |= {f"media-{idea.code}": idea.media[0].caption for idea in (losing, passed, *hidden)}
    canaries |= {"winner-note": winner.note, "winner-paper": winner.paper, "winner-jobs": "98765"}
    canaries |= {"winner-digest": winner.digest}
    canaries |= {"sheet": canary("dd"), "other-sheet": canary("de"), "passed-over": canary("df")}
    canaries |= {
        "holder": canary("holder"),
        "judge": "zqjudgezq",
        "staff": "zqstaffzq",
        "recipient": f"age1{'q' * 58}",
        "letter": "۱۲/۳۴",
    }
    canaries |= {f"code-{code}": code for code in record.ideas}
    canaries |= {f"said-{code}": to_persian(grouped(code)) for code in record.ideas}
    for day in (OPEN_DAY, JUDGING_DAY, PROPOSED_DAY, ANNOUNCED_DAY):
        assert traces(build(record.root, day, "1406"), canaries) == set()
    shown = {"title": winner.title}
    assert traces(record.root / f"public-{ANNOUNCED_DAY}", shown) == shown.keys()


@pytest.mark.promise("private-stays-private")
@pytest.mark.parametrize("day", [OPEN_DAY, JUDGING_DAY, PROPOSED_DAY])
def test_before_the_day_there_is_no_trace_of_winners(record: Record, day: str) -> None:
    out = build(record.root, day)
    codes = {code: code for code in record.ideas}
    titles = {idea.title: idea.title for idea in record.ideas.values()}
    assert traces(out, codes | titles | {"name": "گروه نمونهٔ استهبان", "kind": "fact-award"}) == set()
    assert [path.name for path in (out / "winners").iterdir()] == ["index.html"]
    assert "۱۰ آذر ۱۴۰۶" in (out / "winners/index.html").read_text(encoding="utf-8")


@pytest.mark.promise("private-stays-private")
def test_a_decision_that_changes_before_the_day_changes_no_byte_of_the_site(record: Record, tmp_path: Path) -> None:
    before = build(record.root, PROPOSED_DAY)
    other = tmp_path / record.folder.relative_to(record.root)
    shutil.copytree(record.folder, other)
    decision = (other / "awards.yml").read_text(encoding="utf-8")
    (other / "awards.yml").write_text(decision.replace("گروه نمونهٔ استهبان", "گروهی دیگر"), encoding="utf-8")
    assert (other / "awards.yml").read_text(encoding="utf-8") != decision
    assert files(build(tmp_path, PROPOSED_DAY)) == files(before)


@pytest.mark.promise("private-stays-private")
def test_a_list_of_the_proposed_names_nobody(tmp_path: Path) -> None:
    record = Record(tmp_path, objections="public")
    codes = [record.idea().code for _ in range(3)]
    record.judged()
    record.tally()
    record.award(*codes[:2])
    out = build(record.root, PROPOSED_DAY)
    assert (out / "winners/index.html").read_text(encoding="utf-8").count("<li>ایدهٔ برتر: ") == 2
    secret = {code: code for code in codes} | {idea.title: idea.title for idea in record.ideas.values()}
    secret |= {f"said {code}": to_persian(grouped(code)) for code in codes} | {"name": "گروه نمونهٔ استهبان"}
    assert traces(out, secret) == set()


@pytest.mark.promise("private-stays-private")
def test_a_winner_who_did_not_agree_leaves_no_trace(tmp_path: Path) -> None:
    record = Record(tmp_path)
    named = record.idea()
    silent = full_of_canaries(record, "ca", consents=named.consents.model_copy(update={"publish_if_wins": None}))
    record.judged()
    record.tally()
    record.award(named.code, silent.code, each=[{}, {"public_name": ""}])
    assert [one for one in record.read().problems if one.code.startswith("award-")] == []
    out = build(record.root, ANNOUNCED_DAY)
    assert traces(out, private(silent)) == set()
    assert [path.name for path in (out / "winners").iterdir() if path.is_dir()] == [str(record.numbers[named.code])]
    assert "برگزیدگان بی‌نام" in (out / "winners/index.html").read_text(encoding="utf-8")


def test_results_that_changed_after_the_decision_publish_nothing(tmp_path: Path) -> None:
    record = decided(tmp_path)
    results = record.folder / "results.json"
    results.write_bytes(results.read_bytes() + b"\n")
    assert traces(build(record.root, ANNOUNCED_DAY), {code: code for code in record.ideas}) == set()


def test_each_winner_has_a_page_and_no_other_idea_has(record: Record, built: Path) -> None:
    numbers = [path.name for path in (built / "winners").iterdir() if path.is_dir()]
    assert sorted(numbers) == sorted(map(str, record.numbers.values()))
    assert not (built / "winners/shell").exists()


def test_every_page_is_persian_and_right_to_left(built: Path) -> None:
    found = pages(built)
    assert {"index.html", "404.html", "winners/index.html"} < found.keys()
    for name, page in found.items():
        own = page.attributes["html"]
        assert (own.get("lang"), own.get("dir")) == ("fa", "rtl"), name
        assert page.text["title"].strip(), name
        assert page.text["h1"].strip(), name


def test_every_internal_link_leads_somewhere(built: Path) -> None:
    found = pages(built)
    for name, page in found.items():
        if name == "404.html":
            continue
        for link in page.links:
            target = urlsplit(urljoin(f"{ADDRESS}{name}", link))
            if target.scheme not in ("http", "https"):
                continue
            address = target._replace(query="", fragment="").geturl()
            assert address.startswith(ADDRESS), f"{name}: {link}"
            assert link.startswith(ADDRESS) or not urlsplit(link).scheme, f"{name}: {link}"
            path = unquote(address.removeprefix(ADDRESS))
            path += "index.html" if path == "" or path.endswith("/") else ""
            assert (built / path).is_file(), f"{name}: {link}"
            if target.fragment and path in found and not target.fragment.startswith("__"):
                assert unquote(target.fragment) in found[path].ids, f"{name}: {link}"


def test_lists_of_pages_hold_the_winners_and_not_the_shell(record: Record, built: Path) -> None:
    winners = [f"winners/{record.numbers[code]}/" for code in list(record.ideas)[:3]]
    listed = re.findall("<loc>(.*?)</loc>", (built / "sitemap.xml").read_text(encoding="utf-8"))
    assert listed[-3:] == [f"{ADDRESS}{one}" for one in winners]
    assert {ADDRESS, f"{ADDRESS}rules/", f"{ADDRESS}winners/"} < set(listed)
    assert len(set(listed)) == len(listed)
    locations = [address for address, *_ in json.loads((built / "assets/search.json").read_bytes())]
    assert [one for one in locations if re.match(r"winners/[^#]", one)] == winners
    assert traces(built, {"shell": "farakhan-shell", "address": "winners/shell"}) == set()


def test_one_bad_file_is_named_and_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    record = decided(tmp_path)
    first, *others = list(record.ideas)[:3]
    record.path(first).write_bytes(b"---\ntitle: \xff\n---\n")
    with pytest.raises(typer.Exit) as ended:
        build(record.root, ANNOUNCED_DAY)
    out = record.root / f"public-{ANNOUNCED_DAY}"
    assert ended.value.exit_code == 1
    assert sorted(path.name for path in (out / "winners").iterdir() if path.is_dir()) == sorted(
        str(record.numbers[code]) for code in others
    )
    assert any(record.path(first).name in line and "file-encoding" in line for line in caplog.messages)
    assert any(line.startswith("farakhan: ") and first in line and "تقدیرشده" in line for line in caplog.messages)


def test_one_bad_award_hides_that_one_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    record = decided(tmp_path)
    first, *others = list(record.ideas)[:3]
    path = record.root / "submissions" / "1406" / Kind.AWARDS
    text, number = path.read_text(encoding="utf-8"), record.numbers[first]
    path.write_text(re.sub(rf"number: '?{number}'?\n", "number: یکم\n", text, count=1), encoding="utf-8")
    lay_out(record.root)
    monkeypatch.chdir(record.root)
    out = record.root / "public"
    for keep_going in (False, True):
        with nullcontext() if keep_going else pytest.raises(typer.Exit):
            site("", ANNOUNCED_DAY, out, keep_going=keep_going)
        numbers = sorted(path.name for path in (out / "winners").iterdir() if path.is_dir())
        assert numbers == sorted(str(record.numbers[code]) for code in others)
        assert "awards.yml" in capsys.readouterr().err


@pytest.mark.promise("same-bytes")
def test_the_same_record_and_day_give_the_same_bytes(tmp_path: Path) -> None:
    made: list[dict[Path, bytes]] = []
    clocks = {"one": {"TZ": "Asia/Tehran", "LC_ALL": "C"}, "two": {"TZ": "America/Lima", "LC_ALL": "C.UTF-8"}}
    for name, clock in clocks.items():
        record = decided(tmp_path / name)
        lay_out(record.root)
        environment = {**os.environ, **clock, "PYTHONHASHSEED": str(len(made) + 1), "FARAKHAN_SITE_URL": ADDRESS}
        environment.pop("SOURCE_DATE_EPOCH", None)
        order = (
            f"from pathlib import Path as P; from farakhan.cli.site import site; site('', '{ANNOUNCED_DAY}', P('out'))"
        )
        subprocess.run([sys.executable, "-c", order], cwd=record.root, env=environment, check=True, capture_output=True)
        made.append(files(record.root / "out"))
    assert made[0].keys() == made[1].keys()
    assert [path for path in made[0] if made[0][path] != made[1][path]] == []


def test_the_newest_edition_that_is_no_sample_is_built(tmp_path: Path) -> None:
    Record(tmp_path, "1406", slogan="دورهٔ پیش")
    Record(tmp_path, "1407", slogan="دورهٔ نو")
    Record(tmp_path, "sample", slogan="دورهٔ نمونه", sample=True)
    assert "دورهٔ نو" in (build(tmp_path, OPEN_DAY) / "index.html").read_text(encoding="utf-8")
    shown = (build(tmp_path, OPEN_DAY, "sample") / "index.html").read_text(encoding="utf-8")
    assert "دورهٔ نمونه" in shown
    assert "sample-note" in shown


def test_a_sample_alone_is_not_built_unasked(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    Record(tmp_path, "sample", sample=True)
    with pytest.raises(FarakhanError, match="site"):
        build(tmp_path, OPEN_DAY)
    assert "no-edition" in caplog.text


@pytest.mark.parametrize("day", ["2027-08-24", "1406-13-01", "فردا"])
def test_a_wrong_day_is_told(tmp_path: Path, day: str, caplog: pytest.LogCaptureFixture) -> None:
    Record(tmp_path)
    with pytest.raises(FarakhanError, match="site"):
        build(tmp_path, day)
    assert f"{day}: day: " in caplog.text


def mkdocs_build(root: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """What any machine with mkdocs does, with no word of ours on the command line."""
    lay_out(root)
    command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", "out"]
    done = subprocess.run(
        command, cwd=root, env={**os.environ, **environment}, capture_output=True, check=False, encoding="utf-8"
    )
    assert "Traceback" not in done.stderr
    return done


@pytest.mark.parametrize(
    ("day", "phase"), [("1406-02-31", "open"), ("1406-07-01", "judging"), ("1406-10-10", "announced")]
)
def test_mkdocs_alone_builds_the_edition_and_the_day_of_the_environment(tmp_path: Path, day: str, phase: str) -> None:
    Record(tmp_path, "1406", slogan="دورهٔ پیش")
    Record(tmp_path, "1407", slogan="دورهٔ نو")
    mkdocs_build(tmp_path, FARAKHAN_EDITION="1406", FARAKHAN_TODAY=day).check_returncode()
    home = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "دورهٔ پیش" in home
    assert f'data-phase="{phase}"' in home


def test_a_wrong_day_of_the_environment_is_told(tmp_path: Path) -> None:
    Record(tmp_path)
    done = mkdocs_build(tmp_path, FARAKHAN_TODAY="1406-13-01")
    assert done.returncode == 1
    assert "1406-13-01: day: " in done.stderr


@pytest.mark.parametrize("line", ["تا [[dead-line]] بفرستید.", "[[dead-line]]", "این: [[timeline]]"])
def test_a_wrong_name_in_a_page_is_told_with_its_line(
    tmp_path: Path, line: str, caplog: pytest.LogCaptureFixture
) -> None:
    Record(tmp_path)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/index.md").write_text(f"---\ntitle: خانه\n---\n\nسلام.\n\n{line}\n", encoding="utf-8")
    config = "site_name: x\ndocs_dir: pages\ntheme: {name: material, language: fa, font: false}\nplugins: [farakhan]\n"
    (tmp_path / "mkdocs.yml").write_text(config, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        with pytest.raises(FarakhanError, match="site"):
            site("", OPEN_DAY, tmp_path / "out")
    assert re.search(r"index\.md:7: fragment-(unknown|place)", caplog.text)


@pytest.fixture
def served(built: Path) -> Iterator[int]:
    """The port of a server of the built site, in a process of its own."""
    command = [sys.executable, "-c", "from farakhan.cli import main; main()", "serve", str(built), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout
        match = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stdout.readline())
        assert match
        yield int(match[1])
        process.terminate()


def fetch(port: int, path: str) -> tuple[int, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def test_a_built_site_is_served_with_its_own_404(built: Path, served: int) -> None:
    assert fetch(served, "/") == (200, (built / "index.html").read_text(encoding="utf-8"))
    assert fetch(served, "/no-such/page") == (404, (built / "404.html").read_text(encoding="utf-8"))
    assert fetch(served, "/../../mkdocs.yml")[0] == 404


def test_serving_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(FarakhanError, match="no-site"):
        serve(tmp_path, "127.0.0.1", 0, "", "")
