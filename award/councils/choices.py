"""Choices of a field from pairs of value and words."""

from collections.abc import Iterable
from typing import Any

from wtforms.fields import SelectChoice


def options(pairs: Iterable[tuple[Any, str]]) -> list[SelectChoice]:
    """What a choice field offers, in this order."""
    return [SelectChoice(str(value), words) for value, words in pairs]
