"""A dossier led through the real services and the real workflow, from a draft to its council."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from award import clock, workflow
from award.demo import founding
from award.demo.authors import PLAIN, Author
from award.demo.walk_council import open_meeting, receiving_council
from award.demo.who import assignments_of, chair_of, lead_of, owner, owner_of, secretary_of
from award.extensions import db
from award.models import (
    Assignment,
    AssignmentState,
    AwardCycle,
    Council,
    DocumentState,
    Dossier,
    IssuedDocument,
    Organisation,
    Phase,
    Rating,
    SiteVisit,
    Stage,
    User,
    VisitState,
)
from award.policies import facts
from award.services import (
    answers,
    assigning,
    completeness,
    consensus,
    evaluation,
    evidence,
    intake,
    issuing,
    ratings,
    registration,
    rulebooks,
    scoresheets,
    starting,
    undertakings,
    visits,
)
from award.services.products import ProductFacts

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
    council = council or receiving_council(cycle)
    organisation = organisation or founding.make_organisation(
        province_code=council.province_code or "01"
    )
    entered = None
    if starting.enters_products(cycle):
        group = next(one for one in cycle.sector_groups if one.code == sector_group)
        name = product or f"Sản phẩm Mẫu {founding.next_number()}"
        entered = ProductFacts(name, group.id, date(2020, 1, 6))
    return starting.start(organisation, cycle, council, product=entered, actor=owner(organisation))


def sign_document(document: IssuedDocument, actor: User, author: Author = PLAIN) -> None:
    """Let the worker print a document and a person attach its signed copy."""
    if document.state is DocumentState.RENDERING:
        author.render(document)
    file = author.scan(f"bản ký {document.kind}.pdf", actor)
    workflow.perform("attach_signed", document, actor=actor, file=file, **author.signed(document))


def render(document: IssuedDocument) -> None:
    """Let the worker print a document; the bytes exist nowhere."""
    PLAIN.render(document)


def declare(dossier: Dossier, author: Author = PLAIN) -> None:
    """The owner declares compliance and prints the form, which freezes the facts."""
    owner = owner_of(dossier)
    registration.declare_compliance(dossier, actor=owner)
    author.order(registration.prepare(dossier, actor=owner))


def register(dossier: Dossier, author: Author = PLAIN) -> None:
    """The form is signed and attached, which makes the registration effective."""
    owner = owner_of(dossier)
    form = registration.current_form(dossier)
    assert form is not None, "a form is printed before it is signed"
    sign_document(form, owner, author)
    workflow.perform("register", dossier, actor=owner)


def _register(dossier: Dossier, author: Author = PLAIN, **_: Any) -> None:
    declare(dossier, author)
    register(dossier, author)


def fill(dossier: Dossier, author: Author = PLAIN) -> None:
    """Write every answer and file every paper that is still missing."""
    close(dossier, completeness.gaps(dossier), author)


def close(dossier: Dossier, gaps: Iterable[completeness.Gap], author: Author) -> None:
    """Close some gaps: answers, fields of the report, papers."""
    owner = owner_of(dossier)
    items = rulebooks.items_by_part(dossier)
    texts: dict[str, tuple[str, int | None]] = {}
    for gap in gaps:
        if gap.item is None:
            paper = author.paper(dossier, gap.part, gap.year)
            evidence.add(dossier, paper, part=gap.part, year=gap.year, actor=owner)
        elif gap.item in items:
            texts[gap.item] = author.answer(dossier, gap.item)
        else:
            texts[completeness.REPORT_PREFIX + gap.item] = author.field(dossier, gap.item), None
    answers.save_all(dossier, texts, actor=owner)


def submit(dossier: Dossier) -> None:
    """The owner hands the dossier in."""
    workflow.perform("submit", dossier, actor=owner_of(dossier))


def _submit(dossier: Dossier, author: Author = PLAIN, **_: Any) -> None:
    fill(dossier, author)
    submit(dossier)


def accept(dossier: Dossier, **_: Any) -> None:
    """The secretary finds every part good and takes the dossier in."""
    secretary = secretary_of(dossier.council)
    good = {part.code: (True, "") for part in rulebooks.of(dossier.cycle).parts}
    intake.save_checks(dossier, good, actor=secretary)
    workflow.perform("accept", dossier, actor=secretary)


def assign_team(
    dossier: Dossier, people: Sequence[User] = (), *, accept: bool = True
) -> list[Assignment]:
    """Assign as many people as the edition asks for, the first as lead; they accept."""
    secretary = secretary_of(dossier.council)
    made = [
        assigning.assign(dossier, person, lead=place == 0, actor=secretary)
        for place, person in enumerate(people or _free_people(dossier))
    ]
    if accept:
        for assignment in made:
            take_on(assignment)
    return made


def take_on(assignment: Assignment) -> None:
    """An assessor signs the undertaking of the year and accepts."""
    undertakings.sign(
        assignment.dossier.cycle, version=facts.UNDERTAKING_VERSION, actor=assignment.user
    )
    workflow.perform("accept", assignment, actor=assignment.user)


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


def start_review(dossier: Dossier, team: Sequence[User] = (), **_: Any) -> None:
    """The secretary opens scoring for a team that has accepted."""
    if not assignments_of(dossier):
        assign_team(dossier, team)
    workflow.perform("start_review", dossier, actor=secretary_of(dossier.council))


def rate_all(
    dossier: Dossier,
    percents: Sequence[int] = (60, 65, 70),
    *,
    submit: bool = True,
    author: Author | None = None,
) -> None:
    """Let each assessor rate every item, the n-th with the n-th percent, and submit."""
    author = author or Author(tuple(percents))
    for place, assignment in enumerate(assignments_of(dossier)):
        if assignment.state is AssignmentState.ACCEPTED:
            rate_as(assignment, place, author)
            if submit:
                workflow.perform("submit", assignment, actor=assignment.user)


def rate_as(
    assignment: Assignment, place: int, author: Author, most: int | None = None
) -> list[Rating]:
    """Let the `place`-th assessor rate the items that are missing, or the first few of them."""
    return [
        ratings.record(
            assignment, item, **author.rating(assignment, item, place), actor=assignment.user
        )
        for item in ratings.missing(assignment)[:most]
    ]


def rate(assignment: Assignment, percent: int, items: Sequence[str] = ()) -> list[Rating]:
    """Let one assessor rate the items that are missing, or those named, with one percent."""
    return [
        ratings.record(assignment, item, percent, **PLAIN.remarks(item), actor=assignment.user)
        for item in items or ratings.missing(assignment)
    ]


def open_consensus(dossier: Dossier, author: Author = PLAIN, **_: Any) -> None:
    """Every sheet is in, and the secretary opens the agreement of scores."""
    rate_all(dossier, author=author)
    workflow.perform("open_consensus", dossier, actor=secretary_of(dossier.council))


def agree_all(
    dossier: Dossier,
    percent: int = 65,
    *,
    reason: str = "Nhóm đã trao đổi.",
    author: Author | None = None,
    most: int | None = None,
) -> None:
    """Let the lead agree a percent on every item that has none yet; the members may answer."""
    author = author or Author(percent=percent, reason=reason)
    lead, team = lead_of(dossier), assignments_of(dossier)
    for item in consensus.missing(dossier)[:most]:
        said = author.agreement(dossier, item)
        score = consensus.enter(dossier, item, **said, actor=lead)
        for assignment in team:
            note = author.stance(assignment, item)
            if note is not None and assignment.user_id != lead.id:
                consensus.take_stance(score, agrees=not note, note=note, actor=assignment.user)


def close_desk(dossier: Dossier, author: Author = PLAIN, **_: Any) -> None:
    """Every percent is agreed, and the secretary freezes the first sheet."""
    agree_all(dossier, author=author)
    workflow.perform("close_desk", dossier, actor=secretary_of(dossier.council))


def start_visit(dossier: Dossier, **_: Any) -> None:
    """The first session has taken note where there is one; the dossier moves to its visit."""
    if "in_council" in rulebooks.of(dossier.cycle).state_codes:
        meeting = open_meeting(dossier.council, [dossier], stage="council")
        workflow.perform("close", meeting, actor=chair_of(dossier.council))
    leave_for_visit(dossier)


def leave_for_visit(dossier: Dossier) -> None:
    """The secretary moves the dossier on to its visit."""
    workflow.perform("start_visit", dossier, actor=secretary_of(dossier.council))


def plan_visit(dossier: Dossier, author: Author = PLAIN, **entries: Any) -> SiteVisit:
    """A visit proposed by the secretary; it began an hour ago unless told otherwise."""
    given = author.visit(dossier, clock.now() - timedelta(hours=1)) | entries
    return visits.plan(dossier, actor=secretary_of(dossier.council), **given)


def hold_visit(visit: SiteVisit, author: Author = PLAIN, *, countersign: bool = True) -> None:
    """The team verifies, writes its record and signs; the organisation signs with its word."""
    lead, owner = lead_of(visit.dossier, visit.stage), owner_of(visit.dossier)
    if visit.state is VisitState.PROPOSED:
        workflow.perform("confirm", visit, actor=owner)
    record, explanation = author.record(visit)
    findings = {issue.id: author.finding(issue) for issue in visit.issues}
    visits.write(visit, record=record, findings=findings, actor=lead)
    workflow.perform("record", visit, actor=lead)
    if countersign:
        workflow.perform("countersign", visit, actor=owner, note=explanation)


def _sign_visit(dossier: Dossier, author: Author = PLAIN, **_: Any) -> None:
    hold_visit(plan_visit(dossier, author), author)


def write_report(
    dossier: Dossier,
    tier: str = "none",
    stage: Stage = Stage.DESK_REVIEW,
    author: Author = PLAIN,
) -> None:
    """The team's evaluation report by its lead, and its paper."""
    lead = lead_of(dossier, stage)
    said = author.report(dossier)
    written = evaluation.write(dossier, **({"proposed_tier": tier} | said), actor=lead)
    issuing.issue("evaluation_report", written, actor=lead, dossier=dossier)


def to_council(dossier: Dossier, author: Author = PLAIN, **_: Any) -> None:
    """The team reports, and the secretary closes the scores and brings the dossier in."""
    write_report(dossier, author=author)
    straight = "in_council" not in rulebooks.of(dossier.cycle).state_codes
    name = "to_national_council" if straight else "to_council"
    workflow.perform(name, dossier, actor=secretary_of(dossier.council))


STEPS: tuple[tuple[str, Step], ...] = (
    ("registered", _register),
    ("submitted", _submit),
    ("accepted", accept),
    ("under_review", start_review),
    ("in_consensus", open_consensus),
    ("desk_closed", close_desk),
    ("site_visit", start_visit),
    ("visit_signed", _sign_visit),
    ("in_council", to_council),
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
