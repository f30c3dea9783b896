"""A group of entrants that go through one award year together, and the beats of their story."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from award.demo.entrants import Entrant, through
from award.demo.people import Cast
from award.demo.places import Ground
from award.demo.storyteller import Storyteller
from award.demo.window import Beat, Window
from award.models import Council, Organisation


@dataclass(slots=True)
class Wave:
    """Who enters when; `grounds` are filled when the years are founded, before anybody enters.

    `organisations` are shared by the entries of one organisation.
    """

    cast: Cast
    author: Storyteller
    year: int
    grounds: Mapping[int, Ground]
    entrants: Sequence[Entrant]
    window: Window
    organisations: dict[int, Organisation]

    @property
    def ground(self) -> Ground:
        """The founded award year."""
        return self.grounds[self.year]

    @property
    def preliminary(self) -> bool:
        """Whether the edition knows preliminary councils."""
        return len(self.ground.councils) > 1

    def through(self, state: str) -> list[Entrant]:
        """The entrants whose way leads through a state."""
        return through(self.entrants, state)

    def ending(self, fate: str) -> list[Entrant]:
        """The entrants that come to this end."""
        return [one for one in self.entrants if one.fate == fate]

    def flagged(self, flag: str, among: Iterable[Entrant]) -> list[Entrant]:
        """Those of some entrants that take a turn."""
        return [one for one in among if flag in one.flags]

    def each(
        self,
        phase: str,
        begin: float,
        end: float,
        entrants: Sequence[Entrant],
        act: Callable[[Entrant], object],
    ) -> Iterator[Beat]:
        """One beat for each entrant between two days of the plan."""
        moments = self.window.moments(begin, end, len(entrants))
        for at, one in zip(moments, entrants, strict=True):
            yield Beat(at, phase, partial(_ignore, act, one))

    def once(self, phase: str, day: float, act: Callable[[], object]) -> Iterator[Beat]:
        """One beat on a day of the plan."""
        (at,) = self.window.moments(day, day, 1)
        yield Beat(at, phase, partial(_ignore, act))

    def by_council(self, entrants: Iterable[Entrant]) -> dict[Council, list[Entrant]]:
        """The entrants by the council that received them, in the order of the councils."""
        found: dict[Council, list[Entrant]] = {}
        for one in entrants:
            found.setdefault(self.ground.councils[one.council], []).append(one)
        return found


def _ignore(act: Callable[..., object], *arguments: object) -> None:
    act(*arguments)
