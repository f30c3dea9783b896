"""Casting a ballot, entering paper counts, recording written opinions."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import refused
from award.councils.blueprint import bp
from award.councils.meeting_forms import BallotForm, OpinionForm, PaperForm
from award.extensions import db
from award.guard import require
from award.models import PaperCount, Seat, Vote
from award.policies import Refusal
from award.policies import council as policy
from award.services import ballots, quorums, rulebooks, storage
from award.uploads import needed
from award.words import _N


@bp.get("/votes/<int:vote_id>")
@require(policy.cast, Vote)
def ballot(vote: Vote) -> ResponseReturnValue:
    """One question and its choices; none is chosen beforehand."""
    return _ballot_page(vote, _ballot_form(vote)), 200


@bp.post("/votes/<int:vote_id>")
@require(policy.cast, Vote)
def cast(vote: Vote) -> ResponseReturnValue:
    """Cast or replace one's ballot; the receipt is shown once, on the next page."""
    form = _ballot_form(vote)
    if not form.validate():
        return _ballot_page(vote, form), 422
    try:
        mark = ballots.cast(vote, form.choice.data, actor=current_user)
    except Refusal as why:
        status = refused.at(form.choice, why)
        return _ballot_page(vote, form), status
    db.session.commit()
    flash(_N("Đã ghi phiếu. Mã biên nhận của ông (bà): {}").format(mark), "success")
    item = vote.agenda_item
    return redirect(url_for("councils.point", meeting_id=item.meeting_id, agenda_item_id=item.id))


def _ballot_form(vote: Vote) -> BallotForm:
    book = rulebooks.of(vote.agenda_item.meeting.council.cycle)
    return BallotForm.for_answers(ballots.answers(book, book.question(vote.question)))


def _ballot_page(vote: Vote, form: BallotForm) -> str:
    book = rulebooks.of(vote.agenda_item.meeting.council.cycle)
    return render_template(
        "councils/ballot.html",
        vote=vote,
        item=vote.agenda_item,
        meeting=vote.agenda_item.meeting,
        question=book.question(vote.question),
        rule=book.vote,
        has_voted=ballots.has_voted(vote, current_user),
        form=form,
    )


@bp.route("/votes/<int:vote_id>/count", methods=["GET", "POST"])
@require(policy.count, Vote)
def paper_count(vote: Vote) -> ResponseReturnValue:
    """The counting board's figures and their scan; wrong sums are told at their field."""
    entered = ballots.paper_count(vote)
    form, status = PaperForm.of(entered), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                _enter(vote, form, entered)
            except Refusal as why:
                status = refused.at(_field_of(form, why), why)
            else:
                return _done(vote, _N("Đã ghi kết quả kiểm phiếu."))
    return _count_page(vote, form, entered), status


def _enter(vote: Vote, form: PaperForm, entered: PaperCount | None) -> None:
    """Sums first, so that a wrong one costs no second upload."""
    if why := ballots.sums_fault(vote, **form.figures()):
        raise why
    keeps = entered is not None and not form.scan.data
    scan = entered.scan if keeps and entered else storage.store(form.scan.data, actor=current_user)
    ballots.enter_paper(vote, **form.figures(), scan=scan, actor=current_user)


def _field_of(form: PaperForm, why: Refusal) -> object:
    return form.first_wrong_sum() if why.rule == "R26" else form.scan


def _count_page(vote: Vote, form: PaperForm, entered: PaperCount | None) -> str:
    book = rulebooks.of(vote.agenda_item.meeting.council.cycle)
    count = quorums.for_vote(vote)
    return render_template(
        "councils/paper_count.html",
        vote=vote,
        item=vote.agenda_item,
        meeting=vote.agenda_item.meeting,
        question=book.question(vote.question),
        answers=dict(ballots.answers(book, book.question(vote.question))),
        entitled=count.seated - count.recused,
        present=count.present,
        entered=entered,
        form=form,
    )


@bp.route("/votes/<int:vote_id>/opinions", methods=["GET", "POST"])
@require(policy.view_vote, Vote)
def opinion(vote: Vote) -> ResponseReturnValue:
    """Record an absent member's written opinion, where the edition counts them."""
    if why := policy.run_meeting(current_user, vote.agenda_item.meeting):
        raise why
    book = rulebooks.of(vote.agenda_item.meeting.council.cycle)
    answers = ballots.answers(book, book.question(vote.question))
    form, status = OpinionForm.for_vote(ballots.absent_seats(vote), answers), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            seat = db.session.get_one(Seat, form.seat.data)
            try:
                scan = needed(form.scan, actor=current_user)
                ballots.record_opinion(vote, seat, form.choice.data, scan=scan, actor=current_user)
            except Refusal as why:
                status = refused.in_form(form, why, form.choice)
            else:
                return _done(vote, _N("Đã ghi ý kiến bằng văn bản."))
    return render_template(
        "councils/opinion.html", vote=vote, item=vote.agenda_item, form=form,
        question=book.question(vote.question), allowed=book.vote.written_opinions,
    ), status  # fmt: skip


def _done(vote: Vote, sentence: str) -> ResponseReturnValue:
    item = vote.agenda_item
    db.session.commit()
    flash(sentence, "success")
    return redirect(url_for("councils.point", meeting_id=item.meeting_id, agenda_item_id=item.id))
