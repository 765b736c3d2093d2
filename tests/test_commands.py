"""A command that was killed leaves old or new, nothing half, and the same command again ends it."""

from pathlib import Path
from typing import Any

import pytest
from tests.commands import COMMANDS, lives
from tests.promises import Figure

DEATHS = {"site": 3}
"""For each command so many at points that have no name, where it is not `MOST`."""
MOST = 5
FAULTS = {
    "backup": "a killed backup leaves its copy of the spool and its draft for ever",
    "site": "between two renamings there is no site",
}


def known(name: str) -> Any:  # noqa: ANN401 (pytest's own type is private)
    """A command, with the fault that is known of it."""
    marks = [pytest.mark.xfail(strict=True, raises=AssertionError, reason=FAULTS[name])] if name in FAULTS else []
    return pytest.param(name, marks=marks)


@pytest.mark.promise("commands-end-after-a-death")
@pytest.mark.parametrize("name", [known(name) for name in COMMANDS])
def test_after_a_death_nothing_is_half_and_the_same_command_ends_it(name: str, tmp_path: Path, figure: Figure) -> None:
    figure(f"deaths of {name}", lives(name, tmp_path, DEATHS.get(name, MOST)))
