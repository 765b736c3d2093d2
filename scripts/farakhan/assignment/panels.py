"""Who reads which idea while it is being worked out: judges by number, sets of judges as bits of a whole number.

Ideas and judges stand in an order that the seed decides, and the lowest number is taken wherever nothing else tells
two apart.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Move(NamedTuple):
    """One idea taken from a judge and given to another."""

    idea: int
    giver: int
    taker: int


def members(judges: int) -> Iterator[int]:
    """The numbers of the judges in a set, the lowest first."""
    while judges:
        lowest = judges & -judges
        yield lowest.bit_length() - 1
        judges ^= lowest


@dataclass(kw_only=True)
class Panels:
    """The readers of each idea.

    Attributes:
        readings: how many readers an idea is to have.
        most: by judge, how many ideas they may have.
        able: by idea, the judges who know its field.
        free: by idea, the judges who may read it.
        fixed: by idea, its readers that stay whatever comes.
        kept: by idea, its readers that stay wherever it can be done without moving them.
        staying: by idea, both of these.
        readers: by idea.
        ideas: by judge; as the keys of a dict, which keeps them in order.
    """

    readings: int
    most: Sequence[int]
    able: Sequence[int]
    free: Sequence[int]
    fixed: list[int]
    kept: list[int]
    staying: list[int] = field(init=False)
    readers: list[int] = field(init=False)
    ideas: list[dict[int, None]] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with those who are fixed or kept."""
        self.staying = [fixed | kept for fixed, kept in zip(self.fixed, self.kept, strict=True)]
        self.readers = [0] * len(self.free)
        self.ideas = [{} for _ in self.most]
        for idea, judges in enumerate(self.staying):
            for judge in members(judges):
                self.give(idea, judge)

    def give(self, idea: int, judge: int) -> None:
        """Let a judge read an idea."""
        self.readers[idea] |= 1 << judge
        self.ideas[judge][idea] = None

    def take(self, idea: int, judge: int) -> None:
        """Let a judge not read an idea."""
        self.readers[idea] ^= 1 << judge
        del self.ideas[judge][idea]

    def load(self, judge: int) -> int:
        """How many ideas a judge has."""
        return len(self.ideas[judge])

    def wanting(self, idea: int) -> int:
        """How many readers an idea still lacks."""
        return self.readings - self.readers[idea].bit_count()

    def covered(self, idea: int) -> bool:
        """Whether an idea has a reader who knows its field."""
        return bool(self.readers[idea] & self.able[idea])

    def others(self, idea: int) -> int:
        """Who may read an idea and does not."""
        return self.free[idea] & ~self.readers[idea]

    def with_room(self, below: int | None = None) -> int:
        """The judges who may have one more idea; of those with fewer than so many, where it is said."""
        room = 0
        for judge, ideas in enumerate(self.ideas):
            if len(ideas) < self.most[judge] and (below is None or len(ideas) < below):
                room |= 1 << judge
        return room

    def only_one(self, idea: int, judge: int) -> bool:
        """Whether a judge is the only reader of an idea who knows its field."""
        return self.readers[idea] & self.able[idea] == 1 << judge

    def lightest(self, idea: int, judges: int, luck: Iterator[int]) -> int:
        """Of some judges, who has the fewest ideas; of equals one who knows the field of an idea, then by numbers."""
        able = self.able[idea]
        return min(members(judges), key=lambda judge: (self.load(judge), not able >> judge & 1, next(luck)))

    def heaviest(self, judges: int) -> int:
        """Of some judges, who has the most ideas."""
        return max(members(judges), key=self.load)

    def way(self, starts: Iterable[int], ends: int, held: Sequence[int]) -> list[Move] | None:
        """The fewest moves by which one of `starts` has one idea fewer, one of `ends` one more, all others as many.

        No idea loses its last reader who knows its field; of ways as short, one on which no idea loses any of those
        comes first.

        Args:
            starts: judges.
            ends: a set of judges; one who is also a start is reached without a move.
            held: by idea, its readers who may not give it away.

        Returns:
            The moves, or None where there is no such way: a search that gives up has seen every one.
        """
        first = tuple(starts)
        shortest = self._search(first, ends, held, keeping_all=False) if ends else None
        if not shortest:
            return shortest
        gentle = self._search(first, ends, held, keeping_all=True)
        return gentle if gentle and len(gentle) == len(shortest) else shortest

    def _search(self, starts: Sequence[int], ends: int, held: Sequence[int], *, keeping_all: bool) -> list[Move] | None:
        came: dict[int, Move | None] = dict.fromkeys(starts)
        unseen = ~sum(1 << judge for judge in came)
        queue = list(came)
        for judge in queue:
            if ends >> judge & 1:
                return _traced(came, judge)
            bit = 1 << judge
            for idea in self.ideas[judge]:
                takers = self.others(idea) & unseen
                if not takers or held[idea] & bit:
                    continue
                able = self.able[idea]
                if able & bit and (keeping_all or self.only_one(idea, judge)):
                    takers &= able
                unseen &= ~takers
                for taker in members(takers):
                    came[taker] = Move(idea, judge, taker)
                    queue.append(taker)
                if takers & ends:
                    return _traced(came, next(members(takers & ends)))
        return None

    def go(self, moves: Iterable[Move]) -> None:
        """Do some moves."""
        for idea, giver, taker in moves:
            self.take(idea, giver)
            self.give(idea, taker)


def _traced(came: dict[int, Move | None], judge: int) -> list[Move]:
    moves: list[Move] = []
    while move := came[judge]:
        moves.append(move)
        judge = move.giver
    return moves[::-1]
