"""Units of measure: quantities of one dimension made comparable, all in exact decimals."""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from traceability.events import Quantity

COUNT = "count"


@dataclass(frozen=True, slots=True)
class Measure:
    """An amount of one dimension in its base unit (kilograms, litres, pieces, …)."""

    dimension: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class _Unit:
    dimension: str
    factor: Decimal


def measure(quantity: Quantity) -> Measure | None:
    """A quantity in its dimension's base unit; without a unit it counts pieces.

    None when the quantity is not known or the unit not in the table.
    """
    if quantity.quantity is None:
        return None
    if quantity.uom is None:
        return Measure(COUNT, quantity.quantity)
    unit = _units().get(quantity.uom)
    return None if unit is None else Measure(unit.dimension, quantity.quantity * unit.factor)


def total(quantities: Iterable[Quantity]) -> Measure | None:
    """The sum of quantities of one dimension; None when one is unknown or they differ."""
    found = [measure(quantity) for quantity in quantities]
    known = [one for one in found if one is not None]
    if not known or len(known) < len(found) or len({one.dimension for one in known}) > 1:
        return None
    return Measure(known[0].dimension, sum((one.amount for one in known), Decimal(0)))


def same_measure(
    one: Iterable[Quantity], other: Iterable[Quantity]
) -> tuple[Decimal, Decimal] | None:
    """Two sums in a common unit, None when they cannot be compared."""
    first, second = total(one), total(other)
    if first is None or second is None or first.dimension != second.dimension:
        return None
    return first.amount, second.amount


def base_unit(dimension: str) -> str:
    """The code of a dimension's base unit; KeyError for another dimension."""
    return str(_tables()[dimension]["base"])


def dimension_name(dimension: str) -> str:
    """The Vietnamese name of a dimension; KeyError for another dimension."""
    return str(_tables()[dimension]["name"])


def unit_code(word: str) -> str | None:
    """The code of a unit as people write it, “kg” or “tấn”; empty for pieces, None if unknown.

    Accents count: “tạ” is a hundred kilograms, “tá” a dozen.
    """
    clean = " ".join(unicodedata.normalize("NFC", word).casefold().split())
    if clean.upper() in _units():
        return clean.upper()
    return _words().get(clean)


@cache
def _words() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for table in _tables().values():
        words = table["words"]
        assert isinstance(words, Mapping)
        found.update(words)
    return found


@cache
def _tables() -> Mapping[str, Mapping[str, str | Mapping[str, str]]]:
    text = (files("traceability") / "rules" / "units.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _units() -> Mapping[str, _Unit]:
    found: dict[str, _Unit] = {}
    for dimension, table in _tables().items():
        factors = table["factors"]
        assert isinstance(factors, Mapping)
        found.update((code, _Unit(dimension, Decimal(text))) for code, text in factors.items())
    return found
