"""`make demo`: the whole way as built so far, on the sample edition, step by step, and then its site on this machine.

PORT asks for a port (8000 if unset); a busy one is passed over for the next. With DEMO_ONCE set, one page is fetched
and the demo ends.
"""

import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

from farakhan.persian.calendar import iso_day, long_day
from farakhan.persian.digits import decimal, to_persian
from farakhan.store.record import read_edition

ROOT = Path(__file__).parent.parent
FARAKHAN = Path(sys.executable).with_name("farakhan")
EDITION = "sample"
LOOPBACK = "127.0.0.1"
FIRST_PORT = 8000
PATIENCE = 30.0
"""Seconds that the server has to answer its first request."""


def step(heading: str, *words: str) -> None:
    """Run one command under a heading and print its time; the demo ends where it fails."""
    print(f"\n▸ {heading}", flush=True)
    begun = time.perf_counter()
    done = subprocess.run([FARAKHAN, *words], cwd=ROOT, check=False)
    if done.returncode:
        print("\nاین گام به پایان نرسید؛ پیام بالا می‌گوید چرا.", file=sys.stderr)
        sys.exit(done.returncode)
    print(decimal(f"  {time.perf_counter() - begun:.1f} ثانیه"), flush=True)


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
    while time.monotonic() < end:
        with suppress(ConnectionError, OSError), urlopen(address, timeout=PATIENCE) as page:  # noqa: S310 (our own)
            return len(page.read())
        time.sleep(0.1)
    raise TimeoutError(address)


def serve(port: int) -> None:
    """Serve the built site until the person stops it, or until one page was fetched."""
    print("\n▸ سایت دورهٔ نمونه، روی همین رایانه", flush=True)
    with subprocess.Popen([FARAKHAN, "serve", "--port", str(port)], cwd=ROOT) as server:
        try:
            size = fetched(f"http://{LOOPBACK}:{port}/")
            if "DEMO_ONCE" in os.environ:
                print(to_persian(f"صفحهٔ نخست {size} بایت است."))
            else:
                print("برای پایان Ctrl+C را بزنید.", flush=True)
                server.wait()
        except KeyboardInterrupt:
            print("\nبه امید دیدار.")
        finally:
            server.terminate()


def main() -> None:
    """Every step in order, then the site."""
    announced = read_edition(ROOT, EDITION).call.dates.announced
    if announced is None:
        raise RuntimeError(EDITION)
    day = announced + timedelta(days=1)
    step("بررسی همهٔ پرونده‌های دورهٔ نمونه", "check", f"submissions/{EDITION}")
    step("جمع‌بندی امتیازهای داوران", "tally", EDITION)
    step("شمارش دوباره و سنجیدن با نتیجه", "verify", EDITION)
    step(f"ساختن سایت، آن‌گونه که {long_day(day)} دیده می‌شود", "site", "--edition", EDITION, "--today", iso_day(day))
    serve(free_port(int(os.environ.get("PORT") or FIRST_PORT)))


if __name__ == "__main__":
    main()
