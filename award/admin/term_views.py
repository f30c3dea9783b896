"""Sector groups, deadlines and their extensions, and the move to another edition."""

from flask import flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award.admin import cycle_queries
from award.admin.blueprint import bp
from award.admin.cycle_forms import (
    DeadlineForm,
    ExtensionForm,
    GroupsForm,
    MoveForm,
    TermForm,
    given,
)
from award.admin.views import cycle_page, to_cycle
from award.extensions import db
from award.guard import require
from award.models import AwardCycle, Council, SectorGroup
from award.policies import office
from award.refused import told_at, told_in
from award.services import cycles
from award.words import _N

_PUBLISHED = _N("Đã thêm {count} nhóm ngành, lĩnh vực.")
_REMOVED = _N("Đã bỏ nhóm ngành, lĩnh vực.")
_SET = _N("Đã đặt thời hạn.")
_EXTENDED = _N("Đã ghi quyết định gia hạn; thời hạn mới có hiệu lực.")
_MOVED = _N("Đã chuyển bộ quy tắc; {count} đoạn nội dung chưa có hạng mục và vẫn đọc được.")


@bp.post("/office/cycles/<int:award_cycle_id>/groups")
@require(office.manage, AwardCycle)
def publish_groups(award_cycle: AwardCycle) -> ResponseReturnValue:
    """Add sector groups from pasted lines."""
    form = GroupsForm()
    if form.validate():
        with told_in(form, form.groups):
            count = cycles.add_sector_groups(
                award_cycle,
                form.groups.data,
                number=form.number.data,
                published_on=form.published_on.data,
                actor=current_user,
            )
            db.session.commit()
            flash(_PUBLISHED.format(count=count), "success")
            return to_cycle(award_cycle)
    return cycle_page(award_cycle, groups=form), 422


@bp.post("/office/groups/<int:sector_group_id>/remove")
@require(office.manage, SectorGroup)
def remove_group(sector_group: SectorGroup) -> ResponseReturnValue:
    """Take back a group that nobody has entered in."""
    award_cycle = sector_group.cycle
    cycles.remove_sector_group(sector_group, actor=current_user)
    db.session.commit()
    flash(_REMOVED, "success")
    return to_cycle(award_cycle)


@bp.post("/office/cycles/<int:award_cycle_id>/deadlines")
@require(office.manage, AwardCycle)
def set_deadline(award_cycle: AwardCycle) -> ResponseReturnValue:
    """Set a first deadline."""
    form = DeadlineForm.of(cycle_queries.receiving_councils(award_cycle))
    if form.validate():
        with told_at(form.at):
            cycles.set_deadline(
                award_cycle, form.which(), given(form.at), _council(form), actor=current_user
            )
            db.session.commit()
            flash(_SET, "success")
            return to_cycle(award_cycle)
    return cycle_page(award_cycle, deadline=form), 422


@bp.post("/office/cycles/<int:award_cycle_id>/extensions")
@require(office.manage, AwardCycle)
def extend_deadline(award_cycle: AwardCycle) -> ResponseReturnValue:
    """Move a deadline by a recorded decision."""
    form = ExtensionForm.of(cycle_queries.receiving_councils(award_cycle))
    if form.validate():
        with told_in(form, form.new_at):
            cycles.extend(
                award_cycle, form.which(), _council(form), form.extension(), actor=current_user
            )
            db.session.commit()
            flash(_EXTENDED, "success")
            return to_cycle(award_cycle)
    return cycle_page(award_cycle, extension=form), 422


@bp.post("/office/cycles/<int:award_cycle_id>/rulebook")
@require(office.manage, AwardCycle)
def move_rulebook(award_cycle: AwardCycle) -> ResponseReturnValue:
    """Move the year to a successor edition."""
    form = MoveForm.of(cycles.successors(award_cycle))
    if form.validate():
        with told_at(form.rulebook):
            count = cycles.move_rulebook(award_cycle, form.rulebook.data, actor=current_user)
            db.session.commit()
            flash(_MOVED.format(count=count), "success")
            return to_cycle(award_cycle)
    return cycle_page(award_cycle, move=form), 422


def _council(form: TermForm) -> Council | None:
    return db.session.get(Council, form.council.data) if form.council.data else None
