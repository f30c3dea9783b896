"""Lots: the list of a product, the search, the story of one, one step each way."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import clock
from award.forms import searched
from award.guard import require
from award.models import Organisation, Product
from award.policies import trace as policy
from award.services import issuing, lots, stories, withdrawals
from award.trace import graphs
from award.trace.blueprint import bp
from award.trace.lot_forms import LiftForm, RecallForm, recall_form
from traceability.chain_lots import read_lot

LONGEST_LOT = 2000  # characters of a lot's number or link in the address
LONGEST_LINK = 1_000  # signs of what a label carries
SHOWN = 60  # lots of the trace, and events, in one table of the page


@bp.get("/trace/organisations/<int:organisation_id>/lots")
@require(policy.view, Organisation)
def lot_search(organisation: Organisation) -> ResponseReturnValue:
    """Lots that a number, an SSCC or a link may mean; a single one is opened at once."""
    wanted = searched(longest=LONGEST_LINK)
    found = lots.find(organisation.id, wanted)
    if len(found) == 1:
        return redirect(address(organisation, found[0].name.id))
    return render_template(
        "trace/lot_search.html",
        organisation=organisation,
        found=found,
        wanted=wanted,
        most=LONGEST_LINK,
    )


@bp.get("/trace/products/<int:product_id>/lots")
@require(policy.view_product, Product)
def product_lots(product: Product) -> ResponseReturnValue:
    """The product's lots and where each stands."""
    wanted, page = searched(), max(request.args.get("page", 1, type=int), 1)
    found, total = lots.of_product(product, search=wanted, page=page)
    return render_template(
        "trace/product_lots.html",
        product=product, found=found, total=total, wanted=wanted, page=page,
        pages=-(-total // lots.PER_PAGE),
    )  # fmt: skip


@bp.get("/trace/organisations/<int:organisation_id>/lot")
@require(policy.view, Organisation)
def lot(organisation: Organisation) -> ResponseReturnValue:
    """What happened to a lot, where it came from and what became of it."""
    form = recall_form(organisation, formdata=None)
    return lot_page(organisation, named(organisation), form, LiftForm(formdata=None))


@bp.get("/trace/organisations/<int:organisation_id>/lot/steps")
@require(policy.view, Organisation)
def lot_steps(organisation: Organisation) -> ResponseReturnValue:
    """One step back and one step forward, to read and to print (T16)."""
    story = stories.of(organisation, named(organisation))
    return render_template(
        "trace/lot_steps.html",
        organisation=organisation,
        story=story,
        papers=[
            one for one in issuing.of_subject(organisation, "lot_steps")
            if one.data["lot"]["id"] == story.lot.id
        ],
        may_edit=policy.edit(current_user, organisation) is None,
        made_at=clock.now(),
    )  # fmt: skip


def lot_page(organisation: Organisation, node: str, recall: RecallForm, lift: LiftForm) -> str:
    """The page of a lot; the forms are empty, or refused with what was typed."""
    story = stories.of(organisation, node)
    return render_template(
        "trace/lot.html",
        organisation=organisation,
        story=story,
        state=lots.state_of(organisation.id, node),
        recalled=withdrawals.standing(organisation.id, node),
        recall=recall,
        lift=lift,
        picture=graphs.picture(story),
        caption=graphs.caption(story),
        drawn=graphs.drawn(story),
        shown=SHOWN,
        may_edit=policy.edit(current_user, organisation) is None,
    )


def named(organisation: Organisation) -> str:
    """The lot of the address, in any spelling; 404 for one that no event names."""
    node = read_lot(searched("lot", LONGEST_LOT))
    if not lots.known(organisation.id, node):
        abort(404)
    return node


def address(organisation: Organisation, node: str) -> str:
    """The address of a lot's page."""
    return url_for("trace.lot", organisation_id=organisation.id, lot=node)
