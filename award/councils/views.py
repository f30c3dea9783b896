"""My councils, the board of one, its scoreboard on screen and as a workbook."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import downloads
from award.councils import queries
from award.councils.blueprint import bp
from award.forms import searched
from award.guard import require, signed_in
from award.models import Council, CouncilLevel
from award.policies import council as policy
from award.policies import facts
from award.services import rulebooks, scoreboard, scoreboard_sheet, shortlisting


@bp.app_template_global("enters_council")
def enters_council(council: Council) -> bool:
    """Whether the council has a page for this person: a counting board sees its session only."""
    return policy.view(current_user, council) is None


@bp.get("/councils")
@signed_in
def index() -> ResponseReturnValue:
    """The councils in which the person sits, and the sessions that wait for them."""
    return render_template(
        "councils/index.html",
        councils=queries.my_councils(current_user),
        sessions=queries.my_sessions(current_user),
    )


@bp.get("/councils/<int:council_id>")
@require(policy.view, Council)
def show(council: Council) -> ResponseReturnValue:
    """The dossiers of the council by step for its secretary; the sessions for everybody in it."""
    step, text = request.args.get("step", ""), searched()
    oversees = policy.oversee(current_user, council) is None
    arriving = council.level is CouncilLevel.NATIONAL and oversees
    return render_template(
        "councils/show.html",
        council=council,
        book=rulebooks.of(council.cycle),
        step=step,
        text=text,
        board=queries.board(council, current_user, step=step, text=text) if oversees else None,
        passed_on=queries.passed_on(council, current_user) if oversees else 0,
        sessions=queries.sessions(council),
        runs=policy.run(current_user, council) is None,
        sits=policy.sit(current_user, council) is None,
        must_undertake=facts.is_voter(current_user, council.id)
        and not facts.has_undertaken(current_user, council.cycle_id),
        arriving=shortlisting.hand_overs(to=council) if arriving else [],
    )


@bp.get("/councils/<int:council_id>/scoreboard")
@require(policy.sit, Council)
def board_of_scores(council: Council) -> ResponseReturnValue:
    """Frozen totals in order, with the rule behind each; any column sorts."""
    sort, down = request.args.get("sort", "rank"), request.args.get("order") == "down"
    standings = scoreboard.of_council(council, actor=current_user)
    return render_template(
        "councils/scoreboard.html",
        council=council,
        book=rulebooks.of(council.cycle),
        standings=scoreboard.ordered(standings, sort, down),
        runs=policy.run(current_user, council) is None,
        sort=sort,
        down=down,
    )


@bp.get("/councils/<int:council_id>/scoreboard.xlsx")
@require(policy.sit, Council)
def workbook_of_scores(council: Council) -> ResponseReturnValue:
    """The same rows as a workbook."""
    standings = scoreboard.of_council(council, actor=current_user)
    content = scoreboard_sheet.workbook(standings, council.cycle)
    return downloads.send_made(content, downloads.XLSX, f"bang-diem-{council.id}.xlsx")
