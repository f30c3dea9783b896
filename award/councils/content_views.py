"""Reading a dossier: report, answers and papers, for whoever in the council may see its content."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award.councils.blueprint import bp
from award.guard import require
from award.models import Council, Dossier
from award.policies import dossier as policy
from award.services import answers, evidence, rulebooks, snapshots
from award.services.completeness import REPORT_PREFIX


@bp.get("/councils/<int:council_id>/dossiers/<int:dossier_id>/content")
@require(policy.view, Council, Dossier)
def content(council: Council, dossier: Dossier) -> ResponseReturnValue:
    """The whole dossier on one page, in the order of its parts, with its traceability beside it."""
    return render_template(
        "councils/content.html",
        council=council,
        dossier=dossier,
        book=rulebooks.of(dossier.cycle),
        answers=answers.of_dossier(dossier),
        papers=evidence.of_dossier(dossier),
        prefix=REPORT_PREFIX,
        traced=snapshots.panel(dossier, actor=current_user),
        leads=policy.take_in(current_user, dossier) is None,
    )
