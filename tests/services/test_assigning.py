"""Assignments: every rule has its sentence, proposals are the same twice, leads are one."""

import pytest
from sqlalchemy import select

from award import workflow
from award.extensions import db
from award.models import Assignment, AssignmentState, CouncilLevel, SeatRole, Stage
from award.policies import Refusal
from award.services import assigning
from tests.factories import (
    advance,
    assignments_of,
    make_council,
    make_cycle,
    make_dossier,
    make_organisation,
    make_seat,
    make_team,
    make_user,
    secretary_of,
    the_cycle,
    the_national_council,
    undertake,
)


@pytest.fixture
def council(app):
    return make_council()


@pytest.fixture
def dossier(council):
    return make_dossier("accepted", council=council)


def refusal_of(dossier, person, **named):
    with pytest.raises(Refusal) as refused:
        assigning.assign(dossier, person, actor=secretary_of(dossier.council), **named)
    return str(refused.value)


def test_nobody_is_assigned_before_the_team_is_founded(council, dossier):
    team = make_team(council, decision_number="", decision_date=None)

    sentence = refusal_of(dossier, team.members[0].user)

    assert sentence == "Tổ (nhóm) chuyên gia chưa có quyết định thành lập."


def test_nothing_is_proposed_before_the_council_is_founded(app):
    cycle = make_cycle()
    council = make_council(cycle=cycle, decision_number="", decision_date=None)

    with pytest.raises(Refusal, match="Hội đồng chưa có quyết định thành lập"):
        assigning.propose(council)


def test_a_stranger_to_the_team_is_not_assigned(council, dossier):
    make_team(council)

    sentence = refusal_of(dossier, make_user())

    assert sentence == "Người này không có trong tổ (nhóm) chuyên gia của hội đồng."


def test_somebody_who_works_at_the_organisation_is_not_assigned(council, dossier):
    team = make_team(council)
    team.members[2].employer_tax_code = dossier.organisation.tax_code

    sentence = refusal_of(dossier, team.members[2].user)

    assert sentence == "Đang làm việc tại chính tổ chức này (theo mã số thuế)."


def test_somebody_who_writes_the_dossier_is_not_assigned(council):
    owner = make_user()
    dossier = make_dossier("accepted", council=council, organisation=make_organisation(owner=owner))
    make_team(council, users=[owner])

    sentence = refusal_of(dossier, owner)

    assert sentence == "Có tên trong nhóm soạn hồ sơ của tổ chức này."


def test_a_declared_conflict_holds_for_every_dossier_of_the_organisation(app):
    cycle, organisation = the_cycle("gtclqg-2026"), make_organisation()
    first = make_dossier("under_review", cycle=cycle, organisation=organisation)
    declared = assignments_of(first)[2]
    workflow.perform("recuse", declared, actor=declared.user, note="Có góp vốn.")
    second = make_dossier("accepted", cycle=cycle, organisation=organisation, sector_group="02")

    sentence = refusal_of(second, declared.user)

    assert sentence == "Đã khai xung đột lợi ích với tổ chức này."


def test_expertise_is_asked_for(council, dossier):
    team = make_team(council, sectors=["service"])

    sentence = refusal_of(dossier, team.members[0].user)

    assert sentence == "Không thuộc lĩnh vực chuyên môn của người này."


def test_an_assessor_of_the_same_province_is_barred_where_the_edition_says_so(app):
    cycle = the_cycle("gtclqg-2026")
    dossier = make_dossier("accepted", cycle=cycle)
    team = make_team(dossier.council, province_code=dossier.organisation.province_code)

    sentence = refusal_of(dossier, team.members[0].user)

    assert sentence == "Ở cùng tỉnh, thành phố với tổ chức."


def test_nobody_carries_more_than_the_cap(council):
    team = make_team(council)
    person = team.members[3].user
    for _ in range(10):
        taken = make_dossier("accepted", council=council)
        assigning.assign(taken, person, actor=secretary_of(council))

    sentence = refusal_of(make_dossier("accepted", council=council), person)

    assert sentence == "Đã nhận đủ 10 hồ sơ."


def test_a_team_has_one_lead(council, dossier):
    team = make_team(council)
    assigning.assign(dossier, team.members[0].user, lead=True, actor=secretary_of(council))

    sentence = refusal_of(dossier, team.members[1].user, lead=True)

    assert sentence == "Nhóm của hồ sơ đã có trưởng nhóm; mỗi nhóm chỉ một người."


def test_only_who_may_lead_is_made_lead(council, dossier):
    team = make_team(council)

    sentence = refusal_of(dossier, team.members[3].user, lead=True)

    assert sentence == "Người này không thuộc diện làm trưởng nhóm."


def test_the_lead_passes_to_another_member(council, dossier):
    team = make_team(council)
    secretary = secretary_of(council)
    old = assigning.assign(dossier, team.members[0].user, lead=True, actor=secretary)
    new = assigning.assign(dossier, team.members[1].user, actor=secretary)

    assigning.appoint_lead(new, actor=secretary)

    assert (old.lead, new.lead) == (False, True)


def test_a_replacement_takes_the_place_and_the_lead(council, dossier):
    team = make_team(council)
    secretary = secretary_of(council)
    old = assigning.assign(dossier, team.members[0].user, lead=True, actor=secretary)

    workflow.perform(
        "replace", old, actor=secretary, note="Đi công tác.", person=team.members[1].user
    )

    assert old.state is AssignmentState.CANCELLED
    assert [(one.user_id, one.lead) for one in assignments_of(dossier)] == [
        (team.members[1].user_id, True)
    ]


def test_a_replacement_that_may_not_lead_is_refused_and_nothing_changes(council, dossier):
    team = make_team(council)
    secretary = secretary_of(council)
    old = assigning.assign(dossier, team.members[0].user, lead=True, actor=secretary)

    with pytest.raises(Refusal, match="không thuộc diện làm trưởng nhóm"):
        workflow.perform(
            "replace", old, actor=secretary, note="Đi công tác.", person=team.members[3].user
        )

    assert old.state is AssignmentState.OFFERED


def test_a_cancelled_assignment_is_offered_again_without_the_lead(council, dossier):
    team = make_team(council)
    secretary = secretary_of(council)
    old = assigning.assign(dossier, team.members[0].user, lead=True, actor=secretary)
    workflow.perform("cancel", old, actor=secretary, note="Nhầm hồ sơ.")

    workflow.perform("offer_again", old, actor=secretary)

    assert (old.state, old.lead, old.accepted_at) == (AssignmentState.OFFERED, False, None)


def test_a_dossier_past_its_review_takes_nobody_new(council):
    dossier = make_dossier("in_consensus", council=council)
    outsider = make_team(council).members[0].user

    sentence = refusal_of(dossier, outsider)

    assert sentence == "Hồ sơ này hiện không ở bước phân công chuyên gia."


def test_a_proposal_serves_every_waiting_dossier_evenly(council):
    make_team(council, members=6)
    for _ in range(4):
        make_dossier("accepted", council=council)

    proposal = assigning.propose(council)

    assert [len(team.places) for team in proposal.teams] == [3, 3, 3, 3]
    assert [[place.lead for place in team.places] for team in proposal.teams] == [
        [True, False, False]
    ] * 4
    loads = [place.person.id for team in proposal.teams for place in team.places]
    assert sorted(loads.count(person) for person in set(loads)) == [2, 2, 2, 2, 2, 2]


def test_the_same_facts_give_the_same_proposal(council):
    make_team(council, members=6)
    for _ in range(3):
        make_dossier("accepted", council=council)

    first, second = assigning.propose(council), assigning.propose(council)

    assert first.sha256 == second.sha256


def test_a_proposal_counts_what_people_carry_already(council):
    team = make_team(council, members=4)
    busy = make_dossier("accepted", council=council)
    for member in team.members[:3]:
        assigning.assign(busy, member.user, actor=secretary_of(council))
    make_dossier("accepted", council=council)

    (proposed,) = assigning.propose(council).teams

    assert team.members[3].user in [place.person for place in proposed.places]


def test_a_dossier_that_cannot_be_served_is_named_with_its_rule_and_the_rest_goes_on(council):
    make_team(council, sectors=["production"])
    served = make_dossier("accepted", council=council)
    stuck = make_dossier(
        "accepted", council=council, organisation=make_organisation(activity="service")
    )

    proposal = assigning.propose(council)

    assert [team.dossiers for team in proposal.served] == [(served,)]
    assert [(team.dossiers, team.why) for team in proposal.blocked] == [
        (
            (stuck,),
            "Cần 3 người; có 4: đúng nhóm ngành (sector) còn 0, không xung đột lợi ích "
            "(conflicts) còn 0, khác tỉnh (bar_same_province) còn 0.",
        )
    ]


def test_a_proposal_is_applied_as_it_was_seen(council):
    make_team(council)
    dossier = make_dossier("accepted", council=council)
    proposal = assigning.propose(council)

    assigning.apply(
        council, seen=proposal.sha256, stage=Stage.DESK_REVIEW, actor=secretary_of(council)
    )

    assert [one.user_id for one in assignments_of(dossier)] == [
        place.person.id for place in proposal.teams[0].places
    ]


def test_a_proposal_overtaken_by_facts_is_refused(council):
    make_team(council)
    make_dossier("accepted", council=council)
    proposal = assigning.propose(council)
    make_dossier("accepted", council=council)

    with pytest.raises(Refusal, match="Dữ liệu đã thay đổi"):
        assigning.apply(
            council, seen=proposal.sha256, stage=Stage.DESK_REVIEW, actor=secretary_of(council)
        )

    assert db.session.scalars(select(Assignment)).all() == []


def test_products_that_share_a_management_part_get_one_team(app):
    organisation = make_organisation()
    cycle = the_cycle("gtclqg-2026")
    first = make_dossier("accepted", cycle=cycle, organisation=organisation)
    second = make_dossier("accepted", cycle=cycle, organisation=organisation, sector_group="02")
    make_team(first.council, members=5)

    (team,) = assigning.propose(first.council).teams

    assert team.dossiers == (first, second)
    assert len(team.places) == 3


def test_a_later_product_gets_the_team_that_knows_its_management_part(app):
    organisation = make_organisation()
    cycle = the_cycle("gtclqg-2026")
    first = make_dossier("under_review", cycle=cycle, organisation=organisation)
    make_dossier("accepted", cycle=cycle, organisation=organisation, sector_group="02")

    (team,) = assigning.propose(first.council).teams

    assert [place.person.id for place in team.places] == [
        one.user_id for one in assignments_of(first)
    ]


def test_a_voter_of_the_council_is_asked_last(council):
    team = make_team(council, members=4)
    voter = team.members[2].user
    make_seat(council, SeatRole.MEMBER, user=voter)
    make_dossier("accepted", council=council)

    (proposed,) = assigning.propose(council).teams

    assert voter not in [place.person for place in proposed.places]


def test_the_national_stage_has_its_own_team_from_other_provinces(app):
    dossier = make_dossier("national_review")
    council = the_national_council(dossier.cycle)
    assert council.level is CouncilLevel.NATIONAL
    make_team(council, members=2, province_code="01")
    make_team(council, members=3, province_code="79")

    (proposed,) = assigning.propose(council, Stage.NATIONAL).teams

    assert len(proposed.places) == 3
    assert all("khác tỉnh" in place.reason for place in proposed.places)


def test_the_2026_edition_has_no_national_team(app):
    dossier = make_dossier("national_review", rulebook_id="gtclqg-2026")

    with pytest.raises(Refusal, match="không có phân công ở bước này"):
        assigning.propose(dossier.council, Stage.NATIONAL)


def test_whoever_is_employed_there_cannot_accept_either(council):
    dossier = make_dossier("accepted", council=council)
    team = make_team(council)
    offered = assigning.assign(dossier, team.members[0].user, actor=secretary_of(council))
    team.members[0].employer_tax_code = dossier.organisation.tax_code
    undertake(offered.user, dossier.cycle)

    with pytest.raises(Refusal, match="Đang làm việc tại chính tổ chức này"):
        workflow.perform("accept", offered, actor=offered.user)


def test_options_explain_everybody(council, dossier):
    team = make_team(council, members=3)
    team.members[1].employer_tax_code = dossier.organisation.tax_code
    assigning.assign(dossier, team.members[0].user, actor=secretary_of(council))

    rows = {one.user.id: str(why) if why else "" for one, why, _ in assigning.options(dossier)}

    assert rows == {
        team.members[0].user_id: "Đã có trong nhóm của hồ sơ.",
        team.members[1].user_id: "Đang làm việc tại chính tổ chức này (theo mã số thuế).",
        team.members[2].user_id: "",
    }


def test_the_walk_goes_on_from_where_it_stands(council):
    dossier = make_dossier("accepted", council=council)

    advance(dossier, "desk_closed")

    assert dossier.state == "in_consensus"
