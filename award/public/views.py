"""What anybody may open; the home page of a signed-in person is their list of tasks."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award.extensions import limiter
from award.forms import searched
from award.guard import public
from award.public import queries
from award.public.forms import VerifyForm
from award.services import consents, rulebooks, training_certificates, training_papers, worklist
from award.words import _N

bp = Blueprint("public", __name__)

LOOK_UPS = "20 per minute; 200 per hour"  # of one address; a code has 16 signs of 30
_UNKNOWN = _N("Không có văn bản nào mang mã này. Hãy kiểm tra từng ký tự.")
_LAST_YEAR = 9999


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """The award in a few words, or what waits for the person who has signed in."""
    if current_user.is_authenticated:
        return render_template("public/tasks.html", tasks=worklist.of(current_user))
    return render_template("public/home.html", terms=queries.running_terms())


@bp.get("/calendar")
@public
def calendar() -> ResponseReturnValue:
    """Deadlines of every award year, by receiving council."""
    return render_template("public/calendar.html", cycles=queries.cycles_with_deadlines())


@bp.get("/laureates")
@public
def laureates() -> ResponseReturnValue:
    """Who was awarded, by recorded decision only."""
    year = request.args.get("year", type=int)
    words = searched()
    rows = queries.laureates(year if year is None or 0 < year < _LAST_YEAR else 0, words)
    return render_template(
        "public/laureates.html",
        rows=rows,
        tiers={row.id: rulebooks.of(row.dossier.cycle).tier(row.tier) for row in rows},
        years=queries.award_years(),
        year=year,
        words=words,
    )


@bp.get("/verify")
@public
@limiter.limit(LOOK_UPS, exempt_when=lambda: not request.args.get("code"))
def verify() -> ResponseReturnValue:
    """The form for a code; a code in the address (from a QR) is looked up at once."""
    code = searched("code", 40)
    form = VerifyForm(request.args, meta={"csrf": False}) if code else VerifyForm()
    found = queries.verified(code) if code else None
    if code and found is None:
        form.code.errors = [_UNKNOWN]
    return render_template(
        "public/verify.html",
        form=form,
        found=found,
        code=code,
        validity=training_certificates.validity,
        short_name=training_papers.short_name,
    )


@bp.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What is done with personal data, and how a person uses their rights (R36)."""
    return render_template("public/privacy.html", version=consents.TEXT_VERSION)


@bp.get("/help")
@public
def guide() -> ResponseReturnValue:
    """How each role works here, in a page."""
    return render_template("public/help.html")
