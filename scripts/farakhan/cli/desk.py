"""`farakhan desk`: the secretariat's application, on this machine, for its office, or behind a web server."""

from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import typer

from farakhan.desk.app import application
from farakhan.desk.desk import Desk
from farakhan.desk.doors import By, Door, names_for_browsers
from farakhan.desk.index import Index
from farakhan.desk.people import here
from farakhan.model.call import Call
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.choosing import choose
from farakhan.store import cache, disk
from farakhan.store.certificate import certificate, names_here
from farakhan.store.clock import now
from farakhan.store.vault import pins
from farakhan.store.vault.pins import Has
from farakhan.web.server import Tls, run

_HOST, _EVERYWHERE, _NAME = "127.0.0.1", "0.0.0.0", "میز کار"  # noqa: S104 (the office, by TLS, where it was asked for)


def desk(  # noqa: PLR0913 (the words of the command)
    edition: str, port: int, address: str, person_header: str, site: str, *, lan: bool
) -> None:
    """Serve the desk until interrupted, and print the address by which browsers come in.

    Args:
        edition: its name; empty means the newest that is no sample.
        port: 0 takes any free one.
        address: by which a web server on this machine shows the desk; empty where none does.
        person_header: in which that server says who asks; empty where the desk asks for PINs itself.
        site: the site's address, for receipts and certificates; empty where it is not known.
        lan: whether the whole office comes, by TLS.

    Raises:
        FarakhanError: `desk-door`, these do not go together; `desk-address`, it is none; what `Desk` and `run` raise.
    """
    if (lan and address) or (person_header and not address):
        message = "تنها یکی از --lan و --address را بدهید، و --person-header را تنها همراه --address."
        raise FarakhanError("desk-door", message, "--person-header" if person_header else "--lan")
    root = disk.find_root(Path.cwd())
    chosen = choose(root, edition)
    index = Index(root, chosen.name, cache.beside(root, f"desk-{chosen.name}.sqlite"))
    door = _door(root, address, person_header, lan=lan)
    made = Desk(root, chosen.name, partial(here, root), index, door, site)
    made.renewed()  # before there are threads, so that all cores read the ideas
    app = application(made)
    if door.by is By.KEY:
        made.come_in(made.call())
        run(app, _HOST, port, _NAME, f"in?key={made.sessions.key}")
        return
    _say_who_may_come(root, made.call(), door)
    if door.certificate is None:
        run(app, _HOST, port, f"{_NAME}، پشت {address}", believes_proxies=False)
        return
    typer.echo(f"نام‌های این میز: {'، '.join(sorted(door.hosts))}")
    typer.echo("اثر انگشت گواهی؛ هر رایانه یک بار با این بسنجد (/certificate):")
    typer.echo(f"  SHA-256     {door.certificate.fingerprint()}")
    typer.echo(f"  Thumbprint  {door.certificate.thumbprint()}")
    names = door.certificate.names
    tls = Tls(door.certificate.chain, door.certificate.key, lambda: certificate(root, names, now()))
    run(app, _EVERYWHERE, port, _NAME, tls=tls, believes_proxies=False)


def _door(root: Path, address: str, person_header: str, *, lan: bool) -> Door:
    if lan:
        made = certificate(root, names_here(), now())
        return Door(By.PIN, names_for_browsers(made.names), is_encrypted=True, certificate=made)
    if not address:
        return Door()
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        raise FarakhanError("desk-address", "نشانی را مانند https://desk.example.ir بنویسید.", address)
    by = By.PROXY if person_header else By.PIN
    return Door(by, frozenset({parts.hostname}), is_encrypted=True, is_behind=True, header=person_header)


def _say_who_may_come(root: Path, call: Call, door: Door) -> None:
    """Say how many members of staff can come in, and how the first one can."""
    if door.by is not By.PIN:
        return
    able = [
        member.id for member in call.staff if pins.has(root, pins.staff_holder(member.id), now()) in {Has.PIN, Has.WORD}
    ]
    if able:
        typer.echo(to_persian(f"{len(able)} نفر رمز یا واژهٔ یک‌باره دارند."))
    else:
        typer.echo("هنوز هیچ کس رمز ندارد. واژهٔ یک‌بارهٔ مسئول دبیرخانه: farakhan staff شناسه --word")
