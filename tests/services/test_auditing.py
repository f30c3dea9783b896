"""The chain: whatever is changed in it afterwards is found, at the row where it happened."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from award.extensions import db
from award.models import Assignment, AuditEvent, Dossier, DossierState
from award.services import auditing
from tests.factories import make_dossier, make_user


@pytest.fixture
def dossier(app):
    return make_dossier("under_review")


def row(number):
    db.session.expire_all()
    return db.session.get(AuditEvent, number)


def change(number, **columns):
    db.session.execute(update(AuditEvent).where(AuditEvent.id == number).values(**columns))
    db.session.expire_all()


def found():
    db.session.expire_all()
    return list(auditing.faults())


BROKEN = "audit_event {}: hash does not match its content or its predecessor"


def test_what_nobody_touched_is_sound(dossier):
    assert found() == []


def test_the_first_event_stands_on_the_genesis_hash(dossier):
    assert row(1).previous_hash == "0" * 64


def test_each_event_carries_the_hash_before_it(dossier):
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()

    assert [event.previous_hash for event in events[1:]] == [event.hash for event in events[:-1]]


def test_the_head_is_the_last_event(dossier):
    last = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()

    assert auditing.head() == (last.id, last.hash)


def test_an_empty_chain_has_a_head_too(app):
    assert auditing.head() == (0, "0" * 64)
    assert found() == []


EDITS = [
    ("note", "đã sửa"),
    ("action", "accept"),
    ("actor_id", None),
    ("subject_id", 4711),
    ("subject_type", "council"),
    ("from_state", "draft"),
    ("to_state", "awarded"),
    ("data", {"sha256": "khác"}),
]


@pytest.mark.parametrize(("column", "value"), EDITS, ids=[edit[0] for edit in EDITS])
def test_an_edited_row_is_named(dossier, column, value):
    change(5, **{column: value})

    assert found()[0] == BROKEN.format(5)


def test_a_moved_moment_is_named(dossier):
    change(5, at=row(5).at - timedelta(seconds=1))

    assert found()[0] == BROKEN.format(5)


def test_a_deleted_row_is_named(dossier):
    db.session.execute(delete(AuditEvent).where(AuditEvent.id == 5))

    assert found() == ["audit_event 5: missing or out of order"]


def test_a_deleted_first_row_is_named(dossier):
    db.session.execute(delete(AuditEvent).where(AuditEvent.id == 1))

    assert found() == ["audit_event 1: missing or out of order"]


def test_deleted_last_rows_are_found_by_the_states_they_led_to(dossier):
    last = db.session.scalars(
        select(AuditEvent.id).where(
            AuditEvent.subject_type == "dossier", AuditEvent.to_state == "under_review"
        )
    ).one()
    db.session.execute(delete(AuditEvent).where(AuditEvent.id >= last))

    assert f"dossier {dossier.id}: state under_review is not what audit_event" in found()[0]


def test_two_swapped_rows_are_found_at_the_first_of_them(dossier):
    change(5, id=9999)
    change(6, id=5)
    change(9999, id=6)

    assert found()[0] == BROKEN.format(5)


def test_a_row_edited_and_hashed_again_is_found_by_the_row_that_stands_on_it(dossier):
    change(5, note="đã sửa")
    change(5, hash=auditing.digest(row(5)))

    assert found() == [BROKEN.format(6)]


def test_a_chain_hashed_again_to_its_end_no_longer_has_the_head_that_was_noted(dossier):
    noted = auditing.head()
    change(5, note="đã sửa")
    previous = row(4).hash
    for number in range(5, noted[0] + 1):
        change(number, previous_hash=previous)
        previous = auditing.digest(row(number))
        change(number, hash=previous)

    assert found() == []
    assert auditing.head()[0] == noted[0]
    assert auditing.head()[1] != noted[1]


def test_a_state_changed_behind_the_engine_s_back_is_found(dossier):
    db.session.execute(
        update(Dossier).where(Dossier.id == dossier.id).values(state=DossierState.IN_CONSENSUS)
    )

    event = db.session.scalars(
        select(AuditEvent.id).where(
            AuditEvent.subject_type == "dossier", AuditEvent.to_state == "under_review"
        )
    ).one()
    assert found() == [
        f"dossier {dossier.id}: state in_consensus is not what audit_event {event} led to"
    ]


def test_a_row_born_in_a_later_state_is_found(app):
    dossier = make_dossier("accepted")
    born = Assignment(
        dossier_id=dossier.id,
        user_id=make_user().id,
        stage="desk_review",
        state="cancelled",
        offered_at=dossier.created_at,
    )
    db.session.add(born)
    db.session.flush()

    assert found() == [f"assignment {born.id}: state cancelled is not what no audit_event led to"]


@pytest.mark.parametrize("book", ["gtclqg-2020", "gtclqg-2026"])
def test_after_a_whole_procedure_the_replay_equals_the_states(app, book):
    dossier = make_dossier("revoked", rulebook_id=book)

    assert dossier.state is DossierState.REVOKED
    assert found() == []
    moves = db.session.scalars(
        select(AuditEvent.to_state)
        .where(AuditEvent.subject_type == "dossier", AuditEvent.subject_id == dossier.id)
        .where(AuditEvent.to_state.is_not(None))
        .order_by(AuditEvent.id)
    ).all()
    assert moves[0] == "registered"
    assert moves[-1] == "revoked"


def test_an_event_that_is_rolled_back_to_a_savepoint_leaves_no_gap(dossier):
    auditing.record("kept", dossier, actor=None)
    savepoint = db.session.begin_nested()
    auditing.record("lost", dossier, actor=None)

    savepoint.rollback()
    auditing.record("kept", dossier, actor=None)

    actions = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions[-2:] == ["kept", "kept"]
    assert found() == []
