"""`farakhan staff`: which member of staff whoever sits here is, and who is known."""

from pathlib import Path

import typer

from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.call import calls
from farakhan.store import disk
from farakhan.store.clock import now
from farakhan.store.git.commits import person
from farakhan.store.vault import pins, staff


def tie(ident: str) -> None:
    """Tie the person whom git knows here to an id, or print who is tied to which.

    Args:
        ident: of a member of staff in some edition's call.yml; empty prints the table.
    """
    root = disk.find_root(Path.cwd())
    if not ident:
        _print(root)
        return
    who = person(root)
    _see_member(root, ident)
    staff.tie(root, who, ident)
    typer.echo(f"از این پس کارهای «{who.name}» ({who.email}) به نام کارشناس «{ident}» ثبت می‌شود.")


def give_word(ident: str) -> None:
    """Print a word that is good for once, by which a member of staff comes in at the desk and chooses a PIN.

    Args:
        ident: of a member of staff in some edition's call.yml.

    Raises:
        FarakhanError: `staff-call`, no edition names them; `staff-unknown`, no name is tied to the id yet.
    """
    root = disk.find_root(Path.cwd())
    _see_member(root, ident)
    table = staff.people(root)
    if ident not in {tied.id for tied in (table.people if table else ())}:
        message = f"«{ident}» هنوز به نام کسی نیست؛ نخست خودش بزند: farakhan staff {ident}"
        raise FarakhanError("staff-unknown", message, ident)
    word = pins.give_word(root, pins.staff_holder(ident), now())
    typer.echo(f"واژهٔ یک‌باره: {pins.shown(word)}")
    typer.echo(f"«{ident}» با آن به میز کار می‌آید و رمز خودش را می‌گذارد. هفت روز به کار می‌آید و رمز پیشینش دیگر نه.")


def _see_member(root: Path, ident: str) -> None:
    """See that some edition names a member of staff.

    Raises:
        FarakhanError: `staff-call`, none does.
    """
    if ident not in {member.id for call in calls(root) for member in call.staff}:
        message = f"«{ident}» در هیچ دوره‌ای کارشناس نیست؛ نخست شناسه را زیر staff در call.yml بنویسید."
        raise FarakhanError("staff-call", message, ident)


def _print(root: Path) -> None:
    table = staff.people(root)
    ties = table.people if table else ()
    for tied in ties:
        typer.echo(f"{tied.id}: {tied.name} ({tied.email})")
    typer.echo(to_persian(f"{len(ties)} نفر.") if ties else "هنوز هیچ کس به شناسه‌ای بسته نیست: farakhan staff شناسه")
