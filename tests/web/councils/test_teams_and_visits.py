"""Teams and visits: proposals, changes by hand, dates, and who may be visited."""

from datetime import timedelta

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import (
    Assignment,
    AssignmentState,
    SiteVisit,
    VisitState,
)
from tests.factories import (
    advance,
    assign_team,
    make_dossier,
    make_team,
    rate,
    secretary_of,
)
from tests.web.at_field import told_at
from tests.web.councils.addresses import page_of


def test_progress_is_told_in_items_and_never_in_percents(secretary_on):
    dossier = make_dossier("accepted")
    assignments = assign_team(dossier)
    advance(dossier, "under_review")
    rate(assignments[0], 85, items=["1.1", "1.2"])

    pages = [
        secretary_on(dossier).get(path).text
        for path in (page_of(dossier), f"{page_of(dossier)}/team")
    ]

    assert ["2/17 mục" in page for page in pages] == [True, True]
    assert ["85 %" in page or ">85<" in page for page in pages] == [False, False]


def test_a_stale_proposal_is_not_applied(browse):
    dossier = make_dossier("accepted")
    make_team(dossier.council)
    secretary = browse(secretary_of(dossier.council))

    answer = secretary.post(
        f"/councils/{dossier.council_id}/assignments",
        data={"seen": "0" * 64},
        follow_redirects=True,
    )

    assert "Dữ liệu đã thay đổi" in answer.text
    assert db.session.scalars(select(Assignment)).all() == []


def test_an_infeasible_proposal_says_why(browse):
    dossier = make_dossier("accepted")
    make_team(dossier.council, members=2)

    page = (
        browse(secretary_of(dossier.council))
        .get(f"/councils/{dossier.council_id}/assignments")
        .text
    )

    assert "Không phân công được" in page
    assert 'name="seen"' not in page


def test_without_a_founded_team_there_is_no_proposal(browse):
    dossier = make_dossier("accepted")

    page = (
        browse(secretary_of(dossier.council))
        .get(f"/councils/{dossier.council_id}/assignments")
        .text
    )

    assert "Tổ (nhóm) chuyên gia chưa có quyết định thành lập." in page


def test_a_team_is_made_by_hand_and_changed_with_reasons(secretary_on):
    dossier = make_dossier("accepted")
    people = [member.user for member in make_team(dossier.council, members=5).members]
    secretary, path = secretary_on(dossier), f"{page_of(dossier)}/team"

    for place, person in enumerate(people[:3]):
        secretary.post(
            path, data={"person": str(person.id), **({"lead": "y"} if not place else {})}
        )
    twice = secretary.post(path, data={"person": str(people[0].id)})
    first, second, third = db.session.scalars(select(Assignment).order_by(Assignment.id)).all()
    silent = secretary.post(f"/assignments/{second.id}/council-moves/cancel", data={"reason": ""})
    endless = secretary.post(
        f"/assignments/{second.id}/council-moves/cancel", data={"reason": "x" * 4001}
    )
    secretary.post(f"/assignments/{second.id}/council-moves/cancel", data={"reason": "Bận."})
    unnamed = secretary.post(
        f"/assignments/{third.id}/replacement", data={"person": str(people[3].id), "reason": ""}
    )
    secretary.post(
        f"/assignments/{third.id}/replacement",
        data={"person": str(people[3].id), "reason": "Đi công tác."},
    )
    secretary.post(f"/assignments/{second.id}/council-moves/offer_again")

    assert (twice.status_code, silent.status_code, unnamed.status_code) == (422, 422, 422)
    assert "Cần ghi lý do hủy phân công." in told_at(silent, "reason")
    assert "Dài quá: tối đa 4000 ký tự." in told_at(endless, "reason")
    assert "Cần ghi lý do thay chuyên gia." in told_at(unnamed, "reason")
    rows = db.session.scalars(select(Assignment).order_by(Assignment.id)).all()
    assert [(one.user_id, one.state, one.lead) for one in rows] == [
        (people[0].id, AssignmentState.OFFERED, True),
        (people[1].id, AssignmentState.OFFERED, False),
        (people[2].id, AssignmentState.CANCELLED, False),
        (people[3].id, AssignmentState.OFFERED, False),
    ]
    assert (first.id, second.id) == (rows[0].id, rows[1].id)


def test_a_visit_is_planned_in_the_future_and_only_once(secretary_on):
    dossier = make_dossier("site_visit")
    secretary, path = secretary_on(dossier), f"{page_of(dossier)}/visit"

    def entries(start, end):
        at = [clock.local(clock.now() + timedelta(days=days)) for days in (start, end)]
        return {
            "starts_at": f"{at[0]:%d/%m/%Y, %H:%M}",
            "ends_at": f"{at[1]:%d/%m/%Y, %H:%M}",
            "place": "Số 1, phố Mẫu",
        }

    past = secretary.post(path, data=entries(-1, 1))
    backwards = secretary.post(path, data=entries(3, 2))
    planned = secretary.post(path, data=entries(3, 4))
    twice = secretary.post(path, data=entries(5, 6))

    assert [one.status_code for one in (past, backwards, planned, twice)] == [422, 422, 302, 422]
    assert "phải sau lúc này" in told_at(past, "starts_at")
    assert "Số 1, phố Mẫu" in past.text
    assert "Giờ kết thúc phải sau giờ bắt đầu." in told_at(backwards, "ends_at")
    assert "đã có lịch đánh giá tại chỗ" in twice.text
    visit = db.session.scalars(select(SiteVisit)).one()
    assert visit.state is VisitState.PROPOSED


def test_the_national_council_visits_only_candidates_for_gold(secretary_on):
    low = make_dossier("national_review", percent=70)
    high = make_dossier("national_review", percent=85, percents=(85, 85, 85))

    pages = [secretary_on(one).get(page_of(one)).text for one in (low, high)]
    answer = secretary_on(low).post(
        f"{page_of(low)}/visit",
        data={"starts_at": "01/03/2099, 08:00", "ends_at": "01/03/2099, 17:00", "place": "Phố"},
    )

    assert ["Lập lịch tại chỗ" in page for page in pages] == [False, True]
    assert answer.status_code == 422
    assert "Chỉ thẩm định tại chỗ hồ sơ đủ điểm xét Giải Vàng." in answer.text


def test_the_term_of_a_review_is_set_and_changed_by_hand(secretary_on):
    dossier = make_dossier("accepted")
    person = make_team(dossier.council).members[0].user
    secretary, path = secretary_on(dossier), f"{page_of(dossier)}/team"
    day = clock.today_local() + timedelta(days=30)

    past = secretary.post(path, data={"person": str(person.id), "due_on": "01/01/2020"})
    secretary.post(path, data={"person": str(person.id), "due_on": f"{day:%d/%m/%Y}"})
    made = db.session.scalars(select(Assignment)).one()
    wrong = secretary.post(f"/assignments/{made.id}/term", data={"due_on": "01/01/2020"})
    later = day + timedelta(days=7)
    secretary.post(f"/assignments/{made.id}/term", data={"due_on": f"{later:%d/%m/%Y}"})

    assert (past.status_code, wrong.status_code) == (422, 422)
    assert "Hạn nộp phiếu không được trước hôm nay." in told_at(past, "due_on")
    assert "Hạn nộp phiếu không được trước hôm nay." in told_at(wrong, "due_on")
    assert f"{later:%d/%m/%Y}" in secretary.get(path).text


def test_a_second_lead_is_refused_at_the_box_that_asks_for_one(secretary_on):
    dossier = make_dossier("accepted")
    first, second, *_ = [one.user for one in make_team(dossier.council).members if one.lead]
    secretary, path = secretary_on(dossier), f"{page_of(dossier)}/team"

    secretary.post(path, data={"person": str(first.id), "lead": "y"})
    answer = secretary.post(path, data={"person": str(second.id), "lead": "y"})

    assert answer.status_code == 422
    assert "đã có trưởng nhóm" in told_at(answer, "lead")
    assert [one.user_id for one in db.session.scalars(select(Assignment))] == [first.id]


def test_the_form_for_a_term_is_for_sheets_that_are_still_to_come(secretary_on):
    dossier = make_dossier("in_consensus")
    submitted = db.session.scalars(select(Assignment)).first()

    answer = secretary_on(dossier).get(f"/assignments/{submitted.id}/term")

    assert answer.status_code == 403
    assert "nên không đổi hạn được" in answer.text
