"""What was acknowledged is in git exactly once: real servers killed at every point, and people who send again."""

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from tests.lab import FORK, IDEAS, POINTS, lives
from tests.promises import Figure
from tests.weather import FULL, HANGING, WEATHERS

LABS, LIVES, TROUBLED = 4, 20, 10
"""Eighty; of the first ten of each lab two of five while the remote hangs or the disk fills up."""


@pytest.mark.promise("acknowledged-once", "trouble-passes-by-itself", "remote-hangs")
def test_what_was_answered_is_in_git_exactly_once_whatever_dies(tmp_path: Path, figure: Figure) -> None:
    with ProcessPoolExecutor(2, mp_context=FORK) as pool:
        labs = list(pool.map(partial(lives, tmp_path, count=LIVES, troubled=TROUBLED), range(LABS)))
    for lab in labs:
        assert lab.deaths.total() == LIVES
        assert lab.answers >= len(lab.wishes) >= LIVES * IDEAS
        assert lab.asked_again
        assert lab.papers
        assert lab.refusals
    deaths, died = _all(lab.deaths for lab in labs), _all(lab.died for lab in labs)
    rested = _all(lab.lives for lab in labs) - died
    assert deaths.keys() == {point or "any" for point in POINTS} | {"idle"}
    assert died.keys() == rested.keys() == set(WEATHERS)
    went_on = sum(lab.went_on for lab in labs)
    assert went_on
    figure("answers", sum(lab.answers for lab in labs))
    figure("deaths", died.total())
    figure("deaths on a full disk", died[FULL])
    figure("refused there and sent again", sum(lab.refusals for lab in labs))
    figure("deaths while the remote hung", died[HANGING])
    figure("commits while a push hung", went_on)
    figure("lost", sum(lab.lost for lab in labs))
    figure("twice", sum(lab.twice for lab in labs))


def _all(counts: Iterable[Counter[str]]) -> Counter[str]:
    return sum(counts, Counter[str]())
