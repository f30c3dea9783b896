"""A metric: how many of how many are right, which are not, and whether that is enough."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from traceability.metrics_sentences import SENTENCES

NOT_APPLICABLE = "không áp dụng"
_PLACES = Decimal("0.000001")
_PERCENT_PLACES = Decimal("0.01")
_MOST_SHOWN = 1000  # times the whole; a mistyped quantity gives more, of which no digit matters


@dataclass(frozen=True, slots=True)
class Ratio:
    """So many of so many; `numerator` may be a fraction where shares are added up."""

    numerator: Fraction
    denominator: int

    @property
    def value(self) -> Fraction | None:
        """The share from 0 to 1, None where there is nothing to judge."""
        return self.numerator / self.denominator if self.denominator else None

    def as_json(self) -> dict[str, Any]:
        """Numerator, denominator and value; exact where whole, else as texts."""
        return {
            "numerator": _exact(self.numerator),
            "denominator": self.denominator,
            "value": decimal_text(self.value),
        }


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that is not right: a lot, party, product or event by its id.

    `events` are places in the chain; `params` fill the sentence of the code.
    """

    id: str
    code: str
    events: tuple[int, ...] = ()
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """A sentence for who must mend it."""
        return SENTENCES[self.code].format_map({"id": self.id, **self.params})


@dataclass(frozen=True, slots=True)
class Metric:
    """One of M1-M15 as computed.

    `failures` are the cases counted against it, `hidden` those of its further `shares` (strict
    variants, lot balance, …); `unjudged` could not be judged and count neither way.
    """

    id: str
    ratio: Ratio
    failures: tuple[Failure, ...] = ()
    unjudged: tuple[Failure, ...] = ()
    shares: Mapping[str, Ratio] = field(default_factory=dict)
    notes: tuple[Failure, ...] = ()

    @property
    def name(self) -> str:
        """The metric's Vietnamese name."""
        return str(settings()["metric"][self.id]["name"])

    @property
    def basis(self) -> str:
        """The rule of law or standard behind it."""
        return str(settings()["metric"][self.id]["basis"])

    @property
    def hard(self) -> bool:
        """Whether each failure is an error, whatever the share."""
        return bool(settings()["metric"][self.id].get("hard", False))

    @property
    def threshold(self) -> Fraction | None:
        """The least value that passes, None for a metric that only informs."""
        text = settings()["metric"][self.id].get("threshold")
        return None if text is None else Fraction(text)

    @property
    def value(self) -> Fraction | None:
        """The share from 0 to 1, None when the metric does not apply."""
        return self.ratio.value

    @property
    def passed(self) -> bool | None:
        """Whether the value reaches the threshold; None without either."""
        if self.value is None or self.threshold is None:
            return None
        return self.value >= self.threshold

    @property
    def failing_ids(self) -> tuple[str, ...]:
        """Ids of the failures, each once."""
        return tuple(dict.fromkeys(failure.id for failure in self.failures))

    def as_json(self) -> dict[str, Any]:
        """The metric as plain content."""
        return {
            "id": self.id,
            "name": self.name,
            "basis": self.basis,
            **self.ratio.as_json(),
            "status": status_text(self),
            "threshold": decimal_text(self.threshold),
            "passed": self.passed,
            "failing": list(self.failing_ids),
            "unjudged": [failure.id for failure in self.unjudged],
            "shares": {name: ratio.as_json() for name, ratio in self.shares.items()},
        }


def status_text(metric: Metric) -> str:
    """đạt, không đạt, không áp dụng, or “để biết” for a metric without threshold."""
    if metric.value is None:
        return NOT_APPLICABLE
    if metric.passed is None:
        return "để biết"
    return "đạt" if metric.passed else "không đạt"


def counted(
    identifier: str,
    total: int,
    failures: Sequence[Failure],
    *,
    failed: int | None = None,
    unjudged: Iterable[Failure] = (),
    shares: Mapping[str, Ratio] | None = None,
    notes: Iterable[Failure] = (),
) -> Metric:
    """A metric of which `failed` out of `total` are wrong, by default one for each failing id."""
    wrong = len({failure.id for failure in failures}) if failed is None else failed
    ratio = Ratio(Fraction(total - wrong), total)
    return Metric(
        identifier, ratio, tuple(failures), tuple(unjudged), dict(shares or {}), tuple(notes)
    )


def decimal_text(value: Fraction | None) -> str | None:
    """A share with at most six decimals, rounded down so that only a whole 1 reads 1."""
    if value is None:
        return None
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    text = format(exact.quantize(_PLACES, ROUND_DOWN), "f")
    return text.rstrip("0").rstrip(".") or "0"


def percent_text(value: Fraction) -> str:
    """A share as sentences say it: 77,77 %, rounded down so that only the whole reads 100 %."""
    if abs(value) > _MOST_SHOWN:
        return "hơn 100.000 %" if value > 0 else "dưới -100.000 %"
    percent = Decimal(value.numerator) * 100 / Decimal(value.denominator)
    text = format(percent.quantize(_PERCENT_PLACES, ROUND_DOWN), "f").rstrip("0").rstrip(".")
    return f"{text or '0'} %".replace(".", ",")


def _exact(value: Fraction) -> int | str:
    return value.numerator if value.denominator == 1 else str(value)


def settings() -> Mapping[str, Any]:
    """The whole of rules/metrics.toml: names, bases, thresholds, parameters."""
    return _load()[0]


def settings_sha256() -> str:
    """The SHA-256 of rules/metrics.toml."""
    return _load()[1]


@cache
def _load() -> tuple[Mapping[str, Any], str]:
    data = (files("traceability") / "rules" / "metrics.toml").read_bytes()
    return tomllib.loads(data.decode("utf-8")), sha256(data).hexdigest()
