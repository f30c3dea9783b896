"""Registration in the browser: conditions to the day, declaration, signed copy, the clock."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from award.extensions import db
from award.models import Deadline, DeadlineKind, Dossier, DossierState, PastAward, Role
from award.services import registration
from tests.factories import (
    make_council,
    make_draft,
    make_organisation,
    owner_of,
    render,
)
from tests.web.dossiers.papers import docx, pdf, upload

NOON = "2025-03-31T05:00:00+00:00"  # 31/03/2025, 12:00 in Vietnam


def at(dossier, end=""):
    return f"/dossiers/{dossier.id}/registration{end}"


def signed(content=b"", name="Đơn đã ký.pdf", **fields):
    given = {"signed_by": "Nguyễn Văn Mẫu", "signed_on": "01/02/2025", "original": "signed"}
    return upload(content or pdf("đơn đã ký"), name, **(given | fields))


def ready(dossier, visitor):
    """Declared, printed and signed: only the act of registering is left."""
    visitor.post(at(dossier, "/declaration"), data={"declared": "y"})
    visitor.post(at(dossier, "/form"))
    render(registration.current_form(dossier))
    visitor.post(at(dossier, "/signed-copy"), data=signed())


def state_of(dossier):
    return db.session.scalars(select(Dossier).where(Dossier.id == dossier.id)).one().state


def test_every_condition_stands_with_its_article(browser):
    dossier = make_draft()

    page = browser(owner_of(dossier)).get(at(dossier)).text

    for text in ("ít nhất 36 tháng", "Điều 24", "vi phạm pháp luật", "Giải Vàng"):
        assert text in page
    assert "Doanh nghiệp sản xuất nhỏ và vừa: 120" in page


@pytest.mark.parametrize(
    ("since", "passes"),
    [(date(2022, 3, 31), True), (date(2022, 4, 1), False)],
)
def test_thirty_six_months_pass_on_the_very_day(browser, since, passes):
    with time_machine.travel(NOON, tick=False):
        dossier = make_draft(organisation=make_organisation(operating_since=since))
        owner = browser(owner_of(dossier))
        owner.post(at(dossier, "/declaration"), data={"declared": "y"})

        answer = owner.post(at(dossier, "/form"))

    assert answer.status_code == (302 if passes else 422)
    assert ("muộn nhất phải là 31/03/2022" in answer.text) is not passes


def test_months_are_clamped_to_the_months_end(browser):
    with time_machine.travel("2026-05-31T05:00:00+00:00", tick=False):
        dossier = make_draft(rulebook_id="gtclqg-2026")
        dossier.product.on_market_since = date(2025, 5, 31)
        dossier.organisation.operating_since = date(2023, 5, 31)
        page = browser(owner_of(dossier)).get(at(dossier)).text
    with time_machine.travel("2028-02-29T05:00:00+00:00", tick=False):
        leap = browser(owner_of(dossier)).get(at(dossier)).text

    assert page.count("muộn nhất phải là 31/05/2025") == 1
    assert "muộn nhất phải là 28/02/2027" in leap
    assert "muộn nhất phải là 28/02/2025" in leap


@pytest.mark.parametrize(("since", "passes"), [("2025-03-31", True), ("2025-04-01", False)])
def test_a_product_is_on_the_market_for_twelve_months(browser, since, passes):
    with time_machine.travel("2026-03-31T05:00:00+00:00", tick=False):
        dossier = make_draft(rulebook_id="gtclqg-2026")
        dossier.product.on_market_since = date.fromisoformat(since)
        owner = browser(owner_of(dossier))
        owner.post(at(dossier, "/declaration"), data={"declared": "y"})

        answer = owner.post(at(dossier, "/form"))

    assert answer.status_code == (302 if passes else 422)


def test_a_gold_winner_is_told_both_years_and_the_first_year_open_again(browser):
    dossier = make_draft()
    organisation = dossier.organisation
    db.session.add(
        PastAward(organisation_id=organisation.id, award_year=2023, decision_year=2024, tier="gold")
    )
    db.session.flush()

    page = browser(owner_of(dossier)).get(at(dossier)).text

    assert "Giải Vàng năm 2023, quyết định năm 2024" in page
    assert "tính theo năm giải thưởng, được tham dự lại từ năm 2026" in page


def test_the_declaration_is_never_ticked_beforehand_and_is_needed(browser):
    dossier = make_draft()
    owner = browser(owner_of(dossier))

    page = owner.get(at(dossier)).text
    without = owner.post(at(dossier, "/declaration"), data={})
    early = owner.post(at(dossier, "/form"))

    assert 'name="declared"' in page
    assert "checked" not in page
    assert without.status_code == 422
    assert early.status_code == 422
    assert "chưa có cam kết tuân thủ pháp luật" in early.text


def test_a_fact_changed_after_printing_asks_for_a_new_form(browser):
    dossier = make_draft()
    owner = browser(owner_of(dossier))
    ready(dossier, owner)
    dossier.organisation.legal_representative = "Trần Thị Mẫu"
    db.session.flush()

    page = owner.get(at(dossier)).text
    answer = owner.post(f"/dossiers/{dossier.id}/register")

    assert "đã thay đổi sau khi in" in page
    assert answer.status_code == 422
    assert state_of(dossier) is DossierState.DRAFT


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"content": docx(), "name": "don.docx"}, "Loại tệp không được nhận"),
        ({"content": b"MZ not a form", "name": "don.pdf"}, "Nội dung tệp không phải PDF"),
        ({"signed_on": "01/02/2099"}, "Ngày ký không được sau hôm nay."),
        ({"signed_on": "31/02/2025"}, "Hãy ghi ngày ký theo dạng"),
        ({"signed_by": ""}, "Hãy ghi họ tên người ký."),
        ({"original": ""}, "Hãy chọn bản chính hoặc bản sao."),
    ],
)
def test_a_wrong_signed_copy_is_refused_at_its_field(browser, data, sentence):
    dossier = make_draft()
    owner = browser(owner_of(dossier))
    owner.post(at(dossier, "/declaration"), data={"declared": "y"})
    owner.post(at(dossier, "/form"))
    render(registration.current_form(dossier))

    answer = owner.post(at(dossier, "/signed-copy"), data=signed(**data))

    assert answer.status_code == 422
    assert sentence in answer.text


@pytest.mark.parametrize(("seconds", "state"), [(0, "registered"), (1, "draft")])
def test_one_second_after_the_deadline_is_too_late(browser, seconds, state):
    dossier = make_draft()
    owner = browser(owner_of(dossier))
    ready(dossier, owner)
    deadline = db.session.scalars(
        select(Deadline).where(Deadline.kind == DeadlineKind.REGISTRATION)
    ).one()
    deadline.at = deadline.at.replace(microsecond=0) - timedelta(days=30) + timedelta(minutes=5)
    db.session.flush()

    with time_machine.travel(deadline.at + timedelta(seconds=seconds), tick=False):
        answer = owner.post(f"/dossiers/{dossier.id}/register")

    assert state_of(dossier) == state
    assert answer.status_code == (302 if seconds == 0 else 422)
    assert ("Đã quá thời hạn" in answer.text) is bool(seconds)


def test_registering_twice_registers_once(browser):
    dossier = make_draft()
    owner = browser(owner_of(dossier))
    ready(dossier, owner)

    first = owner.post(f"/dossiers/{dossier.id}/register")
    second = owner.post(f"/dossiers/{dossier.id}/register")

    assert first.location == second.location == f"/dossiers/{dossier.id}"
    assert state_of(dossier) is DossierState.REGISTERED


def test_the_frozen_conditions_stay_as_they_were(browser):
    dossier = make_draft()
    owner = browser(owner_of(dossier))
    ready(dossier, owner)
    owner.post(f"/dossiers/{dossier.id}/register")
    dossier.organisation.operating_since = date(2024, 12, 31)
    db.session.flush()

    page = owner.get(at(dossier)).text

    assert "04/01/2010" in page
    assert "31/12/2024" not in page


def test_a_second_owner_may_attach_the_copy_of_a_form_the_first_one_printed(browser, member):
    dossier = make_draft(council=make_council())
    first = browser(owner_of(dossier))
    second = browser(member(dossier.organisation, Role.OWNER))
    first.post(at(dossier, "/declaration"), data={"declared": "y"})
    first.post(at(dossier, "/form"))
    render(registration.current_form(dossier))

    answer = second.post(at(dossier, "/signed-copy"), data=signed())

    assert answer.status_code == 302
