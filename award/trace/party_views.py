"""The parties page: company prefixes, sites and partners of an organisation."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import clock, downloads, refused
from award.extensions import db
from award.guard import require
from award.models import CompanyPrefix, Organisation, Partner, Site, StoredFile
from award.policies import Refusal
from award.policies import trace as policy
from award.services import parties as service
from award.services.editing import expect_version
from award.trace import forms, party_forms, queries
from award.trace.blueprint import bp
from award.trace.party_forms import PartnerForm, PartyForm, SiteForm
from award.words import _N
from traceability.prefixes import is_vietnamese

_ADDED = _N("Đã thêm vào danh sách.")
_SAVED = _N("Đã lưu thay đổi.")
_REMOVED = _N("Đã bỏ khỏi danh sách. Chạy kiểm tra lại để tính vào kết quả.")
_OF = "/trace/organisations/<int:organisation_id>"


@bp.get(f"{_OF}/parties")
@require(policy.view, Organisation)
def parties(organisation: Organisation) -> ResponseReturnValue:
    """Whose codes are whose."""
    return render_template(
        "trace/parties.html",
        organisation=organisation,
        lists=queries.parties(organisation),
        kinds=party_forms.KINDS,
        shown=service.shown,
        vietnamese=is_vietnamese,
        today=clock.today_local(),
        may_edit=policy.edit(current_user, organisation) is None,
    )


@bp.get(f"{_OF}/parties/<kind>")
@require(policy.edit, Organisation)
def new_party(organisation: Organisation, kind: str) -> ResponseReturnValue:
    """An empty form for one more."""
    if kind not in party_forms.FORMS:
        abort(404)
    return _add_page(organisation, kind, party_forms.FORMS[kind](formdata=None))


@bp.post(f"{_OF}/parties/<kind>")
@require(policy.edit, Organisation)
def add_party(organisation: Organisation, kind: str) -> ResponseReturnValue:
    """Declare one more, or show the form again with what is wrong."""
    if kind not in party_forms.FORMS:
        abort(404)
    form = party_forms.FORMS[kind]()
    if not form.validate():
        return _add_page(organisation, kind, form), 422
    try:
        form.add(organisation, current_user)
    except Refusal as why:
        refused.in_form(form, why, form.code)
        return _add_page(organisation, kind, form), 422
    return _done(organisation, _ADDED)


@bp.get(f"{_OF}/sites/<int:site_id>/edit")
@require(policy.edit_party, Organisation, Site)
def edit_site(organisation: Organisation, site: Site) -> ResponseReturnValue:
    """The form of a site."""
    return _change_page(organisation, site, party_forms.site_form(site))


@bp.post(f"{_OF}/sites/<int:site_id>/edit")
@require(policy.edit_party, Organisation, Site)
def change_site(organisation: Organisation, site: Site) -> ResponseReturnValue:
    """Save a site, or show the form again with what is wrong."""
    return _change(organisation, site, SiteForm())


@bp.get(f"{_OF}/partners/<int:partner_id>/edit")
@require(policy.edit_party, Organisation, Partner)
def edit_partner(organisation: Organisation, partner: Partner) -> ResponseReturnValue:
    """The form of a partner."""
    return _change_page(organisation, partner, party_forms.partner_form(partner))


@bp.post(f"{_OF}/partners/<int:partner_id>/edit")
@require(policy.edit_party, Organisation, Partner)
def change_partner(organisation: Organisation, partner: Partner) -> ResponseReturnValue:
    """Save a partner, or show the form again with what is wrong."""
    return _change(organisation, partner, PartnerForm())


@bp.post(f"{_OF}/sites/<int:site_id>/remove")
@require(policy.edit_party, Organisation, Site)
def remove_site(organisation: Organisation, site: Site) -> ResponseReturnValue:
    """Take a site out."""
    service.remove(site, actor=current_user)
    return _done(organisation, _REMOVED)


@bp.post(f"{_OF}/partners/<int:partner_id>/remove")
@require(policy.edit_party, Organisation, Partner)
def remove_partner(organisation: Organisation, partner: Partner) -> ResponseReturnValue:
    """Take a partner out."""
    service.remove(partner, actor=current_user)
    return _done(organisation, _REMOVED)


@bp.post(f"{_OF}/prefixes/<int:company_prefix_id>/remove")
@require(policy.edit_party, Organisation, CompanyPrefix)
def remove_prefix(organisation: Organisation, company_prefix: CompanyPrefix) -> ResponseReturnValue:
    """Take a prefix out."""
    service.remove(company_prefix, actor=current_user)
    return _done(organisation, _REMOVED)


@bp.get(f"{_OF}/prefixes/<int:company_prefix_id>/authorisation")
@require(policy.view_party, Organisation, CompanyPrefix)
def authorisation(organisation: Organisation, company_prefix: CompanyPrefix) -> ResponseReturnValue:
    """The document by which a prefix may be used."""
    if company_prefix.authorisation_id is None:
        abort(404)
    return downloads.send(db.session.get_one(StoredFile, company_prefix.authorisation_id))


def _change(
    organisation: Organisation, row: Site | Partner, form: SiteForm | PartnerForm
) -> ResponseReturnValue:
    if not form.validate():
        return _change_page(organisation, row, form), 422
    expect_version(
        row, forms.version_of(form), [(str(form.name.label.text), str(form.name.data), row.name)]
    )
    try:
        form.change(row, current_user)  # type: ignore[arg-type]
    except Refusal as why:
        refused.in_form(form, why, form.code)
        return _change_page(organisation, row, form), 422
    return _done(organisation, _SAVED)


def _done(organisation: Organisation, words: str) -> ResponseReturnValue:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("trace.parties", organisation_id=organisation.id))


def _add_page(organisation: Organisation, kind: str, form: PartyForm) -> str:
    target = url_for("trace.add_party", organisation_id=organisation.id, kind=kind)
    return render_template(
        "trace/party_new.html",
        organisation=organisation,
        form=form,
        target=target,
        heading=form.heading,
    )


def _change_page(organisation: Organisation, row: Site | Partner, form: PartyForm) -> str:
    if isinstance(row, Site):
        target = url_for("trace.change_site", organisation_id=organisation.id, site_id=row.id)
    else:
        target = url_for("trace.change_partner", organisation_id=organisation.id, partner_id=row.id)
    return render_template(
        "trace/party_new.html",
        organisation=organisation,
        form=form,
        target=target,
        heading=_N("Sửa {name}").format(name=row.name),
    )
