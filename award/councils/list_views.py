"""The proposal list: approve it with its tiers, hand it over, receive or refuse it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import refused
from award.councils.blueprint import bp
from award.councils.forms import HandOverForm, ListForm, ReasonForm
from award.extensions import db
from award.guard import require
from award.models import Council, HandOver, HandOverState, Shortlist
from award.policies import Refusal, facts
from award.policies import council as policy
from award.services import handing_over, issuing, rulebooks, shortlisting
from award.words import _N
from award.workflow import council_acts


@bp.get("/councils/<int:council_id>/shortlist")
@require(policy.sit, Council)
def proposals(council: Council) -> ResponseReturnValue:
    """What the votes came to, the tiers, and why a dossier cannot be listed."""
    return _proposals_page(council), 200


def _proposals_page(council: Council, why: str = "") -> str:
    rows = shortlisting.proposals(council, actor=current_user)
    book = rulebooks.of(council.cycle)
    return render_template(
        "councils/proposals.html",
        council=council,
        book=book,
        rows=rows,
        form=ListForm.for_rows(rows, book),
        lists=shortlisting.lists(council),
        approves=policy.approve(current_user, council) is None,
        runs=policy.run(current_user, council) is None,
        why=why,
    )


@bp.post("/councils/<int:council_id>/shortlist")
@require(policy.approve, Council)
def approve(council: Council) -> ResponseReturnValue:
    """Approve the list: dossiers voted for are listed, those voted down are concluded."""
    rows = shortlisting.proposals(council, actor=current_user)
    form = ListForm.for_rows(rows, rulebooks.of(council.cycle))
    if not form.validate():
        return _proposals_page(council, _N("Hãy chọn mức giải cho từng hồ sơ.")), 422
    try:
        if form.tiers():
            shortlist = council_acts.approve_list(council, form.tiers(), actor=current_user)
            sentence, there = _N("Đã duyệt danh sách đề nghị."), _address(shortlist)
        else:
            number = council_acts.close_without_list(council, actor=current_user)
            sentence = _N("Đã kết luận {} hồ sơ không được đề nghị.").format(number)
            there = url_for("councils.proposals", council_id=council.id)
    except Refusal as why:
        db.session.rollback()
        return _proposals_page(council, str(why)), 422
    db.session.commit()
    flash(sentence, "success")
    return redirect(there)


def _address(shortlist: Shortlist) -> str:
    return url_for("councils.shortlist", shortlist_id=shortlist.id)


@bp.get("/shortlists/<int:shortlist_id>")
@require(policy.view_shortlist, Shortlist)
def shortlist(shortlist: Shortlist) -> ResponseReturnValue:
    """An approved list, its document, and its way to the national council."""
    return _list_page(shortlist, HandOverForm()), 200


def _list_page(shortlist: Shortlist, form: HandOverForm) -> str:
    return render_template(
        "councils/shortlist.html",
        shortlist=shortlist,
        council=shortlist.council,
        book=rulebooks.of(shortlist.council.cycle),
        entries=[
            entry
            for entry in shortlist.entries
            if not facts.has_conflict(current_user, entry.dossier)
        ],
        papers=issuing.of_subject(shortlist)
        if policy.view_list_papers(current_user, shortlist) is None
        else [],
        hand_overs=shortlisting.hand_overs(shortlist=shortlist),
        why_not=policy.hand_over(current_user, shortlist),
        form=form,
    )


@bp.post("/shortlists/<int:shortlist_id>/hand-over")
@require(policy.hand_over, Shortlist)
def send_list(shortlist: Shortlist) -> ResponseReturnValue:
    """Hand the list over under the number of its letter."""
    form = HandOverForm()
    if not form.validate():
        return _list_page(shortlist, form), 422
    try:
        sent = council_acts.hand_over(
            shortlist, letter_number=form.letter_number.data, actor=current_user
        )
    except Refusal as why:
        status = refused.at(form.letter_number, why)
        return _list_page(shortlist, form), status
    db.session.commit()
    flash(_N("Đã bàn giao. Hội đồng quốc gia sẽ kiểm tra mã băm rồi xác nhận."), "success")
    return redirect(url_for("councils.hand_over", hand_over_id=sent.id))


@bp.get("/hand-overs/<int:hand_over_id>")
@require(policy.view_hand_over, HandOver)
def hand_over(hand_over: HandOver) -> ResponseReturnValue:
    """The package: every sheet and document with the hash sent and the hash of what is here."""
    return _hand_over_page(hand_over, ReasonForm()), 200


def _hand_over_page(hand_over: HandOver, form: ReasonForm) -> str:
    book = rulebooks.of(hand_over.to_council.cycle)
    hidden = {
        entry.dossier.number
        for entry in hand_over.shortlist.entries
        if facts.has_conflict(current_user, entry.dossier)
    }
    return render_template(
        "councils/hand_over.html",
        hand_over=hand_over,
        book=book,
        dossiers=[row for row in hand_over.content["dossiers"] if row["number"] not in hidden],
        rows=[row for row in handing_over.comparisons(hand_over) if row.number not in hidden],
        titles={kind.code: kind.title for kind in book.documents}
        | {phase.code: phase.label for phase in book.phases},
        fault=handing_over.first_fault(hand_over) if not hidden else None,
        why_not=policy.receive(current_user, hand_over),
        waits=hand_over.state is HandOverState.SENT,
        form=form,
    )


@bp.post("/hand-overs/<int:hand_over_id>/receive")
@require(policy.receive, HandOver)
def receive(hand_over: HandOver) -> ResponseReturnValue:
    """Confirm the receipt after the hashes were compared."""
    council_acts.receive(hand_over, actor=current_user)
    db.session.commit()
    flash(_N("Đã nhận bàn giao; hồ sơ nay do Hội đồng quốc gia thụ lý."), "success")
    return redirect(url_for("councils.hand_over", hand_over_id=hand_over.id))


@bp.post("/hand-overs/<int:hand_over_id>/refuse")
@require(policy.receive, HandOver)
def refuse(hand_over: HandOver) -> ResponseReturnValue:
    """Send the package back with the reason."""
    form = ReasonForm()
    if not form.validate():
        return _hand_over_page(hand_over, form), 422
    try:
        council_acts.refuse(hand_over, note=form.reason.data or "", actor=current_user)
    except Refusal as why:
        status = refused.at(form.reason, why)
        return _hand_over_page(hand_over, form), status
    db.session.commit()
    flash(_N("Đã trả lại đợt bàn giao."), "success")
    return redirect(url_for("councils.hand_over", hand_over_id=hand_over.id))
