"""Registers: past awards and re-entry, violations, nominations, agencies, complaints, breaches."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import (
    AccessRecord,
    Authority,
    Award,
    BreachRecord,
    Complaint,
    ComplianceRecord,
    Conflict,
    PastAward,
    ReentryLift,
)
from award.public import queries as published
from award.services import authorities, registration
from tests.factories import (
    make_administrator,
    make_authority,
    make_cycle,
    make_dossier,
    make_organisation,
    make_standing_body,
    standing_body,
)
from tests.web.at_field import told_at

THIS_YEAR = clock.today_local().year


def day(offset: int = 0) -> str:
    return f"{clock.today_local() + timedelta(days=offset):%d/%m/%Y}"


def instant(hours: int) -> str:
    return f"{clock.local(clock.now() + timedelta(hours=hours)):%d/%m/%Y, %H:%M}"


def past(tax_code: str, **entries: Any) -> dict[str, Any]:
    given = {
        "tax_code": tax_code,
        "award_year": 2024,
        "decision_year": 2025,
        "tier": "gold",
        "decision_number": "1/QĐ-TTg",
    } | entries
    return {f"past-{name}": value for name, value in given.items()}


def lift(tax_code: str, **entries: Any) -> dict[str, Any]:
    given = {
        "tax_code": tax_code,
        "award_year": 2026,
        "decision_number": "7/QĐ-MAU",
        "decision_date": day(),
        "reason": "Theo văn bản của Bộ Mẫu.",
    } | entries
    return {f"lift-{name}": value for name, value in given.items()}


def test_a_past_gold_bars_re_entry_until_a_decision_lifts_it(office):
    dossier = make_dossier("draft", rulebook_id="gtclqg-2026")
    code = dossier.organisation.tax_code

    office.post("/office/past-awards", data=past(code))
    barred = [one.rule for one in registration.findings_of(dossier) if one.outcome == "failed"]
    office.post("/office/past-awards/lifts", data=lift(code))
    lifted = [one.rule for one in registration.findings_of(dossier) if one.outcome == "failed"]

    assert "gold_reentry" in barred
    assert "gold_reentry" not in lifted
    page = office.get("/office/past-awards").text
    assert "1/QĐ-TTg" in page
    assert "Theo văn bản của Bộ Mẫu." in page


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({"tax_code": "0100109106"}, "Chưa có tổ chức nào trong hệ thống mang mã số thuế này."),
        ({"tax_code": "12"}, "Mã số thuế gồm 10 chữ số"),
        ({"decision_year": 2023}, "Năm quyết định phải từ năm giải thưởng đến năm nay."),
        ({"decision_year": THIS_YEAR + 1, "award_year": THIS_YEAR + 1}, "Năm quyết định phải từ"),
        ({"award_year": "năm ngoái"}, "Hãy ghi một số nguyên"),
    ],
)
def test_a_past_award_with_a_wrong_entry_is_refused(office, entries, sentence):
    organisation = make_organisation()

    answer = office.post(
        "/office/past-awards", data=past(**({"tax_code": organisation.tax_code} | entries))
    )

    assert answer.status_code == 422
    assert sentence in told_at(answer, f"past-{next(iter(entries))}")
    assert 'value="1/QĐ-TTg"' in answer.text
    assert db.session.scalars(select(PastAward)).all() == []


def test_an_award_and_a_lift_of_a_year_are_entered_once(office):
    code = make_organisation().tax_code
    office.post("/office/past-awards", data=past(code))
    office.post("/office/past-awards/lifts", data=lift(code))

    again = [
        office.post("/office/past-awards", data=past(code)),
        office.post("/office/past-awards/lifts", data=lift(code)),
        office.post("/office/past-awards/lifts", data=lift(code, award_year=2027,
                                                          decision_date=day(1))),
    ]  # fmt: skip

    assert [one.status_code for one in again] == [422, 422, 422]
    assert "Đã ghi giải năm 2024" in told_at(again[0], "past-award_year")
    assert "tham dự lại năm" in told_at(again[1], "lift-award_year")
    assert "Ngày quyết định không được sau hôm nay." in told_at(again[2], "lift-decision_date")
    assert len(db.session.scalars(select(PastAward)).all()) == 1
    assert len(db.session.scalars(select(ReentryLift)).all()) == 1


def violation(tax_code: str, **entries: Any) -> dict[str, Any]:
    return {
        "tax_code": tax_code,
        "field": "Môi trường",
        "description": "Xả thải vượt mức.",
        "happened_on": day(-10),
        "source": "Sở Mẫu, văn bản 3/SM",
        "serious": "y",
    } | entries


def test_a_serious_violation_waits_for_the_note_of_a_council(office):
    organisation = make_organisation()
    office.post("/office/compliance", data=violation(organisation.tax_code))
    record = db.session.scalars(select(ComplianceRecord)).one()

    mute = office.post(f"/office/compliance/{record.id}/note", data={"note": " "})
    noted = office.post(f"/office/compliance/{record.id}/note", data={"note": "Đã khắc phục."})

    assert [mute.status_code, noted.status_code] == [403, 302]
    assert (record.serious, record.council_note) == (True, "Đã khắc phục.")
    assert "Đã khắc phục." in office.get("/office/compliance").text


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({"happened_on": day(1)}, "Ngày vi phạm không được sau hôm nay."),
        ({"happened_on": "30/02/2026"}, "Hãy ghi ngày theo dạng 31/05/2026."),
        ({"source": ""}, "Hãy ghi nguồn thông tin."),
    ],
)
def test_a_violation_with_a_wrong_entry_is_refused(office, entries, sentence):
    answer = office.post(
        "/office/compliance", data=violation(make_organisation().tax_code, **entries)
    )

    assert answer.status_code == 422
    assert sentence in told_at(answer, next(iter(entries)))
    assert db.session.scalars(select(ComplianceRecord)).all() == []


def test_nominees_are_unrevoked_gold_winners_of_the_latest_years(office):
    silver = make_dossier("awarded", rulebook_id="gtclqg-2026")
    names = {}
    for year, tier in ((2025, "gold"), (2024, "gold"), (2025, "award")):
        organisation = make_organisation(name=f"=Công ty Mẫu {year} {tier}")
        names[year, tier] = organisation.name
        office.post(
            "/office/past-awards",
            data=past(organisation.tax_code, award_year=year, decision_year=year, tier=tier),
        )

    page = office.get("/office/nominations").text
    book = load_workbook(io.BytesIO(office.get("/office/nominations.xlsx").data))

    assert names[2025, "gold"] in page
    assert [name for key, name in names.items() if key != (2025, "gold") and name in page] == []
    assert silver.organisation.name not in page
    cell = book.worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == (names[2025, "gold"], "s")


def test_a_revoked_gold_is_not_nominated(office):
    dossier = make_dossier("revoked", rulebook_id="gtclqg-2026")
    award = db.session.scalars(select(Award)).one()
    award.tier = "gold"
    office.post(
        "/office/past-awards",
        data=past(
            dossier.organisation.tax_code, award_year=2026, decision_year=THIS_YEAR, tier="gold"
        ),
    )

    assert dossier.organisation.name not in office.get("/office/nominations").text


def agency(**entries: str) -> dict[str, str]:
    return {
        "kind": "standing_body",
        "name": "Ủy ban Mẫu",
        "superior": "Bộ Mẫu",
        "abbreviation": "UBM",
        "place": "Hà Nội",
        "seal_holder": "",
        "signer_title": "Chủ tịch",
        "signing_mode": "",
        "province": "",
        "valid_from": "01/03/2025",
        "source": "Nghị định Mẫu",
    } | entries


def test_papers_name_the_agency_that_is_valid_on_their_date(office):
    office.post("/office/agencies", data=agency(name="Tổng cục Mẫu", valid_from="01/01/2010"))
    before = db.session.scalars(select(Authority)).one()

    form = office.get(f"/office/agencies/{before.id}/successor").text
    office.post(f"/office/agencies/{before.id}/successor", data=agency())
    again = office.post(f"/office/agencies/{before.id}/successor", data=agency(name="Khác"))

    days = (date(2025, 2, 28), date(2025, 3, 1))
    found = [authorities.valid_on("standing_body", one) for one in days]
    assert 'value="UBM"' in form
    assert [one.name for one in found if one] == ["Tổng cục Mẫu", "Ủy ban Mẫu"]
    assert again.status_code == 422
    assert "đã có cơ quan kế tiếp" in again.text


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({"valid_from": "01/01/2019"}, "Ngày hiệu lực phải sau ngày hiệu lực của cơ quan trước."),
        ({"valid_from": "13/2026"}, "Hãy ghi ngày theo dạng 31/05/2026."),
        ({"name": ""}, "Hãy ghi tên cơ quan."),
    ],
)
def test_a_successor_with_a_wrong_entry_is_refused(office, entries, sentence):
    before = make_authority(kind="standing_body")

    answer = office.post(f"/office/agencies/{before.id}/successor", data=agency(**entries))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert before.valid_to is None


def test_an_agency_is_entered_once(office):
    office.post("/office/agencies", data=agency())

    answer = office.post("/office/agencies", data=agency())

    assert answer.status_code == 422
    assert "đã có trong sổ với cùng ngày hiệu lực" in answer.text


def complaint(**entries: Any) -> dict[str, Any]:
    return {
        "number": "",
        "received_on": day(),
        "complainant": "Người Mẫu khiếu nại",
        "subject": "Cho rằng số liệu không đúng.",
        "assignee": "Vụ Mẫu",
        "due_on": day(30),
    } | entries


def test_an_open_complaint_can_hold_publication_back_until_its_outcome(office):
    dossier = make_dossier("awarded", rulebook_id="gtclqg-2026")
    path = f"/office/cycles/{dossier.cycle_id}/complaints"
    office.post(path, data=complaint(number=dossier.number, freezes_publication="y"))
    made = db.session.scalars(select(Complaint)).one()

    held = published.laureates(None, "")
    mute = office.post(f"/office/complaints/{made.id}/resolve", data={"note": ""})
    office.post(f"/office/complaints/{made.id}/resolve", data={"note": "Không có cơ sở."})
    again = office.post(f"/office/complaints/{made.id}/resolve", data={"note": "Khác."})

    assert held == []
    assert [mute.status_code, again.status_code] == [403, 403]
    assert (made.state, made.outcome) == ("resolved", "Không có cơ sở.")
    assert [one.dossier_id for one in published.laureates(None, "")] == [dossier.id]


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({"number": "2026-999"}, "Không có hồ sơ nào mang số này"),
        ({"received_on": day(1)}, "Ngày nhận không được sau hôm nay."),
        ({"due_on": day(-1)}, "Hạn giải quyết phải từ ngày nhận trở đi."),
        ({"number": "", "freezes_publication": "y"}, "thì phải ghi số hồ sơ"),
        ({"assignee": ""}, "Hãy ghi người giải quyết."),
    ],
)
def test_a_complaint_with_a_wrong_entry_is_refused(office, entries, sentence):
    cycle = make_cycle("gtclqg-2026")

    answer = office.post(f"/office/cycles/{cycle.id}/complaints", data=complaint(**entries))

    assert answer.status_code == 422
    assert sentence in told_at(answer, next(iter(entries)))
    assert "Cho rằng số liệu không đúng." in answer.text


def test_a_complaint_about_a_conflicted_dossier_does_not_exist_for_the_person(browse, office):
    dossier = make_dossier("registered", rulebook_id="gtclqg-2026")
    path = f"/office/cycles/{dossier.cycle_id}/complaints"
    office.post(path, data=complaint(number=dossier.number))
    made = db.session.scalars(select(Complaint)).one()
    standing_body()
    colleague = make_standing_body()
    db.session.add(
        Conflict(
            user_id=colleague.id,
            dossier_id=dossier.id,
            reason="Người nhà.",
            declared_at=clock.now(),
        )
    )
    browser = browse(colleague)

    listed = browser.get(path).text
    resolved = browser.post(f"/office/complaints/{made.id}/resolve", data={"note": "x"})
    named = browser.post(path, data=complaint(number=dossier.number))

    assert "Cho rằng số liệu không đúng." not in listed
    assert resolved.status_code == 404
    assert "Không có hồ sơ nào mang số này" in named.text


def test_a_breach_is_entered_and_its_report_noted_once(browse):
    browser = browse(make_administrator())
    entries = {
        "happened_at": instant(-5),
        "known_at": instant(-2),
        "description": "Mất một máy tính.",
        "measures": "Đã khóa tài khoản.",
    }

    browser.post("/office/breaches", data=entries)
    breach = db.session.scalars(select(BreachRecord)).one()
    first = browser.post(f"/office/breaches/{breach.id}/report")
    again = browser.post(f"/office/breaches/{breach.id}/report")

    assert breach.reported_at is not None
    assert [first.status_code, again.status_code] == [302, 403]


@pytest.mark.parametrize(
    ("happened", "known", "field", "sentence"),
    [
        (-2, -5, "happened_at", "Thời điểm xảy ra phải trước thời điểm biết."),
        (1, 2, "known_at", "Thời điểm biết không được ở tương lai."),
        (-2, 3, "known_at", "Thời điểm biết không được ở tương lai."),
    ],
)
def test_a_breach_is_known_after_it_happened_and_before_now(
    office, happened, known, field, sentence
):
    entries = {
        "happened_at": instant(happened),
        "known_at": instant(known),
        "description": "Mất một máy tính.",
        "measures": "Đã khóa tài khoản.",
    }

    answer = office.post("/office/breaches", data=entries)

    assert answer.status_code == 422
    assert sentence in told_at(answer, field)
    assert "Mất một máy tính." in answer.text


def test_the_access_log_says_who_opened_what_and_when(office):
    reader = make_administrator()
    db.session.add(
        AccessRecord(
            at=clock.now(),
            user_id=reader.id,
            subject_type="evidence",
            subject_id=7,
            what="read_confidential",
        )
    )
    db.session.flush()

    shown = office.get("/office/access?q=Quản trị").text
    missed = office.get("/office/access?q=không ai").text

    assert "Mở tài liệu mật kinh doanh" in shown
    assert reader.email in shown
    assert "Chưa có lượt mở nào" in missed
