"""What was acknowledged is in git exactly once: real servers killed at every point, and people who send again."""

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from tests.lab import FORK, IDEAS, POINTS, lives
from tests.promises import Figure

LABS, LIVES = 4, 52
"""Two hundred and eight deaths."""


@pytest.mark.promise("acknowledged-once")
def test_what_was_answered_is_in_git_exactly_once_whatever_dies(tmp_path: Path, figure: Figure) -> None:
    with ProcessPoolExecutor(2, mp_context=FORK) as pool:
        labs = list(pool.map(partial(lives, tmp_path, count=LIVES), range(LABS)))
    for lab in labs:
        assert lab.deaths.total() == LIVES
        assert {point or "any" for point in POINTS} <= lab.deaths.keys()
        assert lab.answers >= len(lab.wishes) == LIVES * IDEAS
        assert lab.asked_again
        assert lab.papers
    figure("answers", sum(lab.answers for lab in labs))
    figure("deaths", sum(lab.deaths.total() - lab.deaths["idle"] for lab in labs))
    figure("lost", sum(lab.lost for lab in labs))
    figure("twice", sum(lab.twice for lab in labs))
