"""The people of an organisation: who is in, in which role; at least one owner always stays."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from award import clock
from award.extensions import db
from award.models import ORGANISATION_ROLES, Membership, Organisation, Role, User
from award.policies import Refusal
from award.services import auditing, invitations, letters, people
from award.words import _N

ROLE_NAMES = {
    Role.OWNER: _N("Chủ tài khoản"),
    Role.EDITOR: _N("Người soạn"),
    Role.READER: _N("Người đọc"),
}

LAST_OWNER = _N("Tổ chức cần ít nhất một chủ tài khoản. Hãy giao vai trò này cho người khác trước.")
ALREADY_IN = _N("Người này đã có trong danh sách. Hãy đổi vai trò ở danh sách nếu cần.")
NOT_A_TEAM_ROLE = _N("Vai trò này không có trong một tổ chức.")


def members(organisation: Organisation) -> Sequence[Membership]:
    """The present memberships with their persons, owners first, then by name."""
    found = db.session.scalars(
        select(Membership)
        .options(joinedload(Membership.user))
        .where(Membership.organisation_id == organisation.id, Membership.ended_at.is_(None))
        .execution_options(populate_existing=True)
    ).all()
    rank = list(ROLE_NAMES)
    return sorted(found, key=lambda one: (rank.index(one.role), one.user.sort_key, one.id))


def member(organisation: Organisation, membership_id: int) -> Membership | None:
    """One present membership of this organisation."""
    return next((one for one in members(organisation) if one.id == membership_id), None)


def membership_of(organisation: Organisation, user: User) -> Membership:
    """The person's own present membership; only for somebody who is in."""
    return next(one for one in members(organisation) if one.user_id == user.id)


def has_come(membership: Membership) -> bool:
    """Whether the person has signed in since being invited; until then only the address is shown.

    So an invitation does not tell who has an account here, or under which name.
    """
    seen = membership.user.last_sign_in_at
    return seen is not None and seen >= membership.created_at


def everybody(organisation: Organisation) -> Sequence[User]:
    """Every person who is or ever was in the organisation."""
    return db.session.scalars(
        select(User)
        .where(
            User.id.in_(
                select(Membership.user_id).where(Membership.organisation_id == organisation.id)
            )
        )
        .order_by(User.id)
    ).all()


def found(organisation: Organisation, owner: User) -> None:
    """Make `owner` the only member: at registration, or when an unopened one is taken over."""
    for membership in members(organisation):
        membership.ended_at = clock.now()
    db.session.flush()
    _grant(owner, organisation, Role.OWNER, actor=owner)


def invite(organisation: Organisation, email: str, name: str, role: Role, *, actor: User) -> None:
    """Let a person in and tell them by letter; one without a password gets a link to choose it.

    `name` is used only for an account that does not exist yet. Raises `Refusal` when the person is
    in already.
    """
    _lock(organisation)
    person = people.account_for(email, name)
    if any(one.user_id == person.id for one in members(organisation)):
        raise Refusal(ALREADY_IN)
    _grant(person, organisation, role, actor=actor)
    facts = {"organisation": organisation, "role": ROLE_NAMES[role]}
    if person.password_hash is None:
        invitations.invite(person, "team_invitation", **facts)
    else:
        letters.send("team_welcome", person, **facts)


def invite_again(membership: Membership) -> bool:
    """Send the invitation once more; False when the person needs none."""
    person = membership.user
    if person.password_hash is not None:
        return False
    facts = {"organisation": membership.organisation, "role": ROLE_NAMES[membership.role]}
    invitations.invite(person, "team_invitation", **facts)
    return True


def change_role(membership: Membership, role: Role, *, actor: User) -> None:
    """Give the member another role. Raises `Refusal` when no owner would stay."""
    if membership.role == role:
        return
    organisation, person = _organisation(membership), membership.user
    _end(membership, organisation)
    _grant(person, organisation, role, actor=actor, before=membership.role)


def end(membership: Membership, *, actor: User) -> None:
    """Let the member go. Raises `Refusal` when no owner would stay."""
    organisation = _organisation(membership)
    _end(membership, organisation)
    auditing.record(
        "end_membership", membership, actor=actor, data=_data(membership, before=membership.role)
    )


def _grant(
    person: User, organisation: Organisation, role: Role, *, actor: User, before: Role | None = None
) -> None:
    """Make the membership, or the same one of earlier again: the database keeps one of a kind."""
    if role not in ORGANISATION_ROLES:
        raise Refusal(NOT_A_TEAM_ROLE)
    membership = db.session.scalar(
        select(Membership).where(
            Membership.user_id == person.id,
            Membership.organisation_id == organisation.id,
            Membership.role == role,
        )
    ) or Membership(user=person, role=role, organisation=organisation)
    membership.created_at, membership.ended_at = clock.now(), None
    db.session.add(membership)
    db.session.flush()
    auditing.record(
        "grant_membership", membership, actor=actor, data=_data(membership, before=before)
    )


def _end(membership: Membership, organisation: Organisation) -> None:
    _lock(organisation)
    owners = [one for one in members(organisation) if one.role is Role.OWNER]
    if owners == [membership]:
        raise Refusal(LAST_OWNER)
    membership.ended_at = clock.now()
    db.session.flush()


def _organisation(membership: Membership) -> Organisation:
    assert membership.organisation is not None, "only memberships of organisations are given here"
    return membership.organisation


def _lock(organisation: Organisation) -> None:
    """One change of the team at a time, so that two owners cannot leave at once."""
    db.session.flush()
    db.session.execute(
        select(Organisation.id).where(Organisation.id == organisation.id).with_for_update()
    )


def _data(membership: Membership, *, before: Role | None) -> dict[str, object]:
    return {
        "user": membership.user_id,
        "organisation": membership.organisation_id,
        "role": membership.role,
        "role_before": before,
    }
