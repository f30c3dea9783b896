"""One function moves: it checks, changes, stamps, tells and writes the chain, or does nothing."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, text

from award import clock, workflow
from award.extensions import db
from award.models import (
    AssignmentState,
    AuditEvent,
    Dossier,
    DossierState,
    OutboxMessage,
    Role,
    User,
)
from award.policies import Refusal
from award.services import auditing
from award.workflow.move import Move
from award.workflow.transitions import TABLES
from tests.factories import (
    assignments_of,
    fill,
    grant,
    make_dossier,
    make_user,
    owner_of,
    rate_all,
    secretary_of,
)


def events_of(row):
    return db.session.scalars(
        select(AuditEvent)
        .where(AuditEvent.subject_type == row.__tablename__, AuditEvent.subject_id == row.id)
        .order_by(AuditEvent.id)
    ).all()


def jobs():
    return db.session.execute(select(func.count()).select_from(OutboxMessage)).scalar_one()


def test_a_move_changes_the_state_stamps_it_and_writes_one_event(app):
    dossier = make_dossier("accepted")
    owner = owner_of(dossier)

    with clock.held_at(clock.now()):
        done = workflow.perform("withdraw", dossier, actor=owner, note="  Đơn vị chưa sẵn sàng. ")
        now = clock.now()

    assert done is TABLES[Dossier]["withdraw"]
    assert (dossier.state, dossier.ended_at) == (DossierState.WITHDRAWN, now)
    last = events_of(dossier)[-1]
    assert (last.action, last.from_state, last.to_state, last.note, last.actor_id, last.at) == (
        "withdraw",
        "accepted",
        "withdrawn",
        "Đơn vị chưa sẵn sàng.",
        owner.id,
        now,
    )


def test_an_unknown_move_is_refused(app):
    dossier = make_dossier("accepted")

    with pytest.raises(Refusal) as refused:
        workflow.perform("fly", dossier, actor=owner_of(dossier))

    assert str(refused.value) == "Không có bước này."


def test_a_refused_move_leaves_no_trace(app):
    dossier = make_dossier("accepted")
    before = (auditing.head(), jobs())

    with pytest.raises(Refusal) as refused:
        workflow.perform("withdraw", dossier, actor=make_user(), note="Không phải của tôi.")

    assert str(refused.value) == "Chỉ chủ tài khoản của tổ chức được thực hiện bước này."
    assert dossier.state is DossierState.ACCEPTED
    assert (auditing.head(), jobs()) == before


@pytest.mark.parametrize("note", ["", "   "])
def test_a_reason_that_the_table_asks_for_must_be_given(app, note):
    dossier = make_dossier("accepted")

    with pytest.raises(Refusal) as refused:
        workflow.perform("withdraw", dossier, actor=owner_of(dossier), note=note)

    assert str(refused.value) == "Cần ghi lý do rút hồ sơ."


def test_a_person_s_move_is_not_made_by_nobody(app):
    dossier = make_dossier("accepted")

    with pytest.raises(Refusal) as refused:
        workflow.perform("withdraw", dossier, actor=None, note="Máy tự rút.")

    assert str(refused.value) == "Bước này phải do người có thẩm quyền thực hiện."


def test_a_move_of_the_system_has_no_person_to_name():
    move = Move("end", None, None, datetime(2026, 1, 5, tzinfo=UTC))

    with pytest.raises(LookupError, match="end needs a person"):
        _ = move.person


def test_a_state_that_the_edition_lacks_cannot_be_entered(app):
    dossier = make_dossier("visit_signed", rulebook_id="gtclqg-2026")

    with pytest.raises(Refusal) as refused:
        workflow.perform("to_council", dossier, actor=secretary_of(dossier.council))

    assert str(refused.value) == "Trạng thái này không có trong quy trình của năm giải thưởng."


def test_the_way_of_the_other_edition_is_closed_too(app):
    dossier = make_dossier("visit_signed")

    with pytest.raises(Refusal) as refused:
        workflow.perform("to_national_council", dossier, actor=secretary_of(dossier.council))

    assert str(refused.value) == "Hồ sơ phải qua hội đồng sơ tuyển trước."


def test_a_second_press_finds_the_work_done(app):
    dossier = make_dossier("registered")
    fill(dossier)
    workflow.perform("submit", dossier, actor=owner_of(dossier))

    with pytest.raises(Refusal) as refused:
        workflow.perform("submit", dossier, actor=owner_of(dossier))

    assert str(refused.value) == "Bước này không làm được ở trạng thái hiện tại."
    assert [event.action for event in events_of(dossier)].count("submit") == 1


def test_open_moves_are_listed_with_the_reason_for_those_not_ready(app):
    dossier = make_dossier("accepted")
    secretary = secretary_of(dossier.council)

    choices = {
        choice.transition.name: str(choice.why_not) if choice.why_not else ""
        for choice in workflow.available(dossier, actor=secretary)
    }

    assert choices == {
        "start_review": "Tổ (nhóm) chuyên gia chưa có quyết định thành lập.",
        "disqualify": "",
    }


def test_a_move_that_the_edition_does_not_know_is_no_choice(app):
    dossier = make_dossier("visit_signed")

    moves = workflow.available(dossier, actor=secretary_of(dossier.council))

    assert [choice.transition.name for choice in moves] == ["to_council", "disqualify"]


def test_nothing_is_open_to_a_stranger(app):
    dossier = make_dossier("accepted")

    assert list(workflow.available(dossier, actor=make_user())) == []


def test_listing_moves_changes_nothing(app):
    dossier = make_dossier("under_review")
    before = auditing.head()

    list(workflow.available(dossier, actor=secretary_of(dossier.council)))

    assert auditing.head() == before
    assert not db.session.dirty


def test_every_owner_is_told_and_each_message_has_its_job_in_the_same_transaction(app):
    dossier = make_dossier("submitted")
    second = make_user()
    grant(second, Role.OWNER, organisation=dossier.organisation)
    outside = db.session.begin_nested()
    before = jobs()

    workflow.perform(
        "reject", dossier, actor=secretary_of(dossier.council), note="Chưa đủ 36 tháng."
    )
    told = db.session.scalars(
        select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(2)
    ).all()
    letters = {message.payload["to"] for message in told}
    queued = db.session.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar_one()
    outside.rollback()

    assert letters == {owner_of(dossier).email, second.email}
    assert queued >= 2
    assert jobs() == before


def test_a_letter_never_carries_a_percent(app):
    dossier = make_dossier("under_review")
    rate_all(dossier)
    workflow.perform("open_consensus", dossier, actor=secretary_of(dossier.council))

    texts = [message.payload.get("text", "") for message in _mail()]

    assert not any("%" in text or "điểm:" in text for text in texts)


def _mail():
    return db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "email")).all()


def test_of_two_people_who_move_at_once_one_is_first(clone_database):
    app = clone_database()
    with app.app_context():
        dossier = make_dossier("under_review")
        rate_all(dossier)
        first, second = assignments_of(dossier)[:2]
        secretary_id, dossier_id = secretary_of(dossier.council).id, dossier.id
        assert first.state is second.state is AssignmentState.SUBMITTED
        db.session.commit()
    together, outcomes = threading.Barrier(2), []

    def press():
        with app.app_context():
            subject, actor = db.session.get(Dossier, dossier_id), db.session.get(User, secretary_id)
            together.wait(timeout=10)
            try:
                workflow.perform("open_consensus", subject, actor=actor)
                db.session.commit()
                outcomes.append("done")
            except Refusal as why:
                db.session.rollback()
                outcomes.append(str(why))

    people = [threading.Thread(target=press) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join()

    assert sorted(outcomes) == ["Bước này không làm được ở trạng thái hiện tại.", "done"]
    with app.app_context():
        assert list(auditing.faults()) == []
