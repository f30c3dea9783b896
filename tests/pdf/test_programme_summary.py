"""The one page for a vice-chairman: it stays one page, and says what the registers say."""

from datetime import timedelta
from decimal import Decimal

import pytest

from award import clock
from award.demo.programme import make_denominator, make_plan, make_survey, make_task, the_province
from award.extensions import db
from award.models import IssuedDocument, Unit
from award.reports import pdf
from award.services import issuing, programme_figures, summary_papers
from tests.factories import make_province_officer, send_report, sign_in, sign_report, start_report
from tests.pdf.reading import A4, facts_of, fonts_of, forbidden_in, sizes_of, words_of

LONG = "Xây dựng, nâng cấp và kết nối hệ thống truy xuất nguồn gốc sản phẩm, hàng hóa của tỉnh " * 3


def day(offset):
    return clock.today_local() + timedelta(days=offset)


@pytest.fixture
def officer(app):
    return make_province_officer("22")


def printed(plan, officer):
    document = issuing.issue(summary_papers.KIND, plan, actor=officer)
    return document, *pdf.printed(document)


def test_the_page_tells_targets_money_what_is_late_and_the_last_report(officer):
    year = clock.today_local().year
    plan = make_plan("22", year, number="12/KH-UBND")
    make_task(plan, due_on=day(-40), title="Kết nối Cổng quốc gia", spent_vnd=Decimal(12_500_000))
    make_task(plan, due_on=day(40))
    make_survey(["0100112437", "0100109106"], "22", "traced", year)
    make_denominator("22", 8, year=year, as_of=day(0))
    send_report(sign_report(start_report("22", year)))

    document, content, pages = printed(plan, officer)

    text = words_of(content)
    assert (pages, sizes_of(content)) == (1, [A4])
    assert "25 % (2/8)" in text
    assert "Kết nối Cổng quốc gia" in text
    assert "40 ngày" in text
    assert "12.500.000 trên 100.000.000 dự kiến (12,5 %)" in text
    assert f"Báo cáo 6 tháng đầu năm {year}: đã gửi, số" in text
    assert document.verification_code in text
    assert document.data_sha256 in text


def test_an_empty_province_says_what_is_missing(officer):
    plan = make_plan("24", clock.today_local().year)

    _, content, pages = printed(plan, officer)

    text = words_of(content)
    assert pages == 1
    assert "Chưa có chỉ tiêu nào." in text
    assert "Không có nhiệm vụ quá hạn." in text
    assert "Chưa lập báo cáo nào." in text
    assert "0/0" in text


def test_much_and_long_stays_on_one_page_and_says_how_much_was_left_out(officer):
    year = clock.today_local().year
    plan = make_plan("22", year, title=LONG, number="12/KH-UBND" * 9)
    for number in range(9):
        make_task(plan, title=f"{number} {LONG}", owner=LONG, due_on=day(-9 - number))
        for before, value in ((2, "88888888888.88"), (1, "99999999999.99")):
            programme_figures.save_value(
                the_province("22"), programme="other", title=f"{LONG} {number}", unit="%",
                year=year - before, value=Decimal(value), source="Mẫu", as_of=day(-1),
                actor=officer,
            )  # fmt: skip
        programme_figures.save_target(
            the_province("22"), year=year, metric="", series_title=f"{LONG} {number}",
            value=Decimal(50), unit=Unit.PERCENT, source="Mẫu", actor=officer,
        )  # fmt: skip

    _, content, pages = printed(plan, officer)

    text = words_of(content)
    assert pages == 1
    assert "và 5 nhiệm vụ quá hạn khác." in text
    assert "và 6 chuỗi số liệu khác." in text
    assert "chỉ tiêu khác." in text


def test_the_page_is_made_to_be_kept_and_hides_nothing(officer):
    _, content, _ = printed(make_plan("22", clock.today_local().year), officer)

    assert facts_of(content)["tagged"]
    assert forbidden_in(content) == []
    assert all(embedded for _, embedded in fonts_of(content))


def test_the_officer_and_the_office_print_it_another_province_does_not(app, officer):
    plan = make_plan("22", clock.today_local().year)
    browser = sign_in(app.test_client(), officer)
    at = f"/programme/plans/{plan.id}/summary"

    answer = browser.post(at)
    other = sign_in(app.test_client(), make_province_officer("01")).post(at)

    document = db.session.query(IssuedDocument).one()
    assert answer.location == f"/documents/{document.id}"
    assert "Tóm tắt kết quả chương trình" in browser.get(answer.location).text
    assert "/programme/22?year=" in browser.get(answer.location).text
    assert other.status_code == 404
    stranger = sign_in(app.test_client(), make_province_officer("01"))
    assert stranger.get(answer.location).status_code == 404
