"""One point of an agenda: the dossier before the council, its questions, what was said."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award.councils import moves, reading
from award.councils.blueprint import bp
from award.councils.meeting_forms import PointTextForm
from award.extensions import db
from award.guard import require
from award.models import AgendaItem, Meeting, User, Vote, VoteMode, VoteState
from award.policies import council as policy
from award.services import agendas, ballots, editing, meetings, quorums, rulebooks
from award.words import _N

_BASE = "/meetings/<int:meeting_id>/points/<int:agenda_item_id>"


@bp.get(_BASE)
@require(policy.view_agenda_item, Meeting, AgendaItem)
def point(meeting: Meeting, agenda_item: AgendaItem) -> ResponseReturnValue:
    """What the council needs on this point: the dossier, who leaves the room, the questions."""
    return render_template(
        "councils/point.html",
        meeting=meeting,
        council=meeting.council,
        item=agenda_item,
        book=rulebooks.of(meeting.council.cycle),
        votes=[_vote_row(vote, current_user) for vote in agenda_item.votes],
        more=agendas.questions(agenda_item) if _may_run(meeting) else [],
        out=agendas.out_of_the_room(agenda_item),
        reading=reading.of(agenda_item.dossier, meeting.council, current_user),
        runs=_may_run(meeting),
        declares=policy.declare(current_user, meeting) is None,
        running=meeting.state in meetings.RUNNING,
    )


def _vote_row(vote: Vote, actor: User) -> dict[str, object]:
    """A question as the page shows it; nothing in it depends on what anybody chose."""
    book = rulebooks.of(vote.agenda_item.meeting.council.cycle)
    count = quorums.for_vote(vote)
    electronic = vote.mode is VoteMode.ELECTRONIC
    return {
        "vote": vote,
        "question": book.question(vote.question),
        "answers": ballots.answers(book, book.question(vote.question)),
        "buttons": moves.of(vote, actor),
        "voted": ballots.voted(vote) if electronic and vote.state is not VoteState.READY else None,
        "count": count,
        "entitled": count.seated - count.recused,
        "may_cast": policy.cast(actor, vote) is None,
        "may_count": policy.count(actor, vote) is None,
        "entered": not electronic and ballots.paper_count(vote) is not None,
        "opinions": book.vote.written_opinions and vote.state is VoteState.OPEN,
        "shows_counts": (vote.result or {"voted": 0})["voted"] >= ballots.FEWEST_SHOWN,
    }


def _may_run(meeting: Meeting) -> bool:
    return policy.run_meeting(current_user, meeting) is None


@bp.route(f"{_BASE}/text", methods=["GET", "POST"])
@require(policy.view_agenda_item, Meeting, AgendaItem)
def point_text(meeting: Meeting, agenda_item: AgendaItem) -> ResponseReturnValue:
    """Write what was said and concluded on this point."""
    if why := policy.run_meeting(current_user, meeting):
        raise why
    form, status = PointTextForm(obj=agenda_item), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            stored = [
                (_N("Thảo luận"), form.discussion.data or "", agenda_item.discussion),
                (_N("Kết luận"), form.conclusion.data or "", agenda_item.conclusion),
            ]
            editing.expect_version(agenda_item, form.version.number, stored)
            _write(agenda_item, form)
            return _done(agenda_item, _N("Đã lưu nội dung của mục."))
    return render_template(
        "councils/point_text.html", meeting=meeting, item=agenda_item, form=form
    ), status


def _write(item: AgendaItem, form: PointTextForm) -> None:
    meetings.write_point(
        item,
        discussion=form.discussion.data or "",
        conclusion=form.conclusion.data or "",
        actor=current_user,
    )


@bp.post(f"{_BASE}/questions")
@require(policy.view_agenda_item, Meeting, AgendaItem)
def ask(meeting: Meeting, agenda_item: AgendaItem) -> ResponseReturnValue:
    """Put a question of the edition to this point."""
    if why := policy.run_meeting(current_user, meeting):
        raise why
    agendas.ask(agenda_item, request.form.get("question", ""), actor=current_user)
    return _done(agenda_item, _N("Đã thêm câu hỏi bỏ phiếu."))


@bp.post("/votes/<int:vote_id>/drop")
@require(policy.view_vote, Vote)
def drop_question(vote: Vote) -> ResponseReturnValue:
    """Take back a question that was never put to the vote."""
    item = vote.agenda_item
    if why := policy.run_meeting(current_user, item.meeting):
        raise why
    agendas.drop_question(vote, actor=current_user)
    return _done(item, _N("Đã bỏ câu hỏi."))


def _done(item: AgendaItem, sentence: str) -> ResponseReturnValue:
    here = url_for("councils.point", meeting_id=item.meeting_id, agenda_item_id=item.id)
    db.session.commit()
    flash(sentence, "success")
    return redirect(here)
