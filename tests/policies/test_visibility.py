"""Who sees what, from when (procedure §4): each line of the table, with what must stay hidden."""

from decimal import Decimal

import pytest

from award import workflow
from award.assessment import scorebook
from award.models import Role
from award.policies import Hidden, rating
from award.policies import dossier as dossiers
from award.services import assigning, ratings
from tests.factories import (
    advance,
    assign_team,
    assignments_of,
    chair_of,
    declare_free,
    grant,
    lead_of,
    make_administrator,
    make_council,
    make_dossier,
    make_meeting,
    make_province_officer,
    make_team,
    make_user,
    open_meeting,
    rate,
    rate_all,
    secretary_of,
    standing_body,
    the_national_council,
    undertake,
    voters_of,
)
from tests.workflow.cast import around


def sees(policy, person, thing):
    return policy(person, thing) is None


def who_sees(policy, people, thing):
    return {part for part, person in people.items() if sees(policy, person, thing)}


# --- a draft dossier: its team, always; nobody else -------------------------------------------


def test_a_draft_is_seen_by_its_own_people_only(app):
    dossier = make_dossier("draft")

    assert who_sees(dossiers.view_status, around(dossier), dossier) == {"owner", "editor", "reader"}


def test_a_registered_dossier_shows_its_standing_but_not_its_content(app):
    dossier = make_dossier("registered")
    people = around(dossier)

    assert who_sees(dossiers.view_status, people, dossier) == {
        "owner",
        "editor",
        "reader",
        "secretary",
        "standing body",
    }
    assert who_sees(dossiers.view, people, dossier) == {"owner", "editor", "reader"}


def test_somebody_who_left_the_organisation_sees_nothing(app):
    dossier = make_dossier("submitted")
    former = make_user()
    membership = grant(former, Role.EDITOR, organisation=dossier.organisation)
    membership.ended_at = membership.created_at

    assert isinstance(dossiers.view(former, dossier), Hidden)


# --- a submitted dossier ----------------------------------------------------------------------


def test_a_submitted_dossier_is_seen_by_the_secretary_of_its_council_from_intake(app):
    dossier = make_dossier("submitted")

    assert who_sees(dossiers.view, around(dossier), dossier) == {
        "owner",
        "editor",
        "reader",
        "secretary",
    }


def test_an_assessor_sees_nothing_before_accepting(app):
    dossier = make_dossier("accepted")
    offered = assign_team(dossier, accept=False)[0]
    undertake(offered.user, dossier.cycle)

    assert isinstance(dossiers.view(offered.user, dossier), Hidden)
    assert isinstance(dossiers.view_status(offered.user, dossier), Hidden)


def test_an_assessor_cannot_accept_before_the_undertaking(app):
    dossier = make_dossier("accepted")
    offered = assign_team(dossier, accept=False)[0]

    with pytest.raises(Exception, match="hãy ký Cam kết bảo mật và khách quan"):
        workflow.perform("accept", offered, actor=offered.user)


def test_an_assessor_sees_the_dossier_from_acceptance(app):
    dossier = make_dossier("accepted")
    accepted = assign_team(dossier)[0]

    assert sees(dossiers.view, accepted.user, dossier)


def test_a_new_text_of_the_undertaking_has_to_be_signed_again(app, monkeypatch):
    dossier = make_dossier("under_review")
    assessor = assignments_of(dossier)[0].user

    monkeypatch.setattr("award.policies.facts.UNDERTAKING_VERSION", "2099-1")

    assert isinstance(dossiers.view(assessor, dossier), Hidden)


def test_an_assessor_whose_assignment_was_cancelled_sees_nothing_any_more(app):
    dossier = make_dossier("under_review")
    gone = assignments_of(dossier)[2]

    workflow.perform("cancel", gone, actor=secretary_of(dossier.council), note="Đổi người.")

    assert isinstance(dossiers.view(gone.user, dossier), Hidden)


def test_a_council_member_sees_the_dossier_from_the_opening_of_the_session(app):
    dossier = make_dossier("desk_closed")
    member = voters_of(dossier.council)[3]
    undertake(member, dossier.cycle)
    meeting = make_meeting(dossier.council, [dossier])
    declare_free(meeting, member)

    before = sees(dossiers.view, member, dossier)
    workflow.perform("open", meeting, actor=chair_of(dossier.council))

    assert (before, sees(dossiers.view, member, dossier)) == (False, True)


def test_a_council_member_without_the_undertaking_sees_nothing_even_then(app):
    dossier = make_dossier("desk_closed")
    member = voters_of(dossier.council)[3]
    meeting = make_meeting(dossier.council, [dossier])
    declare_free(meeting, member)
    workflow.perform("open", meeting, actor=chair_of(dossier.council))

    assert isinstance(dossiers.view(member, dossier), Hidden)


def test_a_council_member_who_declared_nothing_sees_nothing_even_then(app):
    dossier = make_dossier("desk_closed")
    member = voters_of(dossier.council)[3]
    undertake(member, dossier.cycle)
    meeting = make_meeting(dossier.council, [dossier])
    workflow.perform("open", meeting, actor=chair_of(dossier.council))

    assert isinstance(dossiers.view(member, dossier), Hidden)


def test_a_session_on_one_dossier_opens_no_other(app):
    shown, other = make_dossier("desk_closed"), make_dossier("desk_closed")
    open_meeting(shown.council, [shown])
    member = voters_of(shown.council)[3]

    assert sees(dossiers.view, member, shown)
    assert not sees(dossiers.view, member, other)


@pytest.mark.parametrize("state", ["submitted", "under_review", "in_council"])
def test_provinces_and_administrators_never_see_a_dossier_s_content(app, state):
    dossier = make_dossier(state)

    assert not sees(dossiers.view, make_administrator(), dossier)
    officer = make_province_officer(dossier.organisation.province_code)
    assert not sees(dossiers.view, officer, dossier)


def test_the_secretary_of_another_council_sees_nothing(app):
    dossier = make_dossier("submitted")

    assert not sees(dossiers.view_status, secretary_of(make_council()), dossier)


def test_the_national_secretary_sees_it_when_it_is_handed_over(app):
    dossier = make_dossier("shortlisted")
    secretary = secretary_of(the_national_council(dossier.cycle))

    before = sees(dossiers.view, secretary, dossier)
    advance(dossier, "handed_over")

    assert (before, sees(dossiers.view, secretary, dossier)) == (False, True)


# --- another assessor's percent, comment, spread or total -------------------------------------


def peers(dossier, person):
    why = rating.view_peers(person, dossier)
    return "open" if why is None else ("hidden" if isinstance(why, Hidden) else "later")


def test_peers_open_only_when_the_last_sheet_is_in(app):
    dossier = make_dossier("under_review")
    first, second, third = assignments_of(dossier)
    seen = []
    for assignment in (first, second, third):
        rate(assignment, 60)
        workflow.perform("submit", assignment, actor=assignment.user)
        seen.append([peers(dossier, one.user) for one in (first, second, third)])

    assert seen == [["later"] * 3, ["later"] * 3, ["open"] * 3]


@pytest.mark.parametrize("state", ["accepted", "under_review", "in_consensus"])
def test_peers_are_never_open_to_secretary_standing_body_or_administrator(app, state):
    dossier = make_dossier(state)
    others = [secretary_of(dossier.council), standing_body(), make_administrator()]

    assert [peers(dossier, person) for person in others] == ["hidden"] * 3


def test_the_secretary_sees_how_many_items_are_rated_and_nothing_else(app):
    dossier = make_dossier("under_review")
    assignment = assignments_of(dossier)[0]
    rate(
        assignment,
        60,
        ["1.1", "1.2", "2.1", "2.2", "3.1", "3.2", "4.1", "4.2", "5.1", "5.2", "6.1"],
    )

    assert ratings.progress(assignment) == (11, 17)
    assert not sees(rating.view_scoreboard, secretary_of(dossier.council), dossier)


def test_a_comment_without_a_percent_is_no_progress(app):
    dossier = make_dossier("under_review")
    assignment = assignments_of(dossier)[0]

    ratings.record(assignment, "1.1", None, strengths="Rõ.", actor=assignment.user)

    assert ratings.progress(assignment) == (0, 17)


def test_an_offered_assignment_nobody_has_answered_keeps_peers_closed(app):
    dossier = make_dossier("under_review")
    rate_all(dossier)
    open_before = peers(dossier, lead_of(dossier))
    late = make_team(dossier.council).members[0].user
    assigning.assign(dossier, late, actor=secretary_of(dossier.council))

    assert (open_before, peers(dossier, lead_of(dossier))) == ("open", "later")


def test_a_sheet_is_not_reopened_once_everybody_has_seen_the_others(app):
    dossier = make_dossier("under_review")
    rate_all(dossier)
    seen = assignments_of(dossier)[1]

    with pytest.raises(Exception, match="đã thấy điểm của nhau nên không mở lại được"):
        workflow.perform("reopen", seen, actor=secretary_of(dossier.council), note="Nhầm 3.1.")

    assert [peers(dossier, one.user) for one in assignments_of(dossier)] == ["open"] * 3


def test_a_sheet_is_not_reopened_once_scores_are_being_agreed(app):
    dossier = make_dossier("in_consensus")

    with pytest.raises(Exception, match="Chỉ mở lại phiếu khi hồ sơ còn ở bước đánh giá độc lập"):
        workflow.perform(
            "reopen",
            assignments_of(dossier)[1],
            actor=secretary_of(dossier.council),
            note="Muốn xem lại.",
        )


def test_another_dossier_s_team_sees_nothing_of_this_one(app):
    ours = make_dossier("in_consensus")
    theirs = make_dossier(
        "in_consensus", team=tuple(member.user for member in make_team(ours.council, 3).members)
    )

    assert peers(theirs, lead_of(ours)) == "hidden"


def test_one_s_own_scorebook_holds_nobody_else_s_figures(app):
    dossier = make_dossier("under_review")
    first, second, _ = assignments_of(dossier)
    rate(first, 40)
    rate(second, 90, ["1.1"])

    mine = scorebook.open_for(second)

    assert mine.total == Decimal("63")
    assert mine.rated == 1
