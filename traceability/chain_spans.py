"""Spans of the time order as sets of disjoint half-open intervals of ranks."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from traceability.chain_links import FOREVER

Span = tuple[int, int]

ALWAYS: Span = (-1, FOREVER)


def common(one: Span, other: Span) -> Span | None:
    """The ranks that both spans have, None if there are none."""
    start, end = max(one[0], other[0]), min(one[1], other[1])
    return (start, end) if start < end else None


class Spans:
    """A growing set of ranks, kept as few intervals as possible."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def __iter__(self) -> Iterator[Span]:
        return zip(self._starts, self._ends, strict=True)

    def __contains__(self, rank: int) -> bool:
        place = bisect_right(self._starts, rank) - 1
        return place >= 0 and rank < self._ends[place]

    @property
    def end(self) -> int:
        """The first rank behind all of them; -1 when there are none."""
        return self._ends[-1] if self._ends else -1

    def add(self, span: Span) -> bool:
        """Take a span in; False if all of it was there already."""
        start, end = span
        first = bisect_left(self._ends, start)
        last = bisect_right(self._starts, end)
        if first < last:
            if self._starts[first] <= start and end <= self._ends[first]:
                return False
            start, end = min(start, self._starts[first]), max(end, self._ends[last - 1])
        self._starts[first:last] = [start]
        self._ends[first:last] = [end]
        return True
