"""`farakhan desk --judges` and `farakhan judge-link`: the judges' own application, and how each of them comes in."""

from pathlib import Path
from urllib.parse import urlsplit

import typer

from farakhan.desk.doors import HERE
from farakhan.desk.judges.app import application
from farakhan.desk.judges.house import House
from farakhan.problems import FarakhanError
from farakhan.record.call import read_call
from farakhan.record.choosing import choose
from farakhan.store import disk
from farakhan.store.clock import now
from farakhan.store.vault import judges as of_judges
from farakhan.store.vault import pins
from farakhan.web.server import run


def judges(edition: str, port: int, address: str) -> None:
    """Serve judges, and nobody else, until interrupted.

    Args:
        edition: its name; empty means the newest that is no sample.
        port: 0 takes any free one.
        address: by which judges' browsers ask, behind a proxy on this machine; empty for this machine alone.

    Raises:
        FarakhanError: `judges-address`, it is none; what `House` and `run` raise.
    """
    root = disk.find_root(Path.cwd())
    parts = urlsplit(address)
    if address and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise FarakhanError("judges-address", "نشانی را مانند https://davari.example.ir بنویسید.", address)
    hosts = HERE | {parts.hostname} if parts.hostname else HERE
    house = House(root, choose(root, edition).name)
    run(application(house, hosts, is_encrypted=parts.scheme == "https"), "127.0.0.1", port, "صفحهٔ داوران")


def judge_link(edition: str, judge: str, address: str) -> None:
    """Print a new link and word; those before are good no more.

    Args:
        edition: its name.
        judge: the id.
        address: where the judges' page is served.

    Raises:
        FarakhanError: `judge-unknown`, the call has no such judge.
    """
    root = disk.find_root(Path.cwd())
    if judge not in {known.id for known in read_call(root, edition).judges}:
        raise FarakhanError("judge-unknown", f"داور «{judge}» در call.yml این دوره نیست.", judge)
    link = of_judges.new_link(root, edition, judge)
    word = pins.give_word(root, pins.judge_holder(edition, judge), now())
    typer.echo(f"لینک {judge}، تنها برای خود او:")
    typer.echo(f"  {address.rstrip('/')}/#{link}")
    typer.echo(f"واژهٔ یک‌بارمصرف، از راهی دیگر (مانند تلفن): {pins.shown(word)}")
    typer.echo(
        "با این واژه بار نخست می‌آید و رمزی برای خود می‌گذارد. این دو دیگر نشان داده نمی‌شود؛ اگر گم شد دوباره بزنید."
    )
