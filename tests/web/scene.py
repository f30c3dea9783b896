"""One award with a row behind every address, and people who have nothing to do with it."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import BuildError, Rule

from award import clock
from award.demo.programme import make_entries, make_plan, make_survey, make_task
from award.extensions import Base, db
from award.models import (
    AgendaItem,
    ApiToken,
    Assignment,
    AuthorityRequest,
    Award,
    AwardDecision,
    CaptureJob,
    CaptureSource,
    CarrierCheck,
    CheckOverride,
    ComplianceSnapshot,
    ConformityKind,
    ConformityPaper,
    Consultation,
    ConsultationEntry,
    Council,
    CourseFileKind,
    Dossier,
    Evidence,
    HandOver,
    IssuedDocument,
    Membership,
    ProgrammeTarget,
    RecallDrill,
    Role,
    SeatRole,
    Shortlist,
    SiteVisit,
    Unit,
    User,
    Vote,
)
from award.services import (
    checking,
    growing_areas,
    parties,
    products_register,
    storage,
    training,
    training_certificates,
    training_results,
)
from award.services.growing_areas import AreaFacts
from award.services.products_register import ProductFacts
from tests.factories import (
    assessors_of,
    attend,
    grant,
    make_administrator,
    make_council,
    make_course,
    make_dossier,
    make_organisation,
    make_participant,
    make_province_officer,
    make_seat,
    make_session,
    make_standing_body,
    make_team,
    make_user,
    owner_of,
    runner_of,
    start_report,
    undertake,
)
from traceability.parties import PartyKind

NOBODY = 999_999  # the id of a row that does not exist
FIRST_ITEM = "1.1"
WORDS = {"code": FIRST_ITEM, "portal": "national",
         "part": "6", "number": 1, "year": 2025, "token": "khong-co",
         "point": "1", "kind": "site", "sheet": "lots", "event_id": "urn:x", "value": "x",
         "province_code": "01", "metric": "traced", "register": "systems"}  # fmt: skip
MOVES = {
    "councils.move_dossier": "accept",
    "councils.move_assignment": "cancel",
    "councils.move_meeting": "close",
    "councils.move_vote": "close",
    "councils.move_visit": "cancel",
    "dossiers.answer_visit": "confirm",
    "admin.move_dossier": "consult",
}


@dataclass
class Scene:
    """A dossier with everything around it; `ids` fills the addresses of all routes."""

    dossier: Dossier
    ids: dict[str, Any] = field(default_factory=dict)

    def address(self, app: Flask, rule: Rule) -> str:
        """The address of a route with the ids of this award."""
        values = {name: self._value(rule, name) for name in rule.arguments}
        with app.test_request_context():
            adapter = app.url_map.bind("localhost")
            try:
                return adapter.build(rule.endpoint, values, method=sorted(rule.methods or ())[0])
            except BuildError as error:
                raise AssertionError(f"no value for {rule.rule}") from error

    def _value(self, rule: Rule, name: str) -> Any:
        if name in {"name", "move"}:
            return MOVES.get(rule.endpoint, "epcs")
        if name == "chart":  # the country has the provinces in their order as well
            return "ranking-traced" if "national" in rule.endpoint else "target-traced"
        if name in WORDS:
            return WORDS[name]
        return self.ids.get(name, NOBODY)


def make_scene(state: str = "awarded", **dossier: Any) -> Scene:
    """A dossier walked to `state`, and the id of one row of every table on the way."""
    made = make_dossier(state, **dossier)
    ids: dict[str, Any] = {
        "dossier_id": made.id,
        "organisation_id": made.organisation_id,
        "council_id": made.council_id,
        "award_cycle_id": made.cycle_id,
        "cycle_id": made.cycle_id,
    }
    mine: dict[type[Base], Any] = {
        Assignment: Assignment.dossier_id == made.id,
        AgendaItem: AgendaItem.dossier_id == made.id,
        SiteVisit: SiteVisit.dossier_id == made.id,
        Evidence: Evidence.dossier_id == made.id,
        IssuedDocument: IssuedDocument.dossier_id == made.id,
        Award: Award.dossier_id == made.id,
        Membership: Membership.organisation_id == made.organisation_id,
    }
    for model in (Shortlist, HandOver, Consultation, ConsultationEntry, AwardDecision, Vote):
        mine[model] = True
    for model, which in mine.items():
        row = db.session.scalar(select(model).where(which).order_by("id").limit(1))
        ids[f"{model.__tablename__}_id"] = NOBODY if row is None else row.id  # type: ignore[attr-defined]
        _keep_bytes(row)
    ids |= _traced(made) | _planned(made) | _trained() | _reported(made)
    ids["entry_id"] = ids["consultation_entry_id"]
    item = db.session.get(AgendaItem, ids["agenda_item_id"])
    ids["meeting_id"] = NOBODY if item is None else item.meeting_id
    return Scene(made, ids)


def _traced(made: Dossier) -> dict[str, Any]:
    """A product of the organisation with a check of it, a capture, a token for machines."""
    owner, organisation = owner_of(made), made.organisation
    facts = ProductFacts(name="Cà phê Mẫu", gtin="8938505970011", details={"image": "anh.png"})
    product = products_register.save(organisation, facts, actor=owner)
    area = growing_areas.save(
        organisation, AreaFacts(code="VN-DLOR-0123", grower="Hộ Mẫu"), actor=owner
    )
    by = {"organisation_id": organisation.id, "created_by_id": owner.id, "created_at": clock.now()}
    run = checking.run(product, actor=None)
    snapshot = ComplianceSnapshot(
        dossier=made, product=product, check_run=run, frozen_at=clock.now()
    )
    override = CheckOverride(
        dossier=made, product_id=product.id, control_point="R01", satisfaction=1,
        reason="Đã xem", proposed_by_id=(assessors_of(made) or [owner])[0].id,
        proposed_at=clock.now(),
    )  # fmt: skip
    job = CaptureJob(
        id=UUID(int=1), source=CaptureSource.UPLOAD, sha256="0" * 64, size=1, storage_key="x", **by
    )
    token = ApiToken(
        name="máy", token_hash="x", scopes=[], expires_at=clock.now() + timedelta(days=1), **by
    )
    site = parties.add_site(organisation, "Kho Mẫu", "", actor=owner)
    partner = parties.add_partner(organisation, "Bên Mẫu", PartyKind.INTERNAL, "DT-1", actor=owner)
    prefix = parties.add_prefix(organisation, "893850597", actor=owner)
    kept = storage.keep("m.pdf", b"%PDF-1.7", media_type="application/pdf", actor=owner)
    paper = ConformityPaper(
        organisation=organisation, kind=ConformityKind.STANDARD, norm="TCVN", number="1",
        issuer="Mẫu", issued_on=clock.today_local(), file=kept, added_at=clock.now(),
        added_by_id=owner.id,
    )  # fmt: skip
    label = CarrierCheck(
        product=product, content="8938505970011", registered="x", matches=True,
        checked_at=clock.now(), checked_by_id=owner.id,
    )  # fmt: skip
    request = AuthorityRequest(
        organisation_id=organisation.id, authority="Chi cục Mẫu", basis="CV 1", product=product,
        received_at=clock.now(), due_at=clock.now() + timedelta(days=1), recorded_by_id=owner.id,
    )  # fmt: skip
    db.session.add_all([snapshot, override, job, token, label, request, paper])
    drill = RecallDrill(
        product=product, seed=1, sample=[], started_at=clock.now(), started_by_id=owner.id,
        found={"lots": {}, "typed": {}},
    )  # fmt: skip
    db.session.add_all([run, job, token, drill])
    db.session.flush()
    return {
        "product_id": product.id,
        "growing_area_id": area.id,
        "carrier_check_id": label.id,
        "conformity_paper_id": paper.id,
        "site_id": site.id,
        "partner_id": partner.id,
        "company_prefix_id": prefix.id,
        "check_run_id": run.id,
        "compliance_snapshot_id": snapshot.id,
        "check_override_id": override.id,
        "authority_request_id": request.id,
        "recall_drill_id": drill.id,
        "capture_job_id": job.id,
        "api_token_id": token.id,
    }


def _planned(made: Dossier) -> dict[str, Any]:
    """The programme of the organisation's province: a plan with a task, a target."""
    plan = make_plan(made.organisation.province_code)
    task = make_task(plan)
    _keep_bytes(plan)
    target = ProgrammeTarget(
        province_code=plan.province_code, year=2026, metric="traced", title="Chỉ tiêu Mẫu",
        value=Decimal(50), unit=Unit.PERCENT, source="Mẫu", recorded_at=clock.now(),
        recorded_by_id=plan.recorded_by_id,
    )  # fmt: skip
    db.session.add(target)
    db.session.flush()
    return {
        "programme_plan_id": plan.id,
        "plan_task_id": task.id,
        "programme_target_id": target.id,
        **make_entries(plan.province_code),
        "survey_import_id": make_survey(["0100112437"], plan.province_code).id,
    }


def _reported(made: Dossier) -> dict[str, Any]:
    """A report that the organisation's province is still writing."""
    return {"programme_report_id": start_report(made.organisation.province_code, 2026).id}


def _trained() -> dict[str, Any]:
    """A course of a province that is nobody's here, with all that can stand in one."""
    course = make_course("22", pass_percent=50)
    runner, session = runner_of(course), make_session(course)
    participant = make_participant(course)
    question = training.add_question(
        course, text="Câu Mẫu?", choices=["a", "b"], right=0, actor=runner
    )
    attend(participant, session)
    training_results.take_test(participant, {question.id: 0}, actor=runner)
    kept = storage.keep("m.pdf", b"%PDF-1.7", media_type="application/pdf", actor=runner)
    file = training.add_file(course, CourseFileKind.PLAN, kept, actor=runner)
    training_certificates.issue_all(course, actor=runner)
    return {
        "training_course_id": course.id,
        "training_session_id": session.id,
        "participant_id": participant.id,
        "training_question_id": question.id,
        "course_file_id": file.id,
        "training_certificate_id": participant.certificate.id,
    }


def _keep_bytes(row: Any) -> None:
    """Let the files of a row have bytes, so that whoever may download them can."""
    for name in ("file_id", "signed_file_id", "signed_copy_id"):
        if hasattr(row, name):
            kept = storage.keep("m.pdf", b"%PDF-1.7", media_type="application/pdf", actor=None)
            setattr(row, name, kept.id)
    db.session.flush()


def another_applicant(scene: Scene) -> User:
    """The owner of another organisation that takes part in the same year."""
    owner = make_user("Chủ Mẫu khác")
    organisation = make_organisation(owner=owner)
    make_dossier("submitted", organisation=organisation, council=_receiving(scene))
    return owner


def another_assessor(scene: Scene) -> User:
    """An assessor of the same council, undertaken, assigned to nothing."""
    person = make_team(_receiving(scene), 3).members[2].user
    undertake(person, scene.dossier.cycle)
    return person


def another_member(scene: Scene) -> User:
    """The chair of a council of another province in the same year, undertaken."""
    council = make_council(cycle=scene.dossier.cycle, province_code="79")
    chair = make_user("Chủ tịch Mẫu khác")
    for seat in council.seats:
        if seat.role is SeatRole.CHAIR:
            seat.user = chair
    undertake(chair, scene.dossier.cycle)
    db.session.flush()
    return chair


def another_secretary(scene: Scene) -> User:
    """The secretary of a council of another province in the same year."""
    council = make_council(cycle=scene.dossier.cycle, province_code="79", seats=7)
    return make_seat(council, SeatRole.SECRETARY, user=make_user("Thư ký Mẫu khác")).user


def another_province(_scene: Scene) -> User:
    """An officer of a province that the organisation does not lie in."""
    return make_province_officer("79")


def a_reader_elsewhere(scene: Scene) -> User:
    """A reader of another organisation."""
    person = make_user("Người đọc Mẫu khác")
    grant(person, Role.READER, organisation=make_organisation(owner=another_applicant(scene)))
    return person


def the_standing_body(_scene: Scene) -> User:
    """Somebody of the standing body."""
    return make_standing_body()


def an_administrator(_scene: Scene) -> User:
    """Somebody who administers accounts."""
    return make_administrator()


def _receiving(scene: Scene) -> Council:
    return scene.dossier.receiving_council
