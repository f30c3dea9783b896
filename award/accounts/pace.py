"""Answers that take as long whatever was found, so that their time tells nothing."""

from collections.abc import Callable
from functools import wraps
from time import monotonic, sleep
from typing import ParamSpec, TypeVar

LEAST = 0.4  # seconds; above what the slowest branch takes

P = ParamSpec("P")
R = TypeVar("R")


def unhurried(view: Callable[P, R]) -> Callable[P, R]:
    """Let the view, its commit included, take at least `LEAST` seconds."""

    @wraps(view)
    def paced(*args: P.args, **kwargs: P.kwargs) -> R:
        began = monotonic()
        try:
            return view(*args, **kwargs)
        finally:
            sleep(max(0.0, LEAST - (monotonic() - began)))

    return paced
