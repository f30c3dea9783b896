"""Who sees agreed scores, votes and results; and what a conflict takes away (procedure §4)."""

from decimal import Decimal

import pytest

from award import workflow
from award.assessment import agreeing, queries
from award.models import Stage
from award.policies import Hidden, rating
from award.policies import council as councils
from award.policies import dossier as dossiers
from award.services import assigning, consensus, evaluation, quorums, ratings, scoresheets
from tests.factories import (
    advance,
    assign_team,
    assignments_of,
    chair_of,
    lead_of,
    make_council,
    make_dossier,
    make_organisation,
    make_team,
    make_user,
    open_meeting,
    open_vote,
    owner_of,
    rate,
    secretary_of,
    the_cycle,
    the_national_council,
    voters_of,
)
from tests.workflow.cast import around, declare_conflict


def sees(policy, person, thing):
    return policy(person, thing) is None


def who_sees(policy, people, thing):
    return {part for part, person in people.items() if sees(policy, person, thing)}


# --- consensus, scoreboard ---------------------------------------------------------------------


def test_agreed_percents_are_the_team_s_until_consensus_is_closed(app):
    dossier = make_dossier("in_consensus")
    people = around(dossier)

    before = who_sees(rating.view_consensus, people, dossier)
    advance(dossier, "desk_closed")

    assert before == {"lead", "assessor"}
    assert who_sees(rating.view_consensus, people, dossier) == {"lead", "assessor", "secretary"}


def test_the_scoreboard_opens_to_council_and_secretary_with_the_frozen_sheet(app):
    dossier = make_dossier("in_consensus")
    secretary = secretary_of(dossier.council)
    before = sees(rating.view_scoreboard, secretary, dossier)
    advance(dossier, "desk_closed")
    open_meeting(dossier.council, [dossier])

    assert (before, sees(rating.view_scoreboard, secretary, dossier)) == (False, True)
    assert sees(rating.view_scoreboard, chair_of(dossier.council), dossier)


# --- a running vote ----------------------------------------------------------------------------


def test_a_running_vote_has_no_counts_for_anybody(app):
    dossier = make_dossier("in_council")
    vote = open_vote(open_meeting(dossier.council, [dossier]), dossier, "propose")

    assert vote.result is None


def test_a_member_with_a_conflict_sees_neither_the_point_nor_the_vote(app):
    dossier = make_dossier("in_council")
    member = voters_of(dossier.council)[4]
    declare_conflict(member, dossier)
    meeting = open_meeting(dossier.council, [dossier])
    vote = open_vote(meeting, dossier, "propose")

    assert isinstance(councils.view_agenda_item(member, vote.agenda_item), Hidden)
    assert isinstance(councils.cast(member, vote), Hidden)


def test_whoever_scored_a_dossier_has_no_vote_on_it(app):
    council = make_council()
    both = voters_of(council)[5]
    team = make_team(council, users=[make_user(), make_user(), both])
    dossier = make_dossier(
        "in_council", council=council, team=tuple(one.user for one in team.members)
    )
    vote = open_vote(open_meeting(council, [dossier]), dossier, "propose")

    why = councils.cast(both, vote)

    assert str(why) == "Ông (bà) đã chấm điểm hồ sơ này nên không bỏ phiếu về nó."
    assert quorums.for_vote(vote).recused == 1


# --- scores and comments to the applicant -------------------------------------------------------


@pytest.mark.parametrize(
    "state", ["under_review", "in_consensus", "desk_closed", "in_council", "national_review"]
)
def test_the_applicant_sees_no_score_before_the_result(app, state):
    dossier = make_dossier(state)

    assert not sees(rating.view_peers, owner_of(dossier), dossier)
    assert not sees(rating.view_consensus, owner_of(dossier), dossier)
    assert not sees(rating.view_scoreboard, owner_of(dossier), dossier)


# --- anything of a dossier on which one has a conflict ------------------------------------------


@pytest.mark.parametrize("part", ["secretary", "chair", "standing body", "lead", "owner"])
def test_a_conflict_hides_the_dossier_whatever_else_the_person_is(app, part):
    dossier = make_dossier("in_council")
    person = around(dossier)[part]

    declare_conflict(person, dossier)

    for policy in (dossiers.view_status, dossiers.view, rating.view_peers, rating.view_scoreboard):
        assert isinstance(policy(person, dossier), Hidden)


def test_a_conflict_on_one_dossier_hides_the_other_ones_of_the_organisation(app):
    organisation = make_organisation()
    cycle = the_cycle("gtclqg-2026")
    first = make_dossier("under_review", cycle=cycle, organisation=organisation)
    second = make_dossier(
        "under_review",
        cycle=cycle,
        organisation=organisation,
        sector_group="02",
        team=tuple(one.user for one in assignments_of(first)),
    )
    person = assignments_of(first)[2].user

    declare_conflict(person, first)

    assert isinstance(dossiers.view(person, second), Hidden)
    assert queries.mine(person) == []


def recused_after_submission():
    """Ratings 20, 60 and 70; who gave 20 declares a conflict after everybody submitted."""
    dossier = make_dossier("in_consensus", percents=(60, 70, 20))
    gone = assignments_of(dossier)[2]
    workflow.perform("recuse", gone, actor=gone.user, note="Vợ là kế toán trưởng ở đó.")
    return dossier, gone


def test_who_recuses_after_submission_leaves_spreads_and_medians_and_counts(app):
    dossier = make_dossier("in_consensus", percents=(60, 70, 20))
    gone = assignments_of(dossier)[2]
    before = (consensus.spreads(dossier)["1.1"], evaluation.standing(dossier).total)

    workflow.perform("recuse", gone, actor=gone.user, note="Vợ là kế toán trưởng ở đó.")

    assert before == (50, Decimal("600"))
    assert (consensus.spreads(dossier)["1.1"], evaluation.standing(dossier).total) == (
        10,
        Decimal("650"),
    )
    assert len(ratings.assessors(dossier)) == 2


def test_who_recused_is_in_no_column_coefficient_or_comparison_any_more(app):
    dossier, gone = recused_after_submission()

    table = agreeing.table(dossier)

    assert gone.user_id not in [one.user_id for one in table.people]
    assert gone.user_id not in [one.person.id for one in table.leanings]
    assert {row.percents for row in table.rows} == {(60, 70)}
    assert [one.percent for one in agreeing.opinions(dossier, "1.1")] == [60, 70]


def frozen(dossier):
    return scoresheets.all_of(dossier)[0].content


def test_who_recused_is_not_in_the_frozen_sheet(app):
    dossier, gone = recused_after_submission()

    advance(dossier, "desk_closed")

    raters = {assessor for _, assessor, _ in frozen(dossier)["ratings"]}
    assert str(gone.user_id) not in raters
    assert len(raters) == 2


def test_a_conflict_declared_elsewhere_takes_the_ratings_out_too(app):
    dossier = make_dossier("in_consensus", percents=(60, 70, 20))

    declare_conflict(assignments_of(dossier)[2].user, dossier)

    assert consensus.spreads(dossier)["1.1"] == 10


def test_nobody_waits_for_a_sheet_of_somebody_with_a_conflict(app):
    dossier = make_dossier("under_review")
    first, second, third = assignments_of(dossier)
    for assignment in (first, second):
        rate(assignment, 60)
        workflow.perform("submit", assignment, actor=assignment.user)

    declare_conflict(third.user, dossier)

    assert sees(rating.view_peers, first.user, dossier)


def test_who_recused_does_not_count_for_quorum_or_majority(app):
    dossier = make_dossier("in_council")
    declare_conflict(voters_of(dossier.council)[4], dossier)
    vote = open_vote(open_meeting(dossier.council, [dossier]), dossier, "propose")

    count = quorums.for_vote(vote)

    assert (count.seated, count.recused, count.present, count.needed) == (7, 1, 6, 4)


# --- the two teams ------------------------------------------------------------------------------


def test_an_offer_of_the_national_stage_takes_nothing_from_the_first_team(app):
    dossier = make_dossier("national_review")
    person = lead_of(dossier)
    make_team(the_national_council(dossier.cycle), users=[person])

    assigning.assign(dossier, person, actor=secretary_of(dossier.council))

    assert sees(dossiers.view, person, dossier)


def test_only_the_lead_of_the_national_team_agrees_at_the_national_stage(app):
    dossier = make_dossier("national_review")
    assign_team(dossier)

    assert sees(rating.agree, lead_of(dossier, Stage.NATIONAL), dossier)
    assert not sees(rating.agree, lead_of(dossier), dossier)
