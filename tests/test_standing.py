"""How an idea stands: the one table, and what becomes of two people's changes; by values alone."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.test_idea_file import PATH, SIMPLE

from farakhan.checks.idea import OVERTAKEN, inspect
from farakhan.files import idea as idea_file
from farakhan.model.idea import Idea, Status
from farakhan.model.standing import TABLE, Standing, changed, counted, decided, overtaken, together, written

DECIDED = (Status.ACCEPTED, Status.RETURNED, Status.REJECTED)


def idea(title: str = "گلیم خانگی", **keys: object) -> Idea:
    """An idea whose digest is that of its text."""
    made = Idea.model_validate({**SIMPLE, "title": title})
    return made.model_copy(update={"digest": idea_file.digest(made), **keys})


def by_staff(base: Idea, status: Status, reason: str | None = None) -> Idea:
    return base.model_copy(update=decided(status, base.digest, reason)._asdict())


def by_owner(base: Idea, title: str = "گلیم و جاجیم خانگی") -> Idea:
    """As a letter mends it."""
    new = idea(title)
    return base.model_copy(update={"title": title, "digest": new.digest, **changed(base, doubtful=False)._asdict()})


def taken_back(base: Idea) -> Idea:
    return base.model_copy(update=decided(Status.WITHDRAWN, base.digest)._asdict())


def merged(base: Idea, one: Idea, other: Idea) -> Idea | None:
    """What the server makes of two changes; the same whoever comes first."""
    data = [idea_file.render(each) for each in (base, one, other)]
    found, _ = idea_file.together(PATH, data[0], data[1], data[2], {})
    assert found == idea_file.together(PATH, data[0], data[2], data[1], {})[0]
    return idea_file.parse(PATH, found) if found else None


STARTS = [idea(), idea(status=Status.HELD), *(by_staff(idea(), status) for status in DECIDED)]


@pytest.mark.parametrize("start", STARTS, ids=lambda one: one.status)
@pytest.mark.parametrize("status", Status)
def test_what_an_owner_and_the_secretariat_do_at_once(start: Idea, status: Status) -> None:
    staff = by_staff(start, status, "unclear" if status in (Status.RETURNED, Status.REJECTED) else None)
    assert merged(start, taken_back(start), staff) == taken_back(start)
    mended = by_owner(start)
    both = merged(start, mended, staff)
    assert both is not None
    assert both.content() == mended.content()
    assert both.digest == mended.digest
    if status is Status.WITHDRAWN:
        assert written(both) == Standing(Status.WITHDRAWN)
    else:
        doubt = status is Status.HELD or (start.status is Status.HELD and status is not Status.RECEIVED)
        assert written(both) == Standing(Status.HELD if doubt else Status.RECEIVED)


@pytest.mark.parametrize(("first", "second"), list(product([*DECIDED, Status.HELD], repeat=2)))
def test_two_decisions_on_one_text_are_for_a_person_unless_they_agree(first: Status, second: Status) -> None:
    base = idea()
    found = merged(base, by_staff(base, first), by_staff(base, second))
    assert found == (by_staff(base, first) if first is second else None)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("key", [{"note": "زنگ زدیم"}, {"paper": "ن-۱"}, {"copies_of": "2739401865"}])
def test_a_decision_and_something_beside_it_are_both_kept(status: Status, key: dict[str, str]) -> None:
    base = idea()
    found = merged(base, by_staff(base, status), base.model_copy(update=key))
    assert found == by_staff(base, status).model_copy(update=key)


@pytest.mark.parametrize("status", DECIDED)
def test_what_was_written_before_texts_were_named_stays_to_be_looked_at_again(status: Status) -> None:
    base = idea(status=status)
    found = merged(base, base, base.model_copy(update={"note": "زنگ زدیم"}))
    assert found == base.model_copy(update={"note": "زنگ زدیم"})


def test_a_correction_by_hand_opens_the_decision_again_and_another_text_at_once_is_for_a_person() -> None:
    base = by_staff(idea(), Status.ACCEPTED)
    corrected = idea("گلیم خانگی.", **written(base)._asdict())
    noted = base.model_copy(update={"note": "زنگ زدیم"})
    found = merged(base, corrected, noted)
    assert found
    assert (written(found), found.title, found.note) == (Standing(Status.RECEIVED), "گلیم خانگی.", "زنگ زدیم")
    assert merged(base, corrected, by_owner(base)) is None
    back = merged(base, corrected, taken_back(base))
    assert back
    assert (written(back), back.title) == (Standing(Status.WITHDRAWN), "گلیم خانگی.")


def test_a_decision_on_the_new_text_holds_against_one_on_the_old() -> None:
    base = idea()
    newer = by_staff(by_owner(base), Status.REJECTED, "unclear")
    assert merged(base, newer, by_staff(base, Status.ACCEPTED)) == newer


digests = st.sampled_from(["0" * 64, "1" * 64, "2" * 64])
standings = st.builds(Standing, st.sampled_from(Status), st.none() | digests, st.sampled_from([None, "unclear"]))


@pytest.mark.promise("decision-about-a-text")
@given(base=standings, one=standings, other=standings, digest=digests, new_text=st.booleans())
def test_no_merge_lets_a_decision_count_for_a_text_that_it_was_not_made_on(
    base: Standing, one: Standing, other: Standing, digest: str, *, new_text: bool
) -> None:
    found = together(base, (one, other), digest, new_text=new_text)
    assert found == together(base, (other, one), digest, new_text=new_text)
    if found is None:
        assert one != base != other
        return
    if new_text:
        assert not overtaken(found, digest)
    if Status.WITHDRAWN in {side.status for side in (one, other) if side != base}:
        assert found.status is Status.WITHDRAWN
    if TABLE[found.status].on_text:
        assert found in {base, one, other}, "no merge decides"


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("screened", ["", "0" * 64, None])
def test_what_counts_is_what_was_read(status: Status, screened: str | None) -> None:
    plain = idea()
    one = plain.model_copy(
        update={"status": status, "screened": plain.digest if screened is None else screened or None}
    )
    seen = inspect(PATH, idea_file.render(one), None)
    wrong = status in DECIDED and screened is not None
    assert [problem.code for problem in seen.problems] == [OVERTAKEN] * wrong
    assert seen.facts
    assert seen.facts.status is counted(one).status is (Status.RECEIVED if wrong else status)
