"""Lists for the screens of this room; who may see a row is part of the question."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from award.extensions import db
from award.models import (
    ACTIVE_ASSIGNMENT,
    AgendaItem,
    Assignment,
    Council,
    CountingBoardMember,
    Dossier,
    DossierState,
    ExpertTeam,
    IssuedDocument,
    Meeting,
    MeetingState,
    Organisation,
    Rating,
    Seat,
    SeatRole,
    Stage,
    TeamMember,
    User,
    Vote,
)
from award.policies import facts
from award.services import rulebooks
from award.words import fold
from scoring.rulebook import Rulebook

UNSEEN = (DossierState.DRAFT,)
AFTER_NATIONAL = (
    DossierState.NATIONAL_REVIEW,
    DossierState.CONSULTATION,
    DossierState.PROPOSED,
    DossierState.AWARDED,
    DossierState.NOT_AWARDED,
)


def my_councils(actor: User) -> list[tuple[Council, list[SeatRole]]]:
    """The councils in which the person has seats now, newest award year first."""
    seats = db.session.scalars(
        select(Seat)
        .join(Council)
        .options(joinedload(Seat.council).joinedload(Council.cycle))
        .where(Seat.user_id == actor.id, Seat.ended_at.is_(None))
        .order_by(Council.cycle_id.desc(), Council.name)
    ).all()
    councils: dict[int, tuple[Council, list[SeatRole]]] = {}
    for seat in seats:
        councils.setdefault(seat.council_id, (seat.council, []))[1].append(seat.role)
    return list(councils.values())


def my_sessions(actor: User) -> Sequence[Meeting]:
    """Sessions the person sits in or counts for that are planned or running, soonest first."""
    seated = select(Seat.council_id).where(Seat.user_id == actor.id, Seat.ended_at.is_(None))
    counting = select(CountingBoardMember.meeting_id).where(CountingBoardMember.user_id == actor.id)
    return db.session.scalars(
        select(Meeting)
        .options(joinedload(Meeting.council))
        .where(
            or_(Meeting.council_id.in_(seated), Meeting.id.in_(counting)),
            Meeting.state.in_([MeetingState.PLANNED, MeetingState.OPEN]),
        )
        .order_by(Meeting.starts_at)
    ).all()


def sessions(council: Council) -> Sequence[Meeting]:
    """Every session of a council, newest first."""
    return db.session.scalars(
        select(Meeting).where(Meeting.council_id == council.id).order_by(Meeting.session.desc())
    ).all()


@dataclass(frozen=True, slots=True)
class Board:
    """The dossiers of a council: rows of the chosen step, and how many stand at each step."""

    rows: Sequence[Dossier]
    counts: dict[str, int]
    total: int


def board(council: Council, actor: User, *, step: str = "", text: str = "") -> Board:
    """Registered dossiers in the council's charge; conflicts are neither listed nor counted."""
    mine: list[ColumnElement[bool]] = [
        Dossier.council_id == council.id,
        Dossier.registered_at.is_not(None),
        facts.unconflicted(actor),
    ]
    if text:
        like = f"%{fold(text)}%"
        mine.append(or_(Organisation.search_key.like(like), Dossier.number.ilike(f"%{text}%")))
    states = db.session.execute(
        select(Dossier.state, func.count()).join(Organisation).where(*mine).group_by(Dossier.state)
    )
    by_state = {state: number for state, number in states}
    book = rulebooks.of(council.cycle)
    counts: Counter[str] = Counter()
    for state, number in by_state.items():
        stage = book.stage_of(state)
        counts[stage.code if stage else "ended"] += number
    wanted = [s for s in by_state if not step or _stage_code(book, s) == step]
    rows = db.session.scalars(
        select(Dossier)
        .join(Organisation)
        .options(joinedload(Dossier.organisation), joinedload(Dossier.product))
        .where(*mine, Dossier.state.in_(wanted))
        .order_by(Dossier.due_at.asc().nulls_last(), Dossier.number)
    ).all()
    return Board(rows, dict(counts), sum(counts.values()))


def _stage_code(book: Rulebook, state: DossierState) -> str:
    stage = book.stage_of(state)
    return stage.code if stage else "ended"


def passed_on(council: Council, actor: User) -> int:
    """How many dossiers the council took in that are now with another council."""
    query = select(func.count()).where(
        Dossier.receiving_council_id == council.id,
        Dossier.council_id != council.id,
        facts.unconflicted(actor),
    )
    return db.session.scalar(query) or 0


def progress(dossier: Dossier) -> list[tuple[Assignment, int, int]]:
    """Each assignment of the dossier with its rated items and their number, never a percent."""
    assignments = db.session.scalars(
        select(Assignment)
        .options(joinedload(Assignment.user))
        .where(Assignment.dossier_id == dossier.id)
        .order_by(Assignment.stage, Assignment.lead.desc(), Assignment.id)
    ).all()
    rated = db.session.execute(
        select(Rating.user_id, func.count(Rating.item.distinct()))
        .where(
            Rating.self_assessment_id.in_(dossier.part_ids),
            Rating.user_id.in_([one.user_id for one in assignments]),
            Rating.percent.is_not(None),
        )
        .group_by(Rating.user_id)
    )
    done = {user_id: number for user_id, number in rated}
    total = len(rulebooks.of(dossier.cycle).items)
    return [(one, done.get(one.user_id, 0), total) for one in assignments]


def assignments_at(dossier: Dossier, stage: Stage) -> Sequence[Assignment]:
    """The assignments of one stage, the lead first."""
    return db.session.scalars(
        select(Assignment)
        .options(joinedload(Assignment.user))
        .where(Assignment.dossier_id == dossier.id, Assignment.stage == stage)
        .order_by(Assignment.lead.desc(), Assignment.id)
    ).all()


def papers(dossier: Dossier) -> Sequence[IssuedDocument]:
    """Documents on a dossier, newest first; score forms stay with their assessors."""
    return db.session.scalars(
        select(IssuedDocument)
        .where(IssuedDocument.dossier_id == dossier.id, IssuedDocument.kind != "score_form")
        .order_by(IssuedDocument.id.desc())
    ).all()


def points_about(dossier: Dossier) -> Sequence[AgendaItem]:
    """The points of sessions that dealt with a dossier, newest first."""
    return db.session.scalars(
        select(AgendaItem)
        .join(Meeting)
        .options(joinedload(AgendaItem.meeting), selectinload(AgendaItem.votes))
        .where(AgendaItem.dossier_id == dossier.id, Meeting.council_id == dossier.council_id)
        .order_by(Meeting.session.desc())
    ).all()


def agenda(meeting: Meeting, actor: User) -> Sequence[AgendaItem]:
    """The points of a session this person may see: none on a dossier they have a conflict with."""
    return db.session.scalars(
        select(AgendaItem)
        .outerjoin(Dossier, Dossier.id == AgendaItem.dossier_id)
        .options(
            joinedload(AgendaItem.dossier).joinedload(Dossier.organisation),
            selectinload(AgendaItem.votes),
        )
        .where(
            AgendaItem.meeting_id == meeting.id,
            or_(AgendaItem.dossier_id.is_(None), facts.unconflicted(actor)),
        )
        .order_by(AgendaItem.position)
    ).all()


def counters(council: Council) -> list[User]:
    """Persons who may be on a counting board: those of the council and of its expert teams."""
    seated = select(Seat.user_id).where(Seat.council_id == council.id, Seat.ended_at.is_(None))
    teamed = (
        select(TeamMember.user_id)
        .join(ExpertTeam)
        .where(ExpertTeam.council_id == council.id, TeamMember.ended_at.is_(None))
    )
    query = select(User).where(or_(User.id.in_(seated), User.id.in_(teamed)), User.active)
    return list(db.session.scalars(query.order_by(User.sort_key)))


def open_questions(meeting: Meeting) -> Sequence[Vote]:
    """The questions of a session, in the order of its agenda."""
    return db.session.scalars(
        select(Vote)
        .join(AgendaItem)
        .options(joinedload(Vote.agenda_item))
        .where(AgendaItem.meeting_id == meeting.id)
        .order_by(AgendaItem.position, Vote.id)
    ).all()


def loads(council: Council) -> list[tuple[User, str, int, bool]]:
    """Each member of the council's teams with the team, how many dossiers they carry, may lead."""
    carried = (
        select(Assignment.user_id, func.count(Assignment.dossier_id.distinct()).label("number"))
        .join(Dossier)
        .where(Dossier.cycle_id == council.cycle_id, Assignment.state.in_(ACTIVE_ASSIGNMENT))
        .group_by(Assignment.user_id)
        .subquery()
    )
    rows = db.session.execute(
        select(User, ExpertTeam.name, func.coalesce(carried.c.number, 0), TeamMember.lead)
        .join(TeamMember, TeamMember.user_id == User.id)
        .join(ExpertTeam)
        .outerjoin(carried, carried.c.user_id == User.id)
        .where(
            ExpertTeam.council_id == council.id,
            ExpertTeam.decision_number != "",
            TeamMember.ended_at.is_(None),
        )
        .order_by(ExpertTeam.name, User.sort_key)
    )
    return [(user, name, number, lead) for user, name, number, lead in rows]
