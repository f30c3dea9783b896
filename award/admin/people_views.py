"""Accounts: found, given roles, closed and opened; every change is in the audit."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award.admin.blueprint import bp
from award.admin.people_forms import RoleForm
from award.extensions import db, limiter
from award.forms import searched
from award.guard import require
from award.models import Role, User
from award.policies import office
from award.refused import told_in
from award.services import people_parts, places, staff
from award.words import _N

INVITATIONS = "60 per hour"
_GRANTED = _N("Đã giao vai trò; người này nhận thư báo.")
_ENDED = _N("Đã bỏ vai trò.")
_CLOSED = _N("Đã khóa tài khoản và kết thúc {count} phiên đăng nhập.")
_OPENED = _N("Đã mở lại tài khoản.")
_INVITED = _N("Đã gửi lại thư mời.")
_ROLES = {"": None} | {role.value: role for role in Role}


@bp.get("/office/users")
@require(office.administer)
def users() -> ResponseReturnValue:
    """Accounts by name, with their roles and last sign-in."""
    return _list_page(_role_form())


@bp.post("/office/users")
@require(office.administer)
@limiter.limit(INVITATIONS)
def grant_role() -> ResponseReturnValue:
    """Give somebody a role of the office; an account is made where there is none."""
    form = _role_form()
    if form.validate():
        with told_in(form, form.email):
            made = staff.grant(
                form.which(),
                email=form.email.data,
                name=form.name.data,
                province_code=form.province.data or None,
                actor=current_user,
            )
            db.session.commit()
            flash(_GRANTED, "success")
            return _to(made.user)
    return _list_page(form), 422


@bp.get("/office/users/<int:user_account_id>")
@require(office.administer, User)
def user(user_account: User) -> ResponseReturnValue:
    """One account: its roles of now and earlier, its seats and teams."""
    return render_template(
        "admin/user.html",
        user=user_account,
        memberships=staff.memberships_of(user_account),
        parts=people_parts.of(user_account),
        names=staff.ROLE_NAMES,
        provinces=dict(places.choices()),
        may_close=office.close_account(current_user, user_account) is None,
        may_end={role for role in staff.ROLE_NAMES if office.grant(current_user, role) is None},
    )


@bp.post("/office/users/<int:user_account_id>/roles/<int:membership_id>/end")
@require(office.administer, User)
def end_role(user_account: User, membership_id: int) -> ResponseReturnValue:
    """Take a role of the office away."""
    membership = next(
        (one for one in staff.memberships_of(user_account) if one.id == membership_id), None
    )
    if membership is None or membership.role not in staff.ROLE_NAMES or membership.ended_at:
        abort(404)
    staff.end(membership, actor=current_user)
    db.session.commit()
    flash(_ENDED, "success")
    return _to(user_account)


@bp.post("/office/users/<int:user_account_id>/close")
@require(office.close_account, User)
def close_account(user_account: User) -> ResponseReturnValue:
    """Close the account: its sessions end at once."""
    count = staff.deactivate(user_account, actor=current_user)
    db.session.commit()
    flash(_CLOSED.format(count=count), "success")
    return _to(user_account)


@bp.post("/office/users/<int:user_account_id>/open")
@require(office.close_account, User)
def open_account(user_account: User) -> ResponseReturnValue:
    """Open a closed account again."""
    staff.reactivate(user_account, actor=current_user)
    db.session.commit()
    flash(_OPENED, "success")
    return _to(user_account)


@bp.post("/office/users/<int:user_account_id>/invite")
@require(office.administer, User)
@limiter.limit(INVITATIONS)
def invite_again(user_account: User) -> ResponseReturnValue:
    """Send the link once more."""
    staff.invite_again(user_account)
    db.session.commit()
    flash(_INVITED, "success")
    return _to(user_account)


def _to(user: User) -> ResponseReturnValue:
    return redirect(url_for("admin.user", user_account_id=user.id))


def _role_form() -> RoleForm:
    roles = {
        role: name
        for role, name in staff.ROLE_NAMES.items()
        if office.grant(current_user, role) is None
    }
    return RoleForm.of(roles)


def _list_page(form: RoleForm) -> str:
    words = searched()
    role = _ROLES.get(request.args.get("role", ""))
    return render_template(
        "admin/users.html",
        page=staff.search(words, role, request.args.get("page", 1, type=int)),
        words=words,
        role=role,
        names=staff.ROLE_NAMES,
        provinces=dict(places.choices()),
        form=form,
    )
