"""What anybody may open; the home page of a signed-in person is their list of tasks."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award.guard import public
from award.public import queries
from award.public.forms import VerifyForm
from award.services import rulebooks, worklist
from award.words import _N

bp = Blueprint("public", __name__)


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """The award in a few words, or what waits for the person who has signed in."""
    if current_user.is_authenticated:
        return render_template("public/tasks.html", tasks=worklist.of(current_user))
    return render_template("public/home.html", cycles=queries.cycles_with_deadlines()[:2])


@bp.get("/calendar")
@public
def calendar() -> ResponseReturnValue:
    """Deadlines of every open award year, by receiving council."""
    return render_template("public/calendar.html", cycles=queries.cycles_with_deadlines())


@bp.get("/laureates")
@public
def laureates() -> ResponseReturnValue:
    """Who was awarded, by recorded decision only."""
    year = request.args.get("year", type=int)
    words = request.args.get("q", "")[:100]
    rows = queries.laureates(year, words)
    tiers = {row.id: rulebooks.of(row.dossier.cycle).tier(row.tier) for row in rows}
    return render_template(
        "public/laureates.html",
        rows=rows,
        tiers=tiers,
        years=queries.award_years(),
        year=year,
        words=words,
    )


@bp.get("/verify")
@public
def verify() -> ResponseReturnValue:
    """The form for a code; a code in the address (from a QR) is looked up at once."""
    code = request.args.get("code", "")[:40]
    form = VerifyForm(request.args, meta={"csrf": False}) if code else VerifyForm()
    found = queries.document_by_code(code) if code else None
    if code and found is None:
        form.code.errors = [_N("Không có văn bản nào mang mã này. Hãy kiểm tra từng ký tự.")]
    return render_template("public/verify.html", form=form, document=found, code=code)
