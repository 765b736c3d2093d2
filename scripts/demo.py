"""`make demo`: the whole way as built so far, on the sample edition, step by step, and then its sites on this machine.

The sample is over by its dates. So that ideas can be sent too, its call is copied into a repository of its own in
`.cache/demo`, with days around today; nothing of that is in this repository. The next demo goes on with it and with
what was sent there; where that call is over by then, or another demo still shows it, a new one is made beside it. The
desk shows a third repository beside it: the sample's ideas and sheets, in the midst of judging; there one comes in as
a clerk, a secretary, a member of the jury or an official, by PINs that are printed, and as a judge by a link.

PORT asks for a port (8000 if unset); a busy one is passed over for the next. With DEMO_ONCE set, a page of each site
is fetched, an idea is sent and seen in git, and the demo ends.
"""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import demo_desk
from farakhan import sealing
from farakhan.files import tree
from farakhan.intake.form_answers import given
from farakhan.persian.calendar import iso_day, long_day, tehran_day
from farakhan.persian.digits import decimal, to_persian
from farakhan.problems import FarakhanError
from farakhan.record.call import read_call
from farakhan.record.edition import read_edition
from farakhan.record.idea import IdeaPlace, read_idea
from farakhan.record.new import NewEdition, call_text, recipient
from farakhan.store import disk
from farakhan.store.spool import opening, sqlite
from farakhan.store.spool.contract import SpoolHeldError

ROOT = Path(__file__).parent.parent
FARAKHAN = Path(sys.executable).with_name("farakhan")
EDITION = "sample"
DEMO = ROOT / ".cache" / "demo"
DECIDED = ("closed.json", "results*.json", "awards.yml", "objections", "media")
"""What comes after the judges' sheets."""
OPEN_FOR = timedelta(days=21)
"""From today to the deadline of the call that takes ideas in."""
LOOPBACK = "127.0.0.1"
FIRST_PORT = 8000
PATIENCE = 30.0
"""Seconds that a server has to answer its first request, and an idea to come into git."""


def step(heading: str, *words: str, root: Path = ROOT) -> None:
    """Run one command under a heading and print its time; the demo ends where it fails."""
    print(f"\n▸ {heading}", flush=True)
    begun = time.perf_counter()
    done = subprocess.run([FARAKHAN, *words], cwd=root, check=False)
    if done.returncode:
        print("\nاین گام به پایان نرسید؛ پیام بالا می‌گوید چرا.", file=sys.stderr)
        sys.exit(done.returncode)
    print(decimal(f"  {time.perf_counter() - begun:.1f} ثانیه"), flush=True)


def git(root: Path, *words: str) -> str:
    """What git says in the repository of the call that takes ideas in."""
    return subprocess.run(["git", "-C", root, *words], check=True, capture_output=True, text=True).stdout  # noqa: S607 (the person's git)


def open_call(demo: Path, today: date) -> Path:
    """The repository of a call that is open on a day: that of an earlier demo, or a new one.

    Args:
        demo: where the first demo's is, or is to be; others stand beside it, with a number.
        today: the day.
    """
    for number in count(1):
        folder = demo if number == 1 else demo.with_name(f"{demo.name}-{number}")
        root = folder / "call"
        if not folder.exists():
            half = Path(mkdtemp(dir=folder.parent, prefix=f"{folder.name}."))
            make_call(half, today)
            half.rename(folder)
            return root
        if _takes_ideas(root, today):
            return root
    raise RuntimeError(demo)


def _takes_ideas(root: Path, today: date) -> bool:
    """Whether a call is open, and no other demo shows it."""
    try:
        is_open = read_call(root, EDITION).dates.deadline >= today
    except FarakhanError:
        return False
    lock = root / sqlite.FOLDER / sqlite.LOCK
    if not is_open or not lock.exists():
        return is_open
    try:
        opening.alone(lock).close()
    except SpoolHeldError:
        return False
    return True


def make_call(folder: Path, today: date) -> None:
    """Write the sample's call with days around today, an intake and fresh keys, into a repository of its own."""
    root = folder / "call"
    call = shifted("deadline", today + OPEN_FOR)
    call |= {"amendments": [], "intake": "/"}
    call["age_recipients"] = [make_key(folder / "keys" / f"{kind}.age-key", kind) for kind in ("staff", "paper")]
    NewEdition(root, call).write_call()
    shutil.copy(ROOT / "mkdocs.yml", root)
    for ours in ("site", "scripts"):
        (root / ours).symlink_to(ROOT / ours)
    begin_history(root, "فراخوان نمونه")


def shifted(name: str, to: date, first: str = "opens") -> tree.Tree:
    """The sample's call with one of its days moved to another, and the others as far, from the first that moves on."""
    call, dates = call_text(ROOT / disk.RECORD / EDITION / "call.yml"), dict(read_call(ROOT, EDITION).dates)
    by, still = to - dates[name], dates[first]
    return call | {"dates": {other: iso_day(day if day < still else day + by) for other, day in dates.items()}}


def begin_history(root: Path, words: str) -> None:
    """Make a folder a repository with one commit."""
    ignored = ("mkdocs.yml", "site", "scripts", "public", "vault", "spool", ".cache")
    (root / ".gitignore").write_text("".join(f"/{name}\n" for name in ignored), encoding="utf-8")
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "config", "user.name", "نمونه")
    git(root, "config", "user.email", "sample@localhost")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", f"--message={words}")


def judged_call(folder: Path, today: date) -> Path:
    """The repository that the desk shows: the sample's own in the midst of judging, with its roles; made once."""
    root = folder / "office"
    if not root.exists():
        half = Path(mkdtemp(dir=folder, prefix="office."))
        record = half / disk.RECORD / EDITION
        shutil.copytree(ROOT / disk.RECORD / EDITION, record, ignore=shutil.ignore_patterns(*DECIDED))
        call = shifted("judging_until", today + OPEN_FOR, first="judging_until")
        NewEdition(half, call | {"staff": demo_desk.staff_of_call()}).write_call()
        begin_history(half, "دورهٔ نمونه، میان داوری")
        half.rename(root)
    return root


@contextmanager
def open_to(root: Path, *command: str | Path) -> Iterator[str]:
    """What a command serves while the block runs; the address that it prints."""
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield (server.stdout.readline() if server.stdout else "").rpartition(" ")[2].strip()
        finally:
            server.terminate()


def make_key(file: Path, kind: str) -> tree.Tree:
    """A fresh key, its secret half in a file; its line in call.yml."""
    secret, public = sealing.new_key()
    disk.write_private(file, f"{secret}\n".encode())
    return recipient(public, kind)


@contextmanager
def served(root: Path, port: int) -> Iterator[str]:
    """A site served on this machine while the block runs; its address."""
    command: list[str | Path] = [FARAKHAN, "serve", "--edition", EDITION, "--port", str(port)]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL) as server:
        try:
            address = f"http://{LOOPBACK}:{port}/"
            fetched(address)
            yield address
        finally:
            server.terminate()


def free_port(wanted: int) -> int:
    """The first port from the wanted one on that nobody on this machine listens on."""
    for port in range(wanted, 2**16):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((LOOPBACK, port))
            return port
    raise OSError(wanted)


def fetched(address: str) -> int:
    """The size in bytes of a page, asked for until the server answers."""
    end = time.monotonic() + PATIENCE
    browser = build_opener(HTTPCookieProcessor())
    while time.monotonic() < end:
        with suppress(ConnectionError, OSError), browser.open(address, timeout=PATIENCE) as page:
            return len(page.read())
        time.sleep(0.1)
    raise TimeoutError(address)


def send(address: str) -> str:
    """Send an idea of the sample, as its form would; the code that it got."""
    idea = read_idea(IdeaPlace(ROOT, EDITION, min(read_edition(ROOT, EDITION).facts)))
    form = {**given(idea), "key": secrets.token_hex(16), "name": "نمونهٔ نام", "mobile": "09170000000"}
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    request = Request(f"{address}intake/ideas", json.dumps(form).encode(), headers)  # noqa: S310 (our own)
    with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
        return str(json.load(answer)["code"])


def in_git(root: Path, code: str) -> str:
    """What git's log says of an idea, once it stands there."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        log = git(root, "log", "--format=%h %an: %s", "--stat=100", "--", f"*/{code}.md")
        if log:
            return log
        time.sleep(0.1)
    raise TimeoutError(code)


def show(root: Path) -> None:
    """Serve both sites until the person stops them, or until each was tried once."""
    first = free_port(int(os.environ.get("PORT") or FIRST_PORT))
    print("\n▸ دو سایت، میز کار و صفحهٔ داور، روی همین رایانه", flush=True)
    with ExitStack() as running:
        results = running.enter_context(served(ROOT, first))
        form = running.enter_context(served(root, free_port(first + 1)))
        print(f"نتیجه‌های دورهٔ نمونه: {results}")
        print(f"فراخوانی باز، با فرم و دریافت: {form}write/", flush=True)
        office = judged_call(root.parent, tehran_day(datetime.now(UTC)))
        link = demo_desk.give_pins(office)
        own: list[str | Path] = [sys.executable, ROOT / "scripts" / "demo_desk.py", str(free_port(first + 2))]
        desk = running.enter_context(open_to(office, *own))
        print(f"میز کار دبیرخانه، میان داوری: {desk}in")
        for role in demo_desk.ROLES:
            print(f"  {role.name}: شناسه {role.id}، رمز {role.pin}؛ {role.what}.")
        theirs: list[str | Path] = [FARAKHAN, "desk", EDITION, "--judges", "--port", str(free_port(first + 3))]
        judges = running.enter_context(open_to(office, *theirs))
        print(f"صفحهٔ داور نمونه، رمز {demo_desk.JUDGE_PIN}: {judges}#{link}", flush=True)
        if "DEMO_ONCE" in os.environ:
            print(to_persian(f"میز کار {fetched(f'{desk}in')} بایت و صفحهٔ داور {fetched(judges)} بایت است."))
            print(to_persian(f"صفحهٔ نخست {fetched(results)} و فرم {fetched(f'{form}write/')} بایت است."))
            code = send(form)
            print(to_persian(f"ایده‌ای فرستاده شد و کد {code} گرفت. در گیت:"), in_git(root, code), sep="\n")
            return
        print(f"آنچه بفرستید در گیتِ {root} می‌نشیند: git -C {root} log")
        print("برای پایان Ctrl+C را بزنید.", flush=True)
        with suppress(KeyboardInterrupt):
            while True:
                time.sleep(PATIENCE)
        print("\nبه امید دیدار.")


def main() -> None:
    """Every step in order, then the sites."""
    announced = read_call(ROOT, EDITION).dates.announced
    if announced is None:
        raise RuntimeError(EDITION)
    day = announced + timedelta(days=1)
    step("بررسی همهٔ پرونده‌های دورهٔ نمونه", "check", f"submissions/{EDITION}")
    step("جمع‌بندی امتیازهای داوران", "tally", EDITION)
    step("شمارش دوباره و سنجیدن با نتیجه", "verify", EDITION)
    step(f"ساختن سایت، آن‌گونه که {long_day(day)} دیده می‌شود", "site", "--edition", EDITION, "--today", iso_day(day))
    DEMO.parent.mkdir(exist_ok=True)
    root = open_call(DEMO, tehran_day(datetime.now(UTC)))
    step("فراخوانی باز با همان متن‌ها، برای آزمودن فرم", "site", "--edition", EDITION, root=root)
    show(root)


if __name__ == "__main__":
    main()
