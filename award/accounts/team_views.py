"""The people of an organisation: invite, change roles, let go, leave."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.wrappers import Response

from award.accounts.blueprint import bp
from award.accounts.forms import InviteForm, RoleForm
from award.extensions import db, limiter
from award.guard import require
from award.models import Membership, Organisation
from award.policies import Refusal, office
from award.services import teams
from award.words import _N

INVITATIONS = "30 per hour"

_INVITED = _N("Đã gửi thư mời tới {email}.")
_INVITED_AGAIN = _N("Đã gửi lại thư mời.")
_CHANGED = _N("Đã đổi vai trò.")
_ENDED = _N("Người này không còn trong tổ chức.")
_LEFT = _N("Bạn đã rời khỏi tổ chức.")


@bp.get("/team/<int:organisation_id>")
@require(office.view_organisation, Organisation)
def team(organisation: Organisation) -> ResponseReturnValue:
    """Who is in; the owner may change it, everybody may leave."""
    return _page(organisation, InviteForm())


@bp.post("/team/<int:organisation_id>/invite")
@require(office.lead_organisation, Organisation)
@limiter.limit(INVITATIONS)
def invite(organisation: Organisation) -> ResponseReturnValue:
    """Invite somebody by e-mail; the answer is the same whether they have an account."""
    form = InviteForm()
    if not form.validate():
        return _page(organisation, form), 422
    try:
        teams.invite(
            organisation,
            form.email.data,
            form.full_name.data,
            form.role.data,
            actor=current_user,
        )
    except Refusal as why:
        form.email.errors = [str(why)]
        return _page(organisation, form), 422
    return _done(organisation, _INVITED.format(email=form.email.data))


@bp.get("/team/<int:organisation_id>/members/<int:membership_id>")
@require(office.lead_organisation, Organisation)
def member(organisation: Organisation, membership_id: int) -> ResponseReturnValue:
    """One member: another role, the letter again, or out."""
    one = _member(organisation, membership_id)
    return _member_page(organisation, one, RoleForm(role=one.role))


@bp.post("/team/<int:organisation_id>/members/<int:membership_id>/invite")
@require(office.lead_organisation, Organisation)
@limiter.limit(INVITATIONS)
def invite_again(organisation: Organisation, membership_id: int) -> ResponseReturnValue:
    """Send the letter once more."""
    teams.invite_again(_member(organisation, membership_id))
    return _done(organisation, _INVITED_AGAIN)


@bp.post("/team/<int:organisation_id>/members/<int:membership_id>/role")
@require(office.lead_organisation, Organisation)
def change_role(organisation: Organisation, membership_id: int) -> ResponseReturnValue:
    """Give a member another role."""
    one, form = _member(organisation, membership_id), RoleForm()
    if not form.validate():
        return _member_page(organisation, one, form), 422
    teams.change_role(one, form.role.data, actor=current_user)
    return _done(organisation, _CHANGED)


@bp.post("/team/<int:organisation_id>/members/<int:membership_id>/end")
@require(office.lead_organisation, Organisation)
def end_membership(organisation: Organisation, membership_id: int) -> ResponseReturnValue:
    """Let a member go."""
    teams.end(_member(organisation, membership_id), actor=current_user)
    return _done(organisation, _ENDED)


@bp.post("/team/<int:organisation_id>/leave")
@require(office.view_organisation, Organisation)
def leave(organisation: Organisation) -> ResponseReturnValue:
    """Leave an organisation oneself."""
    teams.end(teams.membership_of(organisation, current_user), actor=current_user)
    db.session.commit()
    flash(_LEFT, "success")
    return redirect(url_for("accounts.account"))


def _page(organisation: Organisation, form: InviteForm) -> str:
    return render_template(
        "accounts/team.html",
        organisation=organisation,
        members=teams.members(organisation),
        me=teams.membership_of(organisation, current_user),
        leads=office.lead_organisation(current_user, organisation) is None,
        form=form,
        roles=teams.ROLE_NAMES,
        has_come=teams.has_come,
    )


def _member_page(organisation: Organisation, one: Membership, form: RoleForm) -> str:
    return render_template(
        "accounts/member.html",
        organisation=organisation,
        one=one,
        form=form,
        roles=teams.ROLE_NAMES,
        has_come=teams.has_come(one) or one.user_id == current_user.id,
    )


def _member(organisation: Organisation, membership_id: int) -> Membership:
    found = teams.member(organisation, membership_id)
    if found is None:
        abort(404)
    return found


def _done(organisation: Organisation, sentence: str) -> Response:
    db.session.commit()
    flash(sentence, "success")
    return redirect(url_for("accounts.team", organisation_id=organisation.id))
