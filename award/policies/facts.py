"""Small shared facts about a person and a thing; every one a single indexed question."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, exists, select

from award.extensions import db
from award.models import (
    ACTIVE_ASSIGNMENT,
    VOTING_SEATS,
    AgendaItem,
    Assignment,
    AssignmentState,
    Clearance,
    Conflict,
    Council,
    CouncilLevel,
    CountingBoardMember,
    Dossier,
    Meeting,
    MeetingState,
    Membership,
    Role,
    Seat,
    SeatRole,
    Stage,
    Undertaking,
    User,
)

UNDERTAKING_VERSION = "2026-1"
WORKING_ASSIGNMENT = (AssignmentState.ACCEPTED, AssignmentState.SUBMITTED)
HELD_MEETING = (MeetingState.OPEN, MeetingState.CLOSED, MeetingState.SIGNED)


def _is_true(*conditions: ColumnElement[bool]) -> bool:
    return bool(db.session.scalar(select(exists().where(*conditions))))


def in_organisation(actor: User, organisation_id: int, roles: Iterable[Role]) -> bool:
    """Whether the person has one of these roles in the organisation now."""
    return _is_true(
        Membership.user_id == actor.id,
        Membership.organisation_id == organisation_id,
        Membership.role.in_(list(roles)),
        Membership.ended_at.is_(None),
    )


def holds(actor: User, *roles: Role) -> bool:
    """Whether the person has one of these roles outside organisations."""
    return _is_true(
        Membership.user_id == actor.id,
        Membership.role.in_(roles),
        Membership.ended_at.is_(None),
    )


def province_of(actor: User) -> str | None:
    """The province whose officer the person is, if any."""
    return db.session.scalar(
        select(Membership.province_code).where(
            Membership.user_id == actor.id,
            Membership.role == Role.PROVINCE,
            Membership.ended_at.is_(None),
        )
    )


def sits(actor: User, council_id: int, roles: Iterable[SeatRole]) -> bool:
    """Whether the person holds one of these seats of the council now."""
    return _is_true(
        Seat.user_id == actor.id,
        Seat.council_id == council_id,
        Seat.role.in_(list(roles)),
        Seat.ended_at.is_(None),
    )


def is_secretary(actor: User, council_id: int) -> bool:
    """Whether the person is the council's secretary."""
    return sits(actor, council_id, {SeatRole.SECRETARY})


def is_national_secretary(actor: User, cycle_id: int) -> bool:
    """Whether the person is secretary of the year's national council."""
    return _is_true(
        Seat.user_id == actor.id,
        Seat.role == SeatRole.SECRETARY,
        Seat.ended_at.is_(None),
        Seat.council_id == Council.id,
        Council.cycle_id == cycle_id,
        Council.level == CouncilLevel.NATIONAL,
    )


def is_voter(actor: User, council_id: int) -> bool:
    """Whether the person has a vote in the council."""
    return sits(actor, council_id, VOTING_SEATS)


def has_conflict(actor: User, dossier: Dossier) -> bool:
    """Whether a conflict stands between the person and the dossier or its organisation."""
    return _is_true(
        Conflict.user_id == actor.id,
        Conflict.dossier_id == Dossier.id,
        Dossier.organisation_id == dossier.organisation_id,
    )


def unconflicted(actor: User) -> ColumnElement[bool]:
    """For lists: dossiers whose organisation the person has declared no conflict with."""
    declared = (
        select(Dossier.organisation_id)
        .join(Conflict, Conflict.dossier_id == Dossier.id)
        .where(Conflict.user_id == actor.id)
    )
    return Dossier.organisation_id.not_in(declared)


def has_cleared(actor: User, dossier: Dossier) -> bool:
    """Whether the person has declared to have no conflict with the dossier."""
    return _is_true(Clearance.user_id == actor.id, Clearance.dossier_id == dossier.id)


def has_undertaken(actor: User, cycle_id: int) -> bool:
    """Whether the present text of the undertaking is signed for this award year."""
    return _is_true(
        Undertaking.user_id == actor.id,
        Undertaking.cycle_id == cycle_id,
        Undertaking.text_version == UNDERTAKING_VERSION,
    )


def assignment_of(actor: User, dossier: Dossier) -> Assignment | None:
    """The person's own active assignment on the dossier, the newest stage first."""
    return db.session.scalar(
        select(Assignment)
        .where(
            Assignment.user_id == actor.id,
            Assignment.dossier_id == dossier.id,
            Assignment.state.in_(ACTIVE_ASSIGNMENT),
        )
        .order_by(Assignment.id.desc())
        .limit(1)
    )


def has_accepted(actor: User, dossier: Dossier) -> bool:
    """Whether the person has accepted to assess the dossier, in any stage, and still does."""
    return _is_true(
        Assignment.user_id == actor.id,
        Assignment.dossier_id == dossier.id,
        Assignment.state.in_(WORKING_ASSIGNMENT),
    )


def leads(actor: User, dossier: Dossier, stage: Stage) -> bool:
    """Whether the person leads the team of this stage and has accepted to."""
    return _is_true(
        Assignment.user_id == actor.id,
        Assignment.dossier_id == dossier.id,
        Assignment.stage == stage,
        Assignment.lead.is_(True),
        Assignment.state.in_(WORKING_ASSIGNMENT),
    )


def in_held_session(actor: User, dossier: Dossier) -> bool:
    """Whether a session that took up the dossier has opened in a council where the person votes."""
    return _is_true(
        AgendaItem.dossier_id == dossier.id,
        AgendaItem.meeting_id == Meeting.id,
        Meeting.state.in_(HELD_MEETING),
        Meeting.council_id == Seat.council_id,
        Seat.user_id == actor.id,
        Seat.role.in_(VOTING_SEATS),
        Seat.ended_at.is_(None),
    )


def counts_for(actor: User, meeting_id: int) -> bool:
    """Whether the person is on the counting board of the session."""
    return _is_true(
        CountingBoardMember.meeting_id == meeting_id, CountingBoardMember.user_id == actor.id
    )
