"""What councils, provinces and the deciding authority must have done before a move."""

from datetime import timedelta

import pytest

from award import clock, workflow
from award.extensions import db
from award.models import ComplianceRecord, Reply
from award.policies import Refusal
from award.workflow import council_acts
from tests.factories import (
    chair_of,
    decide,
    hold_session,
    make_council,
    make_dossier,
    open_meeting,
    open_vote,
    owner_of,
    reply_to,
    secretary_of,
    send_hand_over,
    send_letter,
    standing_body,
    submit_to_authority,
    the_national_council,
)
from tests.workflow.scenes import a_hand_over


def refusal_of(move, subject, actor, **entries):
    with pytest.raises(Refusal) as refused:
        workflow.perform(move, subject, actor=actor, **entries)
    return str(refused.value)


# --- council, province, decision -----------------------------------------------------------------


def test_no_list_without_a_vote(app):
    dossier = make_dossier("in_council")

    sentence = refusal_of("shortlist", dossier, chair_of(dossier.council))

    assert sentence == "Chưa có kết quả bỏ phiếu thông qua của hội đồng."


def test_a_running_vote_decides_nothing(app):
    dossier = make_dossier("in_council")
    open_vote(open_meeting(dossier.council, [dossier]), dossier, "propose")

    for move in ("shortlist", "not_shortlist"):
        assert refusal_of(move, dossier, chair_of(dossier.council)).startswith("Chưa có kết quả")


def test_a_carried_vote_is_not_a_refusal_and_the_other_way_round(app):
    carried, failed = make_dossier("in_council"), make_dossier("in_council")
    hold_session(carried, "propose")
    hold_session(failed, "propose", carried=False)

    assert refusal_of("not_shortlist", carried, chair_of(carried.council)) == (
        "Chưa có kết quả bỏ phiếu không thông qua của hội đồng."
    )
    assert refusal_of("shortlist", failed, chair_of(failed.council)) == (
        "Chưa có kết quả bỏ phiếu thông qua của hội đồng."
    )


def test_below_the_threshold_nothing_is_proposed_whatever_the_vote(app):
    dossier = make_dossier("in_council", percent=55)
    hold_session(dossier, "propose")

    sentence = refusal_of("shortlist", dossier, chair_of(dossier.council))

    assert sentence == "Tổng điểm chưa đạt ngưỡng 600 điểm nên không đề nghị được."


def test_exactly_the_threshold_is_enough(app):
    dossier = make_dossier("in_council", percent=60)
    hold_session(dossier, "propose")

    workflow.perform("shortlist", dossier, actor=chair_of(dossier.council))

    assert dossier.state == "shortlisted"


def test_a_serious_violation_blocks_until_the_council_has_noted_on_it(app):
    dossier = make_dossier("in_council")
    hold_session(dossier, "propose")
    violation = ComplianceRecord(
        organisation_id=dossier.organisation_id,
        field="môi trường",
        description="Xả thải vượt quy chuẩn",
        happened_on=clock.today_local(),
        source="Quyết định xử phạt Mẫu",
        serious=True,
        recorded_by_id=standing_body().id,
        recorded_at=clock.now(),
    )
    db.session.add(violation)

    sentence = refusal_of("shortlist", dossier, chair_of(dossier.council))
    violation.council_note = "Đã khắc phục."
    workflow.perform("shortlist", dossier, actor=chair_of(dossier.council))

    assert sentence == "Có vi phạm nghiêm trọng được ghi nhận mà hội đồng chưa có ý kiến."


def test_a_dossier_leaves_only_with_a_hand_over(app):
    dossier = make_dossier("shortlisted")

    sentence = refusal_of("hand_over", dossier, secretary_of(dossier.council))

    assert sentence == "Hồ sơ chưa nằm trong đợt bàn giao nào."


def test_receipt_of_the_hand_over_comes_first(app):
    dossier = make_dossier("handed_over")
    secretary = secretary_of(the_national_council(dossier.cycle))

    assert refusal_of("receive", dossier, secretary) == "Đợt bàn giao chưa được tiếp nhận."
    assert refusal_of("take_back", dossier, secretary, note="Thiếu.") == (
        "Đợt bàn giao không bị trả lại."
    )


def test_a_hand_over_whose_papers_changed_is_not_received(app):
    hand_over = a_hand_over(make_dossier("handed_over"))
    hand_over.content["dossiers"][0]["sheets"][0]["total"] = "999"
    db.session.execute(
        hand_over.__table__.update()
        .where(hand_over.__table__.c.id == hand_over.id)
        .values(content=hand_over.content)
    )

    sentence = refusal_of("receive", hand_over, secretary_of(hand_over.to_council))

    assert sentence == "Bàn giao không khớp: nội dung gói bàn giao đã bị thay đổi."


def test_scores_are_closed_before_the_national_vote(app):
    dossier = make_dossier("national_review")
    hold_session(dossier, "award")

    sentence = refusal_of("close_national", dossier, secretary_of(dossier.council))

    assert sentence == "Hội đồng quốc gia đã bỏ phiếu nên không đóng điểm được nữa."


def test_nothing_is_submitted_before_the_province_was_asked(app):
    dossier = make_dossier("consultation")

    sentence = refusal_of("propose", dossier, standing_body())

    assert sentence == "Chưa lấy ý kiến địa phương về hồ sơ này."


def test_nothing_is_submitted_while_a_reply_is_open(app):
    dossier = make_dossier("consultation")
    send_letter([dossier])

    sentence = refusal_of("propose", dossier, standing_body())

    assert sentence == "Còn công văn chưa có ý kiến trả lời."


def test_a_dossier_that_no_submission_letter_names_is_not_submitted(app):
    dossier = make_dossier("consultation")
    reply_to(send_letter([dossier]), Reply.AGREE)

    sentence = refusal_of("propose", dossier, standing_body())

    assert sentence == "Hồ sơ chưa nằm trong tờ trình nào."


def test_silence_is_never_consent_by_itself(app):
    dossier = make_dossier("consultation")
    letter = send_letter([dossier])
    with clock.held_at(clock.now() + timedelta(days=30)):
        workflow.perform("close", letter, actor=standing_body())
    submit_to_authority([dossier])

    sentence = refusal_of("propose", dossier, standing_body())
    workflow.perform("propose", dossier, actor=standing_body(), note="Hết hạn, không trả lời.")

    assert letter.entries[0].reply is Reply.NONE
    assert sentence == "Có nơi không trả lời: cần ghi căn cứ để trình."


def test_an_objection_sends_the_dossier_back_to_the_council(app):
    dossier = make_dossier("consultation")
    submit_to_authority([dossier])
    reply_to(send_letter([dossier]), Reply.DISAGREE, "Đang bị thanh tra.")

    sentence = refusal_of("propose", dossier, standing_body())
    workflow.perform("return_to_council", dossier, actor=standing_body(), note="Đang bị thanh tra.")

    assert sentence == "Địa phương không đồng ý: hội đồng phải xem xét lại."
    assert refusal_of("consult", dossier, standing_body()) == (
        "Chưa có kết quả bỏ phiếu thông qua của hội đồng."
    )


def test_without_an_objection_nothing_goes_back(app):
    dossier = make_dossier("consultation")

    sentence = refusal_of("return_to_council", dossier, standing_body(), note="Xem lại.")

    assert sentence == "Không có ý kiến khác nào của địa phương về hồ sơ này."


def test_an_award_needs_its_recorded_decision(app):
    named, left_out = make_dossier("proposed"), make_dossier("proposed")
    before = refusal_of("award", named, standing_body())
    decide(named.cycle, [(named, "award")])

    assert before == "Chưa ghi quyết định tặng giải thưởng có hồ sơ này."
    assert refusal_of("not_award", named, standing_body()) == (
        "Chưa có quyết định của năm, hoặc quyết định có hồ sơ này."
    )
    workflow.perform("not_award", left_out, actor=standing_body())
    assert left_out.state == "not_awarded"


def test_a_revocation_needs_its_record(app):
    dossier = make_dossier("awarded")

    sentence = refusal_of("revoke", dossier, standing_body(), note="Gian dối.")

    assert sentence == "Chưa ghi quyết định thu hồi và việc công bố."


# --- a list that one of its dossiers has left --------------------------------------------------


@pytest.fixture
def pair(app):
    """Two dossiers on the list of one council; the second organisation will withdraw."""
    council = make_council()
    staying, leaving = (make_dossier("in_council", council=council) for _ in range(2))
    for dossier in (staying, leaving):
        hold_session(dossier, "propose")
    tiers = {dossier.id: "award" for dossier in (staying, leaving)}
    shortlist = council_acts.approve_list(council, tiers, actor=chair_of(council))
    return staying, leaving, shortlist


def withdraw(dossier):
    workflow.perform("withdraw", dossier, actor=owner_of(dossier), note="Đơn vị chưa sẵn sàng.")


def test_who_withdrew_from_the_list_is_not_handed_over_with_it(pair):
    staying, leaving, shortlist = pair
    withdraw(leaving)

    send_hand_over(shortlist)

    assert (staying.state, leaving.state) == ("handed_over", "withdrawn")


@pytest.mark.parametrize(
    ("answer", "state"), [("receive", "national_review"), ("refuse", "shortlisted")]
)
def test_who_withdrew_on_the_way_stays_withdrawn_whatever_the_national_council_answers(
    pair, answer, state
):
    staying, leaving, shortlist = pair
    sent = send_hand_over(shortlist)
    withdraw(leaving)

    if answer == "receive":
        council_acts.receive(sent, actor=secretary_of(sent.to_council))
    else:
        council_acts.refuse(sent, note="Thiếu biên bản.", actor=secretary_of(sent.to_council))

    assert (staying.state, leaving.state) == (state, "withdrawn")
