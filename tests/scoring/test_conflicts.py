"""From facts about people to conflicts of interest."""

from datetime import date

import pytest

from scoring.conflicts import Conflict, Tie, conflicts, relations
from scoring.errors import ScoringError

DOSSIERS = {"HS-1": "DN-1", "HS-2": "DN-2", "HS-3": "DN-1"}
TODAY = date(2026, 6, 30)


def test_a_lasting_tie_bars_from_every_dossier_of_the_organisation() -> None:
    found = conflicts([Tie("CG-1", "DN-1", "kin")], organisations=DOSSIERS, on=TODAY)

    reason = "có người thân làm quản lý hoặc góp vốn tại tổ chức"
    assert found == (
        Conflict("HS-1", "CG-1", "kin", reason),
        Conflict("HS-3", "CG-1", "kin", reason),
    )


@pytest.mark.parametrize(
    ("relation", "until", "barred"),
    [
        ("employed", date(2023, 6, 30), True),
        ("employed", date(2023, 6, 29), False),
        ("financial", date(2026, 6, 30), True),
        ("financial", date(2026, 6, 29), False),
    ],
)
def test_an_ended_tie_counts_for_the_years_of_its_relation(
    relation: str, until: date, barred: bool
) -> None:
    found = conflicts([Tie("CG-1", "DN-2", relation, until)], organisations=DOSSIERS, on=TODAY)

    assert bool(found) is barred


def test_a_tie_with_nobody_who_takes_part_is_no_conflict() -> None:
    assert conflicts([Tie("CG-1", "DN-9", "kin")], organisations=DOSSIERS, on=TODAY) == ()


def test_an_unknown_relation_is_refused() -> None:
    with pytest.raises(ScoringError, match="“friend” chưa được khai báo"):
        conflicts([Tie("CG-1", "DN-1", "friend")], organisations=DOSSIERS, on=TODAY)


def test_a_person_may_declare_a_conflict_without_saying_which() -> None:
    assert relations()[0].code == "declared"
