"""`farakhan award` in a real repository: drafted, changed line by line, shown first, and the check is content."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.commands import photo
from tests.lab import PAIRS, commit_all, git, put_into_git
from tests.ready import TOOL
from tests.records import ANNOUNCED_DAY, Record
from tests.test_contact import contact
from tests.test_site import build

from farakhan import sealing
from farakhan.files import awards as awards_file
from farakhan.files.shape import shape
from farakhan.files.source import read_yaml
from farakhan.judging import deciding
from farakhan.judging.deciding import Decision
from farakhan.judging.remarks import INELIGIBLE
from farakhan.model.acts import Kind
from farakhan.model.codes import grouped
from farakhan.model.idea import Consents, Media, Role
from farakhan.model.judging import UNNAMED, Awards, Letter, Support
from farakhan.persian.calendar import parse_day
from farakhan.persian.digits import to_persian
from farakhan.record.inspecting import inspect_edition
from farakhan.record.new import with_digests
from farakhan.store.git import acts
from farakhan.store.vault import contacts, logbook, originals

PATH = "submissions/1406/awards.yml"
WINNERS, IDEAS = 4, 8


def laid_out(root: Path, note: str = "") -> Record:
    """Eight counted ideas, four of which win; every second owner agrees to publication, every third wishes no role."""
    record = Record(root)
    (root / ".gitignore").write_text("/vault/\n", encoding="utf-8")
    record.call["tally"] |= {"winners": str(WINNERS), "field_quotas": [], "county_most": ""}
    record.write_call()
    for number in range(IDEAS):
        publish = "v1" if number % 2 == 0 else None
        consents = Consents(rules="v1", publish_if_wins=publish, share_with_partners=None)
        record.idea(role=list(Role)[number % 3], consents=consents)
    record.judged(note)
    record.tally()
    put_into_git(root)
    return record


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return laid_out(tmp_path / "r")


def run(record: Record, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(TOOL), "award", "1406", *words],
        cwd=record.root,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "COLUMNS": "200", "HOME": str(record.root.parent)},
    )
    assert "Traceback" not in done.stderr
    return done


def awards(record: Record) -> Awards:
    read = record.read().awards
    assert read
    return read


def drawn(record: Record, decision: Awards) -> list[int]:
    """The numbers that the honoured ideas drew when the sheets were closed."""
    closing = record.read().closing
    assert closing
    return [closing.numbers[award.code] for award in decision.awards]


def sound(record: Record) -> None:
    """The check has nothing to say, and git has all of it."""
    _, problems = inspect_edition(record.root, "1406")
    assert [str(one) for one in problems if not one.warning] == []
    assert git(record.root, "status", "--porcelain") == ""


def sealed(record: Record, name: str = "گروه {}") -> None:
    """Contacts of all ideas in the vault, and a key beside the repository."""
    for number, code in enumerate(record.ideas, 1):
        person = contact(name=f"صاحب {number}", public_name=name.format(number))
        contacts.put(record.root, code, sealing.seal(person, [public for _, public in PAIRS]))
    key = record.root.parent / "own.key"
    key.write_text(PAIRS[0][0], encoding="utf-8")
    key.chmod(0o600)


def test_a_draft_is_shown_then_asked_then_one_act(record: Record) -> None:
    shown = run(record, typed="نه\n")
    assert shown.returncode == 1
    assert all(to_persian(f"گرمخانهٔ کوچک {number}") in shown.stdout for number in range(1, WINNERS + 1))
    assert not (record.root / PATH).exists()
    assert run(record, typed="").returncode == 1

    done = run(record, typed="بله\n")
    assert done.returncode == 0, done.stderr
    codes = list(record.ideas)
    drafted = awards(record)
    assert [award.code for award in drafted.awards] == codes[:WINNERS]
    assert [award.number for award in drafted.awards] == drawn(record, drafted)
    assert {award.award for award in drafted.awards} == {"honoured"}
    assert [award.role for award in drafted.awards] == [record.ideas[code].role for code in codes[:WINNERS]]
    assert [award.public_name for award in drafted.awards] == [UNNAMED, "", UNNAMED, ""]
    assert {award.reason for award in drafted.awards} == {""}
    last = list(acts.acts(record.root))[-1]
    assert (last.act.kind, last.act.ideas) == (Kind.AWARD, ())
    assert git(record.root, "show", "--format=", "--name-only", "HEAD") == PATH
    sound(record)


def test_the_jury_reads_what_judges_wrote_and_who_is_called_ineligible(tmp_path: Path) -> None:
    record = laid_out(tmp_path / "r", "واجد شرایط نیست: بند ۲. بیرون از خانه است")
    drafted = run(record, "--yes")
    assert drafted.stdout.count(INELIGIBLE) == WINNERS
    code = next(iter(record.ideas))
    done = run(record, "1", "--reason", "کارگاه در حیاط خانه است.", "--yes")
    assert done.stdout.count("از داوران: واجد شرایط نیست: بند ۲. بیرون از خانه است") == 1
    assert f"{to_persian(grouped(code))}: {INELIGIBLE}" not in done.stdout
    assert done.stdout.count(INELIGIBLE) == WINNERS - 1


def test_a_second_time_nothing_is_committed(record: Record) -> None:
    run(record, "--yes")
    head = git(record.root, "rev-parse", "HEAD")
    again = run(record)
    assert (again.returncode, again.stdout.splitlines()[-1]) == (0, "چیزی عوض نشد؛ تصمیم همان است که بود.")
    assert git(record.root, "rev-parse", "HEAD") == head


def test_names_come_with_a_key_from_those_alone_who_agree_and_each_opening_is_logged(record: Record) -> None:
    sealed(record)
    without = run(record, "--yes")
    assert "نام ۲ نفر برای انتشار" in without.stdout
    assert list(logbook.openings(record.root)) == []
    with_key = run(record, "--yes", "--key", "../own.key")
    assert with_key.returncode == 0, with_key.stderr
    assert [award.public_name for award in awards(record).awards] == ["گروه 1", "", "گروه 3", ""]
    codes = list(record.ideas)
    opened = list(logbook.openings(record.root))
    assert [code for code in codes if any(code in line for line in opened)] == [codes[0], codes[2]]
    sound(record)


def test_what_is_no_name_is_not_published_and_the_owner_is_asked(record: Record) -> None:
    sealed(record, name="گروه ۰۹۱۷۳۴۵۶۷{:02}")
    done = run(record, "--yes", "--key", "../own.key")
    assert done.stdout.count("آنچه نوشته نام نیست") == 2
    assert "۰۹۱۷۳۴" not in done.stdout
    assert [award.public_name for award in awards(record).awards] == [UNNAMED, "", UNNAMED, ""]
    told = run(record, "1", "--name", "گروه  مهر", "--yes")
    assert told.returncode == 0
    assert awards(record).awards[0].public_name == "گروه مهر"
    refused = run(record, "2", "--name", "گروه مهر", "--yes")
    assert (refused.returncode, "award-consent" in refused.stderr) == (2, True)
    sound(record)


def test_one_line_a_decision_by_code_or_rank_by_id_or_name(record: Record) -> None:
    codes = list(record.ideas)
    grouped = f"{codes[1][:3]}/{codes[1][3:6]}/{codes[1][6:]}"
    helped = ("--support", "بنیاد برکت: خرید  دستگاه", "--support", "emdad:آموزش")
    done = run(record, "۱", grouped, "--award", "شایستهٔ تقدیر", *helped, "--yes")
    assert done.returncode == 0, done.stderr
    first, second, third, _ = awards(record).awards
    assert {first.award, second.award} == {"commended"}
    help_ = (Support(partner="barakat", kind="خرید دستگاه"), Support(partner="emdad", kind="آموزش"))
    assert (first.support, second.support, third.support) == (help_, help_, ())
    assert run(record, "1", "--support", "none", "--yes").returncode == 0
    assert awards(record).awards[0].support == ()
    sound(record)


def test_a_departure_from_the_ranking_and_a_role_that_nobody_wished_need_a_reason(record: Record) -> None:
    codes = list(record.ideas)
    run(record, "--yes")
    head = git(record.root, "rev-parse", "HEAD")
    for words in (["6", "--award", "honoured"], ["1", "--role", "chain_leader"], ["2", "--role", "workshop_operator"]):
        assert run(record, *words, "--yes").returncode == 1
    assert run(record, "3", "--pass-over", "--yes").returncode == 2
    assert git(record.root, "rev-parse", "HEAD") == head

    assert run(record, "6", "--award", "honoured", "--reason", "نیاز شهرستان است.", "--yes").returncode == 0
    assert run(record, "1", "--role", "راهبر زنجیره‌های ارزش", "--reason", "خودش پذیرفت.", "--yes").returncode == 0
    assert run(record, "2", "--role", "none", "--yes").returncode == 0
    run(record, "3", "--pass-over", "--reason", "از اجرا منصرف شده است.", "--yes")
    decided = awards(record)
    assert [award.code for award in decided.awards] == [codes[0], codes[1], codes[3], codes[5]]
    assert [award.number for award in decided.awards] == drawn(record, decided)
    assert [(entry.code, entry.reason) for entry in decided.passed_over] == [(codes[2], "از اجرا منصرف شده است.")]
    assert decided.awards[0].role is Role.CHAIN_LEADER
    sound(record)

    assert run(record, "6", "--pass-over", "--yes").returncode == 0
    assert run(record, "3", "--award", "honoured", "--yes").returncode == 0
    decided = awards(record)
    assert ([award.code for award in decided.awards], decided.passed_over) == (codes[:WINNERS], ())
    sound(record)


def test_a_letter_stands_until_the_jury_decides_otherwise(record: Record) -> None:
    run(record, "--yes")
    signed = ("--signed", "رئیس هیئت", "--signed", "دبیر")
    assert run(record, "--letter", "۱۲/۳۴", "--day", "۱۴۰۶/۸/۱۲", *signed, "--yes").returncode == 0
    letter = Letter(number="۱۲/۳۴", day=parse_day("1406-08-12"))
    assert (awards(record).letter, awards(record).signed_by) == (letter, ("رئیس هیئت", "دبیر"))
    assert run(record, "1", "--name", "گروه مهر", "--yes").returncode == 0
    assert awards(record).letter == letter
    done = run(record, "1", "--award", "commended", "--yes")
    assert "نامهٔ ۱۲/۳۴ دربارهٔ این تصمیم نیست" in done.stdout
    assert (awards(record).letter, awards(record).signed_by) == (Letter(number="", day=None), ("رئیس هیئت", "دبیر"))
    sound(record)


def test_another_count_keeps_what_still_holds(record: Record) -> None:
    codes = list(record.ideas)
    run(record, "2", "--support", "emdad: آموزش", "--yes")
    run(record, "6", "--award", "commended", "--reason", "نیاز شهرستان است.", "--yes")
    run(record, "1", "--pass-over", "--reason", "منصرف شده است.", "--yes")
    run(record, "--letter", "۱", "--yes")
    for judge in ("a1", "b2", "c3"):
        order = [*codes[:3], codes[7], *codes[3:7]]
        record.sheet(judge, {code: (10 - order.index(code),) * 5 for code in codes})
    commit_all(record.root)
    stale = run(record, "--yes")
    assert (stale.returncode, "award-recount" in stale.stderr) == (2, True)
    record.tally()
    commit_all(record.root)

    done = run(record, "--yes")
    assert done.returncode == 0, done.stdout
    decided = awards(record)
    assert [award.code for award in decided.awards] == [codes[1], codes[2], codes[7], codes[5]]
    assert decided.awards[0].support == (Support(partner="emdad", kind="آموزش"),)
    assert [entry.code for entry in decided.passed_over] == [codes[0]]
    assert decided.letter == Letter(number="", day=None)
    assert f"{codes[3][:3]}" not in decided.model_dump_json()
    assert "دیگر تقدیر نمی‌شود" in done.stdout
    assert "این تصمیم بر جمع‌بندی تازه استوار می‌شود." in done.stdout
    sound(record)


def test_a_tie_over_the_cut_is_told_and_decided_with_a_reason(tmp_path: Path) -> None:
    record = Record(tmp_path / "r")
    record.call["tally"] |= {"winners": "2", "field_quotas": [], "county_most": "", "tie_break": []}
    record.write_call()
    codes = [record.idea().code for _ in range(3)]
    record.judged()
    for judge in ("a1", "b2", "c3"):
        record.sheet(judge, {code: ((9 if code == codes[0] else 7),) * 5 for code in codes})
    record.tally()
    put_into_git(record.root)
    drafted = run(record, "--yes")
    assert "۱ جا مانده است" in drafted.stdout
    assert [award.code for award in awards(record).awards] == codes[:1]
    both = run(record, "2", "--award", "honoured", "--reason", "نیاز", "--yes")
    assert (both.returncode, "award-rank" in both.stderr) == (2, True)
    assert run(record, codes[2], "--award", "honoured", "--reason", "نیاز شهرستان", "--yes").returncode == 0
    assert "جا مانده است" not in run(record).stdout
    sound(record)


def photos(record: Record) -> dict[str, tuple[int, int]]:
    """The record's photos with their sizes, each a WEBP."""
    sizes = {}
    for path in sorted((record.folder / "media").glob("*")):
        with Image.open(path, formats=["WEBP"]) as image:
            sizes[path.stem] = image.size
    return sizes


def test_photos_come_at_web_size_with_the_letter_of_those_alone_who_may_be_shown(record: Record) -> None:
    codes = list(record.ideas)
    shots = [photo(record.root, shade) for shade in range(0, 240, 40)]
    clip = Media(sha256=originals.put(record.root, b"clip"), kind="clip", bytes=4, caption="")
    lost = Media(sha256="f" * 64, kind="photo", bytes=9, caption="")
    each = [(shots[0], clip), (shots[1],), (shots[2], lost), (), (shots[3],)]
    for code, media in zip(codes, each, strict=False):
        record.write_idea(with_digests(record.ideas[code].model_copy(update={"media": media})))
    record.tally()
    commit_all(record.root)
    run(record, "--yes")
    assert not (record.folder / "media").exists()

    signed = run(record, "--letter", "۱", "--yes")
    assert "عکس برگزیدگان در media: ۲ می‌آید" in signed.stdout
    third = to_persian(f"{codes[2][:3]}/{codes[2][3:6]}/{codes[2][6:]}")
    assert f"{third}: عکسی از آن در گاوصندوق نیست" in signed.stdout
    assert photos(record) == {shots[0].sha256: (1280, 960), shots[2].sha256: (1280, 960)}
    assert git(record.root, "log", "--oneline", "--all", "--", f"*{shots[1].sha256}*", f"*{shots[3].sha256}*") == ""
    sound(record)

    path = record.root / PATH
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"award: honoured", b"award: [", 1))
    assert [one.code for one in record.read().problems if not one.warning] == ["yaml-syntax"]
    path.write_bytes(whole)

    run(record, "1", "--pass-over", "--reason", "منصرف شده است.", "--yes")
    assert list(photos(record)) == [shots[2].sha256]
    sound(record)
    (record.root / "vault" / "media" / shots[0].sha256).unlink()
    assert run(record, "1", "--award", "honoured", "--yes").returncode == 0
    assert run(record, "--letter", "۲", "--yes").returncode == 0
    assert list(photos(record)) == [shots[2].sha256]
    sound(record)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["99", "--award", "honoured"], 2, "99: award-rank: "),
        (["2739401865", "--award", "honoured"], 2, "2739401865: award-idea: "),
        (["1", "--award", "gold"], 2, "gold: award-word: "),
        (["1", "--role", "king"], 2, "king: award-word: "),
        (["1", "--support", "بنیاد برکت"], 2, "بنیاد برکت: award-support: "),
        (["1", "--support", "gold: آموزش"], 2, "gold: award-word: "),
        (["--letter", "1", "--day", "1406/13/1"], 2, "1406/13/1: day: "),
        (["--key", "no/such"], 2, ""),
        (["1"], 2, ""),
        (["--award", "honoured"], 2, ""),
        (["--day", "1406/08/12"], 2, ""),
        (["1", "--reason", "x" * 501, "--yes"], 1, ""),
        (["1", "--reason", "با ۰۹۱۷۳۴۵۶۷۸۹ تماس بگیرید", "--yes"], 1, ""),
    ],
)
def test_what_cannot_be_asked(record: Record, words: list[str], code: int, told: str) -> None:
    done = run(record, *words)
    assert (done.returncode, done.stderr[: len(told)]) == (code, told)
    assert not (record.root / PATH).exists()


def test_nothing_is_decided_before_a_count_or_over_what_somebody_wrote_by_hand(record: Record, tmp_path: Path) -> None:
    uncounted = Record(tmp_path / "u")
    uncounted.idea()
    put_into_git(uncounted.root)
    assert run(uncounted).stderr.startswith("1406: award-unsealed: ")

    run(record, "--yes")
    path = record.root / PATH
    path.write_text(path.read_text(encoding="utf-8").replace("honoured", "commended", 1), encoding="utf-8")
    for _ in range(2):  # not committed yet, and committed
        changed = run(record, "1", "--award", "honoured", "--yes")
        assert (changed.returncode, "award-changed" in changed.stdout) == (1, True)
        if git(record.root, "status", "--porcelain"):
            commit_all(record.root)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Record:
    return laid_out(tmp_path_factory.mktemp("award") / "r")


DECISIONS = st.builds(
    Decision,
    award=st.sampled_from([None, "honoured", "commended"]),
    role=st.sampled_from([None, *Role]),
    support=st.sampled_from([None, (), (Support(partner="emdad", kind="آموزش"),)]),
    reason=st.sampled_from([None, "", "نیاز شهرستان است."]),
    name=st.none(),
    passed_over=st.booleans(),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, IDEAS - 1), DECISIONS), max_size=6))
def test_whatever_is_decided_the_check_asks_for_reasons_and_for_nothing_else(
    shared: Record, decisions: list[tuple[int, Decision]]
) -> None:
    edition, codes = shared.read(), list(shared.ideas)
    made = deciding.proposed(edition)
    for place, decision in decisions:
        if decision.passed_over and not decision.reason:
            decision = decision._replace(reason="نیاز")  # noqa: PLW2901 (it is refused elsewhere)
        made = deciding.decided(edition, made, [codes[place]], decision)
    lacking = sum(
        (award.code not in codes[:WINNERS]) + (award.role not in (Role.NONE, shared.ideas[award.code].role))
        for award in made.awards
        if not award.reason
    )
    assert len(deciding.faults(edition, made)) == lacking
    assert [award.number for award in made.awards] == drawn(shared, made)
    honoured, passed = {award.code for award in made.awards}, {entry.code for entry in made.passed_over}
    assert set(codes[:WINNERS]) <= honoured | passed
    assert not honoured & passed
    source, problems = read_yaml(PATH, awards_file.render(made))
    assert (source is not None, problems) == (True, [])
    again = shape(Awards, PATH, source.tree).value if source else None
    assert again == made.model_copy(update={"digest": awards_file.digest(made)})


def erase(record: Record, *words: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(TOOL), "erase", *words],
        cwd=record.root,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(record.root.parent)},
    )
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def published(record: Record) -> Record:
    """An announced edition: the first has two photos, one of them the third's too, and the third one of its own."""
    codes = list(record.ideas)
    first, shared, third = (photo(record.root, shade) for shade in (10, 60, 110))
    for code, media in ((codes[0], (first, shared)), (codes[2], (shared, third))):
        record.write_idea(with_digests(record.ideas[code].model_copy(update={"media": media})))
    record.tally()
    (record.root / ".gitignore").write_text("/vault/\n/spool/\n/.cache/\n/public-*\n", encoding="utf-8")
    commit_all(record.root)
    run(record, "--yes")
    run(record, "--letter", "۱", "--yes")
    assert photos(record).keys() == {first.sha256, shared.sha256, third.sha256}
    return record


@pytest.mark.promise("erase-reaches-everything")
def test_whoever_is_erased_after_the_award_has_no_photo_in_the_record_any_more(published: Record) -> None:
    record, code = published, next(iter(published.ideas))
    before = photos(record).keys()
    path = record.folder / "call.yml"
    whole = path.read_bytes()
    path.write_bytes(whole + b"# unsaved\n")
    half = erase(record, code, "--why", "خودش خواست")
    assert (half.returncode, "عکس منتشرشده (act-unsaved)" in half.stderr) == (2, True)
    assert photos(record).keys() == before
    path.write_bytes(whole)

    done = erase(record, code, "--why", "خودش خواست")
    assert (done.returncode, done.stderr) == (0, "")
    (gone,) = before - photos(record).keys()
    assert "۱ عکسِ منتشرشده از پوشهٔ media برداشته شد" in done.stdout
    assert "گذشتهٔ گیت هنوز آن را دارد" in done.stdout
    assert f"git filter-repo --invert-paths --path submissions/1406/media/{gone}.webp" in done.stdout
    (act,) = (one.act for one in acts.acts(record.root) if one.act.kind is Kind.ERASE)
    assert act.ideas == (code,)
    assert git(record.root, "status", "--porcelain") == ""
    sound(record)
    assert "عکسی از آن در گاوصندوق نیست" in run(record, "--letter", "۲", "--yes").stdout
    assert photos(record).keys() == before - {gone}, "it comes back by nothing"
    public = build(record.root, ANNOUNCED_DAY)
    assert len(list((public / "winners" / "photos").glob("*"))) == 4
    again = erase(record, code, "--why", "بار دوم")
    assert (again.returncode, "media" in again.stdout) == (0, False)


def test_what_was_published_with_consent_stays_at_the_end_of_retention(published: Record) -> None:
    path = published.folder / "call.yml"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("retention:")]
    path.write_text("\n".join([*lines, "retention: 1400-01-01", ""]), encoding="utf-8")
    commit_all(published.root)
    before = photos(published)
    done = erase(published, "--edition", "1406", "--why", "پایان نگه‌داری", "--yes")
    assert done.returncode == 0, done.stderr
    assert "۳ عکس برگزیدگان، که با رضایتشان منتشر شده است، در media می‌ماند." in done.stdout
    assert photos(published) == before


def test_a_photo_that_stands_in_no_commit_goes_too(published: Record) -> None:
    code = next(iter(published.ideas))
    (sha256, *_) = (one.sha256 for one in published.read().facts[code].photos)
    data = (published.folder / "media" / f"{sha256}.webp").read_bytes()
    git(published.root, "rm", "-q", f"submissions/1406/media/{sha256}.webp")
    git(published.root, "commit", "-qm", "نمونه")
    (published.folder / "media" / f"{sha256}.webp").write_bytes(data)
    assert erase(published, code, "--why", "خودش خواست").returncode == 0
    assert sha256 not in photos(published)
    assert git(published.root, "status", "--porcelain") == ""
