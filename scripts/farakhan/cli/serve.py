"""`farakhan serve`: the built site, and the intake where the call has one."""

from pathlib import Path

from farakhan.problems import FarakhanError
from farakhan.record.choosing import choose
from farakhan.store import disk
from farakhan.web.app import application, site_alone
from farakhan.web.door import Settings
from farakhan.web.server import run


def serve(folder: Path, host: str, port: int, edition: str, elsewhere: str) -> None:
    """Serve until interrupted.

    Args:
        folder: of the built site.
        host: the address to listen on.
        port: 0 takes any free one.
        edition: its name; empty means the newest that is no sample.
        elsewhere: the one other origin whose form may be sent here; empty for none.

    Raises:
        FarakhanError: `no-site`, none was built there; what `application` raises.
    """
    if not (folder / "index.html").is_file():
        message = "سایتی در این پوشه ساخته نشده است؛ نخست farakhan site را اجرا کنید."
        raise FarakhanError("no-site", message, str(folder))
    root = disk.find_root(Path.cwd())
    chosen = choose(root, edition)
    site = folder.resolve()
    settings = Settings(root=root, edition=chosen.name, site=site, elsewhere=elsewhere.rstrip("/"))
    run(application(settings) if chosen.call.intake else site_alone(site), host, port)
