"""The part of a rulebook that turns percents into points: small enough to travel with a result."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from scoring.errors import ScoringError

if TYPE_CHECKING:
    from scoring.clauses import Edition


@dataclass(frozen=True, slots=True)
class SchemeCriterion:
    """A criterion with its title and points."""

    code: str
    title: str
    points: int


@dataclass(frozen=True, slots=True)
class SchemeItem:
    """An item with the criterion it counts towards, its title and points."""

    code: str
    criterion: str
    title: str
    points: int


@dataclass(frozen=True, slots=True)
class SchemeTier:
    """A tier with its threshold in points; `by_decision` tiers are never given by points alone."""

    code: str
    title: str
    threshold: int
    by_decision: bool


@dataclass(frozen=True, slots=True)
class SchemeFloor:
    """The least percent of a criterion's points that a tier asks for."""

    criterion: str
    tier: str
    percent: int


@dataclass(frozen=True, slots=True)
class Scheme:
    """Items, criteria and thresholds (lowest first) of one edition."""

    rulebook: str
    percent_low: int
    percent_high: int
    percent_step: int
    criteria: tuple[SchemeCriterion, ...]
    items: tuple[SchemeItem, ...]
    tiers: tuple[SchemeTier, ...]
    floors: tuple[SchemeFloor, ...]

    @classmethod
    def of(cls, edition: "Edition") -> Self:
        """Return the scheme of an edition."""
        scale = edition.scale
        return cls(
            edition.id,
            scale.percent_low,
            scale.percent_high,
            scale.percent_step,
            tuple(SchemeCriterion(c.code, c.title, c.points) for c in edition.criteria),
            tuple(SchemeItem(i.code, i.criterion, i.title, i.points) for i in edition.items),
            tuple(SchemeTier(t.code, t.title, t.threshold, t.by_decision) for t in edition.tiers),
            tuple(SchemeFloor(f.criterion, f.tier, f.percent) for f in edition.floors),
        )

    def as_content(self) -> dict[str, Any]:
        """Return the scheme as plain JSON content."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Self:
        """Return the scheme that `as_content` gave."""
        return cls(
            content["rulebook"],
            content["percent_low"],
            content["percent_high"],
            content["percent_step"],
            tuple(SchemeCriterion(**entry) for entry in content["criteria"]),
            tuple(SchemeItem(**entry) for entry in content["items"]),
            tuple(SchemeTier(**entry) for entry in content["tiers"]),
            tuple(SchemeFloor(**entry) for entry in content["floors"]),
        )

    @property
    def steps(self) -> range:
        """Return every percent that may be entered, ascending (R5)."""
        return range(self.percent_low, self.percent_high + 1, self.percent_step)

    def check(self, item: str, percent: object) -> int:
        """Return the percent if it may be entered for the item.

        Raises:
            ScoringError: no such item, not an integer, or off the steps.
        """
        if item not in {known.code for known in self.items}:
            raise ScoringError("item_unknown", item=item, rulebook=self.rulebook)
        if type(percent) is not int:
            raise ScoringError("percent_not_integer", item=item, value=percent)
        if percent not in self.steps:
            raise ScoringError(
                "percent_off_step", item=item, value=percent,
                low=self.percent_low, high=self.percent_high, step=self.percent_step,
            )  # fmt: skip
        return percent
