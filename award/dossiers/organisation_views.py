"""The organisation's page: what it declares, how that places it, its past awards."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import refused
from award.dossiers import organisation_forms as forms
from award.dossiers.blueprint import bp
from award.dossiers.choices import options
from award.extensions import db
from award.guard import require
from award.models import Organisation
from award.policies import Refusal, office
from award.services import organisations
from award.services.editing import expect_version
from award.words import _N

_SAVED = _N("Đã lưu thông tin tổ chức.")


@bp.get("/organisations/<int:organisation_id>")
@require(office.view_organisation, Organisation)
def organisation(organisation: Organisation) -> ResponseReturnValue:
    """Everything declared, as the registration form will print it."""
    return render_template(
        "dossiers/organisation.html",
        organisation=organisation,
        words=forms,
        may_edit=office.edit_organisation(current_user, organisation) is None,
        kind=organisations.explain_kind(organisation.activity, organisation.employees_permanent),
        size=_size(organisation),
        past=organisations.past_awards(organisation),
    )


def _size(row: Organisation) -> object:
    return organisations.explain_size(
        row.sme_sector, row.employees_insured, row.revenue_vnd, row.capital_vnd
    )


@bp.get("/organisations/<int:organisation_id>/edit")
@require(office.edit_organisation, Organisation)
def edit_organisation(organisation: Organisation) -> ResponseReturnValue:
    """The form, as the row stands."""
    return _form_page(organisation, forms.filled(organisation))


@bp.post("/organisations/<int:organisation_id>/edit")
@require(office.edit_organisation, Organisation)
def save_organisation(organisation: Organisation) -> ResponseReturnValue:
    """Save the whole form, or show it again with what is wrong."""
    form = _offered(forms.OrganisationForm())
    if not form.validate():
        return _form_page(organisation, form), 422
    expect_version(organisation, _number(form.version.data), forms.differences(form, organisation))
    try:
        organisations.declare(
            organisation, form.fill, figures=form.years(), systems=form.named_systems(),
            actor=current_user,
        )  # fmt: skip
    except Refusal as why:
        status = refused.at(form.tax_code, why)
        return _form_page(organisation, form), status
    db.session.commit()
    flash(_SAVED, "success")
    return redirect(url_for("dossiers.organisation", organisation_id=organisation.id))


@bp.post("/organisations/<int:organisation_id>/size")
@require(office.edit_organisation, Organisation)
def explain_size(organisation: Organisation) -> ResponseReturnValue:
    """How the figures being typed place the organisation; nothing is saved."""
    return render_template("dossiers/_size.html", **_placed(_offered(forms.OrganisationForm())))


def _form_page(row: Organisation, form: forms.OrganisationForm) -> str:
    return render_template(
        "dossiers/organisation_edit.html",
        organisation=row,
        form=_offered(form),
        **_placed(form),
    )


def _placed(form: forms.OrganisationForm) -> dict[str, object]:
    return {
        "kind": organisations.explain_kind(form.activity.data, form.employees_permanent.data),
        "size": organisations.explain_size(
            form.sme_sector.data,
            form.employees_insured.data,
            form.revenue_vnd.data,
            form.capital_vnd.data,
        ),
    }


def _offered(form: forms.OrganisationForm) -> forms.OrganisationForm:
    form.province_code.choices = options((row.code, row.name) for row in organisations.provinces())
    return form


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0
