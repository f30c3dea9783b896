"""Percents given by assessors: record one, read the newest, name what is missing."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from award import clock
from award.extensions import db
from award.models import (
    ACTIVE_ASSIGNMENT,
    Assignment,
    AssignmentState,
    Conflict,
    Dossier,
    Rating,
    Stage,
    User,
)
from award.policies import Refusal
from award.policies import rating as policy
from award.services import rulebooks
from award.services.editing import Overtaken
from award.services.locking import lock
from award.words import _N
from scoring.aggregate import Rating as PureRating
from scoring.errors import ScoringError
from scoring.scheme import Scheme


def record(
    assignment: Assignment,
    item: str,
    percent: int | None,
    *,
    strengths: str = "",
    improvements: str = "",
    evidence: str = "",
    to_verify: str = "",
    seen: int | None = None,
    actor: User,
) -> Rating:
    """Append the assessor's percent and comments for an item; the same content appends nothing.

    `seen` is the version the form was made from: a newer one raises `Overtaken`. Raises `Refusal`
    for an unknown item or a percent off the steps (R5), once the sheet is submitted, and for a
    shared part already submitted with another entry.
    """
    lock(assignment)
    if why := policy.rate(actor, assignment):
        raise why
    rating = Rating(
        self_assessment_id=_part_of(assignment, item, percent),
        item=item,
        user_id=actor.id,
        percent=percent,
        strengths=strengths.strip(),
        improvements=improvements.strip(),
        evidence=evidence.strip(),
        to_verify=to_verify.strip(),
        rated_at=clock.now(),
    )
    earlier = versions(assignment, item)
    if earlier and _content(earlier[-1]) == _content(rating):
        return earlier[-1]
    if earlier and seen is not None and seen != len(earlier):
        raise Overtaken(_both(rating, earlier[-1]), actor.full_name, earlier[-1].rated_at)
    db.session.add(rating)
    db.session.flush()
    return rating


def _part_of(assignment: Assignment, item: str, percent: int | None) -> int:
    """The self-assessment the item belongs to, if the edition knows both and it is not locked."""
    dossier = assignment.dossier
    book = rulebooks.of(dossier.cycle)
    try:
        Scheme.of(book).check(item, book.steps[0] if percent is None else percent)
    except ScoringError as error:
        raise Refusal(str(error), rule="R5") from error
    part = rulebooks.part_of(dossier, book.item(item))
    if part != dossier.own_part_id and _submitted_elsewhere(assignment, part):
        raise Refusal(_N("Phần mô hình quản trị đã nộp cùng phiếu của sản phẩm khác nên đã khóa."))
    return part


def _content(rating: Rating) -> tuple[int | None, str, str, str, str]:
    return (
        rating.percent,
        rating.strengths,
        rating.improvements,
        rating.evidence,
        rating.to_verify,
    )


def _both(mine: Rating, stored: Rating) -> list[tuple[str, str, str]]:
    labels = (
        _N("Tỷ lệ điểm (%)"),
        _N("Điểm mạnh"),
        _N("Cơ hội cải tiến"),
        _N("Minh chứng"),
        _N("Vấn đề cần xác minh"),
    )
    pairs = zip(labels, _content(mine), _content(stored), strict=True)
    return [
        (label, "" if left is None else str(left), "" if right is None else str(right))
        for label, left, right in pairs
        if left != right
    ]


def versions(assignment: Assignment, item: str) -> list[Rating]:
    """Every saved version of this assessor's rating of an item, oldest first."""
    part = rulebooks.items_by_part(assignment.dossier).get(item)
    return list(
        db.session.scalars(
            select(Rating)
            .where(
                Rating.self_assessment_id == part,
                Rating.item == item,
                Rating.user_id == assignment.user_id,
            )
            .order_by(Rating.id)
        )
    )


def _submitted_elsewhere(assignment: Assignment, part: int) -> bool:
    """Whether the person has submitted another dossier that shares this part."""
    return (
        db.session.scalar(
            select(Assignment.id)
            .join(Dossier)
            .where(
                Assignment.user_id == assignment.user_id,
                Assignment.id != assignment.id,
                Assignment.state == AssignmentState.SUBMITTED,
                Dossier.management_part_id == part,
            )
            .limit(1)
        )
        is not None
    )


def latest(parts: Iterable[int], users: Iterable[int] | None = None) -> list[Rating]:
    """The newest rating of each (part, item, assessor); in one query, in item order."""
    query = (
        select(Rating)
        .where(Rating.self_assessment_id.in_(list(parts)))
        .ext(distinct_on(Rating.self_assessment_id, Rating.item, Rating.user_id))
        .order_by(Rating.self_assessment_id, Rating.item, Rating.user_id, Rating.id.desc())
    )
    if users is not None:
        query = query.where(Rating.user_id.in_(list(users)))
    return list(db.session.scalars(query))


def own(assignment: Assignment) -> dict[str, Rating]:
    """This assessor's newest rating by item."""
    found = latest(assignment.dossier.part_ids, [assignment.user_id])
    return {rating.item: rating for rating in found}


def missing(assignment: Assignment) -> list[str]:
    """Items without this assessor's percent, in the rulebook's order."""
    rated = {item for item, rating in own(assignment).items() if rating.percent is not None}
    return [code for code in rulebooks.items_by_part(assignment.dossier) if code not in rated]


def progress(assignment: Assignment) -> tuple[int, int]:
    """How many items are rated, of how many; all that a secretary sees before submission."""
    items = rulebooks.items_by_part(assignment.dossier)
    return len(items) - len(missing(assignment)), len(items)


def assessors(dossier: Dossier) -> list[Assignment]:
    """The active desk assignments of persons without a conflict, the lead first."""
    conflicted = (
        select(Conflict.user_id)
        .join(Dossier, Dossier.id == Conflict.dossier_id)
        .where(Dossier.organisation_id == dossier.organisation_id)
    )
    return list(
        db.session.scalars(
            select(Assignment)
            .where(
                Assignment.dossier_id == dossier.id,
                Assignment.stage == Stage.DESK_REVIEW,
                Assignment.state.in_(ACTIVE_ASSIGNMENT),
                Assignment.user_id.not_in(conflicted),
            )
            .order_by(Assignment.lead.desc(), Assignment.id)
        )
    )


def of_dossier(dossier: Dossier) -> list[Rating]:
    """The newest ratings that count for the dossier: those of its active assessors."""
    people = [assignment.user_id for assignment in assessors(dossier)]
    found = latest(dossier.part_ids, people) if people else []
    return [rating for rating in found if rating.percent is not None]


def pure(ratings: Iterable[Rating]) -> list[PureRating]:
    """The same ratings as the scoring core takes them."""
    return [
        PureRating(rating.item, str(rating.user_id), rating.percent)
        for rating in ratings
        if rating.percent is not None
    ]
