"""Who sits in a council declares conflicts before anything opens; a conflict ends all sight."""

import pytest
from sqlalchemy import select

from award import workflow
from award.extensions import db
from award.models import (
    AssignmentState,
    AuditEvent,
    Clearance,
    Conflict,
    OutboxMessage,
    Role,
    SeatRole,
    VoteMode,
)
from award.policies import document
from award.services import conflicts, issuing, meetings, quorums
from award.workflow import conflict_acts
from tests.factories import (
    assign_team,
    chair_of,
    declare_free,
    grant,
    make_dossier,
    make_meeting,
    make_seat,
    make_standing_body,
    open_meeting,
    open_vote,
    secretary_of,
    sign_document,
    undertake,
    voters_of,
)
from tests.web.councils.addresses import page_of


@pytest.fixture
def dossier(council):
    """A dossier that no session has dealt with yet."""
    return make_dossier("desk_closed", council=council)


@pytest.fixture
def other(council):
    return make_dossier("desk_closed", council=council)


@pytest.fixture
def meeting(council, dossier, other):
    """A planned session on two dossiers of two organisations."""
    return make_meeting(council, [dossier, other])


@pytest.fixture
def member(council):
    person = voters_of(council)[3]
    undertake(person, council.cycle)
    return person


def page(meeting):
    return f"/meetings/{meeting.id}/declaration"


def test_a_member_declares_on_each_dossier_of_the_session(browse, meeting, dossier, other, member):
    visitor = browse(member)

    asked = visitor.get(f"/meetings/{meeting.id}").text
    form = visitor.get(page(meeting)).text
    answer = visitor.post(
        page(meeting),
        data={
            f"answer_{dossier.id}": "none",
            f"answer_{other.id}": "conflict",
            f"detail_{other.id}": "Em ruột làm giám đốc.",
        },
        follow_redirects=True,
    )

    assert "không xung đột lợi ích với 2 hồ sơ" in asked
    assert "checked" not in form
    assert "Đã ghi nhận khai báo." in answer.text
    assert other.organisation.name not in answer.text
    assert db.session.scalars(select(Clearance.dossier_id)).all() == [dossier.id]
    assert db.session.scalars(select(Conflict.dossier_id)).all() == [other.id]
    events = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id.desc())).all()
    assert {"declare_conflict", "declare_no_conflict"} <= set(events)


def test_a_conflict_without_its_reason_is_asked_for_again(browse, meeting, dossier, other, member):
    answer = browse(member).post(
        page(meeting),
        data={f"answer_{dossier.id}": "conflict", f"answer_{other.id}": "none"},
    )

    assert answer.status_code == 422
    assert f'href="#detail_{dossier.id}"' in answer.text
    assert "Hãy ghi rõ xung đột lợi ích." in answer.text
    assert db.session.scalars(select(Clearance)).all() == []


def test_a_relation_told_beside_no_conflict_is_asked_about(browse, meeting, dossier, member):
    answer = browse(member).post(
        page(meeting),
        data={f"answer_{dossier.id}": "none", f"detail_{dossier.id}": "Từng làm tư vấn ở đó."},
    )

    assert answer.status_code == 422
    assert "hãy chọn “Tôi có xung đột”" in answer.text
    assert "Từng làm tư vấn ở đó." in answer.text


def test_what_was_declared_may_become_a_conflict_later(browse, meeting, dossier, member):
    declare_free(meeting, member)

    browse(member).post(
        page(meeting),
        data={f"answer_{dossier.id}": "conflict", f"detail_{dossier.id}": "Vừa nhận tư vấn."},
    )

    assert db.session.scalars(select(Conflict.dossier_id)).all() == [dossier.id]


def test_nothing_said_is_no_declaration(browse, meeting, member):
    browse(member).post(page(meeting), data={})

    assert conflicts.waiting(meeting, member) == 2


def test_nobody_votes_before_declaring(browse, council):
    dossier = make_dossier("in_council", council=council)
    late = voters_of(council)[3]
    meeting = open_meeting(council, [dossier])
    for row in db.session.scalars(select(Clearance).where(Clearance.user_id == late.id)):
        db.session.delete(row)
    vote = open_vote(meeting, dossier, "propose")

    refused = browse(late).post(f"/votes/{vote.id}", data={"choice": "yes"})
    declare_free(meeting, late)
    cast = browse(late).post(f"/votes/{vote.id}", data={"choice": "yes"})

    assert (refused.status_code, cast.status_code) == (403, 302)
    assert "Cần khai có hay không xung đột lợi ích với hồ sơ này trước khi bỏ phiếu." in (
        refused.text
    )


def test_a_member_of_the_organisation_itself_takes_no_part(browse, council):
    dossier = make_dossier("in_council", council=council)
    insider = voters_of(council)[3]
    grant(insider, Role.READER, organisation=dossier.organisation)
    meeting = open_meeting(council, [dossier])
    vote = open_vote(meeting, dossier, "propose")

    answer = browse(insider).post(f"/votes/{vote.id}", data={"choice": "yes"})

    assert answer.status_code == 403
    assert "Ông (bà) là người của tổ chức này nên không bỏ phiếu về nó." in answer.text
    assert quorums.for_vote(vote).recused == 1


def test_an_insider_keeps_sight_of_the_own_dossier(browse, council, dossier, meeting):
    insider = voters_of(council)[3]
    grant(insider, Role.OWNER, organisation=dossier.organisation)

    answer = browse(insider).post(
        page(meeting),
        data={f"answer_{dossier.id}": "conflict", f"detail_{dossier.id}": "Tôi là chủ."},
    )

    assert answer.status_code == 403
    assert "Ông (bà) là người của tổ chức này" in answer.text
    assert db.session.scalars(select(Conflict)).all() == []


def test_the_page_is_for_voters_and_the_counting_board(browse, council, dossier):
    meeting = make_meeting(council, [dossier], mode=VoteMode.PAPER)
    head = meetings.counting_board(meeting)[0].user

    answers = [browse(one).get(page(meeting)) for one in (secretary_of(council), head)]

    assert [answer.status_code for answer in answers] == [403, 200]


def test_an_empty_agenda_says_so(browse, council):
    meeting = make_meeting(council)

    assert "Chương trình chưa có hồ sơ nào cần khai." in (
        browse(voters_of(council)[1]).get(page(meeting)).text
    )


def test_the_secretary_leaves_a_dossier_to_another_secretary(browse, council, dossier):
    leaving = secretary_of(council)
    staying = make_seat(council, SeatRole.SECRETARY).user
    address = f"{page_of(dossier)}/conflict"

    shown = browse(leaving).get(address)
    silent = browse(leaving).post(address, data={"reason": " "})
    browse(leaving).post(address, data={"reason": "Từng là tư vấn của tổ chức."})

    assert (shown.status_code, silent.status_code) == (200, 422)
    assert "Hãy ghi rõ xung đột lợi ích." in silent.text
    assert browse(leaving).get(page_of(dossier)).status_code == 404
    assert browse(staying).get(page_of(dossier)).status_code == 200
    mail = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    assert staying.email in str(mail.payload)
    assert leaving.email not in str(mail.payload)


def test_a_conflict_declared_in_the_council_ends_ones_own_assignment_too(council):
    dossier = make_dossier("accepted", council=council)
    assignment = assign_team(dossier)[1]

    conflict_acts.declare(dossier, "Có cổ phần.", actor=assignment.user)
    conflict_acts.declare(dossier, "Có cổ phần.", actor=assignment.user)

    assert assignment.state is AssignmentState.RECUSED
    assert db.session.scalars(select(Conflict.reason)).all() == ["Có cổ phần."]


# --- papers of a session with a dossier that does not exist for the person ------------------------


@pytest.fixture
def held(council, dossier, other):
    """A closed session on two dossiers; its chair has a conflict with the second."""
    chair = chair_of(council)
    meeting = make_meeting(council, [dossier, other])
    conflicts.declare(other, "Anh ruột là giám đốc.", actor=chair)
    workflow.perform("open", meeting, actor=chair)
    workflow.perform("close", meeting, actor=chair)
    return meeting


def minutes_of(meeting):
    return issuing.of_subject(meeting, "session_minutes")[0]


def test_not_even_their_maker_reads_papers_that_name_a_conflicted_dossier(browse, council, held):
    paper = minutes_of(held)

    assert paper.created_by_id == chair_of(council).id
    assert browse(chair_of(council)).get(f"/documents/{paper.id}").status_code == 404
    assert browse(secretary_of(council)).get(f"/documents/{paper.id}").status_code == 200


def test_the_standing_body_with_a_conflict_does_not_read_them_either(held, other):
    person = make_standing_body()
    before = document.view(person, minutes_of(held))
    conflicts.declare(other, "Vợ làm kế toán trưởng.", actor=person)

    assert before is None
    assert document.view(person, minutes_of(held)) is not None


def test_a_recused_chair_reads_the_minutes_without_the_point_and_signs(
    browse, council, dossier, other, held
):
    sign_document(minutes_of(held), secretary_of(council))
    visitor = browse(chair_of(council))

    session = visitor.get(f"/meetings/{held.id}").text
    read = visitor.get(f"/meetings/{held.id}/minutes/printed").text
    signed = visitor.post(f"/meetings/{held.id}/moves/sign", follow_redirects=True)

    assert "Đọc biên bản đã lập" in session
    assert dossier.organisation.name in read
    assert other.organisation.name not in session + read + signed.text
    assert "không có ở đây" in read
    assert "Biên bản đã ký" in signed.text


def test_everybody_else_reads_the_minutes_whole(browse, council, dossier, other, held):
    read = browse(voters_of(council)[2]).get(f"/meetings/{held.id}/minutes/printed").text

    assert dossier.organisation.name in read
    assert other.organisation.name in read
    assert "không có ở đây" not in read


def test_before_there_are_minutes_there_is_nothing_to_read(browse, council, meeting):
    answer = browse(secretary_of(council)).get(f"/meetings/{meeting.id}/minutes/printed")

    assert answer.status_code == 404


def test_the_standing_body_leaves_a_dossier_to_a_colleague(browse):
    dossier = make_dossier("national_review")
    person = make_standing_body()
    address = f"/office/dossiers/{dossier.id}/conflict"

    shown = browse(person).get(address)
    silent = browse(person).post(address, data={"note": ""})
    done = browse(person).post(address, data={"note": "Vợ làm ở đó."}, follow_redirects=True)

    assert (shown.status_code, silent.status_code) == (200, 422)
    assert "Hãy ghi rõ xung đột lợi ích." in silent.text
    assert dossier.organisation.name not in done.text
    assert browse(person).get(address).status_code == 404
