"""`farakhan desk`: the secretariat's application, on this machine."""

from functools import partial
from pathlib import Path

from farakhan.desk.app import application
from farakhan.desk.desk import Desk
from farakhan.desk.index import Index
from farakhan.desk.people import here
from farakhan.record.choosing import choose
from farakhan.store import cache, disk
from farakhan.web.server import run

_HOST = "127.0.0.1"


def desk(edition: str, port: int) -> None:
    """Serve the desk until interrupted, and print the address by which one browser comes in.

    Args:
        edition: its name; empty means the newest that is no sample.
        port: 0 takes any free one.

    Raises:
        FarakhanError: what `Desk` and `run` raise.
    """
    root = disk.find_root(Path.cwd())
    chosen = choose(root, edition)
    index = Index(root, chosen.name, cache.beside(root, f"desk-{chosen.name}.sqlite"))
    made = Desk(root, chosen.name, partial(here, root), index)
    made.come_in(made.call())
    made.renewed()  # before there are threads, so that all cores read the ideas
    run(application(made), _HOST, port, "میز کار", f"in?key={made.sessions.key}")
