"""A command that was killed leaves old or new, nothing half, and the same command again ends it."""

from pathlib import Path

import pytest
from tests.commands import COMMANDS, lives
from tests.promises import Figure

DEATHS = {"site": 1, "papers": 1, "restore": 2}
"""For each command so many at points that have no name, where it is not `MOST`."""
MOST = 3


@pytest.mark.promise("commands-end-after-a-death")
@pytest.mark.parametrize("name", COMMANDS)
def test_after_a_death_nothing_is_half_and_the_same_command_ends_it(name: str, tmp_path: Path, figure: Figure) -> None:
    figure(f"deaths of {name}", lives(name, tmp_path, DEATHS.get(name, MOST)))
