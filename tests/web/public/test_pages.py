"""Public pages: what anybody learns, and what nobody does."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import Award, Complaint, Deadline, Dossier, IssuedDocument
from award.public.views import LOOK_UPS
from award.services import issuing
from tests.factories import (
    advance,
    make_council,
    make_cycle,
    make_deadline,
    make_dossier,
    make_organisation,
    make_user,
    sign_in,
    standing_body,
)

PAGES = ("/", "/calendar", "/laureates", "/verify", "/privacy", "/help")


@pytest.fixture
def awarded(app: Any) -> Dossier:
    """A dossier that was awarded, of an organisation with a name of its own."""
    return make_dossier(
        "awarded", rulebook_id="gtclqg-2026", organisation=make_organisation(name="Nhà máy Đỏ Mẫu")
    )


def certificate_of(dossier: Dossier) -> IssuedDocument:
    award = db.session.scalars(select(Award).where(Award.dossier_id == dossier.id)).one()
    return issuing.issue("certificate", award, actor=standing_body(), dossier=dossier)


def hold_back(dossier: Dossier) -> None:
    """An open complaint that freezes publication."""
    today = clock.today_local()
    db.session.add(
        Complaint(
            cycle_id=dossier.cycle_id,
            dossier_id=dossier.id,
            received_on=today,
            due_on=today + timedelta(days=30),
            complainant="Người Mẫu",
            subject="Nội dung Mẫu",
            assignee="Vụ Mẫu",
            freezes_publication=True,
            recorded_at=clock.now(),
            recorded_by_id=standing_body().id,
        )
    )
    db.session.flush()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_on_an_empty_system(client, page):
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_for_somebody_who_signed_in(client, awarded, page):
    assert sign_in(client, make_user()).get(page).status_code == 200


def test_help_and_privacy_are_found_from_every_page(client):
    page = client.get("/").text

    assert 'href="/help"' in page
    assert 'href="/privacy"' in client.get("/help").text


def test_the_home_page_tells_the_terms_of_running_years_only(client):
    open_one = make_cycle("gtclqg-2020")
    make_cycle("gtclqg-2026", opened=False)
    make_deadline(open_one, "submission", council=make_council(cycle=open_one), days=60)

    page = client.get("/").text

    assert "năm 2025" in page
    assert "năm 2026" not in page
    assert "tùy hội đồng tiếp nhận" in page


def test_the_home_page_is_silent_on_a_year_that_nobody_can_enter_any_more(client):
    make_cycle("gtclqg-2020")
    for deadline in db.session.scalars(select(Deadline)):
        deadline.at = clock.now() - timedelta(days=1)
    db.session.flush()

    page = client.get("/").text

    assert "năm 2025" not in page
    assert "Chưa có năm giải thưởng nào được mở" in page


def test_the_calendar_tells_each_council_its_own_deadline(client):
    cycle = make_cycle("gtclqg-2020")
    council = make_council(cycle=cycle)
    own = make_deadline(cycle, "submission", council=council, days=60)

    page = client.get("/calendar").text

    assert council.name in page
    assert f"{clock.local(own.at):%d/%m/%Y, %H:%M}" in page


def test_laureates_are_listed_by_decision_and_found_without_accents(client, awarded):
    make_dossier("proposed", rulebook_id="gtclqg-2026", organisation=make_organisation(name="Chưa"))

    everybody = client.get("/laureates").text
    by_name = client.get("/laureates?q=nha+may+do").text
    by_product = client.get(f"/laureates?q={awarded.product.search_key}").text
    nobody = client.get("/laureates?q=khong+co&year=2026").text

    assert "Nhà máy Đỏ Mẫu" in everybody
    assert "Chưa</th>" not in everybody
    assert "Nhà máy Đỏ Mẫu" in by_name
    assert "Nhà máy Đỏ Mẫu" in by_product
    assert "Chưa có tổ chức nào trong danh sách này" in nobody


@pytest.mark.parametrize("query", ["year=99999999999", "year=abc", "q=%00", "q=%25", "year=-1"])
def test_awkward_searches_are_answered(client, awarded, query):
    assert client.get(f"/laureates?{query}").status_code == 200


def test_a_complaint_that_freezes_publication_takes_the_name_off_the_list(client, awarded):
    hold_back(awarded)

    assert "Nhà máy Đỏ Mẫu" not in client.get("/laureates").text


def test_a_revoked_award_stays_in_the_list_and_says_so(client):
    dossier = make_dossier("revoked", rulebook_id="gtclqg-2026")

    page = client.get("/laureates").text

    assert dossier.organisation.name in page
    assert "Đã thu hồi" in page


def test_a_certificate_is_verified_with_what_it_certifies(client, awarded):
    paper = certificate_of(awarded)

    page = client.get(f"/verify?code={paper.verification_code}").text

    award = db.session.scalars(select(Award)).one()
    for fact in (
        "Nhà máy Đỏ Mẫu",
        awarded.product.name,
        "Giải Bạc",
        award.decision.number,
        paper.data_sha256,
        "Còn hiệu lực",
        "Đang lập",
    ):
        assert fact in page


@pytest.mark.parametrize("typed", ["lower", "spaces", "bare"])
def test_a_code_is_recognised_however_it_is_typed(client, awarded, typed):
    code = certificate_of(awarded).verification_code
    ways = {
        "lower": code.lower(),
        "spaces": code.replace("-", " "),
        "bare": code.replace("-", ""),
    }

    assert "Có văn bản này" in client.get("/verify", query_string={"code": ways[typed]}).text


def test_a_revoked_certificate_says_by_which_decision(client, awarded):
    paper = certificate_of(awarded)
    advance(awarded, "revoked")

    page = client.get(f"/verify?code={paper.verification_code}").text

    assert "đã bị thu hồi, hủy bỏ theo Quyết định số 99/QĐ-MAU" in page
    assert "Còn hiệu lực" not in page


def test_a_held_certificate_tells_only_that_it_is_held(client, awarded):
    paper = certificate_of(awarded)
    hold_back(awarded)

    page = client.get(f"/verify?code={paper.verification_code}").text

    assert "đang tạm dừng" in page
    assert "Nhà máy Đỏ Mẫu" not in page


def test_other_papers_tell_their_kind_and_never_whose_they_are(client, awarded):
    papers = db.session.scalars(
        select(IssuedDocument).where(
            IssuedDocument.dossier_id == awarded.id, IssuedDocument.kind != "certificate"
        )
    ).all()

    pages = [client.get(f"/verify?code={one.verification_code}").text for one in papers]

    assert len(papers) > 3
    told = (awarded.organisation.name, awarded.organisation.tax_code, awarded.product.name)
    assert [fact for page in pages for fact in told if fact in page] == []
    assert [page for page in pages if "Có văn bản này" not in page] == []


@pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC-DDDD", "A", "%00", "x" * 300, "<b>", "đ" * 16])
def test_an_unknown_code_is_told_so(client, code):
    answer = client.get("/verify", query_string={"code": code})

    assert answer.status_code == 200
    assert "Không có văn bản nào mang mã này." in answer.text
    assert "<b>" not in answer.text


def test_codes_cannot_be_tried_out(client):
    per_minute = int(LOOK_UPS.split(" ", 1)[0])

    answers = [
        client.get(f"/verify?code=AAAA-BBBB-CCCC-{number:04d}").status_code
        for number in range(per_minute + 1)
    ]

    assert answers == [200] * per_minute + [429]
    assert client.get("/verify").status_code == 200


def test_the_privacy_notice_says_who_what_why_how_long_and_which_rights(client):
    page = client.get("/privacy").text

    words = ("Dữ liệu:", "Mục đích:", "Bên kiểm soát:", "Thời gian lưu:", "Quyền của bạn:")
    assert [word for word in words if word not in page] == []


def test_the_list_of_laureates_asks_no_more_questions_for_three_than_for_one(client, counted):
    asked = []
    for _ in range(3):
        make_dossier("awarded", rulebook_id="gtclqg-2026", organisation=make_organisation())
        client.get("/laureates")
        with counted() as statements:
            client.get("/laureates")
        asked.append(len(statements))

    assert asked[0] == asked[2]
