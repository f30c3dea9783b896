"""Named invariants over the whole database, in SQL; run by the operator and after tests."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from award.extensions import db

_FILE = Path(__file__).with_suffix(".sql")
_HEAD = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Breach:
    """An invariant that does not hold, and the ids of rows that break it (ten at most)."""

    name: str
    rows: tuple[int, ...]


def named() -> dict[str, str]:
    """Invariant name → query that returns the offending ids."""
    pieces = _HEAD.split(_FILE.read_text(encoding="utf-8"))[1:]
    return {
        name: query.strip().rstrip(";")
        for name, query in zip(pieces[::2], pieces[1::2], strict=True)
    }


def breaches() -> Iterator[Breach]:
    """Every invariant that does not hold now."""
    for name, query in named().items():
        rows = db.session.execute(text(f"SELECT * FROM ({query}) AS broken LIMIT 10")).scalars()
        if found := tuple(rows):
            yield Breach(name, found)
