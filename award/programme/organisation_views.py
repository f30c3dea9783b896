"""What a province's programme holds on an organisation, for the organisation's own people."""

from flask import render_template
from flask.typing import ResponseReturnValue

from award.guard import require
from award.models import Organisation
from award.policies import office
from award.programme import queries
from award.programme.blueprint import bp
from award.programme.figure_views import ORIGIN_NAMES
from award.services import programme_registers
from award.services.programme_rules import rules


@bp.get("/programme/organisations/<int:organisation_id>")
@require(office.view_organisation, Organisation)
def organisation(organisation: Organisation) -> ResponseReturnValue:
    """Support received, products on lists, inspections, and what surveys and portals say."""
    return render_template(
        "programme/organisation.html",
        organisation=organisation,
        records=queries.records_of(organisation),
        lists=programme_registers.LISTS,
        fields=programme_registers.FIELDS,
        results=programme_registers.RESULTS,
        metrics={metric.code: metric.title for metric in rules().metrics},
        origins={origin.value: name for origin, name in ORIGIN_NAMES.items()},
    )
