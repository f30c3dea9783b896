"""May this person do this, and if not, why: a policy answers `None` or a `Refusal`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from award.models import User
from award.words import _N


class Refusal(Exception):  # noqa: N818 - an answer of the house, not a fault
    """A Vietnamese sentence that says what is not possible and what to do.

    `rule` is its source; `at` the name of the fact that is wrong, where the sentence is about one.
    """

    def __init__(self, text: str, *, rule: str = "", at: str = "", **params: Any) -> None:
        super().__init__(text)
        self.text = text
        self.rule = rule
        self.at = at
        self.params = params

    def __str__(self) -> str:
        return self.text.format(**self.params) if self.params else self.text


class Hidden(Refusal):
    """Refused sight: answered like something that does not exist."""

    def __init__(self) -> None:
        super().__init__(_N("Không tìm thấy trang này."))


class NotInEdition(Refusal):
    """What the edition of the award year does not know: no waiting and no work will lift it."""


@contextmanager
def about(name: str) -> Iterator[None]:
    """A refusal of the block is about the fact of this name."""
    try:
        yield
    except Refusal as why:
        why.at = name
        raise


Policy = Callable[[User, Any], Refusal | None]


def any_of(*policies: Policy) -> Policy:
    """Allowed if one of them allows; otherwise the last one's reason."""

    def allowed(actor: User, thing: Any) -> Refusal | None:
        why = None
        for policy in policies:
            why = policy(actor, thing)
            if why is None:
                return None
        return why

    return allowed
