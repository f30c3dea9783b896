"""The door of every view: load the row through its parent, ask who may see it, ask the policy."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import abort, redirect, request, url_for
from flask_login import current_user
from sqlalchemy import select
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response

from award.extensions import Base, db, login_manager
from award.models import (
    AgendaItem,
    ApiToken,
    Assignment,
    Authority,
    AuthorityRequest,
    Award,
    AwardCycle,
    AwardDecision,
    BreachRecord,
    CaptureJob,
    CarrierCheck,
    CheckOverride,
    CheckRun,
    CompanyPrefix,
    Complaint,
    ComplianceRecord,
    ComplianceSnapshot,
    ConformityPaper,
    Consultation,
    Council,
    CourseFile,
    Dossier,
    EvaluationReport,
    Evidence,
    ExpertTeam,
    GrowingArea,
    HandOver,
    Inspection,
    IssuedDocument,
    Meeting,
    Organisation,
    Participant,
    Partner,
    PlanTask,
    PriorityProduct,
    Product,
    ProgrammeDocument,
    ProgrammePlan,
    ProgrammeReport,
    ProgrammeTarget,
    Province,
    RecallDrill,
    Seat,
    SectorGroup,
    Shortlist,
    Site,
    SiteVisit,
    SupplementRequest,
    SupportGrant,
    SurveyImport,
    TeamMember,
    TraceEvidence,
    TraceSystem,
    TrainingCertificate,
    TrainingCourse,
    TrainingQuestion,
    TrainingSession,
    User,
    Vote,
)
from award.models.columns import LARGEST_INTEGER
from award.policies import (
    Hidden,
    Policy,
    council,
    document,
    dossier,
    office,
    programme,
    rating,
    report,
    trace,
    training,
)
from award.typed import page_before, texts

View = Callable[..., Any]

# Who may see that a row exists. Anyone else gets the same 404 as for a row that does not exist.
VISIBLE: dict[type[Base], Policy] = {
    AgendaItem: council.view_agenda_item,
    ApiToken: trace.view_token,
    Assignment: rating.view_assignment,
    Authority: office.manage,
    AuthorityRequest: trace.view_request,
    Award: office.view_award,
    AwardCycle: office.view_cycle,
    AwardDecision: office.manage,
    BreachRecord: office.administer,
    CaptureJob: trace.view_job,
    CarrierCheck: trace.view_label,
    CheckOverride: trace.view_override,
    CheckRun: trace.view_run,
    CompanyPrefix: trace.view_party,
    Complaint: office.view_complaint,
    ComplianceRecord: office.manage,
    ComplianceSnapshot: trace.view_snapshot,
    ConformityPaper: trace.view_conformity,
    Consultation: office.view_consultation,
    Council: council.view,
    CourseFile: training.view_file,
    Dossier: dossier.view_status,
    EvaluationReport: rating.view_report,
    Evidence: dossier.view_evidence,
    ExpertTeam: office.manage,
    GrowingArea: trace.view_area,
    HandOver: council.view_hand_over,
    Inspection: programme.view,
    IssuedDocument: document.view,
    Meeting: council.view_meeting,
    Organisation: office.view_organisation,
    Participant: training.view_participant,
    PlanTask: programme.view,
    Partner: trace.view_party,
    PriorityProduct: programme.view,
    Product: trace.view_product,
    ProgrammeDocument: programme.view,
    ProgrammePlan: programme.view,
    ProgrammeReport: report.view,
    ProgrammeTarget: programme.view,
    Province: programme.view,
    RecallDrill: trace.view_drill,
    Seat: office.manage,
    SectorGroup: office.manage,
    Shortlist: council.view_shortlist,
    Site: trace.view_party,
    SiteVisit: rating.view_visit,
    SupplementRequest: dossier.view_supplement,
    SupportGrant: programme.view,
    SurveyImport: programme.view,
    TeamMember: office.manage,
    TraceEvidence: trace.view_evidence,
    TraceSystem: programme.view,
    TrainingCertificate: training.view_certificate,
    TrainingCourse: training.announce,
    TrainingQuestion: training.run,
    TrainingSession: training.announce,
    User: office.administer,
    Vote: council.view_vote,
}


class RowNumber(IntegerConverter):
    """A number in an address: no row has one that the database cannot hold, so it is no page."""

    def __init__(self, rules: Map, **limits: Any) -> None:
        super().__init__(rules, **{"max": LARGEST_INTEGER, **limits})


def require(policy: Policy, *models: type[Base]) -> Callable[[View], View]:
    """Guard a view with `policy(actor, row)`, the row loaded from `<table>_id` in the address.

    With several models each row is looked up inside the one before it (`Dossier, Evidence` loads
    the evidence of that dossier only), and the policy is asked about the last. Rows reach the view
    as keyword arguments named after their tables. A province is loaded from
    `province_code`. With no model the policy is asked about `None`. Refused sight answers 404 like
    a row that does not exist; any other refusal is a 403. A room without a row is hidden from those
    it is not for.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            if not current_user.is_authenticated:
                return login_manager.unauthorized()
            rows = _load(models, arguments)
            subject = rows[-1] if rows else None
            if why := policy(current_user, subject):
                raise Hidden() if subject is None else why
            named = {row.__tablename__: row for row in rows}
            return view(**named, **arguments)

        guarded.guarded_by = policy  # type: ignore[attr-defined]
        return guarded

    return decorate


def _load(models: tuple[type[Base], ...], arguments: dict[str, Any]) -> list[Base]:
    """The rows named in the address, each inside its parent and visible to this person."""
    rows: list[Base] = []
    for model in models:
        column = "code" if model is Province else "id"
        key = arguments.pop(f"{model.__tablename__}_{column}")
        query = select(model).where(getattr(model, column) == key)
        if rows:
            parent = rows[-1]
            query = query.where(
                getattr(model, f"{parent.__tablename__}_id") == parent.id  # type: ignore[attr-defined]
            )
        row = db.session.scalar(query)
        if row is None or VISIBLE[model](current_user, row) is not None:
            abort(404)
        rows.append(row)
    return rows


def signed_in(view: View) -> View:
    """Guard a view that any signed-in person may open."""

    @wraps(view)
    def guarded(**arguments: Any) -> Any:
        if not current_user.is_authenticated:
            return login_manager.unauthorized()
        return view(**arguments)

    guarded.guarded_by = "signed_in"  # type: ignore[attr-defined]
    return guarded


def public(view: View) -> View:
    """Mark a view as open to everybody; the list of such views is reviewed in a test."""
    view.guarded_by = "public"  # type: ignore[attr-defined]
    return view


@login_manager.unauthorized_handler
def _to_sign_in() -> Response:
    """Send a stranger to the sign-in page and back again afterwards.

    Longer texts sent after the session ended are answered 401: that page gives them back.
    """
    if texts():
        abort(401)
    on_a_page = request.method == "GET"
    target = request.full_path.rstrip("?") if on_a_page else page_before()
    return redirect(url_for("accounts.sign_in", next=target))
