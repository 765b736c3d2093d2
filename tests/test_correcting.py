"""What staff put beside an idea and correct for its owner: sealed, logged, nowhere else; a new text is looked at."""

import io
import os
import subprocess
from pathlib import Path

import pytest
from PIL import Image
from tests.test_clips import FFMPEG, TELLING, filmed
from tests.test_desk import run
from tests.test_register import CANARY, PAIRS, SHORT, Desk

from farakhan import sealing
from farakhan.model.acts import Kind
from farakhan.model.idea import Status
from farakhan.model.permits import Reach, in_the_way
from farakhan.persian.digits import to_persian
from farakhan.store.git import acts
from farakhan.store.vault import attached, contacts, logbook, originals, places, proofs

PAGE = "قناری برگهٔ دست‌نویس".encode()
WHY = ("--why", "نادرست خوانده شده بود")
NEW_MOBILE = "09000000099"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    assert made.register(SHORT.replace("نام: نمونه", f"نام: {CANARY}")).returncode == 0
    (tmp_path / "own.age-key").write_text(PAIRS[1][0])
    return made


def key(desk: Desk) -> tuple[str, str]:
    return "--key", str(desk.root.parent / "own.age-key")


def well(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def in_vault(desk: Desk) -> bytes:
    return b"".join(path.read_bytes() for path in (desk.root / "vault").rglob("*") if path.is_file())


def attach(desk: Desk, name: str = "برگه.pdf") -> str:
    (idea,) = desk.ideas()
    file = desk.root.parent / name
    file.write_bytes(PAGE)
    well(run(desk, "attach", idea.code, str(file), "--why", "خودش آورد"))
    return idea.code


def test_what_stands_beside_an_idea_is_sealed_and_opened_with_a_key_and_a_reason(desk: Desk) -> None:
    code = attach(desk)
    assert "پیوست مهرشده: ۱" in well(run(desk, "show", code))
    for place in (desk.everything(), in_vault(desk)):
        assert PAGE not in place
        assert "برگه".encode() not in place
    out = desk.root.parent / "out"
    assert run(desk, "show", code, "--files", str(out), *key(desk)).returncode == 2, "a reason is asked for"
    printed = well(run(desk, "show", code, "--files", str(out), "--why", "خواندن", *key(desk)))
    assert "برگه.pdf" in printed
    assert CANARY not in printed, "the contact stays sealed"
    (saved,) = out.iterdir()
    assert (saved.read_bytes(), saved.suffix, saved.stat().st_mode & 0o777) == (PAGE, ".pdf", 0o600)
    assert [line.split("\t")[1:] for line in logbook.changes(desk.root)] == [
        ["کارشناس نمونه", code, "پیوست: خودش آورد"]
    ]
    assert [line.split("\t")[1:] for line in logbook.openings(desk.root)] == [
        ["کارشناس نمونه", code, "پیوست‌ها: خواندن"]
    ]
    assert run(desk, "show", code, "--files", str(desk.root / "in"), "--why", "x", *key(desk)).returncode == 2


def test_what_stands_beside_an_idea_is_erased_mirrored_saved_and_sealed_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = attach(desk)
    (name,) = attached.names(desk.root, code)
    before = b"".join(attached.pieces(desk.root, name))
    well(run(desk, "keys", "rewrap", "1406", *key(desk)))
    assert b"".join(attached.pieces(desk.root, name)) != before
    again = b"".join(attached.pieces(desk.root, name))
    second = desk.root.parent / "second"
    second.mkdir()
    monkeypatch.setenv(places.MIRROR, str(second))
    well(run(desk, "commit", "--once"))
    assert (second / name).read_bytes() == again, "what was sealed anew reaches the second place"
    well(run(desk, "backup", str(desk.root.parent / "a.backup")))
    assert "۱ پیوست" in well(run(desk, "erase", code, "--why", "خودش خواست"))
    assert (attached.names(desk.root), (second / name).exists()) == ([], False)
    monkeypatch.delenv(places.MIRROR)
    other = desk.root.parent / "other"
    subprocess.run(["git", "clone", "-q", desk.root, other], check=True)
    desk.root = other
    well(run(desk, "restore", str(other.parent / "a.backup"), *key(desk)))
    assert attached.names(other) == [name]


def test_a_photo_of_the_work_goes_among_the_ideas_photos_and_is_looked_at_again(desk: Desk) -> None:
    (idea,) = desk.ideas()
    well(run(desk, "screen", idea.code, "accept"))
    file, out = desk.root.parent / "work.png", io.BytesIO()
    Image.new("RGB", (9, 9), "red").save(out, "PNG")
    file.write_bytes(out.getvalue())
    well(run(desk, "attach", idea.code, str(file), "--media", "--why", "کارگاه"))
    (new,) = desk.ideas()
    assert (new.status, len(new.media)) == (Status.RECEIVED, 1)
    assert originals.has(desk.root, new.media[0].sha256)
    assert new.digest != idea.digest
    assert "عکس ۱: ۱ کیلوبایت" in well(run(desk, "show", idea.code))
    well(run(desk, "show", idea.code, "--files", str(desk.root.parent / "out"), "--why", "دیدن"))
    assert [path.suffix for path in (desk.root.parent / "out").iterdir()] == [".webp"]
    done = run(desk, "attach", idea.code, str(desk.root.parent / "own.age-key"), "--media", "--why", "x")
    assert (done.returncode, "media-kind" in done.stderr) == (2, True)
    assert run(desk, "check").returncode == 0


def test_clips_of_the_work_go_among_the_ideas_photos_clean_and_in_their_order(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ffmpeg").symlink_to(FFMPEG)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    (idea,) = desk.ideas()
    folder, out = desk.root.parent / "the work", io.BytesIO()
    folder.mkdir()
    Image.new("RGB", (9, 9), "red").save(out, "PNG")
    names = {"3gp": "3gp", "webm": "webm", "mp4, a cheap phone's sound": "mov"}
    files = {folder / f"-{at} a.{kind}": filmed(name) for at, (name, kind) in enumerate(names.items())}
    files[folder / "b.png"] = out.getvalue()
    for path, data in files.items():
        path.write_bytes(data)
    well(run(desk, "attach", idea.code, "--media", "--why", "کارگاه", "--", *map(str, files)))
    (new,) = desk.ideas()
    assert [medium.kind for medium in new.media] == ["clip", "clip", "clip", "photo"]
    kept = [b"".join(originals.pieces(desk.root, medium.sha256)) for medium in new.media]
    assert [word for data in kept for word in TELLING if word in data] == []
    assert {path: path.read_bytes() for path in folder.iterdir()} == files, "theirs stay as they are"
    shown = folder / "out"
    well(run(desk, "show", idea.code, "--files", str(shown), "--why", "دیدن"))
    assert sorted(path.suffix for path in shown.iterdir()) == [".3gp", ".mov", ".webm", ".webp"]


FAULTY = {
    "clip-broken": b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp42",
    "photo-heic": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00\x00\x00\x6cmeta" + bytes(100),
    "photo-broken": b"\xff\xd8\xff",
    "media-kind": b"%PDF-1.7",
}


@pytest.mark.parametrize("code", FAULTY)
def test_what_is_no_photo_and_no_clip_is_named_and_nothing_is_kept(code: str, desk: Desk) -> None:
    (idea,) = desk.ideas()
    good, bad = desk.root.parent / "good.png", desk.root.parent / "bad"
    Image.new("RGB", (9, 9), "red").save(good)
    bad.write_bytes(FAULTY[code])
    done = run(desk, "attach", idea.code, "--media", "--why", "کارگاه", str(bad), str(good))
    assert (done.returncode, f"{bad}: {code}" in done.stderr) == (2, True), done.stderr
    assert desk.ideas() == [idea]


def test_a_transcription_is_mended_with_a_reason_and_an_accepted_one_is_looked_at_again(desk: Desk) -> None:
    (idea,) = desk.ideas()
    well(run(desk, "screen", idea.code, "accept"))
    body = desk.root.parent / "body.txt"
    body.write_text("خرماهای ناهم‌شکل را در خانه خشک و بسته‌بندی می‌کنیم. " * 6, encoding="utf-8")
    well(run(desk, "mend", idea.code, "--set", "title=خشک‌کن خانگی خرما", "--body", str(body), *WHY))
    (new,) = desk.ideas()
    assert (new.title, new.body.split()[0], new.status) == ("خشک‌کن خانگی خرما", "خرماهای", Status.RECEIVED)
    assert (new.digest != idea.digest, new.arrived, new.receipt) == (True, idea.arrived, idea.receipt)
    (*_, last) = acts.acts(desk.root)
    assert (last.act.kind, last.act.ideas, last.act.why) == (Kind.MEND, (idea.code,), WHY[1])
    assert run(desk, "check").returncode == 0
    head = desk.git("rev-parse", "HEAD")
    assert "همان است" in well(run(desk, "mend", idea.code, "--set", "title=خشک‌کن خانگی خرما", *WHY))
    assert run(desk, "mend", idea.code, "--set", "title=خر", *WHY).returncode == 1
    done = run(desk, "mend", idea.code, "--set", f"mobile={NEW_MOBILE}", *WHY)
    assert (done.returncode, "setting-contact" in done.stderr) == (2, True)
    done = run(desk, "mend", idea.code, "--set", "title=خشک‌کن", "--why", f"به {NEW_MOBILE} زنگ زدم")
    assert (done.returncode, "act-private" in done.stderr) == (2, True)
    well(run(desk, "screen", idea.code, "withdraw"))
    done = run(desk, "mend", idea.code, "--set", "title=خشک‌کن تازه", *WHY)
    assert (done.returncode, "mend-forbidden" in done.stderr) == (2, True)
    assert desk.git("rev-parse", "HEAD~1") == head


def test_what_judges_have_read_is_not_mended() -> None:
    for status in Status:
        for reach in (Reach.SCORED, Reach.AWARDED):
            assert in_the_way(Kind.MEND, status, reach) is not None


def test_a_contact_is_corrected_sealed_anew_and_its_owner_known_by_the_new_mobile(desk: Desk) -> None:
    (idea,) = desk.ideas()
    old = contacts.sealed(desk.root, idea.code)
    before = sealing.unseal(old, [PAIRS[1][0]])
    answers = desk.root.parent / "c.yml"
    answers.write_text(f"mobile: {NEW_MOBILE}\n", encoding="utf-8")
    well(run(desk, "contact", idea.code, str(answers), "--why", "شماره‌اش عوض شده", *key(desk)))
    after = sealing.unseal(contacts.sealed(desk.root, idea.code), [PAIRS[0][0]])
    assert after == before.model_copy(update={"mobile": NEW_MOBILE})
    secret = proofs.key(desk.root)
    assert proofs.kept(desk.root, idea.code, proofs.proof(secret, idea.code, NEW_MOBILE))
    assert not proofs.kept(desk.root, idea.code, proofs.proof(secret, idea.code, before.mobile))
    assert proofs.named(desk.root, idea.code, f"نوشتهٔ {before.name} است") == [before.name]
    assert (desk.ideas(), desk.git("status", "--porcelain")) == ([idea], b"")
    for place in (desk.everything(), in_vault(desk)):
        assert NEW_MOBILE.encode() not in place
        assert old not in place
    assert [line.split("\t")[3] for line in logbook.changes(desk.root)] == ["تماس: شماره‌اش عوض شده"]
    answers.write_text("title: چیز دیگری\n", encoding="utf-8")
    done = run(desk, "contact", idea.code, str(answers), "--why", "x", *key(desk))
    assert (done.returncode, "contact-source" in done.stderr) == (2, True)


def masked(desk: Desk, words: str) -> tuple[str, str]:
    """Another idea in whose text some words were masked: its code, and its text as it was written."""
    message = SHORT.replace("نام: نمونه", "نام: زهرا نمونه‌ای").replace("گندم", "جو") + f"\n{words}"
    well(desk.register(message))
    idea = next(idea for idea in desk.ideas() if idea.status is Status.HELD)
    return idea.code, sealing.unseal(contacts.sealed(desk.root, idea.code), [PAIRS[1][0]]).untouched["body"]


def test_an_untouched_text_replaces_the_masked_one_as_an_act_with_a_new_digest(desk: Desk) -> None:
    code, written = masked(desk, "کار را زهرا نمونه‌ای نشان داد.")
    before = next(idea for idea in desk.ideas() if idea.code == code)
    assert "کار را [نام] نشان داد." in before.body
    assert "کار را زهرا نمونه‌ای نشان داد." in well(run(desk, "show", code, "--why", "دیدن", *key(desk)))
    well(run(desk, "mend", code, "--untouched", "use", *WHY, *key(desk)))
    after = next(idea for idea in desk.ideas() if idea.code == code)
    assert (after.body, after.note, after.digest != before.digest) == (written, "", True)
    assert sealing.unseal(contacts.sealed(desk.root, code), [PAIRS[1][0]]).untouched == {}
    (*_, last) = acts.acts(desk.root)
    assert (last.act.kind, last.act.ideas, last.act.why) == (Kind.MEND, (code,), WHY[1])
    done = run(desk, "mend", code, "--untouched", "use", *WHY, *key(desk))
    assert (done.returncode, "no-untouched" in done.stderr) == (2, True)
    assert run(desk, "check").returncode == 0


def test_an_untouched_text_is_dropped_and_the_masked_one_stays(desk: Desk) -> None:
    code, _ = masked(desk, "با ۰۹۱۷۱۲۳۴۵۶۷ تماس بگیرید که بگویم.")
    before = next(idea for idea in desk.ideas() if idea.code == code)
    done = run(desk, "mend", code, "--untouched", "use", *WHY, *key(desk))
    assert (done.returncode, "شمارهٔ همراه" in done.stdout) == (1, True), "a number does not come into git by this"
    assert run(desk, "mend", code, "--untouched", "drop", "--set", "title=خشک‌کن", *WHY, *key(desk)).returncode == 2
    assert run(desk, "mend", code, "--untouched", "keep", *WHY, *key(desk)).returncode == 2
    well(run(desk, "mend", code, "--untouched", "drop", *WHY, *key(desk)))
    after = next(idea for idea in desk.ideas() if idea.code == code)
    assert after == before.model_copy(update={"note": ""})
    assert sealing.unseal(contacts.sealed(desk.root, code), [PAIRS[1][0]]).untouched == {}


def test_staff_complete_an_idea_bit_by_bit(desk: Desk) -> None:
    well(desk.register("نمونه: پخت نان خانگی\nدر خرامه نان می‌پزیم و می‌فروشیم."))
    code = next(idea.code for idea in desk.ideas() if idea.status is Status.RETURNED)
    well(run(desk, "mend", code, "--set", "stage=آزمایشی", *WHY))
    idea = next(idea for idea in desk.ideas() if idea.code == code)
    assert (idea.stage, idea.field) == ("pilot", None)
    done = run(desk, "screen", code, "accept")
    assert done.returncode == 1
    assert "«field» در این ایدهٔ پذیرفته‌شده خالی یا کوتاه است." in done.stdout


@pytest.mark.promise("erase-reaches-everything")
def test_at_retention_an_edition_is_erased_of_everybody(desk: Desk) -> None:
    assert desk.register(SHORT.replace("گندم", "جو")).returncode == 0, "a second idea"
    attach_to = desk.ideas()[0].code
    (desk.root.parent / "p.pdf").write_bytes(PAGE)
    well(run(desk, "attach", attach_to, str(desk.root.parent / "p.pdf"), "--why", "خودش آورد"))
    sealed = [contacts.sealed(desk.root, idea.code) for idea in desk.ideas()]
    done = run(desk, "erase", "--edition", "1406", "--why", "پایان نگه‌داری", "--yes")
    assert (done.returncode, "erase-early" in done.stderr) == (2, True)
    assert len(list(contacts.codes(desk.root))) == 2
    call = desk.root / "submissions" / "1406" / "call.yml"
    lines = [line for line in call.read_text(encoding="utf-8").splitlines() if not line.startswith("retention:")]
    call.write_text("\n".join([*lines, "retention: 1400-01-01", ""]), encoding="utf-8")
    other = "2739401865"
    contacts.put(desk.root, other, b"of an edition that stands elsewhere")
    printed = well(run(desk, "erase", "--edition", "1406", "--why", "پایان نگه‌داری", "--yes"))
    assert ("۲ پاک شد، ۰ ماند" in printed, "سی روز" in printed) == (True, True)
    left = in_vault(desk)
    assert not [one for one in sealed if one in left]
    assert (list(contacts.codes(desk.root)), attached.names(desk.root)) == ([other], [])
    assert to_persian(other) in printed, "it is named and stays"
    assert logbook.erased(desk.root) == {idea.code for idea in desk.ideas()}
    assert run(desk, "erase", "--why", "x").returncode == 2
