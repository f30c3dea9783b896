"""Begin a dossier: the award year, the receiving council, and the product where one enters."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import refused
from award.dossiers.blueprint import bp
from award.dossiers.forms import ProductForm, StartForm
from award.extensions import db
from award.guard import require
from award.models import AwardCycle, Dossier, Organisation
from award.policies import Refusal, office
from award.policies import dossier as policy
from award.services import products, rulebooks, starting
from award.words import _N
from traceability.catalogue import replaced_in

_STARTED = _N("Đã lập hồ sơ. Việc tiếp theo: kiểm tra điều kiện và in Đơn đăng ký tham dự.")
_SAVED = _N("Đã lưu thông tin sản phẩm.")


@bp.get("/organisations/<int:organisation_id>/start")
@require(office.edit_organisation, Organisation)
def choose_year(organisation: Organisation) -> ResponseReturnValue:
    """The award years that are open now."""
    return render_template(
        "dossiers/choose_year.html",
        organisation=organisation,
        cycles=[(cycle, rulebooks.of(cycle)) for cycle in starting.open_cycles()],
    )


@bp.get("/organisations/<int:organisation_id>/start/<int:year>")
@require(office.edit_organisation, Organisation)
def start(organisation: Organisation, year: int) -> ResponseReturnValue:
    """The form of one award year."""
    cycle = _cycle(year)
    return _start_page(organisation, cycle, _start_form(organisation, cycle))


@bp.post("/organisations/<int:organisation_id>/start/<int:year>")
@require(office.edit_organisation, Organisation)
def begin(organisation: Organisation, year: int) -> ResponseReturnValue:
    """Begin the dossier."""
    cycle = _cycle(year)
    form = _start_form(organisation, cycle)
    if not form.validate():
        return _start_page(organisation, cycle, form), 422
    councils = starting.receiving_councils(cycle, organisation)
    council = next((row for row in councils if row.id == form.council.data), None)
    facts = form.facts() if starting.enters_products(cycle) else None
    try:
        dossier = starting.start(organisation, cycle, council, product=facts, actor=current_user)
    except Refusal as why:
        status = refused.in_form(form, why, form.council)
        return _start_page(organisation, cycle, form), status
    db.session.commit()
    flash(_STARTED, "success")
    return redirect(url_for("dossiers.show", dossier_id=dossier.id))


def _cycle(year: int) -> AwardCycle:
    return next((cycle for cycle in starting.open_cycles() if cycle.year == year), None) or abort(
        404
    )


def _start_form(organisation: Organisation, cycle: AwardCycle) -> StartForm:
    councils = starting.receiving_councils(cycle, organisation)
    return StartForm.for_cycle(cycle, councils, product=starting.enters_products(cycle))


def _start_page(organisation: Organisation, cycle: AwardCycle, form: StartForm) -> str:
    return render_template(
        "dossiers/start.html",
        organisation=organisation,
        cycle=cycle,
        book=rulebooks.of(cycle),
        form=form,
        product=starting.enters_products(cycle),
    )


@bp.get("/dossiers/<int:dossier_id>/product")
@require(policy.belongs, Dossier)
def product(dossier: Dossier) -> ResponseReturnValue:
    """The product of the entry; a form while the dossier is a draft."""
    if not starting.enters_products(dossier.cycle):
        abort(404)
    return _product_page(dossier, ProductForm.of(dossier.product, dossier.cycle.sector_groups))


@bp.post("/dossiers/<int:dossier_id>/product")
@require(policy.write, Dossier)
def save_product(dossier: Dossier) -> ResponseReturnValue:
    """Declare the product anew."""
    form = ProductForm.of(dossier.product, dossier.cycle.sector_groups)
    if not form.validate():
        return _product_page(dossier, form), 422
    try:
        products.enter(dossier, form.facts(), actor=current_user)
    except Refusal as why:
        status = refused.in_form(form, why, form["name"])
        return _product_page(dossier, form), status
    db.session.commit()
    flash(_SAVED, "success")
    for warning in replaced_in(form.facts().standards):
        flash(warning)
    return redirect(url_for("dossiers.show", dossier_id=dossier.id))


def _product_page(dossier: Dossier, form: ProductForm) -> str:
    return render_template(
        "dossiers/product.html",
        dossier=dossier,
        form=form,
        locked=products.may_enter(dossier, actor=current_user),
    )
