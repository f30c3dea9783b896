"""Hand-over: hashes compared anew, received or refused as a whole, sent again only when refused."""

import pytest
from sqlalchemy import select, update

from award import clock
from award.extensions import db
from award.models import (
    Conflict,
    DossierState,
    HandOver,
    HandOverState,
    IssuedDocument,
    ScoreSheetRecord,
    Shortlist,
)
from award.policies import Refusal, council
from award.services import handing_over
from award.workflow import council_acts
from tests.factories import make_dossier, secretary_of


@pytest.fixture
def hand_over(app):
    """A list of one dossier on its way to the national council."""
    make_dossier("handed_over")
    return db.session.scalars(select(HandOver)).one()


def dossier_of(hand_over):
    return hand_over.shortlist.entries[0].dossier


def test_the_package_carries_every_sheet_and_document(hand_over):
    rows = handing_over.comparisons(hand_over)

    sheets = db.session.scalars(select(ScoreSheetRecord)).all()
    papers = db.session.scalars(
        select(IssuedDocument).where(IssuedDocument.dossier_id.is_not(None))
    ).all()
    assert [row.what for row in rows if row.kind == "sheet"] == ["desk", "on_site"]
    assert len([row for row in rows if row.kind == "document"]) == len(papers)
    assert len(sheets) == 2
    assert all(row.agrees for row in rows)
    assert handing_over.first_fault(hand_over) is None


def test_a_changed_sheet_is_found_although_its_hash_column_was_kept(hand_over):
    sheet = db.session.scalars(select(ScoreSheetRecord)).first()
    changed = sheet.content | {"engine": "2"}
    db.session.execute(
        update(ScoreSheetRecord).where(ScoreSheetRecord.id == sheet.id).values(content=changed)
    )
    db.session.expire_all()

    fault = handing_over.first_fault(hand_over)

    assert fault == f"bảng điểm của hồ sơ {dossier_of(hand_over).number} khác với khi gửi."
    with pytest.raises(Refusal, match="Bàn giao không khớp"):
        council_acts.receive(hand_over, actor=secretary_of(hand_over.to_council))


def test_a_changed_package_is_found(hand_over):
    content = hand_over.content | {"council": "Hội đồng khác"}
    db.session.execute(update(HandOver).values(content=content))
    db.session.expire_all()

    assert handing_over.first_fault(hand_over) == "nội dung gói bàn giao đã bị thay đổi."


def test_a_missing_document_is_shown_as_such(hand_over):
    paper = db.session.scalars(
        select(IssuedDocument).where(IssuedDocument.dossier_id.is_not(None))
    ).first()
    paper.dossier_id = None
    db.session.flush()

    missing = [row for row in handing_over.comparisons(hand_over) if not row.agrees]

    assert [(row.what, row.present) for row in missing] == [(paper.kind, None)]


def test_receipt_moves_every_dossier_to_the_national_council(hand_over):
    secretary = secretary_of(hand_over.to_council)

    council_acts.receive(hand_over, actor=secretary)

    dossier = dossier_of(hand_over)
    assert hand_over.state is HandOverState.RECEIVED
    assert (dossier.state, dossier.council_id) == (
        DossierState.NATIONAL_REVIEW,
        hand_over.to_council_id,
    )
    assert hand_over.answered_by_id == secretary.id


def test_a_refused_list_goes_back_and_may_be_sent_again(hand_over):
    shortlist, sender = hand_over.shortlist, secretary_of(hand_over.shortlist.council)
    receiver = secretary_of(hand_over.to_council)

    with pytest.raises(Refusal, match="đã được bàn giao"):
        council_acts.hand_over(shortlist, letter_number="16/CV-MAU", actor=sender)
    council_acts.refuse(hand_over, note="Thiếu biên bản họp.", actor=receiver)
    state_after_refusal = dossier_of(hand_over).state
    again = council_acts.hand_over(shortlist, letter_number="17/CV-MAU", actor=sender)
    council_acts.receive(again, actor=receiver)

    assert state_after_refusal is DossierState.SHORTLISTED
    assert (hand_over.state, again.state) == (HandOverState.REFUSED, HandOverState.RECEIVED)
    assert hand_over.note == "Thiếu biên bản họp."
    assert dossier_of(hand_over).state is DossierState.NATIONAL_REVIEW


def test_a_refusal_names_its_reason(hand_over):
    with pytest.raises(Refusal, match="Cần ghi lý do trả lại"):
        council_acts.refuse(hand_over, note=" ", actor=secretary_of(hand_over.to_council))


def test_a_list_is_not_sent_without_its_number(app):
    dossier = make_dossier("shortlisted")
    shortlist = db.session.scalars(select(Shortlist)).one()

    with pytest.raises(Refusal, match="Cần ghi số văn bản"):
        council_acts.hand_over(shortlist, letter_number=" ", actor=secretary_of(dossier.council))


def test_a_secretary_with_a_conflict_on_the_list_neither_sends_nor_receives(hand_over):
    for person in (
        secretary_of(hand_over.to_council),
        secretary_of(hand_over.shortlist.council),
    ):
        db.session.add(
            Conflict(
                user_id=person.id,
                dossier_id=dossier_of(hand_over).id,
                reason="Góp vốn",
                declared_at=clock.now(),
            )
        )
    db.session.flush()

    refusals = [
        council.receive(secretary_of(hand_over.to_council), hand_over),
        council.hand_over(secretary_of(hand_over.shortlist.council), hand_over.shortlist),
    ]

    assert ["cần thư ký khác" in str(why) for why in refusals] == [True, True]
