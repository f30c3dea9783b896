"""Specimens are made and printed once a run: a dossier's whole way takes seconds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from award.reports import pdf
from tests.pdf import specimens


@dataclass(frozen=True, slots=True)
class Specimen:
    """A printed document and what it was printed from."""

    data: dict[str, Any]
    sha256: str
    code: str
    title: str
    content: bytes
    pages: int


_made: dict[str, dict[str, Specimen]] = {}


@pytest.fixture
def specimens_of(app: Any) -> Callable[[str], dict[str, Specimen]]:
    """Every document of an edition, printed."""

    def give(edition: str) -> dict[str, Specimen]:
        if edition not in _made:
            _made[edition] = {
                kind: Specimen(
                    document.data,
                    document.data_sha256,
                    document.verification_code,
                    document.title,
                    *pdf.printed(document),
                )
                for kind, document in specimens.collect(edition).items()
            }
        return _made[edition]

    return give


@pytest.fixture
def of_2020(specimens_of: Callable[[str], dict[str, Specimen]]) -> dict[str, Specimen]:
    """The documents of the 2020 edition."""
    return specimens_of("gtclqg-2020")


@pytest.fixture
def of_2026(specimens_of: Callable[[str], dict[str, Specimen]]) -> dict[str, Specimen]:
    """The documents of the 2026 edition."""
    return specimens_of("gtclqg-2026")
