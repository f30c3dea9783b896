"""What a check found: an error or a warning, where, and a sentence for who must mend it."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Level: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `path` leads to it (JSONPath or XPath), `code` is stable for programs."""

    level: Level
    path: str
    code: str
    message: str

    def as_json(self) -> dict[str, str]:
        """The four fields as the command line and the screens show them."""
        return {
            "level": self.level,
            "path": self.path,
            "code": self.code,
            "message": self.message,
        }
