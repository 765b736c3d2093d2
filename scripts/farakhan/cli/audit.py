"""`farakhan audit`: what an edition's history knows of changes after their time; writes nothing."""

from pathlib import Path

import typer

from farakhan.judging.auditing import audit as look_over
from farakhan.persian.digits import to_persian
from farakhan.record.call import read_call
from farakhan.store import disk

MOST = 50
"""Changes that are told; the rest is a number."""


def audit(name: str) -> None:
    """Tell each change after its time; exit 1 where there is one."""
    root = disk.find_root(Path.cwd())
    sentences = look_over(root, name, read_call(root, name))
    for sentence in sentences[:MOST]:
        typer.echo(f"{name}: {sentence}")
    if len(sentences) > MOST:
        typer.echo(f"{name}: {to_persian(f'و {len(sentences) - MOST} تغییر دیگر.')}")
    if sentences:
        raise typer.Exit(1)
    typer.echo(f"{name}: پس از مهلت، پس از بستن برگ‌ها و پس از امضا چیزی عوض نشده است.")
