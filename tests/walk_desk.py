"""A dossier led through the real services and the real workflow, from a draft to its council."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from award import clock, workflow
from award.extensions import db
from award.models import (
    Answer,
    AnswerVersion,
    AssessmentScope,
    Assignment,
    AssignmentState,
    AwardCycle,
    Council,
    DocumentState,
    Dossier,
    Evidence,
    IntakeCheck,
    IssuedDocument,
    Organisation,
    Phase,
    ProductEntry,
    Rating,
    SelfAssessment,
    SiteVisit,
    Stage,
    User,
    VisitState,
)
from award.services import (
    assigning,
    completeness,
    consensus,
    evaluation,
    ratings,
    registration,
    rulebooks,
    scoresheets,
    visits,
)
from award.words import fold
from tests import founding
from tests.walk_council import open_meeting, receiving_council
from tests.who import assignments_of, chair_of, lead_of, owner_of, secretary_of

Step = Callable[..., None]


def make_draft(
    *,
    cycle: AwardCycle | None = None,
    council: Council | None = None,
    organisation: Organisation | None = None,
    rulebook_id: str = "gtclqg-2020",
    product: str = "",
    sector_group: str = "01",
) -> Dossier:
    """An empty dossier in draft; in 2026 with its product, sharing the management part."""
    cycle = cycle or (council.cycle if council else founding.the_cycle(rulebook_id))
    book = rulebooks.of(cycle)
    council = council or receiving_council(cycle)
    organisation = organisation or founding.make_organisation()
    entry = book.management_scope == "organisation"
    scope = AssessmentScope.ENTRY if entry else AssessmentScope.WHOLE
    dossier = Dossier(
        cycle=cycle,
        organisation=organisation,
        receiving_council=council,
        council=council,
        own_part=SelfAssessment(organisation_id=organisation.id, cycle_id=cycle.id, scope=scope),
        management_part=_management_part(organisation, cycle) if entry else None,
        created_at=clock.now(),
    )
    db.session.add(dossier)
    db.session.flush()
    if book.award.object == "product":
        _enter_product(dossier, product or f"Sản phẩm Mẫu {dossier.id}", sector_group)
    return dossier


def _management_part(organisation: Organisation, cycle: AwardCycle) -> SelfAssessment:
    found = db.session.scalar(
        select(SelfAssessment).where(
            SelfAssessment.organisation_id == organisation.id,
            SelfAssessment.cycle_id == cycle.id,
            SelfAssessment.scope == AssessmentScope.MANAGEMENT,
        )
    )
    return found or SelfAssessment(
        organisation_id=organisation.id, cycle_id=cycle.id, scope=AssessmentScope.MANAGEMENT
    )


def _enter_product(dossier: Dossier, name: str, sector_group: str) -> None:
    group = next(one for one in dossier.cycle.sector_groups if one.code == sector_group)
    db.session.add(
        ProductEntry(
            dossier=dossier,
            cycle_id=dossier.cycle_id,
            organisation_id=dossier.organisation_id,
            sector_group=group,
            name=name,
            search_key=fold(name),
            on_market_since=date(2020, 1, 6),
        )
    )
    db.session.flush()


def sign_document(document: IssuedDocument, actor: User) -> None:
    """Let the worker render a document and a person attach its signed copy."""
    if document.state is DocumentState.RENDERING:
        render(document)
    workflow.perform(
        "attach_signed",
        document,
        actor=actor,
        file=founding.make_file(),
        signed_by="Nguyễn Văn Mẫu",
        signed_on=clock.today_local(),
        organisation_seal=True,
    )


def render(document: IssuedDocument) -> None:
    """Let the worker render a document."""
    file = founding.make_file(f"{document.kind}.pdf")
    workflow.perform("rendered", document, actor=None, file=file, pages=1)


def _register(dossier: Dossier, **_: Any) -> None:
    owner = owner_of(dossier)
    dossier.compliance_declared_at = clock.now()
    sign_document(registration.prepare(dossier, actor=owner), owner)
    workflow.perform("register", dossier, actor=owner)


def fill(dossier: Dossier) -> None:
    """Write every answer and file every paper that is still missing."""
    owner = owner_of(dossier)
    parts = rulebooks.items_by_part(dossier)
    shared = dossier.management_part_id or dossier.own_part_id
    for gap in completeness.gaps(dossier):
        if gap.item in parts:
            text = f"Cách làm của đơn vị ở hạng mục {gap.item}."
            _answer(parts[gap.item], gap.item, text, 60, owner)
        elif gap.item is not None:
            code = completeness.REPORT_PREFIX + gap.item
            _answer(shared, code, f"Nội dung {gap.item}.", None, owner)
        else:
            _file_evidence(dossier, gap.part, gap.year, owner)


def _answer(part: int, code: str, text: str, percent: int | None, owner: User) -> None:
    answer = Answer(
        self_assessment_id=part,
        code=code,
        text=text,
        own_percent=percent,
        updated_at=clock.now(),
        updated_by_id=owner.id,
    )
    db.session.add(answer)
    db.session.flush()
    db.session.add(
        AnswerVersion(
            answer_id=answer.id,
            number=1,
            text=text,
            own_percent=percent,
            saved_at=clock.now(),
            saved_by_id=owner.id,
        )
    )
    db.session.flush()


def _file_evidence(dossier: Dossier, part: str, year: int | None, owner: User) -> None:
    db.session.add(
        Evidence(
            dossier=dossier,
            file=founding.make_file(f"tài liệu phần {part}.pdf"),
            part=part,
            year=year,
            title=f"Tài liệu phần {part}",
            added_at=clock.now(),
            added_by_id=owner.id,
        )
    )
    db.session.flush()


def _submit(dossier: Dossier, **_: Any) -> None:
    fill(dossier)
    workflow.perform("submit", dossier, actor=owner_of(dossier))


def _accept(dossier: Dossier, **_: Any) -> None:
    secretary = secretary_of(dossier.council)
    for part in rulebooks.of(dossier.cycle).parts:
        if part.required:
            db.session.add(
                IntakeCheck(
                    dossier_id=dossier.id,
                    part=part.code,
                    good=True,
                    checked_by_id=secretary.id,
                    checked_at=clock.now(),
                )
            )
    workflow.perform("accept", dossier, actor=secretary)


def assign_team(
    dossier: Dossier, people: Sequence[User] = (), *, accept: bool = True
) -> list[Assignment]:
    """Assign as many people as the edition asks for, the first as lead; they undertake and accept."""
    stage = assigning.stage_of(dossier)
    secretary = secretary_of(dossier.council)
    if not people:
        people = _free_people(dossier)
    made = [
        assigning.assign(dossier, person, lead=place == 0, actor=secretary)
        for place, person in enumerate(people)
    ]
    if accept:
        for assignment in made:
            founding.undertake(assignment.user, dossier.cycle)
            workflow.perform("accept", assignment, actor=assignment.user)
    assert stage is made[0].stage
    return made


def _free_people(dossier: Dossier) -> list[User]:
    if not assigning.candidates(dossier.council):
        founding.make_team(dossier.council)
    size = assigning.rule_for(dossier.council, assigning.stage_of(dossier)).team_size
    free = [one for one, why, _ in assigning.options(dossier) if why is None]
    if len(free) < size:
        founding.make_team(dossier.council, size)
        free = [one for one, why, _ in assigning.options(dossier) if why is None]
    free.sort(key=lambda one: not one.lead)
    return [one.user for one in free[:size]]


def _start_review(dossier: Dossier, team: Sequence[User] = (), **_: Any) -> None:
    if not assignments_of(dossier):
        assign_team(dossier, team)
    workflow.perform("start_review", dossier, actor=secretary_of(dossier.council))


def rate_all(
    dossier: Dossier, percents: Sequence[int] = (60, 65, 70), *, submit: bool = True
) -> None:
    """Let each assessor rate every item, the n-th with the n-th percent, and submit."""
    for place, assignment in enumerate(assignments_of(dossier)):
        if assignment.state is not AssignmentState.ACCEPTED:
            continue
        rate(assignment, percents[place % len(percents)])
        if submit:
            workflow.perform("submit", assignment, actor=assignment.user)


def rate(assignment: Assignment, percent: int, items: Sequence[str] = ()) -> list[Rating]:
    """Let one assessor rate the items that are missing, or those named."""
    return [
        ratings.record(
            assignment,
            item,
            percent,
            strengths=f"Điểm mạnh ở {item}.",
            improvements=f"Cơ hội cải tiến ở {item}.",
            evidence="Phần 3",
            actor=assignment.user,
        )
        for item in items or ratings.missing(assignment)
    ]


def _open_consensus(dossier: Dossier, percents: Sequence[int] = (60, 65, 70), **_: Any) -> None:
    rate_all(dossier, percents)
    workflow.perform("open_consensus", dossier, actor=secretary_of(dossier.council))


def agree_all(dossier: Dossier, percent: int = 65, *, reason: str = "Nhóm đã trao đổi.") -> None:
    """Let the lead agree one percent on every item that has none yet."""
    lead = lead_of(dossier)
    for item in consensus.missing(dossier):
        consensus.enter(
            dossier,
            item,
            percent,
            reason=reason,
            strengths=f"Điểm mạnh chung ở {item}.",
            improvements=f"Cơ hội cải tiến chung ở {item}.",
            actor=lead,
        )


def _close_desk(dossier: Dossier, percent: int = 65, **_: Any) -> None:
    agree_all(dossier, percent)
    workflow.perform("close_desk", dossier, actor=secretary_of(dossier.council))


def _start_visit(dossier: Dossier, **_: Any) -> None:
    if "in_council" in rulebooks.of(dossier.cycle).state_codes:
        meeting = open_meeting(dossier.council, [dossier], stage="council")
        workflow.perform("close", meeting, actor=chair_of(dossier.council))
    workflow.perform("start_visit", dossier, actor=secretary_of(dossier.council))


def plan_visit(dossier: Dossier, **entries: Any) -> SiteVisit:
    """A visit proposed by the secretary; it began an hour ago unless told otherwise."""
    given: dict[str, Any] = {
        "starts_at": clock.now() - timedelta(hours=1),
        "ends_at": clock.now() + timedelta(hours=7),
        "place": "Số 1, phố Mẫu",
        "agenda": "08:00 làm việc với lãnh đạo",
    } | entries
    return visits.plan(dossier, actor=secretary_of(dossier.council), **given)


def _sign_visit(dossier: Dossier, **_: Any) -> None:
    visit = plan_visit(dossier)
    lead, owner = lead_of(dossier, visit.stage), owner_of(dossier)
    workflow.perform("confirm", visit, actor=owner)
    for issue in visit.issues:
        visits.answer(issue, "Đã xác minh tại chỗ.", actor=lead)
    visits.write_record(visit, "Đoàn đã làm việc với đơn vị.", actor=lead)
    workflow.perform("record", visit, actor=lead)
    workflow.perform("countersign", visit, actor=owner)


def write_report(dossier: Dossier, tier: str = "none", stage: Stage = Stage.DESK_REVIEW) -> None:
    """The team's evaluation report by its lead."""
    evaluation.write(
        dossier,
        summary="Tổ chức có cách làm rõ ràng ở hầu hết hạng mục.",
        strengths="Lãnh đạo trực tiếp theo dõi kết quả.",
        improvements="Chưa so sánh với đơn vị dẫn đầu.",
        proposed_tier=tier,
        actor=lead_of(dossier, stage),
    )


def _to_council(dossier: Dossier, **_: Any) -> None:
    write_report(dossier)
    straight = "in_council" not in rulebooks.of(dossier.cycle).state_codes
    name = "to_national_council" if straight else "to_council"
    workflow.perform(name, dossier, actor=secretary_of(dossier.council))


STEPS: tuple[tuple[str, Step], ...] = (
    ("registered", _register),
    ("submitted", _submit),
    ("accepted", _accept),
    ("under_review", _start_review),
    ("in_consensus", _open_consensus),
    ("desk_closed", _close_desk),
    ("site_visit", _start_visit),
    ("visit_signed", _sign_visit),
    ("in_council", _to_council),
)


def is_desk_closed(dossier: Dossier) -> bool:
    """Whether the first score sheet is frozen."""
    return any(sheet.phase is Phase.DESK for sheet in scoresheets.all_of(dossier))


def is_visit_signed(dossier: Dossier) -> bool:
    """Whether both sides have signed the record of the visit."""
    signed = select(SiteVisit.id).where(
        SiteVisit.dossier_id == dossier.id, SiteVisit.state == VisitState.SIGNED
    )
    return db.session.scalar(signed) is not None
