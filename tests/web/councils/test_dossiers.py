"""The secretary's page of a dossier: intake, supplements, team, visits, violations, refusals."""

import pytest
from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import (
    AuditEvent,
    ComplianceRecord,
    DossierState,
    IntakeCheck,
    SupplementRequest,
)
from award.services import issuing
from tests.factories import (
    chair_of,
    make_dossier,
    open_meeting,
    owner_of,
    secretary_of,
    vote_on,
    voters_of,
)
from tests.web.at_field import told_at
from tests.web.councils.addresses import page_of


def test_a_part_that_is_not_good_says_what_is_missing(secretary_on):
    dossier = make_dossier("submitted")
    secretary, path = secretary_on(dossier), f"{page_of(dossier)}/checklist"

    silent = secretary.post(path, data={"good_7": "no", "note_7": " ", "good_1": "yes"})
    said = secretary.post(path, data={"good_7": "no", "note_7": "Thiếu năm 2023.", "good_1": "yes"})

    assert (silent.status_code, said.status_code) == (422, 302)
    assert "Ghi rõ phần này thiếu gì" in silent.text
    rows = db.session.scalars(select(IntakeCheck).order_by(IntakeCheck.part)).all()
    assert [(row.part, row.good, row.note) for row in rows] == [
        ("1", True, ""),
        ("7", False, "Thiếu năm 2023."),
    ]


def test_bad_parts_fill_the_request_for_supplements(secretary_on):
    dossier = make_dossier("submitted")
    secretary = secretary_on(dossier)
    secretary.post(
        f"{page_of(dossier)}/checklist", data={"good_7": "no", "note_7": "Thiếu năm 2023."}
    )

    page = secretary.get(f"{page_of(dossier)}/supplement").text

    assert "Thiếu năm 2023." in page
    assert 'value="7" checked' in page
    assert 'value="6" checked' not in page


def test_a_dossier_is_not_accepted_before_every_required_part_is_good(secretary_on):
    dossier = make_dossier("submitted")
    secretary = secretary_on(dossier)

    page = secretary.get(page_of(dossier)).text
    answer = secretary.post(f"{page_of(dossier)}/moves/accept")

    assert "Danh mục kiểm tra chưa đạt đủ các phần bắt buộc" in page
    assert answer.status_code == 403
    assert dossier.state is DossierState.SUBMITTED


def test_a_request_for_supplements_ends_in_working_days(secretary_on):
    dossier = make_dossier("submitted")

    answer = secretary_on(dossier).post(
        f"{page_of(dossier)}/supplement",
        data={"parts": ["6", "7"], "reason": "Thiếu xác nhận thuế năm 2023.", "days": "7"},
    )

    request = db.session.scalars(select(SupplementRequest)).one()
    expected = clock.end_of_day(clock.add_working_days(clock.today_local(), 7))
    assert answer.status_code == 302
    assert dossier.state is DossierState.SUPPLEMENT_REQUESTED
    assert (request.parts, request.due_at, dossier.due_at) == (["6", "7"], expected, expected)
    assert [paper.kind for paper in issuing.of_subject(request)] == ["supplement_notice"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"parts": []}, "Hãy chọn ít nhất một phần."),
        ({"reason": " "}, "Hãy điền mục này."),
        ({"days": "0"}, "Thời hạn phải từ 1 đến 60 ngày làm việc."),
        ({"days": "61"}, "Thời hạn phải từ 1 đến 60 ngày làm việc."),
        ({"days": "năm"}, "Hãy ghi một số nguyên"),
        ({"parts": ["99"]}, "Không có lựa chọn"),
    ],
)
def test_a_request_that_lacks_something_is_told_at_its_field(secretary_on, wrong, sentence):
    dossier = make_dossier("submitted")
    whole = {"parts": ["7"], "reason": "Thiếu xác nhận thuế năm 2023.", "days": "5"}

    answer = secretary_on(dossier).post(f"{page_of(dossier)}/supplement", data=whole | wrong)

    assert answer.status_code == 422
    assert sentence in told_at(answer, next(iter(wrong)))
    assert ("Thiếu xác nhận thuế năm 2023." in answer.text) is ("reason" not in wrong)
    assert dossier.state is DossierState.SUBMITTED


@pytest.mark.parametrize(
    ("day", "days", "ends"),
    [
        ("2027-02-01", 5, "Thứ Hai, 15/02/2027"),
        ("2027-03-03", 5, "Thứ Tư, 10/03/2027"),
        ("2027-03-05", 1, "Thứ Hai, 08/03/2027"),
    ],
)
def test_the_end_of_a_term_is_computed_with_its_weekday(secretary_on, monkeypatch, day, days, ends):
    dossier = make_dossier("submitted")
    secretary = secretary_on(dossier)
    monkeypatch.setattr(clock, "today_local", lambda: clock.date.fromisoformat(day))

    page = secretary.get(f"{page_of(dossier)}/term?days={days}").text

    assert ends in page


def test_a_term_is_prolonged_with_a_reason(secretary_on):
    dossier = make_dossier("supplement_requested")
    secretary, path = secretary_on(dossier), f"{page_of(dossier)}/extension"

    silent = secretary.post(path, data={"days": "10", "reason": " "})
    done = secretary.post(path, data={"days": "10", "reason": "Tổ chức đề nghị."})

    expected = clock.end_of_day(clock.add_working_days(clock.today_local(), 10))
    assert (silent.status_code, done.status_code) == (422, 302)
    assert dossier.due_at == expected


def test_rejecting_asks_for_a_reason_and_keeps_what_was_typed(secretary_on):
    dossier = make_dossier("submitted")
    secretary, path = secretary_on(dossier), f"{page_of(dossier)}/moves/reject"

    empty = secretary.post(path, data={"reason": ""})
    done = secretary.post(path, data={"reason": "Không đủ 36 tháng hoạt động."})

    assert (empty.status_code, done.status_code) == (422, 302)
    assert "Cần ghi lý do không đủ điều kiện." in empty.text
    assert dossier.state is DossierState.INELIGIBLE


def test_only_the_secretary_in_charge_takes_in(browse):
    dossier = make_dossier("submitted")

    answers = [
        browse(person).get(page_of(dossier)).status_code
        for person in (chair_of(dossier.council), owner_of(dossier))
    ]

    assert answers == [404, 404]


def test_moves_with_entries_are_not_made_by_the_general_button(secretary_on):
    dossier = make_dossier("submitted")

    answer = secretary_on(dossier).post(f"{page_of(dossier)}/moves/request_supplement")

    assert answer.status_code == 404
    assert secretary_on(dossier).post(f"{page_of(dossier)}/moves/nonsense").status_code == 404


def test_the_national_council_asks_for_supplements_without_a_change_of_state(secretary_on):
    dossier = make_dossier("national_review")

    answer = secretary_on(dossier).post(
        f"{page_of(dossier)}/supplement",
        data={"parts": ["7"], "reason": "Thiếu xác nhận.", "days": "5"},
    )
    longer = secretary_on(dossier).post(
        f"{page_of(dossier)}/extension", data={"days": "9", "reason": "Tổ chức đề nghị."}
    )

    request = db.session.scalars(select(SupplementRequest)).one()
    assert (answer.status_code, longer.status_code) == (302, 302)
    assert (request.national, dossier.state) == (True, DossierState.NATIONAL_REVIEW)
    assert request.due_at == clock.end_of_day(clock.add_working_days(clock.today_local(), 9))


def test_a_serious_violation_blocks_the_list_until_the_council_notes_on_it(browse):
    dossier = make_dossier("in_council")
    council = dossier.council
    secretary, chair = browse(secretary_of(council)), browse(chair_of(council))
    secretary.post(
        f"{page_of(dossier)}/violations",
        data={
            "field": "Môi trường",
            "description": "Xả thải vượt quy chuẩn",
            "happened_on": "05/01/2026",
            "source": "Quyết định 9/QĐ-MAU",
            "serious": "y",
        },
    )
    record = db.session.scalars(select(ComplianceRecord)).one()
    meeting = open_meeting(council, [dossier])
    vote_on(meeting, dossier, "propose")
    tiers = {f"tier_{dossier.id}": "award"}

    blocked = chair.get(f"/councils/{council.id}/shortlist").text
    chair.post(f"/councils/{council.id}/shortlist", data=tiers)
    state_while_blocked = dossier.state
    empty = secretary.post(f"{page_of(dossier)}/violations/{record.id}", data={"note": " "})
    secretary.post(
        f"{page_of(dossier)}/violations/{record.id}", data={"note": "Đã khắc phục, không cản trở."}
    )
    approved = chair.post(f"/councils/{council.id}/shortlist", data=tiers)

    assert "Có vi phạm nghiêm trọng mà hội đồng chưa có ý kiến." in blocked
    assert state_while_blocked is DossierState.IN_COUNCIL
    assert (empty.status_code, approved.status_code) == (422, 302)
    assert dossier.state is DossierState.SHORTLISTED
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "note_violation")
    ).one()
    assert event.note == "Đã khắc phục, không cản trở."


def test_a_violation_in_the_future_is_refused(secretary_on):
    dossier = make_dossier("submitted")

    answer = secretary_on(dossier).post(
        f"{page_of(dossier)}/violations",
        data={
            "field": "Thuế", "description": "Chậm nộp", "happened_on": "01/01/2099",
            "source": "Văn bản 1",
        },
    )  # fmt: skip

    assert answer.status_code == 422
    assert "không được sau hôm nay" in answer.text


@pytest.mark.parametrize(
    ("state", "leads_to"),
    [
        ("desk_closed", ["meetings/new"]),
        ("in_council", ["meetings/new", "shortlist"]),
        ("shortlisted", ["shortlist"]),
        ("national_review", ["meetings/new"]),
    ],
)
def test_the_page_leads_to_the_place_of_the_next_step(secretary_on, state, leads_to):
    dossier = make_dossier(state)
    desk = f"/councils/{dossier.council_id}"

    page = secretary_on(dossier).get(page_of(dossier)).text

    places = ("meetings/new", "shortlist")
    assert [place for place in places if f'href="{desk}/{place}" role="button"' in page] == leads_to


def test_members_find_no_page_of_a_dossier(browse):
    early, late = make_dossier("submitted"), make_dossier("in_council")

    answers = [
        browse(voters_of(one.council)[3]).get(page_of(one)).status_code for one in (early, late)
    ]

    assert answers == [404, 403]


def test_the_content_is_read_by_the_secretary_and_by_members_of_the_open_session(browse):
    dossier = make_dossier("desk_closed")
    council = dossier.council
    path = f"{page_of(dossier)}/content"
    member = voters_of(council)[3]

    secretary = browse(secretary_of(council)).get(path)
    before = browse(member).get(path)
    open_meeting(council, [dossier])
    after = browse(member).get(path)

    assert [one.status_code for one in (secretary, before, after)] == [200, 404, 200]
    assert "Cách làm của đơn vị ở hạng mục 1.1" in after.text
    assert f"/dossiers/{dossier.id}/papers/" in after.text
