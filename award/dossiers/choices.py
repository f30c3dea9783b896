"""Choices of select and radio fields from (value, words)."""

from collections.abc import Iterable
from typing import Any

from wtforms.fields import SelectChoice


def options(pairs: Iterable[tuple[Any, str]]) -> list[SelectChoice]:
    """One choice a pair, in their order."""
    return [SelectChoice(str(value), words) for value, words in pairs]
