"""Demonstration data are believable, whole, and the same for everybody."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from award import clock, create_app
from award.demo import people, seeding
from award.extensions import db
from award.models import (
    Answer,
    Assignment,
    AuditEvent,
    AwardCycle,
    ComplianceSnapshot,
    ConsensusScore,
    ConsultationEntry,
    Deadline,
    Dossier,
    EvaluationReport,
    GrowingArea,
    Meeting,
    ProgrammeReport,
    Rating,
    Reply,
    SiteVisit,
    User,
    Vote,
)
from award.services import (
    auditing,
    consensus,
    invariants,
    passwords,
    programme_reports,
    worklist,
)
from scoring import rulebook
from tests.conftest import Databases, settings_for

pytestmark = pytest.mark.timeout(1500)


@pytest.fixture(scope="module")
def seeded(databases: Databases, worker: str) -> Iterator[Flask]:
    """An application whose database was filled by the command."""
    name = f"award_test_{worker}_seed"
    app = create_app(settings_for(databases.clone(name), databases.folder))
    done = app.test_cli_runner().invoke(args=["demo", "seed"])
    assert done.exit_code == 0, done.output
    yield app
    with app.app_context():
        db.engine.dispose()
    databases.drop(name)


@pytest.fixture
def look(seeded: Flask) -> Iterator[Flask]:
    """The filled database, to be read."""
    with seeded.app_context():
        yield seeded
        db.session.remove()


@pytest.mark.parametrize("edition", ["gtclqg-2020", "gtclqg-2026"])
def test_dossiers_stand_in_every_state_of_both_procedures(look: Flask, edition: str) -> None:
    states = set(
        db.session.scalars(
            select(Dossier.state).join(AwardCycle).where(AwardCycle.rulebook_id == edition)
        )
    )

    assert {state.value for state in states} == set(rulebook.load(edition).state_codes)


def test_there_are_as_many_as_a_real_year_has(look: Flask) -> None:
    dossiers = db.session.scalar(select(func.count(Dossier.id)))
    cycles = db.session.scalars(select(AwardCycle.year).order_by(AwardCycle.year)).all()

    assert dossiers is not None
    assert dossiers >= 60
    assert cycles == [2024, 2025, 2026]


def test_the_chain_is_whole_and_every_invariant_holds(look: Flask) -> None:
    assert list(auditing.faults()) == []
    assert list(invariants.breaches()) == []


def test_time_runs_forward_in_the_audit_and_ends_before_now(look: Flask) -> None:
    instants = db.session.scalars(select(AuditEvent.at).order_by(AuditEvent.id)).all()

    assert sorted(instants) == list(instants)
    assert instants[-1] < max(datetime.now(UTC), clock.end_of_day(seeding.EARLIEST_END))


def test_answers_are_as_long_as_real_ones(look: Flask) -> None:
    lengths = db.session.scalars(
        select(func.length(Answer.text)).where(Answer.code.not_like("gr.%"))
    ).all()

    assert len(lengths) > 900
    assert sum(1500 <= length <= 3500 for length in lengths) > 0.95 * len(lengths)
    assert len(set(db.session.scalars(select(Answer.text)))) > 0.99 * len(lengths)


def test_assessors_differ_and_some_items_lie_far_apart(look: Flask) -> None:
    mean = func.avg(Rating.percent)
    strict_first = db.session.scalars(
        select(mean).group_by(Rating.user_id).having(func.count() > 30).order_by(mean)
    ).all()
    agreeing = db.session.scalars(
        select(Dossier).where(Dossier.id.in_(select(EvaluationReport.dossier_id)))
    ).all()
    spreads = [spread for one in agreeing for spread in consensus.spreads(one).values()]

    assert strict_first[-1] - strict_first[0] > 15
    assert sum(spread > 20 for spread in spreads) > 20
    assert db.session.scalar(
        select(func.count(ConsensusScore.id)).where(ConsensusScore.reason != "")
    )


def test_there_is_something_to_do_today(look: Flask) -> None:
    open_votes = set(db.session.scalars(select(Vote.mode).where(Vote.state == "open")))
    planned = db.session.scalars(select(Meeting.starts_at).where(Meeting.state == "planned")).all()
    offered = db.session.scalars(select(Assignment).where(Assignment.state == "offered")).all()
    deadlines = db.session.scalars(
        select(Deadline.at)
        .join(AwardCycle, AwardCycle.id == Deadline.cycle_id)
        .where(AwardCycle.year > 2024)
    ).all()

    assert open_votes == {"electronic", "paper"}
    assert all(at > datetime.now(UTC) for at in planned)
    assert len(planned) == 1
    assert len(offered) >= 3
    assert all(at > datetime.now(UTC) for at in deadlines)
    assert len(deadlines) == 4


def test_everybody_of_the_list_has_work_but_those_who_only_look(look: Flask) -> None:
    idle = set()
    for one in people.SIGN_INS:
        person = db.session.scalars(
            select(User).where(User.email == people.address_of(one.name))
        ).one()
        if not worklist.of(person):
            idle.add(one.role)

    assert idle == {"Người đọc của tổ chức", "Quản trị hệ thống"}


def test_councils_meet_and_teams_visit_when_offices_are_open(look: Flask) -> None:
    starts = [
        *db.session.scalars(select(Meeting.starts_at)),
        *db.session.scalars(select(SiteVisit.starts_at)),
    ]

    closed = [at for at in starts if not clock.is_working_day(clock.local(at).date())]

    assert closed == []
    assert {clock.local(at).time().isoformat("minutes") for at in starts} == {"08:00"}


def test_visits_that_wait_for_their_day_lie_ahead(look: Flask) -> None:
    waiting = db.session.scalars(
        select(SiteVisit.starts_at).where(SiteVisit.state.in_(["proposed", "confirmed"]))
    ).all()

    assert len(waiting) == 3
    assert all(at > datetime.now(UTC) for at in waiting)


def test_provinces_agreed_objected_and_stayed_silent(look: Flask) -> None:
    replies = Counter(db.session.scalars(select(ConsultationEntry.reply)))

    assert set(replies) == {Reply.AGREE, Reply.DISAGREE, Reply.NONE, None}


def test_there_is_one_sign_in_for_every_role_and_its_password_works(look: Flask) -> None:
    done = look.test_cli_runner().invoke(args=["demo", "accounts"])

    lines = done.output.splitlines()
    assert len(lines) == 1 + len(people.SIGN_INS)
    assert people.PASSWORD in lines[0]
    for one, line in zip(people.SIGN_INS, lines[1:], strict=True):
        assert one.role in line
        assert people.address_of(one.name) in line
    hashes = set(db.session.scalars(select(User.password_hash).where(User.demo)))
    assert len(hashes) == 1
    assert passwords.matches(people.PASSWORD, hashes.pop())


def test_what_persons_do_next_does_not_wait_behind_the_past(look: Flask) -> None:
    waiting = db.session.execute(
        text("SELECT max(priority) FROM procrastinate_jobs WHERE status = 'todo'")
    ).scalar_one()

    assert waiting < 0


def test_four_dossiers_carry_the_frozen_result_of_a_chain(look: Flask) -> None:
    frozen = db.session.scalars(
        select(ComplianceSnapshot).order_by(ComplianceSnapshot.dossier_id)
    ).all()

    assert len({one.dossier_id for one in frozen}) == 4
    assert Counter(one.check_run.status.value for one in frozen)["fail"] == 1
    assert db.session.scalar(select(func.count(GrowingArea.id))) == 200


def test_two_provinces_run_the_programme_and_one_has_reported(look: Flask) -> None:
    reports = db.session.scalars(select(ProgrammeReport)).all()

    assert {one.province_code: one.state.value for one in reports} == {"01": "draft", "31": "sent"}
    assert all(programme_reports.is_intact(one) for one in reports)


def test_a_second_seed_changes_nothing_and_says_so(look: Flask) -> None:
    before = auditing.head()
    db.session.rollback()

    done = look.test_cli_runner().invoke(args=["demo", "seed"])

    assert done.exit_code == 0
    assert "đã có dữ liệu" in done.output
    assert auditing.head() == before


def test_production_is_not_seeded(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    production = app.config["AWARD"].model_copy(update={"env": "production"})
    monkeypatch.setitem(app.config, "AWARD", production)

    done = app.test_cli_runner().invoke(args=["demo", "seed"])

    assert done.exit_code == 1
    assert "production" in done.output
    assert db.session.scalar(select(func.count(User.id))) == 0


def test_an_empty_database_has_no_sign_ins(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["demo", "accounts"])

    assert done.exit_code == 0
    assert "flask demo seed" in done.output
