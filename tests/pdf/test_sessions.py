"""Papers of a session: who was there, who stood aside, how a vote on paper or screen came out."""

import pytest

from award import clock, workflow
from award.extensions import db
from award.models import Conflict, Delegation, VoteMode
from award.reports import pdf
from award.services import ballots, issuing, papers
from tests import factories
from tests.pdf.reading import words_of


@pytest.fixture
def dossier(app):
    return factories.make_dossier("in_council")


def printed(kind, meeting):
    document = issuing.issue(kind, meeting, actor=factories.chair_of(meeting.council))
    return words_of(pdf.printed(document)[0])


def collected(kind, meeting):
    return papers.collect(kind, meeting, actor=factories.chair_of(meeting.council)).data


def test_minutes_tell_present_absent_and_delegation(dossier):
    council = dossier.council
    meeting = factories.open_meeting(council, [dossier], absent=2)
    chair, vice, *_, last = factories.voters_of(council)
    db.session.add(
        Delegation(
            meeting_id=meeting.id,
            from_user_id=chair.id,
            to_user_id=vice.id,
            reason="Đi công tác",
            recorded_at=clock.now(),
            recorded_by_id=chair.id,
        )
    )
    meeting.presided_by_id = vice.id
    db.session.flush()

    text = printed("session_minutes", meeting)

    present, absent = text.split("2. Vắng mặt:")
    assert f"{chair.full_name} – Chủ tịch" in present
    assert f"{last.full_name} – Ủy viên" in absent
    assert f"{chair.full_name} ủy quyền cho {vice.full_name}" in text
    assert "lý do: Đi công tác" in text
    assert "KT. CHỦ TỊCH PHÓ CHỦ TỊCH" in text


def test_minutes_name_who_stood_aside_and_do_not_count_them(dossier):
    council = dossier.council
    away = factories.voters_of(council)[-1]
    db.session.add(
        Conflict(user_id=away.id, dossier_id=dossier.id, reason="Cổ đông", declared_at=clock.now())
    )
    meeting = factories.open_meeting(council, [dossier])
    factories.vote_on(meeting, dossier, "propose")

    (point,) = collected("session_minutes", meeting)["points"]

    assert point["recused"] == [away.full_name]
    assert (point["votes"][0]["entitled"], point["votes"][0]["recused"]) == (6, 1)
    assert point["votes"][0]["choices"] == [
        ["Đề nghị", 6],
        ["Không đề nghị", 0],
        ["Phiếu trắng (không có ý kiến)", 0],
    ]


def test_minutes_give_no_reason_of_a_conflict(dossier):
    away = factories.voters_of(dossier.council)[-1]
    db.session.add(
        Conflict(user_id=away.id, dossier_id=dossier.id, reason="Cổ đông", declared_at=clock.now())
    )
    meeting = factories.open_meeting(dossier.council, [dossier])

    assert "Cổ đông" not in printed("session_minutes", meeting)


@pytest.fixture
def paper_meeting(dossier):
    """A question voted on paper: seven papers out, six back, one of them invalid."""
    meeting = factories.open_meeting(dossier.council, [dossier], mode=VoteMode.PAPER)
    vote = factories.open_vote(meeting, dossier, "propose")
    ballots.enter_paper(
        vote,
        issued=7,
        returned=6,
        valid=5,
        invalid=1,
        agree=4,
        disagree=1,
        scan=factories.make_file(),
        actor=factories.chair_of(dossier.council),
    )
    workflow.perform("close", vote, actor=factories.chair_of(dossier.council))
    return meeting


def test_counting_minutes_of_papers_have_board_and_figures(paper_meeting):
    data = collected("counting_minutes", paper_meeting)
    text = printed("counting_minutes", paper_meeting)

    (figures,) = [vote["paper"] for row in data["counts"] for vote in row["votes"]]
    assert figures == {
        "issued": 7, "returned": 6, "valid": 5, "invalid": 1, "agree": 4, "disagree": 1,
    }  # fmt: skip
    assert [one["head"] for one in data["board"]] == [True, False, False]
    assert data["signers"][-1]["post"] == "Trưởng ban kiểm phiếu"
    assert "Phát ra Thu về Hợp lệ Không hợp lệ Đồng ý Không đồng ý 7 6 5 1 4 1" in text
    assert "Mã biên nhận" not in text


def test_counting_minutes_of_an_electronic_vote_list_receipts_without_an_order_of_voting(dossier):
    meeting = factories.open_meeting(dossier.council, [dossier])
    vote = factories.vote_on(meeting, dossier, "propose")

    (row,) = collected("counting_minutes", meeting)["counts"]
    text = printed("counting_minutes", meeting)

    receipts = row["votes"][0]["receipts"]
    assert receipts == sorted(receipts)
    assert len(receipts) == 7
    assert all(receipt in text.replace(" ", "") for receipt in receipts)
    assert vote.key not in str(row)


def test_counts_that_would_tell_who_voted_what_are_left_out(dossier):
    meeting = factories.open_meeting(dossier.council, [dossier])
    vote = factories.open_vote(meeting, dossier, "propose")
    for voter in factories.voters_of(dossier.council)[:2]:
        ballots.cast(vote, "no", actor=voter)
    workflow.perform("close", vote, actor=factories.chair_of(dossier.council))

    (point,) = collected("session_minutes", meeting)["points"]
    text = printed("session_minutes", meeting)

    assert (point["votes"][0]["few"], point["votes"][0]["choices"]) == (True, [])
    assert "không nêu, vì quá ít phiếu" in text
    assert "không đủ số thành viên tối thiểu (cần 5)" in text


def test_a_vote_that_is_still_open_is_in_no_paper(dossier):
    meeting = factories.open_meeting(dossier.council, [dossier])
    vote = factories.open_vote(meeting, dossier, "propose")
    ballots.cast(vote, "yes", actor=factories.chair_of(dossier.council))

    (point,) = collected("session_minutes", meeting)["points"]

    assert point["votes"] == []
    assert collected("counting_minutes", meeting)["counts"] == []


def test_an_invitation_without_an_agenda_prints(dossier):
    meeting = factories.make_meeting(dossier.council)

    text = printed("invitation", meeting)

    assert "Chương trình chi tiết được gửi sau." in text


def test_guests_and_a_note_may_be_added_to_an_invitation(dossier):
    meeting = factories.make_meeting(dossier.council)

    document = issuing.issue(
        "invitation",
        meeting,
        actor=factories.secretary_of(dossier.council),
        recipients=["Hiệp hội Mẫu"],
        note="Đề nghị mang theo máy tính.",
    )
    text = words_of(pdf.printed(document)[0])

    assert "Hiệp hội Mẫu." in text
    assert "Đề nghị mang theo máy tính." in text
