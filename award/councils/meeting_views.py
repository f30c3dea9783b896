"""Sessions: plan, change, invite, agenda, attendance, delegation, counting board, minutes."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import refused
from award.councils import minutes_reading, moves, queries
from award.councils.blueprint import bp
from award.councils.choices import options
from award.councils.meeting_forms import (
    AddDossierForm,
    AttendanceForm,
    CountingBoardForm,
    DelegationForm,
    MeetingForm,
    MinutesForm,
    PointForm,
)
from award.extensions import db
from award.guard import require
from award.models import AgendaItem, Council, Meeting, User, VoteMode
from award.policies import Refusal, any_of, facts
from award.policies import council as policy
from award.services import agendas, conflicts, editing, issuing, meetings, quorums, rulebooks
from award.words import _N


@bp.route("/councils/<int:council_id>/meetings/new", methods=["GET", "POST"])
@require(policy.run, Council)
def plan_meeting(council: Council) -> ResponseReturnValue:
    """Plan a session; its number is proposed and keeps a doubled click from making two."""
    form = MeetingForm.for_council(
        meetings.stages(council), session=meetings.next_number(council), mode="electronic"
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                made = meetings.plan(
                    council,
                    session=form.session.data or 0,
                    stage=form.stage.data,
                    actor=current_user,
                    **_entries(form),
                )
                return _done(made, _N("Đã lập phiên họp. Việc tiếp theo: đưa hồ sơ vào."))
            except Refusal as why:
                status = refused.in_form(form, why, form.session)
    return render_template(
        "councils/meeting_form.html", council=council, form=form, meeting=None
    ), status


@bp.route("/meetings/<int:meeting_id>/edit", methods=["GET", "POST"])
@require(policy.run_meeting, Meeting)
def edit_meeting(meeting: Meeting) -> ResponseReturnValue:
    """Change time, place or mode before the session begins."""
    form = MeetingForm(obj=meeting)
    form.stage.choices = options(meetings.stages(meeting.council))
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            seen = [(_N("Tên phiên họp"), form.title.data, meeting.title)]
            editing.expect_version(meeting, form.version.number, seen)
            try:
                meetings.change(meeting, actor=current_user, **_entries(form))
                return _done(meeting, _N("Đã lưu."))
            except Refusal as why:
                status = refused.at(form.starts_at, why)
    return render_template(
        "councils/meeting_form.html", council=meeting.council, form=form, meeting=meeting
    ), status


def _entries(form: MeetingForm) -> dict[str, Any]:
    return {
        "title": form.title.data,
        "place": form.place.data,
        "online": form.online.data,
        "mode": VoteMode(form.mode.data),
        "starts_at": form.starts_at.data,
    }


@bp.get("/meetings/<int:meeting_id>")
@require(policy.view_meeting, Meeting)
def meeting(meeting: Meeting) -> ResponseReturnValue:
    """The session: what it deals with, who is there, what is open, what comes next."""
    return _page(meeting)


def _page(meeting: Meeting, **forms: Any) -> str:
    runs = policy.run_meeting(current_user, meeting) is None
    council = meeting.council
    waiting = agendas.candidates(meeting, actor=current_user) if runs else []
    add = forms.get("add") or AddDossierForm(data={"vote": True})
    add.dossier.choices = options(
        (one.id, f"{one.number} {one.organisation.name}") for one in waiting
    )
    return render_template(
        "councils/meeting.html",
        meeting=meeting,
        council=council,
        book=rulebooks.of(council.cycle),
        agenda=queries.agenda(meeting, current_user),
        attendance={row.seat_id: row for row in meeting.attendance},
        seats=meetings.open_seats(council),
        needed=quorums.needed(council, len(quorums.voting_seats(council))),
        delegation=meetings.delegation_of(meeting),
        board=meetings.counting_board(meeting),
        papers=issuing.of_subject(meeting)
        if policy.view_papers(current_user, meeting) is None
        else [],
        hidden_papers=policy.view_papers(current_user, meeting) is not None,
        buttons=moves.of(meeting, current_user),
        runs=runs,
        delegates=runs or policy.preside(current_user, meeting) is None,
        seated=policy.sit(current_user, council) is None,
        declares=policy.declare(current_user, meeting) is None,
        undeclared=conflicts.waiting(meeting, current_user)
        if policy.declare(current_user, meeting) is None
        else 0,
        must_undertake=facts.is_voter(current_user, council.id)
        and not facts.has_undertaken(current_user, council.cycle_id),
        add=add,
        point=forms.get("point") or PointForm(),
        delegation_form=forms.get("delegation_form") or DelegationForm(),
        running=meeting.state in meetings.RUNNING,
    )


@bp.post("/meetings/<int:meeting_id>/dossiers")
@require(policy.run_meeting, Meeting)
def add_dossier(meeting: Meeting) -> ResponseReturnValue:
    """Put a dossier on the agenda, with its questions where it may be voted on."""
    form = AddDossierForm()
    waiting = agendas.candidates(meeting, actor=current_user)
    dossier = next((one for one in waiting if one.id == form.dossier.data), None)
    if dossier is None:
        raise Refusal(_N("Hồ sơ này chưa đưa ra phiên họp được, hoặc đã có trong chương trình."))
    agendas.add_dossier(meeting, dossier, vote=form.vote.data, actor=current_user)
    return _done(meeting, _N("Đã đưa hồ sơ vào chương trình."))


@bp.post("/meetings/<int:meeting_id>/points")
@require(policy.run_meeting, Meeting)
def add_point(meeting: Meeting) -> ResponseReturnValue:
    """Put a general point on the agenda."""
    form = PointForm()
    if not form.validate():
        return _page(meeting, point=form), 422
    agendas.add_point(meeting, form.title.data, actor=current_user)
    return _done(meeting, _N("Đã thêm mục."))


@bp.post("/meetings/<int:meeting_id>/points/<int:agenda_item_id>/up")
@require(policy.view_agenda_item, Meeting, AgendaItem)
def move_point_up(meeting: Meeting, agenda_item: AgendaItem) -> ResponseReturnValue:
    """Let a point change places with the one before it."""
    _runs(meeting)
    agendas.move_up(agenda_item, actor=current_user)
    return _done(meeting, _N("Đã đổi thứ tự."))


@bp.post("/meetings/<int:meeting_id>/points/<int:agenda_item_id>/remove")
@require(policy.view_agenda_item, Meeting, AgendaItem)
def remove_point(meeting: Meeting, agenda_item: AgendaItem) -> ResponseReturnValue:
    """Take a point off the agenda."""
    _runs(meeting)
    agendas.remove(agenda_item, actor=current_user)
    return _done(meeting, _N("Đã đưa mục ra khỏi chương trình."))


def _runs(meeting: Meeting) -> None:
    if why := policy.run_meeting(current_user, meeting):
        raise why


@bp.post("/meetings/<int:meeting_id>/invitation")
@require(policy.run_meeting, Meeting)
def invite(meeting: Meeting) -> ResponseReturnValue:
    """Print the invitation and tell the members."""
    meetings.invite(meeting, actor=current_user)
    return _done(meeting, _N("Đã lập giấy mời và báo cho thành viên hội đồng."))


@bp.route("/meetings/<int:meeting_id>/attendance", methods=["GET", "POST"])
@require(policy.run_meeting, Meeting)
def attendance(meeting: Meeting) -> ResponseReturnValue:
    """Mark who is there, seat by seat."""
    seats = meetings.open_seats(meeting.council)
    marked = {row.seat_id: (row.present, row.note) for row in meeting.attendance}
    form, status = AttendanceForm.for_seats(seats, marked), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            meetings.mark_attendance(meeting, form.marks(seats), actor=current_user)
            return _done(meeting, _N("Đã ghi điểm danh."))
    return render_template(
        "councils/attendance.html", meeting=meeting, council=meeting.council, seats=seats, form=form
    ), status


@bp.post("/meetings/<int:meeting_id>/delegation")
@require(any_of(policy.preside, policy.run_meeting), Meeting)
def delegate(meeting: Meeting) -> ResponseReturnValue:
    """Record that the chair hands the session to the vice-chair (R21)."""
    form = DelegationForm()
    if not form.validate():
        return _page(meeting, delegation_form=form), 422
    try:
        meetings.delegate(meeting, form.reason.data, actor=current_user)
    except Refusal as why:
        status = refused.at(form.reason, why)
        return _page(meeting, delegation_form=form), status
    return _done(meeting, _N("Đã ghi ủy quyền; phó chủ tịch điều hành phiên họp này."))


@bp.route("/meetings/<int:meeting_id>/counting-board", methods=["GET", "POST"])
@require(policy.run_meeting, Meeting)
def counting_board(meeting: Meeting) -> ResponseReturnValue:
    """Name the head and the members of the counting board."""
    rule = rulebooks.of(meeting.council.cycle).counting_board
    chosen = [member.user_id for member in meetings.counting_board(meeting)]
    people = queries.counters(meeting.council)
    form, status = CountingBoardForm.for_people(people, rule.members, chosen), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                _set_board(meeting, form, people)
                return _done(meeting, _N("Đã ghi ban kiểm phiếu."))
            except Refusal as why:
                status = refused.in_form(form, why, form.head)
    return render_template(
        "councils/counting_board.html", meeting=meeting, council=meeting.council, form=form
    ), status


def _set_board(meeting: Meeting, form: CountingBoardForm, people: list[User]) -> None:
    by_id = {user.id: user for user in people}
    chosen = [by_id.get(user_id) for user_id in (form.head.data, *form.members())]
    named = [user for user in chosen if user is not None]
    if len(named) != len(chosen):
        place = chosen.index(None)
        raise Refusal(_N("Hãy chọn đủ người của ban kiểm phiếu."),
                      at=f"member_{place}" if place else "head")  # fmt: skip
    meetings.set_counting_board(meeting, named[0], named[1:], actor=current_user)


@bp.route("/meetings/<int:meeting_id>/minutes", methods=["GET", "POST"])
@require(policy.run_meeting, Meeting)
def minutes(meeting: Meeting) -> ResponseReturnValue:
    """The general part of the minutes: opinions and conclusion."""
    form, status = MinutesForm.of(meeting), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            stored = [
                (_N("Ý kiến chung"), form.opinions.data or "", meeting.opinions),
                (_N("Kết luận"), form.conclusion.data or "", meeting.conclusion),
            ]
            editing.expect_version(meeting, form.version.number, stored)
            meetings.write_minutes(
                meeting,
                opinions=form.opinions.data or "",
                conclusion=form.conclusion.data or "",
                actor=current_user,
            )
            return _done(meeting, _N("Đã lưu nội dung biên bản."))
    return render_template(
        "councils/minutes.html", meeting=meeting, council=meeting.council, form=form
    ), status


@bp.get("/meetings/<int:meeting_id>/minutes/printed")
@require(policy.view_meeting, Meeting)
def read_minutes(meeting: Meeting) -> ResponseReturnValue:
    """The printed minutes on screen; whoever is recused on a dossier reads all but its point."""
    paper = minutes_reading.of(meeting, current_user) or abort(404)
    return render_template(
        "councils/minutes_printed.html", meeting=meeting, council=meeting.council, paper=paper
    )


@bp.post("/meetings/<int:meeting_id>/minutes/reissue")
@require(policy.run_meeting, Meeting)
def reissue_minutes(meeting: Meeting) -> ResponseReturnValue:
    """Print the minutes again after a correction, before they are signed."""
    meetings.reissue_minutes(meeting, actor=current_user)
    return _done(meeting, _N("Đang lập lại biên bản; bản mới nhất là bản để ký."))


def _done(meeting: Meeting, sentence: str) -> ResponseReturnValue:
    db.session.commit()
    flash(sentence, "success")
    return redirect(url_for("councils.meeting", meeting_id=meeting.id))
