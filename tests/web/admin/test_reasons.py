"""Reasons that the standing body gives: what cannot be taken is told, and comes back."""

import pytest
from sqlalchemy import select

from award.extensions import db
from award.models import Conflict
from tests.factories import make_dossier
from tests.web.at_field import told_at


@pytest.mark.parametrize(
    ("note", "sentence"),
    [("  ", "Hãy ghi rõ xung đột lợi ích."), ("x" * 4001, "Dài quá: tối đa 4000 ký tự.")],
)
def test_a_conflict_whose_reason_cannot_be_used_is_asked_for_again(office, note, sentence):
    dossier = make_dossier("proposed", rulebook_id="gtclqg-2026")

    answer = office.post(f"/office/dossiers/{dossier.id}/conflict", data={"note": note})

    assert answer.status_code == 422
    assert sentence in told_at(answer, "note")
    assert note.strip() in answer.text
    assert db.session.scalars(select(Conflict)).all() == []


def test_a_ground_longer_than_fits_moves_nothing_and_comes_back(office):
    dossier = make_dossier("proposed", rulebook_id="gtclqg-2026")
    ground = "Khai sai số liệu. " * 250

    answer = office.post(f"/office/dossiers/{dossier.id}/disqualify", data={"note": ground})

    assert answer.status_code == 403
    assert "Dài quá: tối đa 4000 ký tự." in answer.text
    assert ground.strip() in answer.text
    assert dossier.state == "proposed"
