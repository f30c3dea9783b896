"""Long lists by pages; the workbook beside them has every line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

PAGE = 200


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of one page, and how many there are in all."""

    lines: Sequence[Any]
    total: int
    number: int
    pages: int


def paged(lines: Sequence[Any]) -> Page:
    """The page that the address asks for; beyond the last one, the last."""
    pages = max(1, -(-len(lines) // PAGE))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    return Page(lines[(number - 1) * PAGE : number * PAGE], len(lines), number, pages)
