"""What must also happen, in the same transaction, when something moves."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import (
    Council,
    CouncilLevel,
    Dossier,
    Phase,
    SupplementRequest,
    User,
)
from award.services import (
    assigning,
    conflicts,
    issuing,
    outbox,
    products,
    recipients,
    review_terms,
    rulebooks,
    scoresheets,
    snapshots,
)
from award.words import _N
from award.workflow.move import Effect, Move


def freeze_sheet(phase: Phase) -> Effect:
    """Freeze the score sheet of a phase; every item has an agreed percent by now."""

    def effect(move: Move) -> None:
        scoresheets.freeze(move.subject, phase, actor=move.person)

    return effect


def start_intake_clock(move: Move) -> None:
    """R18: the secretary answers within the edition's working days."""
    days = rulebooks.of(move.subject.cycle).clocks.intake_working_days
    today = clock.local(move.at).date()
    move.subject.due_at = clock.end_of_day(clock.add_working_days(today, days))


def stop_clock(move: Move) -> None:
    """Nobody's term runs any more."""
    move.subject.due_at = None


def request_supplement(move: Move) -> None:
    """Record what is missing and until when; the term is shown with the dossier."""
    due_at = move.data["due_at"]
    request = SupplementRequest(
        dossier_id=move.subject.id,
        national=move.subject.council.level is CouncilLevel.NATIONAL,
        parts=list(move.data["parts"]),
        reason=move.note,
        due_at=due_at,
        requested_at=move.at,
        requested_by_id=move.person.id,
    )
    db.session.add(request)
    move.subject.due_at = due_at
    db.session.flush()
    issuing.issue("supplement_notice", request, actor=move.person, dossier=move.subject)


def extend_supplement(move: Move) -> None:
    """Give the applicant until a later day."""
    open_request(move.subject).due_at = move.data["due_at"]
    move.subject.due_at = move.data["due_at"]


def answer_request(move: Move) -> None:
    """The applicant's answer closes the request it belongs to."""
    request = open_request(move.subject)
    request.answer = move.note
    request.answered_at = move.at
    request.answered_by_id = move.person.id


def open_request(dossier: Dossier) -> SupplementRequest:
    """The request that is waiting for its answer."""
    return db.session.scalars(
        select(SupplementRequest)
        .where(
            SupplementRequest.dossier_id == dossier.id,
            SupplementRequest.answered_at.is_(None),
        )
        .order_by(SupplementRequest.id.desc())
    ).one()


def move_to_national_council(move: Move) -> None:
    """From here the national council is in charge; the receiving one stays on record."""
    move.subject.council_id = db.session.scalars(
        select(Council.id).where(
            Council.cycle_id == move.subject.cycle_id, Council.level == CouncilLevel.NATIONAL
        )
    ).one()


def free_product(move: Move) -> None:
    """R14: what a withdrawn dossier entered with no longer stands in the way of a new one."""
    products.free(move.subject)


def declare_conflict(move: Move) -> None:
    """R24: who declines for a conflict no longer sees the dossier in any role."""
    conflicts.add(move.subject.dossier, move.note, actor=move.person)


def freeze_compliance(move: Move) -> None:
    """Check the dossier's products and freeze the results beside it; never part of the points."""
    snapshots.freeze(move.subject, actor=move.person)


def keep_reason(move: Move) -> None:
    """The reason given stays with the row."""
    move.subject.reason = move.note


def unsubmit(move: Move) -> None:
    """A sheet that is open again, or no longer counts, has not been submitted."""
    move.subject.submitted_at = None


def bring_replacement(move: Move) -> None:
    """Somebody else takes the place, and the lead with it; the rules are those of any assignment.

    `assigning.assign` raises the `Refusal` when the new person does not fit.
    """
    db.session.flush()
    assigning.assign(
        move.subject.dossier,
        move.data["person"],
        lead=move.subject.lead,
        alone=True,
        due_on=move.data.get("due_on"),
        actor=move.person,
    )


def start_over(move: Move) -> None:
    """An assignment offered again is as if it had never been accepted; the lead is given anew."""
    move.subject.lead = False
    move.subject.accepted_at = None
    move.subject.offered_at = move.at
    move.subject.due_at = review_terms.due_at(move.subject.dossier, move.subject.stage, None)
    assigning.tell(move.subject)


def issue_own(kind: str) -> Effect:
    """Make a document on one assessor's review."""

    def effect(move: Move) -> None:
        db.session.flush()
        issuing.issue(kind, move.subject, actor=move.person, dossier=move.subject.dossier)

    return effect


def sign_for_team(move: Move) -> None:
    """The lead signs the record of the visit."""
    move.subject.team_signed_by_id = move.person.id


def sign_for_organisation(move: Move) -> None:
    """The organisation signs the record, with its explanation if it gives one."""
    move.subject.organisation_signed_by_id = move.person.id
    move.subject.explanation = move.note


def issue_visit_record(move: Move) -> None:
    """Biên bản đánh giá tại chỗ, once both sides have signed."""
    db.session.flush()
    issuing.issue(
        "site_visit_record", move.subject, actor=move.person, dossier=move.subject.dossier
    )


def issue(kind: str) -> Effect:
    """Make a document on the dossier."""

    def effect(move: Move) -> None:
        db.session.flush()
        issuing.issue(kind, move.subject, actor=move.person, dossier=move.subject)

    return effect


def tell_applicant(text: str) -> Effect:
    """R37: the applicant is told of every change; never a score in a mail."""
    return _tell(recipients.owners, text)


def tell_secretary(text: str) -> Effect:
    """The council's secretary is told that something waits."""
    return _tell(recipients.secretaries, text)


def _tell(who: object, text: str) -> Effect:
    """`{consultation}` in the text is the edition's word for it."""

    def effect(move: Move) -> None:
        dossier = move.subject if isinstance(move.subject, Dossier) else move.subject.dossier
        told = text.format(consultation=rulebooks.of(dossier.cycle).words.consultation)
        subject = _N("Hồ sơ {number}: {label}").format(
            number=dossier.number or "", label=told.split(".")[0]
        )
        people: Iterable[User] = who(dossier)  # type: ignore[operator]
        outbox.email(people, subject, _letter(dossier, told, move))

    return effect


def _letter(dossier: Dossier, text: str, move: Move) -> str:
    """Plain words of a notice; names are text, the reason is quoted as it was given."""
    reason = f"\n\n{_N('Nội dung')}: {move.note}" if move.note else ""
    due = "" if dossier.due_at is None else f"\n{_N('Thời hạn')}: {_day(dossier.due_at.date())}"
    greeting = _N("Kính gửi {organisation},").format(organisation=dossier.organisation.name)
    return f"{greeting}\n\n{text}{reason}{due}\n"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
