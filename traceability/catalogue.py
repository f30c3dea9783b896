"""Catalogue of standards with status and successor, and of legal provisions with dates."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard. `replaced_by` is the code of its successor, empty while it is current."""

    code: str
    title: str
    sector: str = ""
    traceability: bool = False
    replaced_by: str = ""

    @property
    def current(self) -> bool:
        """Whether it has not been replaced."""
        return not self.replaced_by


@dataclass(frozen=True, slots=True)
class Provision:
    """An instrument of law, or articles of it, with the days it is in force (both included)."""

    instrument: str
    articles: str
    subject: str
    in_force_from: date
    in_force_to: date | None = None
    note: str = ""

    def in_force(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)


def standards() -> tuple[Standard, ...]:
    """Every standard of the catalogue, replaced ones included."""
    return tuple(_standards().values())


def standard(code: str) -> Standard:
    """One standard; KeyError when the catalogue has none of this code."""
    return _standards()[code]


def replaced_warning(code: str) -> str | None:
    """The warning for picking a standard that has been replaced; None for a current one.

    KeyError when the catalogue has none of this code.
    """
    found = _standards()[code]
    if found.current:
        return None
    return f"{found.code} đã được thay thế bằng {found.replaced_by}; hãy dùng {found.replaced_by}."


def replaced_in(text: str) -> tuple[str, ...]:
    """The warnings for replaced standards that a text names, with or without “TCVN” (T29)."""
    plain = "".join(text.casefold().split())
    return tuple(
        warning
        for one in standards()
        if (warning := replaced_warning(one.code)) is not None and _names(plain, one.code)
    )


def _names(plain: str, code: str) -> bool:
    """Whether a text without spaces has the number and year of a standard, not inside another."""
    number = re.escape(code.casefold().removeprefix("tcvn").replace(" ", ""))
    return re.search(rf"(?<![\d-]){number}(?!\d)", plain) is not None


def provisions() -> tuple[Provision, ...]:
    """Every legal provision of the catalogue."""
    return tuple(Provision(**table) for table in _tables()["provision"])


def provisions_in_force(on: date) -> tuple[Provision, ...]:
    """The legal provisions in force on a day."""
    return tuple(one for one in provisions() if one.in_force(on))


@cache
def _tables() -> Mapping[str, Any]:
    text = (files("traceability") / "rules" / "catalogue.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _standards() -> Mapping[str, Standard]:
    return {table["code"]: Standard(**table) for table in _tables()["standard"]}
