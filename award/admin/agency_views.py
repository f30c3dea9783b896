"""The register of agencies as papers name them."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award.admin.blueprint import bp
from award.admin.people_forms import AgencyForm
from award.extensions import db
from award.guard import require
from award.models import Authority
from award.policies import office
from award.refused import told_at
from award.services import agencies as service
from award.services import places
from award.words import _N

_ADDED = _N("Đã ghi cơ quan vào sổ.")
_FOLLOWED = _N("Đã ghi cơ quan kế tiếp; văn bản từ ngày ấy dùng tên mới.")
_CARRIED = (
    "kind", "superior", "abbreviation", "place", "seal_holder", "signer_title", "signing_mode",
)  # fmt: skip


@bp.get("/office/agencies")
@require(office.manage)
def agencies() -> ResponseReturnValue:
    """Every agency with its dates and its successor."""
    return _list_page(AgencyForm.of())


@bp.post("/office/agencies")
@require(office.manage)
def add_agency() -> ResponseReturnValue:
    """Enter an agency."""
    form = AgencyForm.of()
    if form.validate():
        with told_at(form.valid_from):
            service.add(form.facts(), actor=current_user)
            db.session.commit()
            flash(_ADDED, "success")
            return redirect(url_for("admin.agencies"))
    return _list_page(form), 422


@bp.get("/office/agencies/<int:authority_id>/successor")
@require(office.manage, Authority)
def successor(authority: Authority) -> ResponseReturnValue:
    """The form of what follows, filled from what was."""
    given = {name: getattr(authority, name) for name in _CARRIED}
    form = AgencyForm.of(**given, province=authority.province_code or "")
    return render_template("admin/successor.html", agency=authority, form=form)


@bp.post("/office/agencies/<int:authority_id>/successor")
@require(office.manage, Authority)
def succeed(authority: Authority) -> ResponseReturnValue:
    """Let another row follow."""
    form = AgencyForm.of()
    if form.validate():
        with told_at(form.valid_from):
            service.succeed(authority, form.facts(), actor=current_user)
            db.session.commit()
            flash(_FOLLOWED, "success")
            return redirect(url_for("admin.agencies"))
    return render_template("admin/successor.html", agency=authority, form=form), 422


def _list_page(form: AgencyForm) -> str:
    rows = service.all_of()
    return render_template(
        "admin/agencies.html",
        agencies=rows,
        by_id={row.id: row for row in rows},
        kinds=service.KIND_NAMES,
        provinces=dict(places.choices()),
        form=form,
    )
