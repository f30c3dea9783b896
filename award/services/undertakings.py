"""Cam kết bảo mật và khách quan: who has to sign it for an award year, and the signing (R24)."""

from sqlalchemy import ColumnElement, exists, or_, select

from award import clock
from award.extensions import db
from award.models import AwardCycle, Council, ExpertTeam, Seat, TeamMember, Undertaking, User
from award.policies import Refusal, facts
from award.services import auditing
from award.words import _N


def serves_in(actor: User) -> ColumnElement[bool]:
    """SQL: the person sits in a council or belongs to an expert team of the award year."""
    seated = exists().where(
        Seat.user_id == actor.id,
        Seat.ended_at.is_(None),
        Seat.council_id == Council.id,
        Council.cycle_id == AwardCycle.id,
    )
    teamed = exists().where(
        TeamMember.user_id == actor.id,
        TeamMember.ended_at.is_(None),
        TeamMember.team_id == ExpertTeam.id,
        ExpertTeam.council_id == Council.id,
        Council.cycle_id == AwardCycle.id,
    )
    return or_(seated, teamed)


def cycle_of(actor: User, cycle_id: int) -> AwardCycle | None:
    """The award year, if the person serves in it; anybody else learns nothing of it."""
    return db.session.scalar(select(AwardCycle).where(AwardCycle.id == cycle_id, serves_in(actor)))


def waiting(actor: User) -> list[AwardCycle]:
    """The award years in which the person serves and has not signed the present text."""
    signed = exists().where(
        Undertaking.user_id == actor.id,
        Undertaking.cycle_id == AwardCycle.id,
        Undertaking.text_version == facts.UNDERTAKING_VERSION,
    )
    query = select(AwardCycle).where(serves_in(actor), ~signed)
    return list(db.session.scalars(query.order_by(AwardCycle.year)))


def signed(actor: User, cycle: AwardCycle) -> Undertaking | None:
    """The signature under the present text, if there is one."""
    return db.session.scalar(
        select(Undertaking).where(
            Undertaking.user_id == actor.id,
            Undertaking.cycle_id == cycle.id,
            Undertaking.text_version == facts.UNDERTAKING_VERSION,
        )
    )


def sign(cycle: AwardCycle, *, version: str, actor: User) -> Undertaking:
    """Sign the text of `version`; a second signing changes nothing.

    Raises `Refusal` when the text has been replaced since the page was opened.
    """
    if version != facts.UNDERTAKING_VERSION:
        raise Refusal(_N("Nội dung cam kết vừa được thay đổi; hãy đọc bản mới rồi ký."))
    earlier = signed(actor, cycle)
    if earlier is not None:
        return earlier
    undertaking = Undertaking(
        user_id=actor.id, cycle_id=cycle.id, text_version=version, signed_at=clock.now()
    )
    db.session.add(undertaking)
    db.session.flush()
    auditing.record("undertake", undertaking, actor=actor, data={"version": version})
    return undertaking
