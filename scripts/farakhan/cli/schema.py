"""`farakhan schema`: the JSON Schema of an edition's ideas, on the terminal."""

import json
from pathlib import Path

import typer

from farakhan.model.schema import schema
from farakhan.record.edition import read_edition
from farakhan.store import disk


def run(edition: str) -> None:
    """Print the schema."""
    typer.echo(json.dumps(schema(read_edition(disk.find_root(Path.cwd()), edition).call), ensure_ascii=False, indent=2))
