"""`farakhan receipt` and `renew`: what the owner of an idea holds in their hands."""

from pathlib import Path

import typer

from farakhan.cli.confirming import confirm
from farakhan.cli.ideas import asked, say_wrong
from farakhan.cli.screening import asked_to_change
from farakhan.face import receipt as receipts
from farakhan.model.acts import Act, Kind
from farakhan.office.keys import secrets
from farakhan.office.opening import Opening, opened
from farakhan.office.renewal import renew as renewed
from farakhan.office.renewal import see_reason
from farakhan.persian.digits import to_persian
from farakhan.record.idea import read_idea
from farakhan.store import durable
from farakhan.store.acting import acting
from farakhan.store.clock import now
from farakhan.store.git.commits import person


def receipt(typed: str, out: Path | None, site: str) -> None:
    """Print an idea's receipt, or write it as a page to be printed; without its word, which nobody here knows.

    Args:
        typed: its code, however written.
        out: the page; None prints the text.
        site: the site's address; empty where it is not known.
    """
    place, call = asked(typed)
    say_wrong(place, call)
    idea = read_idea(place)
    if out is None:
        typer.echo(receipts.receipt(call, idea, site))
    else:
        out.write_text(receipts.page(call, idea, site), encoding="utf-8")
        typer.echo(f"رسید در {out} است؛ آن را در مرورگر باز و چاپ کنید.")
    typer.echo("رمز رسید در هیچ پرونده‌ای نیست. اگر صاحب ایده آن را ندارد: farakhan renew کد --why «دلیل»", err=True)


def renew(typed: str, files: list[Path], why: str, out: Path | None, site: str, *, called: bool) -> None:  # noqa: PLR0913 (each is a word of the command)
    """Give an idea a new receipt, once its owner was called back; exit 1 where they were not.

    Args:
        typed: its code, however written.
        files: of secret keys; none means the person's own.
        why: the reason; it stands in the log of openings and in the commit.
        out: the receipt as a page; None prints the text.
        site: the site's address; empty where it is not known.
        called: the owner was called on the mobile that came with the idea, and it is they who ask.
    """
    see_reason(why)
    place, call = asked_to_change(typed)
    root, who = place.root, person(place.root)
    by = acting(root, call, who, Kind.RENEW)
    idea = read_idea(place)
    contact = opened(root, place.code, Opening(secrets(files), who.name, why, now()))
    typer.echo(f"ایده: {idea.title}\nصاحب ایده: {contact.name}")
    typer.echo(f"به همین شماره زنگ بزنید، نه به شماره‌ای که او می‌گوید: {to_persian(contact.mobile)}")
    confirm("زنگ زدید و خودش بود؟", sure=called, refused="رسید تازه‌ای ساخته نشد.")
    idea, word = renewed(place, Act(kind=Kind.RENEW, ideas=(place.code,), by=by, at=now(), why=why), who)
    if out is None:
        typer.echo(f"\n{receipts.receipt(call, idea, site, word)}")
        return
    try:
        durable.put(out, receipts.page(call, idea, site, word).encode())
    except OSError:  # the word that was given stands nowhere else, and the one before it opens nothing any more
        typer.echo(f"\n{receipts.receipt(call, idea, site, word)}")
        raise
    typer.echo(f"رسید در {out} است؛ آن را در مرورگر باز و چاپ کنید و پس از دادن به صاحب ایده پاک کنید.")
