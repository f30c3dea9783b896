"""Roles outside organisations: standing body, administrators, officers of provinces; accounts."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from award import clock
from award.extensions import db
from award.models import Membership, Role, User
from award.policies import Refusal, office
from award.services import auditing, inviting, links, sessions
from award.words import _N, fold, normal

ROLE_NAMES = {
    Role.PROVINCE: _N("Cán bộ địa phương"),
    Role.STANDING_BODY: _N("Cơ quan thường trực"),
    Role.ADMINISTRATOR: _N("Quản trị hệ thống"),
}
PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the accounts, and how many there are in all."""

    users: Sequence[User]
    total: int
    number: int
    pages: int


def search(words: str, role: Role | None, number: int) -> Page:
    """Accounts by name or address, accents ignored, of one role where named; by name."""
    query = select(User)
    if role is not None:
        query = query.where(
            User.memberships.any((Membership.role == role) & Membership.ended_at.is_(None))
        )
    if key := fold(words):
        # Names have no folded column: the database folds what the alphabet of addresses lacks.
        plain = func.lower(func.translate(User.full_name, _ACCENTED, _PLAIN))
        query = query.where(
            or_(
                User.email.contains(normal(words).lower(), autoescape=True),
                plain.contains(key, autoescape=True),
            )
        )
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(number, 1), pages)
    users = db.session.scalars(
        query.options(selectinload(User.memberships).joinedload(Membership.organisation))
        .order_by(User.sort_key, User.id)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    ).all()
    return Page(users, total, number, pages)


def _letters() -> tuple[str, str]:
    """Every accented letter of Vietnamese beside its plain small one, for the database."""
    accented = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
    plain = "".join(fold(letter) for letter in accented)
    return accented + accented.upper(), plain * 2


_ACCENTED, _PLAIN = _letters()


def grant(
    role: Role, *, email: str, name: str, province_code: str | None, actor: User
) -> Membership:
    """Give a person a role and tell them.

    Raises `Refusal` when the giver may not give it, an officer has no province, or serves another
    one already, or the person has the role.
    """
    if why := office.grant(actor, role):
        raise why
    if role is Role.PROVINCE and not province_code:
        raise Refusal(_N("Hãy chọn tỉnh, thành phố của cán bộ địa phương."), at="province")
    place = province_code if role is Role.PROVINCE else None
    person = inviting.person_for(email, name)
    present = _present(person)
    if any(one.role is role for one in present):
        raise Refusal(_N("Người này đã có vai trò ấy."), at="role")
    return _give(role, person, place, actor=actor)


def open_office(*, email: str, name: str) -> Membership:
    """Make the first person of the standing body, who then invites all others; and tell them.

    Raises `Refusal` once there is one who can sign in: from then on they give the role.
    """
    _one_at_a_time(Role.STANDING_BODY)
    if db.session.scalar(_holders(Role.STANDING_BODY)):
        raise Refusal(_N("Cơ quan thường trực đã có người: hãy mời thêm từ trang Người dùng."))
    return _give(Role.STANDING_BODY, inviting.person_for(email, name), None, actor=None)


def _give(role: Role, person: User, place: str | None, *, actor: User | None) -> Membership:
    membership = _earlier(person, role, place) or Membership(
        user=person, role=role, province_code=place
    )
    membership.created_at, membership.ended_at = clock.now(), None
    db.session.add(membership)
    db.session.flush()
    auditing.record(
        "grant_role",
        membership,
        actor=actor,
        data={"user": person.id, "role": role, "province": place},
    )
    inviting.tell(person, ROLE_NAMES[role])
    return membership


def _present(person: User) -> Sequence[Membership]:
    return db.session.scalars(
        select(Membership).where(
            Membership.user_id == person.id,
            Membership.role.in_(list(ROLE_NAMES)),
            Membership.ended_at.is_(None),
        )
    ).all()


def _earlier(person: User, role: Role, place: str | None) -> Membership | None:
    """The same role of earlier: the database keeps one of a kind."""
    same_place = (
        Membership.province_code.is_(None) if place is None else Membership.province_code == place
    )
    return db.session.scalar(
        select(Membership).where(
            Membership.user_id == person.id, Membership.role == role, same_place
        )
    )


def end(membership: Membership, *, actor: User) -> None:
    """Take a role away. Raises `Refusal` for one's own, or when nobody would be left with it."""
    if why := office.grant(actor, membership.role):
        raise why
    if membership.user_id == actor.id:
        raise Refusal(_N("Không tự bỏ vai trò của mình; hãy nhờ người khác cùng vai trò."))
    _keep_one(membership.role, membership.user)
    membership.ended_at = clock.now()
    db.session.flush()
    auditing.record(
        "end_role",
        membership,
        actor=actor,
        data={"user": membership.user_id, "role": membership.role},
    )


def _keep_one(role: Role, leaving: User) -> None:
    """The office is never without somebody who can sign in and run it."""
    if role is Role.PROVINCE:
        return
    _one_at_a_time(role)
    if not db.session.scalar(_holders(role).where(Membership.user_id != leaving.id)):
        raise Refusal(_N("Cần ít nhất một người giữ vai trò “{role}”."), role=ROLE_NAMES[role])


def _one_at_a_time(role: Role) -> None:
    """Until this transaction ends, nobody else counts who holds the role."""
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"last-{role.value}"))))


def _holders(role: Role) -> Select[int]:
    """How many persons who can sign in hold the role."""
    return (
        select(func.count())
        .select_from(Membership)
        .join(User)
        .where(Membership.role == role, Membership.ended_at.is_(None), User.active)
    )


def deactivate(person: User, *, actor: User) -> int:
    """Close an account: no session and no link of it works any more; return how many sessions.

    What the person did stays. Raises `Refusal` for one's own account, one closed already, or the
    last one who holds a role of the office.
    """
    if why := office.close_account(actor, person):
        raise why
    if not person.active:
        raise Refusal(_N("Tài khoản này đã bị khóa."))
    for membership in _present(person):
        _keep_one(membership.role, person)
    person.active = False
    ended = sessions.end_all(person)
    links.close(person)
    auditing.record("deactivate", person, actor=actor, data={"sessions_ended": ended})
    return ended


def reactivate(person: User, *, actor: User) -> None:
    """Open a closed account again; the person signs in with the password they had."""
    if why := office.close_account(actor, person):
        raise why
    if person.active:
        raise Refusal(_N("Tài khoản này đang mở."))
    person.active = True
    db.session.flush()
    auditing.record("reactivate", person, actor=actor)


def invite_again(person: User) -> None:
    """Send the link once more to somebody who has not chosen a password yet."""
    if person.password_hash is not None or not person.active:
        raise Refusal(_N("Người này đã đặt mật khẩu hoặc tài khoản đã bị khóa."))
    inviting.tell(person, _N("tài khoản đang chờ kích hoạt"))


def memberships_of(person: User) -> Sequence[Membership]:
    """Every role the person has or had, the present ones first."""
    return db.session.scalars(
        select(Membership)
        .options(joinedload(Membership.organisation))
        .where(Membership.user_id == person.id)
        .order_by(Membership.ended_at.is_not(None), Membership.id)
    ).all()
