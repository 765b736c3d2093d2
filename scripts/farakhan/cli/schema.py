"""`farakhan schema`: the JSON Schema of an edition's ideas, on the terminal."""

import json
from pathlib import Path

import typer

from farakhan.model.schema import schema
from farakhan.record.call import read_call
from farakhan.store import disk


def run(edition: str) -> None:
    """Print the schema."""
    call = read_call(disk.find_root(Path.cwd()), edition)
    typer.echo(json.dumps(schema(call), ensure_ascii=False, indent=2))
