"""Scores are agreed by a whole team: who recused is replaced before consensus opens."""

import pytest

from award import workflow
from award.extensions import db
from award.policies import Refusal, rating
from award.services import assigning
from tests.factories import (
    assignments_of,
    lead_of,
    make_dossier,
    make_team,
    rate,
    secretary_of,
    undertake,
)


@pytest.fixture
def thinned(app):
    """Two sheets are in; the third assessor has declared a conflict."""
    dossier = make_dossier("under_review")
    first, second, third = assignments_of(dossier)
    for one in (first, second):
        rate(one, 65)
        workflow.perform("submit", one, actor=one.user)
    workflow.perform("recuse", third, actor=third.user, note="Có họ hàng ở đó.")
    return dossier


def replacement(dossier):
    person = make_team(dossier.council, 4).members[3].user
    made = assigning.assign(dossier, person, actor=secretary_of(dossier.council))
    undertake(person, dossier.cycle)
    workflow.perform("accept", made, actor=person)
    return made


def test_consensus_does_not_open_with_a_place_empty(thinned):
    with pytest.raises(Refusal) as refused:
        workflow.perform("open_consensus", thinned, actor=secretary_of(thinned.council))

    assert str(refused.value) == (
        "Nhóm của hồ sơ còn thiếu 1 chuyên gia so với quy định (có người từ chối hoặc bị hủy "
        "phân công). Hãy phân công người thay trước khi mở thống nhất điểm."
    )


def test_who_takes_the_place_sees_no_score_before_the_own_sheet_is_in(thinned):
    made = replacement(thinned)

    why = rating.view_peers(made.user, thinned)

    assert str(why) == "Điểm của các chuyên gia khác hiện ra khi mọi phiếu chấm đã nộp."


def test_with_the_replacements_sheet_in_consensus_opens(thinned):
    made = replacement(thinned)
    rate(made, 60)
    workflow.perform("submit", made, actor=made.user)

    workflow.perform("open_consensus", thinned, actor=secretary_of(thinned.council))

    assert rating.view_peers(made.user, thinned) is None


def test_consensus_does_not_open_without_a_lead(app):
    dossier = make_dossier("under_review")
    for one in assignments_of(dossier):
        rate(one, 65)
        workflow.perform("submit", one, actor=one.user)
        one.lead = False
    db.session.flush()

    with pytest.raises(Refusal, match="Nhóm của hồ sơ chưa có trưởng nhóm"):
        workflow.perform("open_consensus", dossier, actor=secretary_of(dossier.council))


def test_a_recusal_while_scores_are_agreed_does_not_stop_the_others(app):
    dossier = make_dossier("in_consensus")
    leaving = assignments_of(dossier)[2]

    workflow.perform("recuse", leaving, actor=leaving.user, note="Vừa nhận làm ở đó.")

    assert rating.agree(lead_of(dossier), dossier) is None
