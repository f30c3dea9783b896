"""Letters that invite the organisations of a place to a course."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from award.config import current
from award.extensions import db
from award.models import Membership, Organisation, Participant, Role, TrainingCourse, User
from award.policies import Refusal
from award.services import auditing, outbox, training_people
from award.words import _N

_SUBJECT = _N("Mời dự lớp: {title}")
_TEXT = _N(
    "Kính gửi quý đơn vị,\n\n{organiser} mời cử người dự lớp “{title}”, từ {first} đến {last}, "
    "tại {place}. Hạn đăng ký: {until}.\n\nGiấy mời, chương trình và nơi đăng ký: {address}\n"
)


def invite(course: TrainingCourse, *, actor: User) -> int:
    """Write to the owners of the place's organisations that have nobody in the course yet.

    Says how many persons were written to. Raises `Refusal` once nobody can sign up, or when there
    is nobody to invite.
    """
    if not training_people.is_open(course):
        raise Refusal(_N("Lớp đã hết hạn đăng ký nên không mời được nữa."))
    invited = waiting(course)
    if not invited:
        raise Refusal(_N("Không có tổ chức nào trong hệ thống còn chưa đăng ký lớp này."))
    text = _TEXT.format(
        organiser=course.organiser,
        title=course.title,
        first=f"{course.starts_on:%d/%m/%Y}",
        last=f"{course.ends_on:%d/%m/%Y}",
        place=course.place,
        until=f"{course.sign_up_until or course.ends_on:%d/%m/%Y}",
        address=f"{current().base_url.rstrip('/')}/training/{course.id}",
    )
    outbox.email(invited, _SUBJECT.format(title=course.title), text)
    auditing.record("invite_to_course", course, actor=actor, data={"people": len(invited)})
    return len(invited)


def waiting(course: TrainingCourse) -> Sequence[User]:
    """Active owners of organisations of the course's place that have sent nobody, each once."""
    sent = exists().where(
        Participant.training_course_id == course.id,
        Participant.removed_at.is_(None),
        Participant.tax_code == Organisation.tax_code,
    )
    query = (
        select(User)
        .distinct()
        .join(Membership, Membership.user_id == User.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Membership.role == Role.OWNER, Membership.ended_at.is_(None), User.active, ~sent
        )
        .order_by(User.id)
    )  # fmt: skip
    if course.province_code is not None:
        query = query.where(Organisation.province_code == course.province_code)
    return db.session.scalars(query).all()
