"""`farakhan papers`: what each paper says and to whom, read back from its PDF; the same bytes each time."""

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from tests.conftest import IN_CI
from tests.lab import PAIRS, commit_all, git, put_into_git
from tests.ready import TOOL
from tests.records import ROOT, Record
from tests.test_contact import contact

from farakhan import sealing
from farakhan.face import paper
from farakhan.face.render import apart
from farakhan.model.idea import Consents, Role
from farakhan.office.papers import FONTS, basis
from farakhan.office.papers import papers as plan
from farakhan.persian.digits import to_persian
from farakhan.persian.letters import fold
from farakhan.record.new import with_digests
from farakhan.store.vault import contacts, logbook

UNSEEN = re.compile("[\u200c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
HELP = "خرید دستگاه PV-120"
SITE = "https://example.ir/f"
ALL = ("papers", "1406", "--out", "../papers", "--key", "../own.key", "--why", "نامه به صاحبان", "--site", SITE)


@pytest.fixture(scope="module")
def poppler() -> Path:
    """Where poppler's programs are; without them these tests are skipped at home and fail in CI."""
    path = shutil.which("pdftotext")
    if path is None:
        (pytest.fail if IN_CI else pytest.skip)("there is no pdftotext: apt install poppler-utils")
    return Path(str(path)).parent


def told(program: Path, *words: str | Path) -> str:
    """What a program prints."""
    return subprocess.run([program, *words], capture_output=True, text=True, check=True).stdout


def text(path: Path) -> str:
    """What Chrome's reader copies of a PDF, without signs that nobody sees."""
    with closing(PdfDocument(path)) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return UNSEEN.sub("", "\n".join(pages).replace("\r", ""))


def laid_out(folder: Path) -> Record:
    """Six counted ideas: three are honoured, of whom the second agrees to nothing, the third to no partner."""
    record = Record(folder / "r")
    (record.root / ".gitignore").write_text("/vault/\n", encoding="utf-8")
    record.call["tally"] |= {"winners": "3", "field_quotas": [], "county_most": ""}
    record.write_call()
    agreed = [("v1", "v1"), (None, None), ("v1", None), ("v1", "v1"), (None, "v1"), ("v1", "v1")]
    for number, (publish, share) in enumerate(agreed, 1):
        consents = Consents(rules="v1", publish_if_wins=publish, share_with_partners=share)
        record.idea(consents=consents, title=f"گرمخانهٔ کوچک {number}", role=Role.CHAIN_LEADER)
    record.judged()
    record.tally()
    shutil.copytree(ROOT / FONTS, record.root / FONTS)
    put_into_git(record.root)
    for number, code in enumerate(record.ideas, 1):
        person = contact(name=owner(number), public_name=public(number), mobile=mobile(number))
        contacts.put(record.root, code, sealing.seal(person, [key for _, key in PAIRS]))
    (folder / "own.key").write_text(PAIRS[0][0], encoding="utf-8")
    (folder / "own.key").chmod(0o600)
    return record


def owner(number: int) -> str:
    """An owner's name, of letters alone: readers of PDFs move digits about in Latin words."""
    return f"OWNER{'ABCDEF'[number - 1]}X"


def public(number: int) -> str:
    return f"PUBLIC{'ABCDEF'[number - 1]}X"


def mobile(number: int) -> str:
    return f"0900000012{number}"


def run(record: Record, *words: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([str(TOOL), *words], cwd=record.root, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done


def decide(record: Record) -> None:
    """Three are honoured: two by the count, the fourth against it; the third is passed over."""
    for words in (
        ["--key", "../own.key"],
        ["1", "2", "--support", f"emdad: {HELP}"],
        ["4", "--award", "شایستهٔ تقدیر", "--reason", "نیاز شهرستان است.", "--key", "../own.key"],
        ["3", "--pass-over", "--reason", "صاحبش منصرف شده است."],
        ["--letter", "140-55/ص", "--day", "1406/8/12", "--signed", "رئیس هیئت", "--signed", "دبیر"],
    ):
        done = run(record, "award", "1406", *words, "--yes")
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """A decision, with its papers in `papers` beside it."""
    made = laid_out(tmp_path_factory.mktemp("papers"))
    decide(made)
    done = run(made, *ALL)
    assert done.returncode == 0, done.stderr
    return made


def made(record: Record) -> dict[str, Path]:
    folder = record.root.parent / "papers"
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}


def test_there_is_a_paper_for_each_who_is_to_have_one(record: Record) -> None:
    codes = list(record.ideas)
    winners, others = (codes[0], codes[1], codes[3]), (codes[2], codes[4], codes[5])
    assert made(record).keys() == {
        "1406-minutes.pdf",
        *(f"winners/{code}.pdf" for code in winners),
        *(f"others/{code}.pdf" for code in others),
        "partners/emdad.pdf",
        *(f"certificates/{code}.pdf" for code in winners),
    }
    assert {path.stat().st_mode & 0o777 for path in made(record).values()} == {0o600}
    opened = [line.split("\t")[2:] for line in logbook.openings(record.root)]
    assert {code for code, why in opened if why == "نامه به صاحبان"} == set(codes)
    assert {code for code, why in opened if why != "نامه به صاحبان"} == {codes[0], codes[2], codes[3]}
    assert git(record.root, "status", "--porcelain") == ""


def test_names_and_numbers_stand_where_their_owners_agreed_and_nowhere_else(record: Record) -> None:
    codes = list(record.ideas)
    said = {name: text(path) for name, path in made(record).items()}
    for number, code in enumerate(codes, 1):
        own, handed = f"{'winners' if number in (1, 2, 4) else 'others'}/{code}.pdf", f"certificates/{code}.pdf"
        alone = {own, handed} if number == 2 else {own}
        assert {name for name, words in said.items() if owner(number) in words} == alone
        named = {1: {own, handed, "1406-minutes.pdf", "partners/emdad.pdf"}, 4: {own, handed, "1406-minutes.pdf"}}
        assert {name for name, words in said.items() if public(number) in words} == named.get(number, set())
        told = {"partners/emdad.pdf"} if number == 1 else set()
        assert {name for name, words in said.items() if to_persian(mobile(number)) in words} == told
    for name, path in made(record).items():
        data = path.read_bytes()
        assert not re.search(rb"OWNER|PUBLIC|09000000", data), name  # nor in what a PDF says of itself


def test_a_partner_reads_of_an_owner_who_does_not_agree_only_that_there_is_one(record: Record) -> None:
    words = text(made(record)["partners/emdad.pdf"])
    assert "کوچک ۱" in words
    assert "کوچک ۲" not in words
    assert fold("صاحبان ۱ ایدهٔ دیگر") in fold(words)


def stand_in_order(words: str, *expected: str) -> None:
    """Some words stand in a text, one after the other, in whatever spelling."""
    at, folded = 0, fold(words)
    for part in expected:
        at = folded.find(fold(part), at) + len(fold(part))
        assert at >= len(fold(part)), part


def test_the_minutes_say_the_decision_in_its_words_and_order(record: Record) -> None:
    codes, decision = list(record.ideas), record.read().awards
    assert decision
    shown = [to_persian(f"{code[:3]}/{code[3:6]}/{code[6:]}") for code in codes]
    stand_in_order(
        text(made(record)["1406-minutes.pdf"]),
        "تاریخ: ۱۲ آبان ۱۴۰۶",
        "صورت‌جلسهٔ هیئت داوران",
        "۶ ایده را ۳ داور، بی نام صاحبانشان",
        "وزن ۳۰ ۲۵ ۲۰ ۱۵ ۱۰",
        "ایده‌هایی که تقدیر می‌شوند",
        f"گرمخانهٔ کوچک ۱ کشاورزی، استهبان کد {shown[0]} نام برای انتشار: {public(1)} ۱ ۹۰٫۰۰ ایدهٔ برتر",
        "نقش: راهبر زنجیره‌های ارزش کمیتهٔ امداد امام خمینی",
        f"گرمخانهٔ کوچک ۲ کشاورزی، استهبان کد {shown[1]} بی نام و بی متن تقدیر می‌شود",
        f"گرمخانهٔ کوچک ۴ کشاورزی، استهبان کد {shown[3]} نام برای انتشار: {public(4)} ۴ ۶۰٫۰۰ شایستهٔ تقدیر",
        "بیرون از برگزیدگان جمع‌بندی، به تصمیم هیئت دلیل: نیاز شهرستان است.",
        "برگزیدگان جمع‌بندی که تقدیر نمی‌شوند",
        f"گرمخانهٔ کوچک ۳ کد {shown[2]} ۳ صاحبش منصرف شده است.",
        "رئیس هیئت دبیر نام و امضا",
        decision.results,
        decision.digest,
    )


def test_letters_say_what_each_owner_is_to_know(record: Record) -> None:
    codes, papers = list(record.ideas), made(record)
    stand_in_order(
        text(papers[f"winners/{codes[0]}.pdf"]),
        owner(1),
        "ایدهٔ شما را برگزید و با عنوان",
        "نقشی که به شما سپرده می‌شود: راهبر زنجیره‌های ارزش.",
        "کمیتهٔ امداد امام خمینی",
        "خرید دستگاه",
        public(1),
        "تلفن دبیرخانه: ۰۷۱۳۲۱۲۶۳۶۱",
    )
    second = text(papers[f"winners/{codes[1]}.pdf"])
    stand_in_order(second, "نپذیرفته‌اید که ایده و شماره‌تان به همکاران داده شود", "نام و متن شما منتشر نمی‌شود")
    for code, told_why in ((codes[2], True), (codes[4], False)):
        other = text(papers[f"others/{code}.pdf"])
        stand_in_order(other, "در این دوره ایده‌های دیگری را برگزید", "اگر به این تصمیم", "متن ایدهٔ شما منتشر نمی‌شود")
        assert (fold("صاحبش منصرف شده است.") in fold(other)) == told_why
        assert fold("رتبه") not in fold(other)


def test_a_certificate_is_its_owners_and_leads_to_a_page_that_is_public(record: Record) -> None:
    codes, decision = list(record.ideas), record.read().awards
    assert decision
    stand_in_order(
        text(made(record)[f"certificates/{codes[0]}.pdf"]),
        "معاونت هماهنگی امور اقتصادی استانداری فارس",
        "لوح تقدیر",
        public(1),
        "گرمخانهٔ کوچک ۱",
        "ایدهٔ برتر",
        "راهبر زنجیره‌های ارزش",
        "رئیس هیئت",
        f"{SITE}/winners/{decision.awards[0].number}/",
    )
    assert "example.ir" not in text(made(record)[f"certificates/{codes[1]}.pdf"])


def test_before_the_signed_letter_has_a_number_there_is_no_certificate(tmp_path: Path) -> None:
    record = laid_out(tmp_path)
    assert run(record, "award", "1406", "--yes").returncode == 0
    done = run(record, "papers", "1406", "--out", "../papers")
    assert (done.returncode, "لوح‌های تقدیر پس از آن" in done.stdout) == (0, True)
    assert "certificates" not in {name.split("/")[0] for name in made(record)}


def drawn(path: Path, poppler: Path) -> list[str]:
    """The lines of a PDF's first page as a hand would have drawn them, sign by sign from the left."""
    lines: dict[int, list[tuple[float, str]]] = {}
    pattern = re.compile(r'<word xMin="([0-9.]+)" yMin="[0-9.]+" xMax="[0-9.]+" yMax="([0-9.]+)">(.*?)</word>')
    for left, bottom, word in pattern.findall(
        UNSEEN.sub("", told(poppler / "pdftotext", "-bbox", "-l", "1", path, "-"))
    ):
        lines.setdefault(round(float(bottom)), []).append((float(left), fold(unescape(word))))
    return [" ".join(word for _, word in sorted(line)) for line in lines.values()]


def test_codes_dates_and_numbers_are_drawn_in_the_order_in_which_they_are_read(record: Record, poppler: Path) -> None:
    code = next(iter(record.ideas))
    lines = drawn(made(record)[f"winners/{code}.pdf"], poppler)
    grouped = f"{code[:3]}/{code[3:6]}/{code[6:]}"
    assert any(line.startswith(f"{grouped} {fold('رهگیری')[::-1]} {fold('کد')[::-1]} ") for line in lines), lines
    assert f"1406 {fold('آبان')[::-1]} 12 {fold('تاریخ:')[::-1]}" in lines
    assert f"ص/140-55 {fold('شماره:')[::-1]}" in lines
    assert any(f"pv-120 {fold('دستگاه')[::-1]}" in line for line in lines), lines


def test_the_same_decision_makes_the_same_bytes_and_is_written_over(record: Record) -> None:
    before = {name: path.read_bytes() for name, path in made(record).items()}
    again = run(record, *ALL)
    assert again.returncode == 0, again.stderr
    assert {name: path.read_bytes() for name, path in made(record).items()} == before


def test_they_are_tagged_and_in_the_sites_own_font(record: Record, poppler: Path) -> None:
    path = made(record)["1406-minutes.pdf"]
    assert re.search(r"Tagged: +yes", told(poppler / "pdfinfo", path))
    assert 'pdfuaid:part="1"' in told(poppler / "pdfinfo", "-meta", path)
    families = {line.split()[0].split("+")[1] for line in told(poppler / "pdffonts", path).splitlines()[2:]}
    assert {family.removesuffix("-Bold") for family in families} == {"Vazirmatn", "VazirmatnMore"}


def test_without_a_reason_nobody_is_named(record: Record, tmp_path: Path) -> None:
    before = len(list(logbook.openings(record.root)))
    done = run(record, "papers", "1406", "--out", str(tmp_path / "papers"))
    assert done.returncode == 0, done.stderr
    assert len(list(logbook.openings(record.root))) == before
    for path in (tmp_path / "papers").rglob("*.pdf"):
        words = text(path)
        assert "OWNER" not in words
        assert "۰۹۰۰۰" not in words


def test_an_erased_contact_costs_a_name_and_no_letter(tmp_path: Path) -> None:
    record = laid_out(tmp_path)
    decide(record)
    code = list(record.ideas)[5]
    contacts.erase(record.root, code)
    done = run(record, "papers", "1406", "--out", "../papers", "--key", "../own.key", "--why", "نامه")
    assert done.returncode == 0, done.stderr
    assert f"{to_persian(f'{code[:3]}/{code[3:6]}/{code[6:]}')}: نامه‌اش نامی ندارد" in done.stdout
    assert fold("صاحب گرامی ایده") in fold(text(made(record)[f"others/{code}.pdf"]))


def test_a_decision_without_winners_and_letter_has_its_minutes_too(tmp_path: Path) -> None:
    record = laid_out(tmp_path)
    assert run(record, "award", "1406", "1", "2", "3", "--pass-over", "--reason", "نیست.", "--yes").returncode == 0
    assert run(record, "papers", "1406", "--out", "../papers").returncode == 0
    papers = made(record)
    assert {name.split("/")[0] for name in papers} == {"1406-minutes.pdf", "others"}
    words = fold(text(papers["1406-minutes.pdf"]))
    for expected in ("هیئت هیچ ایده‌ای را تقدیر نکرد", "برگزیدگان جمع‌بندی که تقدیر نمی‌شوند", "نام و امضا"):
        assert fold(expected) in words


def test_what_people_wrote_is_drawn_and_runs_nowhere(tmp_path: Path) -> None:
    title = 'X <img src="file:///etc/hostname"> & {{ letter }} <b>Y'
    record = laid_out(tmp_path)
    first, *_ = record.ideas.values()
    record.write_idea(with_digests(first.model_copy(update={"title": title})))
    record.tally()
    commit_all(record.root)
    assert run(record, "award", "1406", "--yes").returncode == 0
    assert run(record, "papers", "1406", "--out", "../papers").returncode == 0
    letter = made(record)[f"winners/{first.code}.pdf"]
    assert " ".join(title.split()) in " ".join(text(letter).split())
    assert b"/Subtype /Image" not in letter.read_bytes()


def test_what_cannot_be_made_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    record = laid_out(tmp_path)
    out = ("papers", "1406", "--out", "../papers")
    assert run(record, *out).stderr.startswith("1406: papers-undecided: ")
    decide(record)
    assert "private-inside" in run(record, "papers", "1406", "--out", "papers").stderr
    assert "no-key" in run(record, *out, "--why", "نامه", "--key", "../no.key").stderr

    (tmp_path / "papers" / "winners").mkdir(parents=True)
    (tmp_path / "papers" / "winners" / "2739401865.pdf").write_bytes(b"of another decision")
    assert "papers-folder" in run(record, *out).stderr
    assert len(made(record)) == 1
    shutil.rmtree(tmp_path / "papers")

    (record.root / FONTS / paper.FONTS[0]).unlink()
    assert "paper-font" in run(record, *out).stderr
    git(record.root, "checkout", "-q", ".")
    path = record.folder / "awards.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("نیاز شهرستان", "نیاز"), encoding="utf-8")
    commit_all(record.root)
    assert run(record, *out).stderr.startswith("1406: papers-broken: ")
    assert not (tmp_path / "papers").exists()


def test_where_nothing_draws_pdfs_the_way_to_have_it_is_told(record: Record, tmp_path: Path) -> None:
    command = "import sys; sys.modules['weasyprint'] = None; from farakhan.cli import main; main()"
    words = [sys.executable, "-c", command, "papers", "1406", "--out", str(tmp_path / "papers")]
    done = subprocess.run(words, cwd=record.root, capture_output=True, text=True, check=False)
    assert (done.returncode, "apt install libpango-1.0-0" in done.stderr) == (2, True)
    assert len(done.stderr.splitlines()) == 1


def test_the_plan_is_plain_values(record: Record) -> None:
    def is_plain(value: object) -> bool:
        if isinstance(value, Mapping):
            return all(isinstance(key, str) and is_plain(inner) for key, inner in value.items())
        if isinstance(value, list):
            return all(map(is_plain, value))
        return type(value) in (str, int, bool)

    planned = list(plan(basis(record.read()), {}))
    assert all(is_plain(one.values) for one in planned)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("۱۲/۳۴", "۱۲/۳۴"),
        ("دستگاه PV-120 و 3 دوره", "دستگاه PV-120 و ۳ دوره"),
        ("140-55/ص", "۱۴۰-۵۵/ص"),
    ],
)
def test_somebodys_words_stand_apart(words: str, shown: str) -> None:
    assert apart(words) == f"\u2068{shown}\u2069"
