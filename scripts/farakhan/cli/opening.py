"""`farakhan show --why`: who sent an idea, and the files beside it; it needs a key and is written down."""

from pathlib import Path

import typer

from farakhan.cli.ideas import asked, say, tell
from farakhan.model.answers import LABELS
from farakhan.office.attaching import save_attached, save_media
from farakhan.office.keys import secrets
from farakhan.office.listing import contact_answers
from farakhan.office.opening import Opening, opened
from farakhan.record.idea import read_idea
from farakhan.store.clock import now
from farakhan.store.git.commits import person
from farakhan.store.vault import attached


def show(typed: str, files: list[Path], why: str) -> None:
    """Print an idea and who sent it.

    Args:
        typed: its code, however written.
        files: of secret keys; none means the person's own.
        why: the reason for opening the contact.
    """
    place, call = asked(typed)
    tell(place, call)
    contact = opened(place.root, place.code, Opening(secrets(files), person(place.root).name, why, now()))
    typer.echo("\n— اطلاعات تماس —")
    say(contact_answers(call, contact))
    for key, text in contact.untouched.items():
        typer.echo(f"\n— {LABELS[key]}، همان‌گونه که نوشته شده —\n{text}")


def save(typed: str, files: list[Path], why: str, folder: Path) -> None:
    """Write an idea's photos and clips, and what stands beside it, into a folder for a person's eyes; it is logged.

    Args:
        typed: its code, however written.
        files: of secret keys, for what is sealed; none means the person's own.
        why: the reason.
        folder: outside the repository; made where it is not there.
    """
    place, _ = asked(typed)
    root, idea = place.root, read_idea(place)
    sealed = attached.names(root, idea.code)
    keys = secrets(files) if sealed else []
    opening = Opening(keys, person(root).name, why, now())
    for path in save_media(root, idea, folder, opening) if idea.media else ():
        typer.echo(str(path))
    for path, name in save_attached(root, idea.code, folder, opening) if sealed else ():
        typer.echo(f"{path}   «{name}»")
    if idea.media or sealed:
        typer.echo("پس از دیدن پاکشان کنید: بیرون از گاوصندوق کسی مراقبشان نیست.")
    else:
        typer.echo("این ایده عکس، کلیپ یا پیوستی ندارد.")
