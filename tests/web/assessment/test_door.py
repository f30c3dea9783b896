"""Before anything is visible: the undertaking, the offer, the declared conflict."""

import pytest
from sqlalchemy import func, select

from award.extensions import db
from award.models import (
    Assignment,
    AssignmentState,
    AuditEvent,
    Conflict,
    OutboxMessage,
    Rating,
    Undertaking,
)
from award.policies import facts
from tests.factories import (
    assessors_of,
    assign_team,
    assignments_of,
    make_council,
    make_dossier,
    make_organisation,
    make_team,
    make_user,
    secretary_of,
    the_cycle,
    undertake,
)


@pytest.fixture
def offered(app):
    """An offered assignment whose assessor has signed nothing yet."""
    organisation = make_organisation(name="Công ty Mẫu Bí Mật")
    dossier = make_dossier("accepted", organisation=organisation)
    return assign_team(dossier, accept=False)[0]


def count(model):
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def test_a_stranger_to_the_award_sees_an_empty_list(browser, app):
    page = browser(make_user()).get("/assessments")

    assert page.status_code == 200
    assert "Chưa có phân công nào." in page.text


@pytest.mark.parametrize(
    ("edition", "word"), [("gtclqg-2020", "hiệp y"), ("gtclqg-2026", "lấy ý kiến")]
)
def test_where_a_dossier_stands_is_said_in_the_words_of_its_edition(browser, app, edition, word):
    dossier = make_dossier("consultation", rulebook_id=edition)

    page = browser(assessors_of(dossier)[0]).get("/assessments").text
    told = [one.get("text", "") for one in db.session.scalars(select(OutboxMessage.payload))]

    assert f"Đang {word}" in page
    assert any(f"Hồ sơ đang ở bước {word} địa phương." in text for text in told)


def test_before_the_undertaking_not_even_a_name_is_shown(browser, offered):
    page = browser(offered.user).get("/assessments")

    assert "để mở 1 phân công đang chờ" in page.text
    assert "Công ty Mẫu Bí Mật" not in page.text


def test_before_the_undertaking_the_assignment_leads_to_it(browser, offered):
    response = browser(offered.user).get(f"/assessments/{offered.id}")

    assert response.status_code == 302
    assert response.location == f"/assessments/undertakings/{offered.dossier.cycle_id}"
    assert "Công ty Mẫu Bí Mật" not in response.text


def test_the_undertaking_needs_its_tick(browser, offered):
    response = browser(offered.user).post(
        f"/assessments/undertakings/{offered.dossier.cycle_id}",
        data={"version": facts.UNDERTAKING_VERSION},
    )

    assert response.status_code == 422
    assert "Hãy đánh dấu để ký cam kết." in response.text
    assert count(Undertaking) == 0


def test_the_tick_is_not_set_beforehand(browser, offered):
    page = browser(offered.user).get(f"/assessments/undertakings/{offered.dossier.cycle_id}")

    assert "Khách quan" in page.text
    assert "checked" not in page.text


def test_the_undertaking_is_signed_once_and_goes_into_the_chain(browser, offered):
    person = browser(offered.user)
    address = f"/assessments/undertakings/{offered.dossier.cycle_id}"
    given = {"version": facts.UNDERTAKING_VERSION, "agree": "y"}

    first, second = person.post(address, data=given), person.post(address, data=given)

    assert (first.status_code, second.status_code) == (302, 302)
    assert count(Undertaking) == 1
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "undertake")).all()
    assert [event.data for event in events] == [{"version": facts.UNDERTAKING_VERSION}]


def test_a_text_that_was_replaced_meanwhile_is_not_signed(browser, offered):
    response = browser(offered.user).post(
        f"/assessments/undertakings/{offered.dossier.cycle_id}",
        data={"version": "2019-1", "agree": "y"},
    )

    assert response.status_code == 403
    assert "Nội dung cam kết vừa được thay đổi" in response.text


def test_the_undertaking_of_a_year_one_does_not_serve_in_does_not_exist(browser, offered):
    other = the_cycle("gtclqg-2026")

    assert browser(offered.user).get(f"/assessments/undertakings/{other.id}").status_code == 404


def test_an_offer_shows_what_is_needed_to_judge_conflicts_and_no_more(browser, offered):
    undertake(offered.user, offered.dossier.cycle)

    page = browser(offered.user).get(f"/assessments/{offered.id}")

    assert page.status_code == 200
    assert "Công ty Mẫu Bí Mật" in page.text
    assert "Sản xuất" in page.text
    assert "Làm việc tại tổ chức" in page.text
    assert "Cách làm của đơn vị" not in page.text
    assert offered.dossier.organisation.tax_code not in page.text


@pytest.mark.parametrize("side", ["dossier", "items/1.1", "consensus", "visit", "report"])
def test_nothing_of_the_dossier_opens_before_acceptance(browser, offered, side):
    undertake(offered.user, offered.dossier.cycle)

    page = browser(offered.user).get(f"/assessments/{offered.id}/{side}")

    assert page.status_code == 403
    assert "Cần nhận phân công trước khi xem hồ sơ." in page.text


def test_accepting_opens_the_dossier(browser, offered):
    undertake(offered.user, offered.dossier.cycle)
    person = browser(offered.user)

    response = person.post(f"/assessments/{offered.id}/accept")

    assert response.status_code == 302
    assert db.session.get(Assignment, offered.id).state is AssignmentState.ACCEPTED
    assert "Cách làm của đơn vị" in person.get(f"/assessments/{offered.id}/dossier").text


def test_accepting_without_the_undertaking_is_refused_with_its_sentence(browser, offered):
    response = browser(offered.user).post(f"/assessments/{offered.id}/accept")

    assert response.status_code == 403
    assert "Trước hết hãy ký Cam kết bảo mật và khách quan của năm" in response.text


def test_a_conflict_needs_its_kind_and_its_words(browser, offered):
    undertake(offered.user, offered.dossier.cycle)

    response = browser(offered.user).post(
        f"/assessments/{offered.id}/recuse", data={"detail": "Em trai là giám đốc."}
    )

    assert response.status_code == 422
    assert "Hãy chọn loại quan hệ." in response.text
    assert "Em trai là giám đốc." in response.text
    assert count(Conflict) == 0


def test_a_declared_conflict_hides_the_dossier_at_once(browser, offered):
    undertake(offered.user, offered.dossier.cycle)
    person = browser(offered.user)

    person.post(
        f"/assessments/{offered.id}/recuse",
        data={"relation": "kin", "detail": "Em trai là giám đốc."},
    )

    assert db.session.get(Assignment, offered.id).state is AssignmentState.RECUSED
    assert db.session.scalars(select(Conflict.reason)).all() == [
        "Có người thân làm quản lý hoặc góp vốn tại tổ chức: Em trai là giám đốc."
    ]
    assert person.get(f"/assessments/{offered.id}").status_code == 404
    assert "Công ty Mẫu Bí Mật" not in person.get("/assessments").text


def test_a_conflict_takes_the_other_product_of_the_organisation_along(browser, app):
    organisation = make_organisation()
    cycle = the_cycle("gtclqg-2026")
    first = make_dossier("under_review", cycle=cycle, organisation=organisation)
    second = make_dossier(
        "under_review", cycle=cycle, organisation=organisation, sector_group="02",
        team=tuple(one.user for one in assignments_of(first)),
    )  # fmt: skip
    mine = assignments_of(first)[2]

    browser(mine.user).post(
        f"/assessments/{mine.id}/recuse", data={"relation": "consulted", "detail": "Năm 2025."}
    )

    states = db.session.scalars(select(Assignment.state).where(Assignment.user_id == mine.user_id))
    assert states.all() == [AssignmentState.RECUSED, AssignmentState.RECUSED]
    assert len(assignments_of(second)) == 2


def test_somebody_else_s_assignment_does_not_exist(browser, offered):
    other = assign_team(make_dossier("accepted"), accept=False)[1]
    undertake(other.user, offered.dossier.cycle)

    assert browser(other.user).get(f"/assessments/{offered.id}").status_code == 404


def test_the_secretary_has_no_scorebook(browser, offered):
    secretary = secretary_of(offered.dossier.council)

    for side in ("", "/dossier", "/items/1.1", "/consensus"):
        assert browser(secretary).get(f"/assessments/{offered.id}{side}").status_code == 404


def test_the_list_asks_as_many_questions_for_three_dossiers_as_for_one(browser, questions, app):
    council = make_council()
    team = tuple(member.user for member in make_team(council, 3).members)
    make_dossier("under_review", council=council, team=team)
    person = browser(team[0])
    person.get("/assessments")
    with questions() as one:
        person.get("/assessments")
    for _ in range(2):
        make_dossier("under_review", council=council, team=team)
    with questions() as three:
        page = person.get("/assessments")

    assert page.text.count("0/17") == 3
    assert len(three) == len(one)
    assert count(Rating) == 0
