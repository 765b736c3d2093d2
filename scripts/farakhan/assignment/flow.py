"""The cheapest flow through a small network, by shortest paths: quotas come out of it."""

from collections import deque

_FAR = 2**62


class Flow:
    """A network of numbered nodes whose arcs have room and a cost a unit; `send` fills it."""

    def __init__(self, nodes: int) -> None:
        """Without arcs yet."""
        self._arcs: list[list[int]] = [[] for _ in range(nodes)]
        self._to: list[int] = []
        self._room: list[int] = []
        self._cost: list[int] = []

    def arc(self, start: int, end: int, room: int, cost: int = 0) -> int:
        """Add an arc, and the one on which what it carries can be taken back; its number."""
        number = len(self._to)
        self._to += (end, start)
        self._room += (room, 0)
        self._cost += (cost, -cost)
        self._arcs[start].append(number)
        self._arcs[end].append(number + 1)
        return number

    def carried(self, arc: int) -> int:
        """How much an arc carries."""
        return self._room[arc ^ 1]

    def send(self, source: int, sink: int) -> None:
        """Send as much as there is room for, at the least cost."""
        while (distances := self._distances(source))[sink] < _FAR:
            at = [0] * len(self._arcs)
            while path := self._path(source, sink, distances, at):
                amount = min(self._room[arc] for arc in path)
                for arc in path:
                    self._room[arc] -= amount
                    self._room[arc ^ 1] += amount

    def _distances(self, source: int) -> list[int]:
        """What it costs to bring one more unit to each node."""
        distances = [_FAR] * len(self._arcs)
        distances[source] = 0
        waiting, queued = deque([source]), {source}
        while waiting:
            node = waiting.popleft()
            queued.discard(node)
            for arc in self._arcs[node]:
                end, distance = self._to[arc], distances[node] + self._cost[arc]
                if self._room[arc] and distance < distances[end]:
                    distances[end] = distance
                    if end not in queued:
                        queued.add(end)
                        waiting.append(end)
        return distances

    def _path(self, source: int, sink: int, distances: list[int], at: list[int]) -> list[int]:
        """The arcs of a cheapest path, none where all are full.

        Args:
            source: where it begins.
            sink: where it ends.
            distances: from the source.
            at: by node, which of its arcs is the first that may still lead on.
        """
        path: list[int] = []
        seen = {source}
        node = source
        while node != sink:
            arc = self._next(node, distances, at, seen)
            if arc is not None:
                path.append(arc)
                node = self._to[arc]
                seen.add(node)
            elif path:
                node = self._to[path.pop() ^ 1]
                at[node] += 1
            else:
                return []
        return path

    def _next(self, node: int, distances: list[int], at: list[int], seen: set[int]) -> int | None:
        arcs = self._arcs[node]
        while at[node] < len(arcs):
            arc = arcs[at[node]]
            end = self._to[arc]
            if self._room[arc] and end not in seen and distances[end] == distances[node] + self._cost[arc]:
                return arc
            at[node] += 1
        return None
