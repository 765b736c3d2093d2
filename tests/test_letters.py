"""A letter can be applied any number of times: a death between git and the spool makes the committer do so."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

from hypothesis import given
from hypothesis import strategies as st
from tests.lab import idea_form
from tests.senders import CALL

from farakhan.intake import form_answers
from farakhan.intake.applying import applied, done
from farakhan.model import standing
from farakhan.model.answers import content_of
from farakhan.model.idea import Idea, Status
from farakhan.persian.calendar import end_of_day
from farakhan.store.spool.letters import Act, Letter, State, Taken

CODE = "2739401865"
DEADLINE = CALL.closes()
OPENING = CALL.model_copy(
    update={"dates": CALL.dates.model_copy(update={"repair_until": (DEADLINE + timedelta(days=9)).date()})}
)
"""A call with a window in which returned ideas are mended."""
REPAIRED = end_of_day((DEADLINE + timedelta(days=9)).date())


@cache
def content(text: int) -> bytes:
    given = {
        key: [str(one) for one in value] if isinstance(value, list) else [str(value)]
        for key, value in idea_form(text, f"نمونهٔ {text}", "").items()
    }
    return json.dumps({**content_of(form_answers.read(CALL, given)), "media": []}).encode()


def media(text: int) -> bytes:
    """Some photos, of which two lists may have one in common."""
    shown = [{"sha256": f"{text + one:064x}", "kind": "photo", "bytes": "9", "caption": ""} for one in range(2)]
    return json.dumps(shown).encode()


def letter(number: int, arrived: datetime, act: Act, text: int, note: str = "") -> Taken:
    told = {Act.WITHDRAW: b"", Act.ADD: media(text)}[act] if act in (Act.WITHDRAW, Act.ADD) else content(text)
    sent = Letter(
        sender=b"", told=b"", code=CODE, act=act, edition=CALL.edition, channel="web", content=told, note=note
    )
    return Taken(number, arrived, sent, State.WAITING)


moments = st.lists(
    st.datetimes(
        DEADLINE.replace(tzinfo=None) - timedelta(days=20), DEADLINE.replace(tzinfo=None) + timedelta(days=20)
    ),
    min_size=1,
    max_size=6,
).map(sorted)
acts = st.tuples(st.sampled_from([Act.MEND, Act.MEND, Act.WITHDRAW, Act.ADD, Act.ADD]), st.integers(0, 2))


@st.composite
def stories(draw: st.DrawFn) -> tuple[Idea | None, list[Taken]]:
    """How an idea stands, if it does, and what is sent on it, in the order of arrival."""
    times = [one.replace(tzinfo=UTC) for one in draw(moments)]
    first = letter(0, times[0], Act.NEW, 0, draw(st.sampled_from(["", "نمونه"])))
    rest = [letter(number, time, *draw(acts)) for number, time in enumerate(times[1:], 1)]
    if draw(st.booleans()):
        return None, [first, *rest]
    new = applied(OPENING, first, None)
    assert new
    stands = standing.decided(draw(st.sampled_from(Status)), new.digest)
    return new.model_copy(update=stands._asdict()), rest


def after(idea: Idea | None, letters: Sequence[Taken]) -> Idea | None:
    for one in letters:
        idea = applied(OPENING, one, idea) or idea
    return idea


@given(stories())
def test_twice_is_once(story: tuple[Idea | None, list[Taken]]) -> None:
    idea, letters = story
    for one in letters:
        before, idea = idea, after(idea, [one])
        assert idea
        assert applied(OPENING, one, idea) is None
        assert done(one, idea) or before == idea


@given(stories(), st.data())
def test_what_a_death_leaves_to_be_done_again_changes_nothing_in_the_end(
    story: tuple[Idea | None, list[Taken]], data: st.DataObject
) -> None:
    """A batch has one letter on an idea, and is marked before the next: one letter may have to be done again."""
    idea, letters = story
    come = data.draw(st.integers(0, len(letters)))
    again = data.draw(st.integers(max(0, come - 1), come))
    assert after(after(idea, letters[:come]), letters[again:]) == after(idea, letters)


@given(stories())
def test_an_owner_changes_nothing_that_is_decided_or_late(story: tuple[Idea | None, list[Taken]]) -> None:
    idea, letters = story
    for one in letters:
        before, idea = idea, after(idea, [one])
        if before and before != idea and one.letter.act is not Act.ADD:
            assert before.status not in (Status.REJECTED, Status.WITHDRAWN)
            assert one.arrived < DEADLINE or (before.status is Status.RETURNED and one.arrived < REPAIRED)


@given(stories(), st.integers(0, 2))
def test_what_was_sent_in_time_is_added_and_takes_nothing_away(
    story: tuple[Idea | None, list[Taken]], text: int
) -> None:
    idea = after(*story)
    assert idea
    late = letter(99, DEADLINE + timedelta(days=30), Act.ADD, text, "نمونه: عکس ۲ باز نشد")
    made = after(idea, [late])
    assert made
    if idea.status is Status.WITHDRAWN:
        assert made == idea
        return
    assert made.media[: len(idea.media)] == idea.media
    assert {one.sha256 for one in made.media} >= {f"{text + one:064x}" for one in range(2)}
    assert made.model_copy(update={"media": idea.media}).content() == idea.content()
    assert (made.digest == idea.digest) == (made.media == idea.media)
    assert late.letter.note in made.note
    assert (made.arrived, made.copies_of) == (idea.arrived, idea.copies_of)
    assert made.status is idea.status or (
        idea.status in (Status.ACCEPTED, Status.REJECTED) and made.media != idea.media
    )


def test_an_idea_says_by_which_way_its_letter_came() -> None:
    first = letter(0, DEADLINE - timedelta(days=1), Act.NEW, 0)
    idea = applied(CALL, first._replace(letter=first.letter._replace(channel="bale")), None)
    assert idea
    assert idea.channel == "bale"
    mended = applied(CALL, letter(1, DEADLINE - timedelta(hours=1), Act.MEND, 1), idea)
    assert mended
    assert mended.channel == "bale", "a mending by the site's form does not change how the idea came"
