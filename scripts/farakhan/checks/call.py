"""call.yml against itself: ids, references, dates, amendments, quotas."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from farakhan.checks.text import check_text
from farakhan.files.rules import LISTED
from farakhan.files.shape import Source, located, shape
from farakhan.model.call import Call, TallyRule
from farakhan.model.codes import is_code
from farakhan.model.personal import spans
from farakhan.persian import letters
from farakhan.persian.calendar import iso_day
from farakhan.problems import Problem, capped, problem

MIN_RECIPIENTS = 2
_WHOLES = (10, 100, 1000)
"""Sums of weights by which each is read as a part of a whole."""
_LISTS = ("partners", "fields", "counties", "links", "chains", "channels", "awards", "staff", "judges", "rounds")


def read_call(source: Source) -> tuple[Call | None, list[Problem]]:
    """A call from its tree, and what is wrong with it.

    The call is None only where the model refuses it; with problems of another kind ideas can still be looked at.
    """
    shaped = shape(Call, source.path, source.tree)
    problems = list(shaped.problems)
    problems += (problem for place, text in _texts(source.tree, ()) for problem in _odd(source, place, text))
    if shaped.value:
        for rule in (
            _edition,
            _ids,
            _tiles,
            _levels,
            _references,
            _dates,
            _objections,
            _amendments,
            _quotas,
            _recipients,
            _proposals,
            _readings,
            _weights,
            _rounds,
            _conflicts,
        ):
            problems += rule(source, shaped.value)
    return shaped.value, capped(source.path, located(source, problems))


def _texts(value: Any, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:  # noqa: ANN401
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*place, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*place, index))


def _odd(source: Source, place: tuple[str | int, ...], text: str) -> Iterator[Problem]:
    if letters.oddities(text):
        problems = check_text(source.path, place, ".".join(map(str, place)), text)
        yield from (problem for problem in problems if problem.code.startswith("text-"))


def _edition(source: Source, call: Call) -> Iterator[Problem]:
    name = source.path.split("/")[1]
    if call.edition != name:
        yield problem(source.path, ("edition",), "call-edition", name=name)


def _ids(source: Source, call: Call) -> Iterator[Problem]:
    lists: list[tuple[tuple[str, ...], list[Any]]] = [
        ((key,), [item.id for item in getattr(call, key)]) for key in _LISTS
    ]
    lists.append((("rubric", "criteria"), [criterion.id for criterion in call.rubric.criteria]))
    lists.append((("consents",), [f"{consent.id} {consent.version}" for consent in call.consents]))
    lists.append((("reasons", "returned"), [item.id for item in call.reasons.returned]))
    lists.append((("reasons", "rejected"), [item.id for item in call.reasons.rejected]))
    lists.append((("tally", "field_quotas"), [quota.id for quota in call.tally.field_quotas]))
    for place, ids in lists:
        for value, times in Counter(ids).items():
            if times > 1:
                index = len(ids) - 1 - ids[::-1].index(value)
                yield problem(source.path, (*place, index, "id"), "call-id-twice", value=value, key=".".join(place))


def _tiles(source: Source, call: Call) -> Iterator[Problem]:
    taken: dict[str, str] = {}
    for index, county in enumerate(call.counties):
        other = taken.setdefault(county.tile, county.name)
        if county.tile and other != county.name:
            yield problem(source.path, ("counties", index), "call-tile", name=county.name, other=other)


def _levels(source: Source, call: Call) -> Iterator[Problem]:
    for index, criterion in enumerate(call.rubric.criteria):
        seen: set[int] = set()
        for place, level in enumerate(criterion.levels):
            if level.score > call.rubric.scale or level.score in seen:
                at = ("rubric", "criteria", index, "levels", place)
                yield problem(source.path, at, "call-level", score=level.score, top=call.rubric.scale)
            seen.add(level.score)


def _references(source: Source, call: Call) -> Iterator[Problem]:
    targets = {
        "fields": {field.id for field in call.fields},
        "counties": {county.id for county in call.counties},
        "links": {link.id for link in call.links},
        "rubric.criteria": {criterion.id for criterion in call.rubric.criteria},
        "reasons.returned": {reason.id for reason in call.reasons.returned},
    }
    for place, value, target in _mentions(call):
        if value not in targets[target]:
            key = ".".join(map(str, place))
            yield problem(source.path, place, "call-reference", value=value, key=key, target=target)


def _mentions(call: Call) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    for index, chain in enumerate(call.chains):
        yield from ((("chains", index, "links", i), link, "links") for i, link in enumerate(chain.links))
    for index, judge in enumerate(call.judges):
        yield from ((("judges", index, "fields", i), field, "fields") for i, field in enumerate(judge.fields))
        yield from ((("judges", index, "counties", i), county, "counties") for i, county in enumerate(judge.counties))
    for key in ("if_incomplete", "if_no_consent"):
        reason = getattr(call.reasons, key)
        if reason:
            yield ("reasons", key), reason, "reasons.returned"
    for index, criterion in enumerate(call.tally.tie_break):
        if criterion == TallyRule.CO_READERS:
            continue
        yield ("tally", "tie_break", index), criterion, "rubric.criteria"
    for index, quota in enumerate(call.tally.field_quotas):
        yield ("tally", "field_quotas", index, "id"), quota.id, "fields"


def _dates(source: Source, call: Call) -> Iterator[Problem]:
    for (before, first), (name, second) in pairwise(call.dates.in_order()):
        if second < first:
            yield problem(source.path, ("dates", name), "call-dates", key=name, before=before)


def _objections(source: Source, call: Call) -> Iterator[Problem]:
    """Whoever objects has days of their own for it: results stand by then, and nobody is announced yet."""
    until, judged, announced = call.dates.objections_until, call.dates.judging_until, call.dates.announced
    if until and (not judged or until <= judged or (announced and announced <= until)):
        yield problem(source.path, ("dates", "objections_until"), "call-objections")


def _amendments(source: Source, call: Call) -> Iterator[Problem]:
    last: dict[str, tuple[int, str]] = {}
    for index, amendment in enumerate(call.amendments):
        if amendment.what in last and last[amendment.what][1] != amendment.old:
            yield problem(source.path, ("amendments", index, "old"), "call-amendment-chain")
        last[amendment.what] = (index, amendment.new)
    for what, (index, new) in last.items():
        if new != _value(source.tree, what):
            place = ("amendments", index, "new")
            yield problem(source.path, place, "call-amendment", key=what, value=new)


def _value(tree: Any, what: str) -> object:  # noqa: ANN401
    for key in what.split("."):
        if isinstance(tree, list):
            tree = next((item for item in tree if isinstance(item, dict) and item.get("id") == key), None)
        else:
            tree = tree.get(key) if isinstance(tree, dict) else None
    if isinstance(tree, list) and all(isinstance(item, str) for item in tree):
        return LISTED.join(tree)
    return tree


def _quotas(source: Source, call: Call) -> Iterator[Problem]:
    quotas = call.tally.field_quotas
    least = sum(quota.least or 0 for quota in quotas)
    crossed = any(quota.most is not None and quota.most < (quota.least or 0) for quota in quotas)
    if least > call.tally.winners or crossed:
        yield problem(source.path, ("tally", "field_quotas"), "call-quota")


def _recipients(source: Source, call: Call) -> Iterator[Problem]:
    if not call.sample and len(call.age_recipients) < MIN_RECIPIENTS:
        yield problem(source.path, ("age_recipients",), "call-recipients")


def _proposals(source: Source, call: Call) -> Iterator[Problem]:
    for index, mark in enumerate(call.proposals):
        if _value(source.tree, mark) is None:
            yield problem(source.path, ("proposals", index), "call-proposal", value=mark)


def _readings(source: Source, call: Call) -> Iterator[Problem]:
    """An idea that is read by fewer than it needs for a rank would have none, whatever is given."""
    if call.readings is not None and call.readings < call.tally.min_sheets:
        yield problem(source.path, ("readings",), "call-readings", least=call.tally.min_sheets)


def _weights(source: Source, call: Call) -> Iterator[Problem]:
    """Weights are counted whatever their sum is; people read them as parts of a whole."""
    total = sum(criterion.weight for criterion in call.rubric.criteria)
    if total not in _WHOLES:
        yield problem(source.path, ("rubric", "criteria"), "call-weights", total=total)


def moved_dates(source: Source, call: Call, before: Call) -> Iterator[Problem]:
    """Days that people were told and that are others now, without an amendment that says so.

    Args:
        source: the call as it is now.
        call: likewise.
        before: as it was; a day of a call that was not confirmed was no promise.
    """
    told = {amendment.what for amendment in call.amendments}
    now = dict(call.dates)
    for name, day in before.dates:
        key = f"dates.{name}"
        if before.confirmed and day and now[name] != day and key not in told:
            new = iso_day(now[name]) if now[name] else "هیچ"
            yield problem(source.path, ("dates", name), "call-date-moved", key=key, old=iso_day(day), new=new)


def _rounds(source: Source, call: Call) -> Iterator[Problem]:
    """Rounds that follow one another: the first of all ideas, each later one of fewer, and no fewer than win."""
    if not call.rounds:
        return
    for index, part in enumerate(call.rounds):
        place = ("rounds", index, "shortlist")
        before = call.rounds[index - 1].shortlist if index else None
        if (part.shortlist is None) != (index == 0):
            yield problem(source.path, place, "call-rounds", what="تنها دور نخست همه را می‌خواند و shortlist ندارد.")
        elif part.shortlist is not None and part.shortlist < call.tally.winners:
            what = "به هر دور باید دست‌کم به شمار برگزیدگان ایده برسد."
            yield problem(source.path, place, "call-rounds", what=what)
        elif part.shortlist is not None and before is not None and part.shortlist > before:
            yield problem(source.path, place, "call-rounds", what="به هر دور از دور پیش بیشتر نمی‌رسد.")
    if call.readings is not None:
        what = "readings با rounds نمی‌آید؛ هر دور readings خود را دارد."
        yield problem(source.path, ("readings",), "call-rounds", what=what)
    if call.readers() < call.tally.min_sheets:
        what = "هیچ ایده‌ای به شمار tally.min_sheets خوانده نمی‌شود."
        yield problem(source.path, ("rounds",), "call-rounds", what=what)


def _conflicts(source: Source, call: Call) -> Iterator[Problem]:
    for index, judge in enumerate(call.judges):
        seen: set[str] = set()
        for number, conflict in enumerate(judge.conflicts):
            place = ("judges", index, "conflicts", number)
            if conflict.idea in seen or not is_code(conflict.idea):
                yield problem(source.path, (*place, "idea"), "call-conflict", value=conflict.idea, judge=judge.id)
            seen.add(conflict.idea)
            for span in spans(conflict.reason):
                yield problem(source.path, (*place, "reason"), span.kind, key="reason")
