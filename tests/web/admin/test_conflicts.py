"""Somebody of the standing body declares a conflict: what cannot be taken is told at its field."""

import lxml.html
import pytest
from sqlalchemy import select

from award.extensions import db
from award.models import Conflict
from tests.factories import make_dossier


@pytest.mark.parametrize(
    ("note", "sentence"),
    [("  ", "Hãy ghi lý do."), ("x" * 4001, "Dài quá: tối đa 4000 ký tự.")],
)
def test_a_reason_that_cannot_be_used_is_asked_for_again(office, note, sentence):
    dossier = make_dossier("proposed", rulebook_id="gtclqg-2026")

    answer = office.post(f"/office/dossiers/{dossier.id}/conflict", data={"note": note})

    (told,) = lxml.html.fromstring(answer.text).xpath("//p[@id='note-error']")
    assert (answer.status_code, sentence in told.text_content()) == (422, True)
    assert note.strip() in answer.text
    assert db.session.scalars(select(Conflict)).all() == []
