"""Portals: the list, one connection, an export tried, taken along or sent, and what came back."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import downloads, refused
from award.extensions import db
from award.guard import require
from award.models import Organisation, PortalLink, PortalState, Product, StoredFile
from award.policies import Refusal
from award.policies import trace as policy
from award.services import portal_exports, portal_push, portals, snapshots, storage
from award.services.portals import Portal
from award.trace.blueprint import bp
from award.trace.portal_forms import STATES, ExportForm, PortalForm
from award.words import _N

_BASE = "/trace/organisations/<int:organisation_id>/portals"
_SAVED = _N("Đã lưu kết nối.")
_QUEUED = _N("Đã đưa vào hàng gửi. Kết quả hiện ở bảng “Các lần gửi” khi cổng trả lời.")
_SAVE_FIRST = _N("Hãy lưu kết nối trước khi thử hoặc gửi dữ liệu.")
PREVIEW = 20_000  # signs of a body that a page shows


@bp.get(_BASE)
@require(policy.view, Organisation)
def portal_list(organisation: Organisation) -> ResponseReturnValue:
    """Every portal with the state of the organisation's connection."""
    return render_template(
        "trace/portals.html",
        organisation=organisation,
        portals=portals.all_portals(),
        links=portals.links(organisation),
        states=STATES,
    )


@bp.get(f"{_BASE}/<portal>")
@require(policy.view, Organisation)
def portal(organisation: Organisation, portal: str) -> ResponseReturnValue:
    """One portal: the connection, and exports to it."""
    known = portals.portal(portal) or abort(404)
    return _page(organisation, known)


@bp.post(f"{_BASE}/<portal>")
@require(policy.edit, Organisation)
def save_portal(organisation: Organisation, portal: str) -> ResponseReturnValue:
    """Save the connection, or show the form again with what is wrong."""
    known, form = portals.portal(portal) or abort(404), PortalForm()
    if not form.validate():
        return _page(organisation, known, form=form), 422
    try:
        upload = form.proof.data or None
        portals.save(organisation, known, form.connection(), upload, actor=current_user)
    except Refusal as why:
        refused.in_form(form, why, form.proof)
        return _page(organisation, known, form=form), 422
    db.session.commit()
    flash(_SAVED, "success")
    return redirect(url_for("trace.portal", organisation_id=organisation.id, portal=known.id))


@bp.post(f"{_BASE}/<portal>/export")
@require(policy.edit, Organisation)
def export_to_portal(organisation: Organisation, portal: str) -> ResponseReturnValue:
    """Try an export and show it, take it along, or send it."""
    known, link = portals.portal(portal) or abort(404), portals.links(organisation).get(portal)
    form = _offered(organisation, ExportForm())
    if not form.validate():
        return _page(organisation, known, export=form), 422
    try:
        return _export(organisation, known, link, form)
    except Refusal as why:
        refused.in_form(form, why, form.lot)
        return _page(organisation, known, export=form), 422


@bp.get(f"{_BASE}/<portal>/proof")
@require(policy.view, Organisation)
def portal_proof(organisation: Organisation, portal: str) -> ResponseReturnValue:
    """The proof of the connection."""
    link = portals.links(organisation).get(portal) or abort(404)
    kept = db.session.get(StoredFile, link.proof_file_id) if link.proof_file_id else None
    if kept is None:
        abort(404)
    return downloads.send_made(storage.read(kept), kept.media_type, kept.name)


def _export(
    organisation: Organisation, known: Portal, link: PortalLink | None, form: ExportForm
) -> ResponseReturnValue:
    if link is None:
        raise Refusal(_SAVE_FIRST)
    product, lot = db.session.get_one(Product, int(form.product.data)), form.lot.data
    if form.act.data == "send":
        portal_push.queue(link, known, product, lot, actor=current_user)
        db.session.commit()
        flash(_QUEUED, "success")
        return redirect(url_for("trace.portal", organisation_id=organisation.id, portal=known.id))
    found = portal_exports.build(link, known, product, lot, actor=current_user)
    if form.act.data == "take":
        portal_exports.note(link, found, actor=current_user)
        return downloads.send_made(found.body, found.media_type, found.name)
    return _page(organisation, known, export=form, tried=found)


def _offered(organisation: Organisation, form: ExportForm) -> ExportForm:
    rows = [one for one in snapshots.products_of(organisation.id) if one.gtin]
    form.product.choices = {str(one.id): one.name for one in rows}
    return form


def _page(
    organisation: Organisation,
    known: Portal,
    *,
    form: PortalForm | None = None,
    export: ExportForm | None = None,
    tried: portal_exports.Export | None = None,
) -> str:
    link = portals.links(organisation).get(known.id)
    text: Any = tried.body.decode("utf-8-sig") if tried else ""
    return render_template(
        "trace/portal.html",
        organisation=organisation,
        portal=known,
        link=link,
        form=form or PortalForm.of(link),
        export=export or _offered(organisation, ExportForm(formdata=None)),
        tried=tried,
        preview=text[:PREVIEW],
        cut=len(text) > PREVIEW,
        pushes=portals.pushes(link) if link else [],
        state=STATES[link.connection.value if link else PortalState.NONE.value],
        fields=portal_exports.fields(),
        may_edit=policy.edit(current_user, organisation) is None,
    )
