"""Sharing out: the goals in their order, held against a flow through the whole network of ideas and judges."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farakhan.assignment.chance import numbers, shuffled
from farakhan.assignment.flow import Flow
from farakhan.assignment.quotas import even
from farakhan.assignment.sharing import NOTHING, Before, Shared, share
from farakhan.model.call import Conflict, Judge
from farakhan.model.conflicts import conflicts
from farakhan.model.judging import Assignment, Candidate

FIELDS = ("agriculture", "industry", "handicrafts")
COUNTIES = ("fasa", "shiraz", "lar")


def code(number: int) -> str:
    return str(10**9 + number)


class Edition(NamedTuple):
    """What is to be shared out."""

    ideas: tuple[Candidate, ...]
    judges: tuple[Judge, ...]
    readings: int

    def shared(self, seed: str = "نمونه", before: Before = NOTHING) -> Shared:
        return share(self.ideas, self.judges, self.readings, seed, before)

    def fields(self) -> Mapping[str, str]:
        return {idea.code: idea.field for idea in self.ideas}

    def barred(self) -> set[Assignment]:
        """Every conflict, by the words of the rule."""
        pairs = ((idea, judge) for idea in self.ideas for judge in self.judges)
        return {
            Assignment(idea.code, judge.id)
            for idea, judge in pairs
            if set(idea.counties) & set(judge.counties) or idea.code in {one.idea for one in judge.conflicts}
        }

    def knowing(self) -> set[Assignment]:
        """Who knows the field of what."""
        return {
            Assignment(idea.code, judge.id)
            for idea in self.ideas
            for judge in self.judges
            if not judge.fields or idea.field in judge.fields
        }


@st.composite
def editions(draw: st.DrawFn, most_ideas: int = 9, most_judges: int = 6) -> Edition:
    ideas = tuple(
        Candidate(
            code(number),
            draw(st.sampled_from(FIELDS)),
            draw(st.sampled_from([*((name,) for name in COUNTIES), COUNTIES[:2], ("all",)])),
            "",
        )
        for number in range(draw(st.integers(1, most_ideas)))
    )
    codes = [idea.code for idea in ideas]
    judges = tuple(
        Judge(
            id=f"j{number}",
            fields=tuple(sorted(draw(st.sets(st.sampled_from(FIELDS), max_size=2)))),
            most=draw(st.none() | st.integers(0, 2 * most_ideas)),
            counties=tuple(sorted(draw(st.sets(st.sampled_from(COUNTIES), max_size=1)))),
            conflicts=tuple(
                Conflict(idea=name, reason="خویشاوند")
                for name in sorted(draw(st.sets(st.sampled_from(codes), max_size=2)))
            ),
        )
        for number in range(draw(st.integers(1, most_judges)))
    )
    return Edition(ideas, judges, draw(st.integers(1, 3)))


class Figures(NamedTuple):
    """How well ideas are shared out: more readings, then more ideas covered, then more even loads."""

    readings: int
    covered: int
    squares: int


def figures(edition: Edition, rows: Collection[Assignment]) -> Figures:
    loads = Counter(row.judge for row in rows)
    covered = {row.idea for row in rows} & {row.idea for row in edition.knowing().intersection(rows)}
    return Figures(len(rows), len(covered), sum(load**2 for load in loads.values()))


def best(edition: Edition) -> Figures:
    """What can be reached at all, by the cheapest flow through each single pair of idea and judge."""
    ideas, judges = edition.ideas, edition.judges
    first_judge, sink = 1 + 2 * len(ideas), 1 + 2 * len(ideas) + len(judges)
    flow = Flow(sink + 1)
    barred, knowing = edition.barred(), edition.knowing()
    pairs: dict[Assignment, int] = {}
    for number, idea in enumerate(ideas):
        own, others = 1 + 2 * number, 2 + 2 * number
        flow.arc(0, own, edition.readings)
        flow.arc(own, others, edition.readings - 1)
        flow.arc(own, others, 1, 10**6)
        for place, judge in enumerate(judges):
            pair = Assignment(idea.code, judge.id)
            if pair not in barred:
                pairs[pair] = flow.arc(own if pair in knowing else others, first_judge + place, 1)
    for place, judge in enumerate(judges):
        for already in range(len(ideas) if judge.most is None else min(judge.most, len(ideas))):
            flow.arc(first_judge + place, sink, 1, 2 * already + 1)
    flow.send(0, sink)
    return figures(edition, [pair for pair, arc in pairs.items() if flow.carried(arc)])


@given(editions())
def test_no_conflict_no_maximum_broken_and_nothing_better_is_possible(edition: Edition) -> None:
    rows = edition.shared().rows
    assert not edition.barred().intersection(rows)
    assert len(set(rows)) == len(rows)
    loads = Counter(row.judge for row in rows)
    assert all(judge.most is None or loads[judge.id] <= judge.most for judge in edition.judges)
    assert max(Counter(row.idea for row in rows).values(), default=0) <= edition.readings
    reached, possible = figures(edition, rows), best(edition)
    assert reached.readings == possible.readings
    if reached.readings == len(edition.ideas) * edition.readings:  # else nothing is shared out before that is mended
        assert reached == possible


@given(editions())
def test_what_could_not_be_is_named(edition: Edition) -> None:
    shared = edition.shared()
    readers = Counter(row.idea for row in shared.rows)
    known = {row.idea for row in edition.knowing().intersection(shared.rows)}
    codes = sorted(idea.code for idea in edition.ideas)
    missing = {name: edition.readings - readers[name] for name in codes}
    assert shared.lacking == {name: number for name, number in missing.items() if number}
    assert shared.uncovered == tuple(name for name in codes if name not in known)
    assert list(shared.rows) == sorted(shared.rows)


@given(editions(), st.randoms(use_true_random=False))
def test_order_and_the_names_of_fields_and_counties_change_nothing(edition: Edition, random: object) -> None:
    ideas, judges = list(edition.ideas), list(edition.judges)
    random.shuffle(ideas)  # type: ignore[attr-defined]
    random.shuffle(judges)  # type: ignore[attr-defined]
    renamed = [
        idea._replace(field=idea.field[::-1], counties=tuple(f"x{name}" for name in idea.counties[::-1]))
        for idea in ideas
    ]
    others = [
        judge.model_copy(
            update={
                "fields": tuple(name[::-1] for name in judge.fields),
                "counties": tuple(f"x{name}" for name in judge.counties),
            }
        )
        for judge in judges
    ]
    assert share(ideas, judges, edition.readings, "نمونه") == edition.shared()
    assert share(renamed, others, edition.readings, "نمونه") == edition.shared()


@given(editions())
def test_judges_renamed_share_as_well(edition: Edition) -> None:
    renamed = edition._replace(
        judges=tuple(judge.model_copy(update={"id": f"z{judge.id}"}) for judge in edition.judges)
    )
    assert figures(renamed, renamed.shared().rows) == figures(edition, edition.shared().rows)


def done(rows: Collection[Assignment], random: object) -> frozenset[Assignment]:
    """Some rows, as judges have scored them."""
    return frozenset(random.sample(sorted(rows), len(rows) // 2))  # type: ignore[attr-defined]


@given(editions())
def test_a_second_time_changes_nothing(edition: Edition) -> None:
    shared = edition.shared()
    assert edition.shared(before=Before(rows=frozenset(shared.rows))) == shared
    assert edition.shared("سال دیگر", Before(rows=frozenset(shared.rows))) == shared


@given(editions(), st.data(), st.randoms(use_true_random=False))
def test_after_any_change_the_goals_hold_and_what_is_scored_stays(
    edition: Edition, data: st.DataObject, random: object
) -> None:
    rows = edition.shared().rows
    scored = done(rows, random)
    changed = data.draw(editions())
    before = Before(frozenset(rows), scored, added=frozenset({data.draw(st.sampled_from(changed.judges)).id}))
    now = changed.shared(before=before)
    codes, ids = set(changed.fields()), {judge.id for judge in changed.judges}
    assert {row for row in scored if row.idea in codes} <= set(now.rows)
    new = set(now.rows) - scored
    assert not changed.barred() & new
    assert {row.judge for row in new} <= ids
    loads = Counter(row.judge for row in now.rows if row not in changed.barred())
    given_more = {row.judge for row in new - set(rows)}
    assert all(
        judge.most is None or loads[judge.id] <= judge.most for judge in changed.judges if judge.id in given_more
    )
    assert changed.shared(before=before._replace(rows=frozenset(now.rows))) == now


def roomy(draw: st.DrawFn) -> Edition:
    """An edition in which nothing is in the way of anybody."""
    ideas = tuple(
        Candidate(code(number), draw(st.sampled_from(FIELDS)), ("all",), "")
        for number in range(draw(st.integers(1, 30)))
    )
    judges = tuple(Judge(id=f"j{number}", fields=()) for number in range(draw(st.integers(4, 8))))
    return Edition(ideas, judges, draw(st.integers(1, 3)))


rooms = st.composite(roomy)()


@given(rooms)
def test_where_nothing_is_in_the_way_loads_are_even_and_all_are_connected(edition: Edition) -> None:
    rows = edition.shared().rows
    loads = Counter({judge.id: 0 for judge in edition.judges}) + Counter(row.judge for row in rows)
    numbers_ = [loads[judge.id] for judge in edition.judges]
    assert max(numbers_) - min(numbers_) <= 1
    if len(edition.ideas) * (edition.readings - 1) >= len(edition.judges) - 1 and min(numbers_) > 1:
        assert len(connected(rows)) == 1


def connected(rows: Collection[Assignment]) -> list[set[str]]:
    """The groups of judges that shared ideas connect."""
    panels: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        panels[row.idea].add(row.judge)
    groups: list[set[str]] = []
    for panel in panels.values():
        near = [group for group in groups if group & panel]
        groups = [group for group in groups if not group & panel] + [panel.union(*near)]
    return groups


@given(rooms, st.integers(1, 5))
def test_late_ideas_move_nobody(edition: Edition, late: int) -> None:
    earlier = edition._replace(ideas=edition.ideas[: max(1, len(edition.ideas) - late)])
    before = Before(rows=frozenset(earlier.shared().rows))
    now = edition.shared(before=before)
    assert before.rows <= set(now.rows)
    assert not now.lacking
    loads = [sum(row.judge == judge.id for row in now.rows) for judge in edition.judges]
    assert max(loads) - min(loads) <= 1


@given(rooms, st.randoms(use_true_random=False))
def test_an_added_judge_gets_a_share_and_nothing_else_moves(edition: Edition, random: object) -> None:
    rows = frozenset(edition.shared().rows)
    scored = done(rows, random)
    new = Judge(id="new", fields=())
    larger = edition._replace(judges=(*edition.judges, new))
    assert larger.shared(before=Before(rows, scored)).rows == tuple(sorted(rows))
    added = frozenset({"new"})
    now = set(larger.shared(before=Before(rows, added=added)).rows)
    assert {row.judge for row in now - rows} <= added
    assert len(now - rows) == len(rows - now) == len(rows) // len(larger.judges)
    beside_scores = set(larger.shared(before=Before(rows, scored, added=added)).rows)
    assert scored <= beside_scores
    assert len(beside_scores) == len(rows)


@given(rooms, st.randoms(use_true_random=False))
def test_a_dropped_judges_rows_go_to_others_and_nothing_else_moves(edition: Edition, random: object) -> None:
    rows = frozenset(edition.shared().rows)
    scored = done(rows, random)
    gone = edition.judges[0].id
    fewer = edition._replace(judges=(edition.judges[0].model_copy(update={"most": 0}), *edition.judges[1:]))
    shared = fewer.shared(before=Before(rows, scored))
    now = set(shared.rows)
    assert rows - now == {row for row in rows - scored if row.judge == gone}
    assert len(now) == len(rows)
    assert not shared.lacking


@given(rooms, st.data())
def test_who_declares_a_conflict_on_a_sheet_keeps_the_row_and_another_reads_it(
    edition: Edition, data: st.DataObject
) -> None:
    rows = frozenset(edition.shared().rows)
    declared = frozenset({data.draw(st.sampled_from(sorted(rows)))})
    now = set(edition.shared(before=Before(rows, declared, declared)).rows)
    assert rows <= now
    assert [row.idea for row in now - rows] == [row.idea for row in declared]


def judged(ideas: int, judges: int, readings: int) -> Edition:
    """A large call: judges who know one field or two, and each with some conflicts."""
    luck = numbers("نمونه")
    names = [code(number) for number in range(ideas)]
    people = tuple(
        Judge(
            id=f"j{number}",
            fields=tuple({FIELDS[next(luck) % 3], FIELDS[next(luck) % 3]}),
            counties=(COUNTIES[next(luck) % 3],) if number % 5 == 0 else (),
            conflicts=tuple(Conflict(idea=names[next(luck) % ideas], reason="همکار") for _ in range(ideas // 100)),
        )
        for number in range(judges)
    )
    return Edition(
        tuple(Candidate(name, FIELDS[next(luck) % 3], (COUNTIES[next(luck) % 3],), "") for name in names),
        people,
        readings,
    )


def test_a_whole_call_is_even_covered_connected_and_mixed() -> None:
    edition = judged(600, 40, 3)
    shared = edition.shared()
    loads = Counter(row.judge for row in shared.rows)
    panels: defaultdict[str, list[str]] = defaultdict(list)
    for row in shared.rows:
        panels[row.idea].append(row.judge)
    commonest = Counter(map(tuple, panels.values()))
    pairs = {pair for panel in panels.values() for pair in combinations(panel, 2)}
    assert set(loads.values()) == {45}
    assert (shared.lacking, shared.uncovered) == ({}, ())
    assert not edition.barred().intersection(shared.rows)
    assert len(connected(shared.rows)) == 1
    assert len(commonest) > 500
    assert max(commonest.values()) < 6
    assert len(pairs) > 500
    known = len(edition.knowing().intersection(shared.rows))
    assert known > 0.8 * len(shared.rows)


def test_a_judge_who_comes_late_to_a_whole_call_takes_one_row_for_each_that_they_get() -> None:
    edition = judged(600, 40, 3)
    rows = frozenset(edition.shared().rows)
    larger = edition._replace(judges=(*edition.judges, Judge(id="new", fields=(FIELDS[0],), counties=(COUNTIES[0],))))
    now = set(larger.shared(before=Before(rows, added=frozenset({"new"}))).rows)
    assert {row.judge for row in now - rows} == {"new"}
    assert len(now - rows) == len(rows - now) == 600 * 3 // 41
    assert len(larger.knowing() & now) > 0.97 * len(edition.knowing() & rows)


def test_who_knows_a_field_that_nobody_knew_takes_one_reading_of_each_of_its_ideas() -> None:
    """One row an idea changes, and no other; where they have no room, somebody else takes what they had."""
    ideas = tuple(Candidate(code(number), FIELDS[number // 8], ("all",), "") for number in range(16))
    judges = tuple(Judge(id=f"j{number}", fields=(FIELDS[0],), most=9) for number in range(6))
    edition = Edition(ideas, judges, 3)
    rows = frozenset(edition.shared().rows)
    scored = frozenset(row for row in rows if row.idea == code(9))
    knowing = judges[0].model_copy(update={"fields": FIELDS})
    now = edition._replace(judges=(knowing, *judges[1:])).shared(before=Before(rows, scored))
    assert scored <= set(now.rows)
    assert set(now.uncovered) <= {code(9)}
    assert len(rows - set(now.rows)) == len(set(now.rows) - rows)


@pytest.mark.parametrize("seed", ["یک", "دو", "سه", "چهار"])
def test_a_judge_who_takes_fewer_keeps_what_only_they_know(seed: str) -> None:
    ideas = tuple(Candidate(code(number), FIELDS[number % 2], ("all",), "") for number in range(12))
    judges = (Judge(id="j0", fields=(FIELDS[0],)), *(Judge(id=f"j{number}", fields=(FIELDS[1],)) for number in (1, 2)))
    edition = Edition(ideas, judges, 2)
    rows = frozenset(edition.shared(seed).rows)
    fewer = edition._replace(judges=(judges[0].model_copy(update={"most": 6}), *judges[1:]))
    now = frozenset(fewer.shared(seed, Before(rows)).rows)
    had = sum(row.judge == "j0" for row in rows)
    assert had > 6
    assert len(rows - now) == had - 6
    assert {row.idea for row in now if row.judge == "j0"} == {idea.code for idea in ideas[::2]}


def test_fields_that_only_their_own_judges_know_are_connected_too() -> None:
    ideas = tuple(Candidate(code(number), FIELDS[number % 3], ("all",), "") for number in range(30))
    judges = tuple(Judge(id=f"j{number}", fields=(FIELDS[number % 3],)) for number in range(12))
    rows = Edition(ideas, judges, 2).shared().rows
    assert len(connected(rows)) == 1


def test_another_seed_is_another_answer() -> None:
    edition = judged(60, 8, 3)
    assert edition.shared("یک").rows != edition.shared("دو").rows


def test_the_seeds_order_and_numbers_stay_what_they_were() -> None:
    """Whoever counts it again years later, in whatever language, must come to the same."""
    luck = numbers("نمونه")
    assert shuffled("نمونه", ["a", "b", "c", "d"]) == shuffled("نمونه", ["d", "c", "b", "a"]) == ORDER
    assert [next(luck) for _ in range(9)] == LUCK


ORDER = ["a", "d", "c", "b"]
LUCK = [274018295, 3597961600, 289288602, 1554747688, 2294840229, 932251006, 1115419415, 2239367208, 4272236222]


@given(st.integers(0, 60), st.lists(st.integers(0, 20), max_size=6))
def test_the_even_level(total: int, most: Sequence[int]) -> None:
    level = even(total, most)
    filled = sum(min(level, limit) for limit in most)
    assert filled <= total
    more = [limit for limit in most if limit > level]
    assert not more or total - filled < len(more)


@pytest.mark.parametrize("counties", [("fasa",), ("lar", "fasa"), ("lar",), ("all",)])
def test_a_judge_is_barred_from_their_counties_and_from_what_they_said(counties: tuple[str, ...]) -> None:
    judges = [
        Judge(id="a", fields=(), counties=("fasa",)),
        Judge(id="b", fields=(), conflicts=(Conflict(idea=code(1), reason="خویشاوند"),)),
        Judge(id="c", fields=()),
    ]
    barred = conflicts(judges, [Candidate(code(1), "x", counties, ""), Candidate(code(2), "x", counties, "")])
    near = {"a"} if "fasa" in counties else set()
    assert barred == {code(1): {"b"} | near, code(2): near}
