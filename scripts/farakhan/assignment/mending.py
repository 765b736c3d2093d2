"""What dealing left over, put right by few moves; each search sees every way there is, so what it leaves is impossible.

The goals one after the other, none at the cost of an earlier one: as many readers as asked, a reader who knows the
field, even loads, all judges connected.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from farakhan.assignment.panels import Move, Panels, members

_MOST_TRIES = 300
"""Exchanges that are tried to connect two groups of judges; nearly always the first will do."""
_MOST_SEEN = 100
"""Ideas of a group that are looked at for one."""


def lighten(panels: Panels) -> None:
    """Take from judges what is more than they may have, but nothing that is fixed: `fill` gives it anew."""
    for judge, limit in enumerate(panels.most):
        loose = [idea for idea in panels.ideas[judge] if not panels.fixed[idea] >> judge & 1]
        for idea in loose[: max(0, panels.load(judge) - limit)]:
            panels.take(idea, judge)


def fill(panels: Panels, luck: Iterator[int]) -> None:
    """Give each idea as many readers as it is to have, its first one of its field where there is one."""
    for idea in range(len(panels.readers)):
        while panels.wanting(idea) > 0:
            knowing = 0 if panels.covered(idea) else panels.others(idea) & panels.able[idea]
            if not (_give(panels, idea, knowing, luck) or _give(panels, idea, panels.others(idea), luck)):
                break


def _give(panels: Panels, idea: int, judges: int, luck: Iterator[int]) -> bool:
    """Give an idea to one of some judges, the one with the fewest; False where none has room or can be made some."""
    ready = judges & panels.with_room()
    if ready:
        panels.give(idea, panels.lightest(idea, ready, luck))
        return True
    moves = _way(panels, judges, panels.with_room())
    if not moves:
        return False
    panels.go(moves)
    panels.give(idea, moves[0].giver)
    return True


def _way(panels: Panels, judges: int, ends: int) -> list[Move] | None:
    """The way from some judges to others that leaves what was there before as it was, or else one that does not."""
    starts = list(members(judges))
    moves = panels.way(starts, ends, panels.staying)
    return panels.way(starts, ends, panels.fixed) if moves is None else moves


def cover(panels: Panels, luck: Iterator[int]) -> None:
    """Give each idea a reader who knows its field, in place of another one."""
    for idea in range(len(panels.readers)):
        knowing = panels.others(idea) & panels.able[idea]
        loose = panels.readers[idea] & ~panels.staying[idea] or panels.readers[idea] & ~panels.fixed[idea]
        if panels.covered(idea) or not knowing or not loose:
            continue
        ready = knowing & panels.with_room()
        if ready:
            leaving, coming = panels.heaviest(loose), panels.lightest(idea, ready, luck)
        else:
            moves = _way(panels, knowing, panels.with_room() | loose)
            if not moves:
                continue
            panels.go(moves)
            coming, last = moves[0].giver, moves[-1].taker
            leaving = last if loose >> last & 1 else panels.heaviest(loose & panels.readers[idea])
        panels.take(idea, leaving)
        panels.give(idea, coming)


def balance(panels: Panels, held: Sequence[int], receiving: int) -> None:
    """Make loads as even as conflicts, fields and the judges' own maxima let them be.

    From the heaviest judges down: whom none of these can give to, directly or by others, has nearly as many, and
    nothing that is done further down opens a way there.

    Args:
        panels: to be evened out.
        held: by idea, its readers who may not give it away.
        receiving: the judges who may end with more ideas than before.
    """
    level = max(map(len, panels.ideas), default=0)
    while level > 1:
        ends = panels.with_room(below=level - 1)
        if not ends:
            break
        heavy = [judge for judge, ideas in enumerate(panels.ideas) if len(ideas) == level]
        moves = panels.way(heavy, ends & receiving, held)
        if moves:
            panels.go(moves)
        else:
            level -= 1


def groups(readers: Sequence[int]) -> list[int]:
    """The sets of judges that shared ideas connect; one alone where all are connected."""
    apart: list[int] = []
    for panel in readers:
        if len(apart) == 1 and not panel & ~apart[0]:
            continue
        joined = panel
        separate = []
        for group in apart:
            if group & panel:
                joined |= group
            else:
                separate.append(group)
        apart = [*separate, joined] if joined else separate
    return apart


def connect(panels: Panels) -> None:
    """Connect groups of judges who share no idea, by exchanging readers of two ideas."""
    apart = groups(panels.readers)
    while len(apart) > 1:
        exchanges = islice(_exchanges(panels, apart), _MOST_TRIES)
        if not any(_connects(panels, exchange, len(apart)) for exchange in exchanges):
            return
        apart = groups(panels.readers)


def _exchanges(panels: Panels, apart: Sequence[int]) -> Iterator[tuple[Move, Move]]:
    """Pairs of moves by which a judge of the first group and one of another exchange ideas that others read too."""
    shared = [idea for idea, panel in enumerate(panels.readers) if panel.bit_count() > 1]
    near = [idea for idea in shared if panels.readers[idea] & apart[0]][:_MOST_SEEN]
    far = [idea for group in apart[1:] for idea in [at for at in shared if panels.readers[at] & group][:_MOST_SEEN]]
    for here in near:
        for there in far:
            givers = panels.readers[here] & panels.others(there)
            takers = panels.readers[there] & panels.others(here)
            for giver in members(givers):
                for taker in members(takers):
                    if _keeps(panels, here, giver, taker) and _keeps(panels, there, taker, giver):
                        yield Move(here, giver, taker), Move(there, taker, giver)


def _keeps(panels: Panels, idea: int, leaving: int, coming: int) -> bool:
    """Whether an idea keeps a reader who knows its field, if it had one, when one leaves and another comes."""
    after = panels.readers[idea] & ~(1 << leaving) | 1 << coming
    return bool(after & panels.able[idea]) or not panels.covered(idea)


def _connects(panels: Panels, exchange: tuple[Move, Move], before: int) -> bool:
    """Do an exchange, and undo it where there are not fewer groups than before; whether there are."""
    panels.go(exchange)
    if len(groups(panels.readers)) < before:
        return True
    panels.go(Move(idea, taker, giver) for idea, giver, taker in exchange)
    return False
