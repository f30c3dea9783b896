"""Expert teams: founded, filled by hand or from a table that is shown before it is taken in."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award.admin.blueprint import bp
from award.admin.council_forms import MemberForm, TableForm
from award.admin.council_views import decision_of
from award.admin.cycle_forms import FoundingForm
from award.extensions import db
from award.guard import require
from award.models import Council, ExpertTeam, TeamMember
from award.policies import office
from award.refused import told_at, told_in
from award.services import assigning, founding, member_import, places, rulebooks
from award.words import _N

_FOUNDED = _N("Đã ghi quyết định thành lập.")
_TAKEN = _N("Đã ghi chuyên gia; người này nhận thư báo.")
_LEFT = _N("Đã ghi việc chuyên gia thôi tham gia.")
_IMPORTED = _N("Đã ghi {count} chuyên gia; mỗi người nhận thư báo.")
_TEAM = "/office/councils/<int:council_id>/teams/<int:expert_team_id>"


@bp.get(_TEAM)
@require(office.manage, Council, ExpertTeam)
def team(council: Council, expert_team: ExpertTeam) -> ResponseReturnValue:
    """One team with its members."""
    return _page(expert_team)


@bp.post(f"{_TEAM}/founding")
@require(office.manage, Council, ExpertTeam)
def found_team(council: Council, expert_team: ExpertTeam) -> ResponseReturnValue:
    """Record the decision that sets the team up."""
    form = FoundingForm()
    if form.validate():
        with told_at(form.decided_on):
            founding.found_team(expert_team, form.founding(), actor=current_user)
            db.session.commit()
            flash(_FOUNDED, "success")
            return _to(expert_team)
    return _page(expert_team, founding=form), 422


@bp.post(f"{_TEAM}/members")
@require(office.manage, Council, ExpertTeam)
def add_member(council: Council, expert_team: ExpertTeam) -> ResponseReturnValue:
    """Take an expert in."""
    form = MemberForm.of(council)
    if form.validate():
        with told_in(form, form.email):
            founding.add_member(expert_team, form.expert(), actor=current_user)
            db.session.commit()
            flash(_TAKEN, "success")
            return _to(expert_team)
    return _page(expert_team, member=form), 422


@bp.post("/office/team-members/<int:team_member_id>/end")
@require(office.manage, TeamMember)
def end_member(team_member: TeamMember) -> ResponseReturnValue:
    """Let an expert leave."""
    founding.end_member(team_member, actor=current_user)
    db.session.commit()
    flash(_LEFT, "success")
    return _to(team_member.team)


@bp.post(f"{_TEAM}/table")
@require(office.manage, Council, ExpertTeam)
def preview_table(council: Council, expert_team: ExpertTeam) -> ResponseReturnValue:
    """Show a table cell by cell; nothing is written."""
    form = TableForm()
    if form.validate():
        with told_in(form, form.text):
            text = form.table()
            return _page(
                expert_team, table=form, preview=member_import.read(expert_team, text), text=text
            )
    return _page(expert_team, table=form), 422


@bp.post(f"{_TEAM}/table/confirm")
@require(office.manage, Council, ExpertTeam)
def take_table(council: Council, expert_team: ExpertTeam) -> ResponseReturnValue:
    """Take the table in that was shown, as a whole."""
    form = TableForm()
    with told_at(form.text):
        count = member_import.take_in(expert_team, form.text.data or "", actor=current_user)
        db.session.commit()
        flash(_IMPORTED.format(count=count), "success")
        return _to(expert_team)
    return _page(expert_team, table=form), 422


def _to(team: ExpertTeam) -> ResponseReturnValue:
    return redirect(url_for("admin.team", council_id=team.council_id, expert_team_id=team.id))


def _page(
    team: ExpertTeam,
    preview: member_import.Preview | None = None,
    text: str = "",
    **forms: Any,
) -> str:
    empty: dict[str, Any] = {
        "founding": FoundingForm(formdata=None, data=decision_of(team)),
        "member": MemberForm.of(team.council, empty=True),
        "table": TableForm(formdata=None),
    }
    return render_template(
        "admin/team.html",
        team=team,
        council=team.council,
        book=rulebooks.of(team.council.cycle),
        members=founding.members_of(team),
        sectors=dict(assigning.sectors_of(team.council)),
        provinces=dict(places.choices()),
        columns=member_import.COLUMNS,
        preview=preview,
        text=text,
        forms=empty | forms,
    )
