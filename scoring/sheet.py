"""ScoreSheet: a frozen result with everything that made it, so that it can be made again."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from scoring.aggregate import Rating, Result, aggregate, plain, points_text
from scoring.canonical import canonical, sha256
from scoring.errors import ScoringError
from scoring.rulebook import Rulebook
from scoring.scheme import Scheme
from scoring.thresholds import level

ENGINE_VERSION: Final = "1"
"""Changes when the same input would give another result."""


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """A result as canonical JSON text; the text never changes, its SHA-256 names it.

    The content has `engine`, `rulebook` (id, sha256), `subject` (what the caller says the sheet
    is about: plain JSON), `scheme`, `ratings`, `consensus` and `result`.
    """

    text: str

    @classmethod
    def freeze(
        cls,
        rulebook: Rulebook,
        ratings: Iterable[Rating],
        consensus: Mapping[str, int] | None = None,
        *,
        subject: Mapping[str, Any],
    ) -> Self:
        """Compute and freeze a result.

        Raises:
            ScoringError: as `aggregate`.
        """
        ordered = sorted(ratings, key=lambda rating: (rating.item, rating.assessor))
        scheme, agreed = rulebook.scheme, dict(consensus or {})
        content = {
            "engine": ENGINE_VERSION,
            "rulebook": {"id": rulebook.id, "sha256": rulebook.sha256},
            "subject": dict(subject),
            "scheme": scheme.as_content(),
            "ratings": [[r.item, r.assessor, r.percent] for r in ordered],
            "consensus": agreed,
            "result": result_content(scheme, aggregate(scheme, ordered, agreed)),
        }
        return cls(canonical(content))

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of the sheet's content."""
        return sha256(self.content)

    @property
    def content(self) -> dict[str, Any]:
        """Return the content as a fresh copy."""
        content: dict[str, Any] = json.loads(self.text)
        return content

    @property
    def result(self) -> dict[str, Any]:
        """Return the frozen result: total, items, criteria, level, missing."""
        result: dict[str, Any] = self.content["result"]
        return result

    def recompute(self) -> dict[str, Any]:
        """Compute the result again from the sheet's own scheme, ratings and consensus."""
        content = self.content
        scheme = Scheme.from_content(content["scheme"])
        ratings = [Rating(item, who, percent) for item, who, percent in content["ratings"]]
        return result_content(scheme, aggregate(scheme, ratings, content["consensus"]))

    def verify(self, digest: str, rulebook: Rulebook | None = None) -> None:
        """Check the sheet against the hash kept for it, its own content and its rulebook.

        Raises:
            ScoringError: the hash differs, the result does not follow from the content, or the
                sheet was made under another rulebook.
        """
        if self.sha256 != digest:
            raise ScoringError("sheet_altered", part="mã băm SHA-256")
        if self.recompute() != self.result:
            raise ScoringError("sheet_altered", part="kết quả tính lại")
        if rulebook is not None:
            expected = {"id": rulebook.id, "sha256": rulebook.sha256}
            found = self.content["rulebook"]
            if found != expected:
                raise ScoringError(
                    "sheet_rulebook",
                    found=f"{found['id']} ({found['sha256'][:12]})",
                    expected=f"{rulebook.id} ({rulebook.sha256[:12]})",
                )


def result_content(scheme: Scheme, result: Result) -> dict[str, Any]:
    """Return a result as plain JSON content; points and percents are exact texts."""
    found = level(scheme, result)
    return {
        "total": None if result.total is None else points_text(result.total),
        "items": {
            code: {
                "percent": plain(score.percent),
                "points": points_text(score.points),
                "spread": score.spread,
            }
            for code, score in result.items.items()
        },
        "criteria": {
            code: None if points is None else points_text(points)
            for code, points in result.criteria.items()
        },
        "level": None if found is None else found.code,
        "missing": list(result.missing),
    }
