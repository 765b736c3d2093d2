"""Asking a person at the terminal whether to go on."""

import typer

from farakhan.model.questions import NO, YES


def confirm(question: str, *, sure: bool, refused: str = "چیزی عوض نشد.") -> None:
    """Ask whether to go on.

    Args:
        question: what is asked.
        sure: nobody is asked.
        refused: printed where it was not confirmed; empty prints nothing.

    Raises:
        typer.Exit: 1, it was not confirmed.
    """
    if sure or typer.prompt(f"{question} {YES} / {NO}", default="", show_default=False) == YES:
        return
    if refused:
        typer.echo(refused)
    raise typer.Exit(1)
