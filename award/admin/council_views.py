"""Councils of every level: added, founded, seated."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award.admin.blueprint import bp
from award.admin.council_forms import CouncilForm, SeatForm, TeamForm
from award.admin.cycle_forms import FoundingForm
from award.extensions import db
from award.guard import require
from award.models import Authority, AwardCycle, Council, Seat, SectorGroup
from award.policies import office
from award.refused import told_at, told_in
from award.services import agencies, founding, rulebooks
from award.words import _N

_ADDED = _N("Đã thêm hội đồng. Việc tiếp theo: ghi quyết định thành lập và thành viên.")
_FOUNDED = _N("Đã ghi quyết định thành lập.")
_SEATED = _N("Đã ghi thành viên; người này nhận thư báo.")
_ENDED = _N("Đã ghi việc thôi giữ vị trí.")
_TEAM = _N("Đã thêm tổ (nhóm) chuyên gia. Việc tiếp theo: quyết định thành lập và thành viên.")


@bp.get("/office/cycles/<int:award_cycle_id>/councils")
@require(office.manage, AwardCycle)
def councils(award_cycle: AwardCycle) -> ResponseReturnValue:
    """Every council of the year with its size against the edition's rule."""
    return _list_page(award_cycle, _council_form(award_cycle))


@bp.post("/office/cycles/<int:award_cycle_id>/councils")
@require(office.manage, AwardCycle)
def add_council(award_cycle: AwardCycle) -> ResponseReturnValue:
    """Add a council."""
    form = _council_form(award_cycle)
    if form.validate():
        with told_in(form, form.level):
            made = founding.add_council(
                award_cycle,
                form.which(),
                form.name.data,
                province_code=form.province.data or None,
                authority=db.session.get_one(Authority, form.authority.data),
                actor=current_user,
            )
            db.session.commit()
            flash(_ADDED, "success")
            return _to(made)
    return _list_page(award_cycle, form), 422


@bp.get("/office/councils/<int:council_id>")
@require(office.manage, Council)
def council(council: Council) -> ResponseReturnValue:
    """One council: its founding decision, its seats, its expert teams."""
    return _page(council)


@bp.post("/office/councils/<int:council_id>/founding")
@require(office.manage, Council)
def found_council(council: Council) -> ResponseReturnValue:
    """Record the decision that sets the council up."""
    form = FoundingForm()
    if form.validate():
        with told_at(form.decided_on):
            founding.found_council(council, form.founding(), actor=current_user)
            db.session.commit()
            flash(_FOUNDED, "success")
            return _to(council)
    return _page(council, founding=form), 422


@bp.post("/office/councils/<int:council_id>/seats")
@require(office.manage, Council)
def add_seat(council: Council) -> ResponseReturnValue:
    """Give a person a seat."""
    form = SeatForm()
    if form.validate():
        with told_in(form, form.email):
            founding.add_seat(
                council,
                form.which(),
                email=form.email.data,
                name=form.name.data,
                representing=form.representing.data or "",
                actor=current_user,
            )
            db.session.commit()
            flash(_SEATED, "success")
            return _to(council)
    return _page(council, seat=form), 422


@bp.post("/office/councils/<int:council_id>/seats/<int:seat_id>/end")
@require(office.manage, Council, Seat)
def end_seat(council: Council, seat: Seat) -> ResponseReturnValue:
    """Let somebody leave the council."""
    founding.end_seat(seat, actor=current_user)
    db.session.commit()
    flash(_ENDED, "success")
    return _to(council)


@bp.post("/office/councils/<int:council_id>/teams")
@require(office.manage, Council)
def add_team(council: Council) -> ResponseReturnValue:
    """Add an expert team."""
    form = TeamForm.of(_groups(council.cycle))
    if form.validate():
        with told_at(form.name):
            made = founding.add_team(
                council, form.name.data, sector_group=_group(form), actor=current_user
            )
            db.session.commit()
            flash(_TEAM, "success")
            return redirect(url_for("admin.team", council_id=council.id, expert_team_id=made.id))
    return _page(council, team=form), 422


def _group(form: TeamForm) -> SectorGroup | None:
    chosen = form.sector_group.data
    return db.session.get(SectorGroup, chosen) if chosen else None


def _groups(cycle: AwardCycle) -> dict[int, str]:
    return {group.id: f"{group.code} · {group.name}" for group in cycle.sector_groups}


def _council_form(cycle: AwardCycle) -> CouncilForm:
    levels = {str(rule.level): rule.title for rule in rulebooks.of(cycle).councils}
    return CouncilForm.of(levels, agencies.choices())


def _to(council: Council) -> ResponseReturnValue:
    return redirect(url_for("admin.council", council_id=council.id))


def _list_page(cycle: AwardCycle, form: CouncilForm) -> str:
    rows = founding.of_cycle(cycle)
    return render_template(
        "admin/councils.html",
        cycle=cycle,
        book=rulebooks.of(cycle),
        councils=[(row, founding.rule_of(row), founding.shortfalls(row)) for row in rows],
        experts=founding.member_counts(cycle),
        form=form,
    )


def _page(council: Council, **forms: Any) -> str:
    empty: dict[str, Any] = {
        "founding": FoundingForm(formdata=None, data=decision_of(council)),
        "seat": SeatForm(formdata=None),
        "team": TeamForm.of(_groups(council.cycle), empty=True),
    }
    return render_template(
        "admin/council.html",
        council=council,
        book=rulebooks.of(council.cycle),
        rule=founding.rule_of(council),
        lacking=founding.shortfalls(council),
        seats=founding.seats_of(council),
        teams=founding.teams_of(council),
        names=founding.SEAT_NAMES,
        forms=empty | forms,
    )


def decision_of(row: Any) -> dict[str, Any]:
    """The founding decision of a council or a team as its form takes it."""
    return {
        "proposal_letter": row.proposal_letter,
        "authority": row.decision_authority,
        "number": row.decision_number,
        "decided_on": row.decision_date,
    }
