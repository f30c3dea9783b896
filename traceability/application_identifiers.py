"""The GS1 Application Identifiers as data: formats, associations, place in a Digital Link."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

_COMPONENT = re.compile(r"\[?([NXYZ])(\.\.)?([0-9]+)\]?((?:,[a-z0-9]+)*)")


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a value: character set (N, X, Y, Z), length in characters, content rules."""

    charset: str
    minimum: int
    maximum: int
    optional: bool
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ApplicationIdentifier:
    """What one AI may hold and where it may stand; see the head of rules/ai.toml."""

    code: str
    name: str
    components: tuple[Component, ...]
    fixed: bool
    query: bool
    needs: tuple[tuple[str, ...], ...]
    bars: tuple[str, ...]
    key: bool
    qualifiers: tuple[tuple[str, ...], ...]

    @property
    def minimum(self) -> int:
        """Shortest value, in characters."""
        return sum(part.minimum for part in self.components if not part.optional)

    @property
    def maximum(self) -> int:
        """Longest value, in characters."""
        return sum(part.maximum for part in self.components)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The whole of rules/ai.toml."""

    identifiers: Mapping[str, ApplicationIdentifier]
    lists: Mapping[str, frozenset[str]]
    unchecked: Mapping[str, str]


@cache
def rulebook() -> Rulebook:
    """Application identifiers, code lists and the rules that are knowingly not checked."""
    text = (resources.files("traceability") / "rules" / "ai.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    identifiers = {ai.code: ai for row in data["table"]["rows"] for ai in _rows(row)}
    lists = {name: frozenset(codes.split()) for name, codes in data["lists"].items()}
    return Rulebook(
        MappingProxyType(identifiers), MappingProxyType(lists), MappingProxyType(data["unchecked"])
    )


def find(code: str) -> ApplicationIdentifier | None:
    """The AI with exactly this code, or None."""
    return rulebook().identifiers.get(code)


def known(code: str) -> ApplicationIdentifier:
    """The AI with this code, which the caller has checked; raises KeyError otherwise."""
    return rulebook().identifiers[code]


def leading(text: str) -> ApplicationIdentifier | None:
    """The AI with which `text` begins, or None; no AI is the beginning of another."""
    for length in (2, 3, 4):
        if (found := find(text[:length])) is not None:
            return found
    return None


def _rows(row: dict[str, Any]) -> Iterator[ApplicationIdentifier]:
    first, _, last = row["code"].partition("-")
    for number in range(int(first), int(last or first) + 1):
        yield ApplicationIdentifier(
            code=str(number).zfill(len(first)),
            name=row["name"],
            components=tuple(_component(part) for part in row["format"].split()),
            fixed=row.get("fixed", False),
            query=row.get("query", False),
            needs=tuple(tuple(one.split("+")) for one in _split(row.get("needs", ""), ",")),
            bars=_split(row.get("bars", ""), ","),
            key="key" in row,
            qualifiers=tuple(_split(order, ",") for order in row.get("key", "").split("|")),
        )


def _component(text: str) -> Component:
    match = _COMPONENT.fullmatch(text)
    if match is None:
        raise ValueError(f"rules/ai.toml: không hiểu thành phần {text}")
    charset, varies, length, rules = match.groups()
    return Component(
        charset=charset,
        minimum=1 if varies else int(length),
        maximum=int(length),
        optional=text.startswith("["),
        rules=_split(rules.removeprefix(","), ","),
    )


def _split(text: str, separator: str) -> tuple[str, ...]:
    return tuple(text.split(separator)) if text else ()
