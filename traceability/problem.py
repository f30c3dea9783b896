"""What is wrong with a code: where, which rule, and one Vietnamese sentence."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule; `path` points into the answer (`$`, `$.ai["10"]`), `code` names the rule."""

    code: str
    message: str
    path: str = "$"

    def as_dict(self) -> dict[str, str]:
        """The problem as the command line and the interfaces write it."""
        return {"path": self.path, "code": self.code, "message": self.message}


class CodeError(ValueError):
    """Raised where a code must be right to go on; carries every problem found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(problem.message for problem in self.problems))


def ai_path(ai: str) -> str:
    """Path of one application identifier in the answer of the `code` command."""
    return f'$.ai["{ai}"]'
