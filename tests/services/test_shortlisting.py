"""The proposal list: what votes and points allow, who approves, what becomes of the rest."""

import pytest

from award import workflow
from award.extensions import db
from award.models import DossierState
from award.policies import Refusal
from award.services import issuing, shortlisting
from award.workflow import council_acts
from tests.factories import (
    chair_of,
    make_council,
    make_dossier,
    open_meeting,
    secretary_of,
    sign_document,
    vote_on,
)


@pytest.fixture
def council(app):
    return make_council()


def before(council, percent=70):
    return make_dossier("in_council", council=council, percent=percent, percents=(percent,) * 3)


def rows_of(council):
    return {
        row.dossier.id: row for row in shortlisting.proposals(council, actor=secretary_of(council))
    }


def test_each_dossier_says_why_it_is_not_on_the_list(council):
    undecided, failed, low, good = (
        before(council),
        before(council),
        before(council, 55),
        before(council),
    )
    meeting = open_meeting(council, [failed, low, good])
    vote_on(meeting, failed, "propose", carried=False)
    vote_on(meeting, low, "propose")
    vote_on(meeting, good, "propose")

    rows = rows_of(council)

    assert {key: row.why_not for key, row in rows.items()} == {
        undecided.id: "Chưa có kết quả bỏ phiếu có giá trị.",
        failed.id: "Hội đồng không đề nghị.",
        low.id: "Tổng điểm chưa đạt ngưỡng.",
        good.id: "",
    }
    assert rows[good.id].tier == "award"


def test_approval_lists_the_carried_and_concludes_the_voted_down(council):
    failed, good, undecided = before(council), before(council), before(council)
    meeting = open_meeting(council, [failed, good])
    vote_on(meeting, failed, "propose", carried=False)
    vote_on(meeting, good, "propose")

    shortlist = council_acts.approve_list(council, {good.id: "award"}, actor=chair_of(council))

    assert [one.state for one in (failed, good, undecided)] == [
        DossierState.NOT_SHORTLISTED,
        DossierState.SHORTLISTED,
        DossierState.IN_COUNCIL,
    ]
    assert [(entry.dossier_id, entry.tier) for entry in shortlist.entries] == [(good.id, "award")]
    assert [paper.kind for paper in issuing.of_subject(shortlist)] == ["shortlist"]


def test_the_secretary_approves_only_on_signed_minutes(council):
    good = before(council)
    meeting = open_meeting(council, [good])
    vote_on(meeting, good, "propose")
    workflow.perform("close", meeting, actor=chair_of(council))
    secretary = secretary_of(council)

    with pytest.raises(Refusal, match="biên bản họp đã ký"), db.session.begin_nested():
        council_acts.approve_list(council, {good.id: "award"}, actor=secretary)
    sign_document(issuing.of_subject(meeting, "session_minutes")[0], chair_of(council))
    workflow.perform("sign", meeting, actor=chair_of(council))
    council_acts.approve_list(council, {good.id: "award"}, actor=secretary)

    assert good.state is DossierState.SHORTLISTED


def test_a_tier_beyond_the_vote_is_refused(council):
    high = before(council, 85)
    meeting = open_meeting(council, [high])
    vote_on(meeting, high, "propose")
    vote_on(meeting, high, "propose_tier", carried=False)

    with pytest.raises(Refusal, match="không phù hợp"), db.session.begin_nested():
        council_acts.approve_list(council, {high.id: "gold"}, actor=chair_of(council))
    council_acts.approve_list(council, {high.id: "award"}, actor=chair_of(council))

    assert high.state is DossierState.SHORTLISTED


def test_a_council_that_voted_everything_down_concludes_without_a_list(council):
    failed = before(council)
    meeting = open_meeting(council, [failed])
    vote_on(meeting, failed, "propose", carried=False)

    with pytest.raises(Refusal, match="Chưa có hồ sơ nào"), db.session.begin_nested():
        council_acts.approve_list(council, {}, actor=chair_of(council))
    number = council_acts.close_without_list(council, actor=chair_of(council))

    assert number == 1
    assert failed.state is DossierState.NOT_SHORTLISTED
    assert shortlisting.lists(council) == []


def test_a_dossier_of_another_council_is_not_listed(council):
    foreign = make_dossier("in_council", council=make_council(cycle=council.cycle))

    with pytest.raises(Refusal, match="không phù hợp"):
        shortlisting.record(council, {foreign.id: "award"}, actor=chair_of(council))
