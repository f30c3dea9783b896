"""The organisation's declared facts: formats, wrong codes, two editors, type and size explained."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import AuditEvent, Organisation, PastAward
from tests.factories import make_dossier, make_organisation, make_user


@pytest.fixture
def owner(app):
    return make_user()


@pytest.fixture
def organisation(owner):
    return make_organisation(owner=owner)


def at(organisation, end=""):
    return f"/organisations/{organisation.id}{end}"


def facts(organisation, **others):
    return {
        "version": organisation.version, "kind": "enterprise", "tax_code": organisation.tax_code,
        "name": organisation.name, "province_code": "01", "address": "Số 2, phố Mẫu",
        "activity": "production", "sme_sector": "agriculture_industry", "ownership": "private",
    } | others  # fmt: skip


def row():
    return db.session.scalars(select(Organisation)).one()


def test_facts_are_read_as_vietnamese_write_them(browser, owner, organisation):
    year = clock.today_local().year - 1
    data = facts(
        organisation, registered_on="05/02/2012", operating_since="01/05/1899",
        employees_permanent="1.250",
        revenue_vnd="190.000.000.000.000", charter_capital_vnd="20.000.000.000",
        website="https://example.vn", contact_name="Lê Văn Mẫu", contact_email="LE@example.vn",
        **{
            "yearly-0-year": year, "yearly-0-revenue": "1.000.000",
            "yearly-0-profit": "-500.000", "yearly-0-budget": "",
            "certified-0-standard": "ISO 9001:2015", "certified-0-certificate_number": "M-01",
            "certified-0-valid_until": "31/12/2027", "certified-1-standard": "",
        },
    )  # fmt: skip

    answer = browser(owner).post(at(organisation, "/edit"), data=data)

    assert answer.location == at(organisation)
    saved = row()
    assert (saved.registered_on, saved.employees_permanent) == (date(2012, 2, 5), 1250)
    assert saved.operating_since == date(1899, 5, 1)
    assert saved.revenue_vnd == Decimal("190000000000000")
    assert saved.contact_email == "le@example.vn"
    (figures,) = saved.figures
    assert (figures.year, figures.revenue_vnd, figures.profit_vnd) == (year, 1_000_000, -500_000)
    (system,) = saved.systems
    assert (system.standard, system.valid_until) == ("ISO 9001:2015", date(2027, 12, 31))
    page = browser(owner).get(at(organisation)).text
    assert "190.000.000.000.000 đồng" in page
    assert "ISO 9001:2015" in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("tax_code", "0100109107", "chữ số kiểm tra không khớp"),
        ("tax_code", "12345", "10 chữ số"),
        ("tax_code", "01a9999999", "chỉ gồm chữ số"),
        ("name", "  ", "Hãy ghi tên tổ chức."),
        ("revenue_vnd", "1.0.0", "Hãy ghi một số"),
        ("revenue_vnd", "1000,5", "tròn đồng"),
        ("revenue_vnd", "-1", "không được âm"),
        ("employees_permanent", "12,5", "số nguyên"),
        ("employees_permanent", "-3", "từ 0 đến"),
        ("registered_on", "31/02/2020", "Hãy ghi ngày theo dạng"),
        ("operating_since", "01/01/2099", "Ngày không được sau hôm nay."),
        ("operating_since", "01/01/0199", "Hãy kiểm tra lại năm"),
        ("website", "javascript:alert(1)", "địa chỉ đầy đủ"),
        ("email", "khong phai thu", "thư điện tử chưa đúng"),
        ("kind", "bank", "Hãy chọn một trong các mục"),
    ],
)
def test_a_wrong_fact_is_told_at_its_field_and_the_rest_kept(
    browser, owner, organisation, field, value, sentence
):
    data = facts(organisation, main_products="Sản phẩm vừa gõ") | {field: value}

    answer = browser(owner).post(at(organisation, "/edit"), data=data)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'href="#{field}"' in answer.text
    assert "Sản phẩm vừa gõ" in answer.text
    assert row().address == "Số 1, phố Mẫu"


def test_a_certificate_without_its_system_is_told_at_the_name(browser, owner, organisation):
    data = facts(organisation) | {"certified-0-issuer": "Tổ chức Mẫu"}

    answer = browser(owner).post(at(organisation, "/edit"), data=data)

    assert answer.status_code == 422
    assert "Hãy ghi tên hệ thống" in answer.text
    assert 'href="#certified-0-standard"' in answer.text


def test_the_tax_code_of_another_organisation_is_refused(browser, owner, organisation):
    other = make_organisation()

    answer = browser(owner).post(
        at(organisation, "/edit"), data=facts(organisation, tax_code=other.tax_code)
    )

    assert answer.status_code == 422
    assert "thuộc một tổ chức khác" in answer.text


def test_the_tax_code_is_fixed_once_a_dossier_is_registered_under_it(browser, owner):
    organisation = make_organisation(owner=owner)
    make_dossier("registered", organisation=organisation)

    answer = browser(owner).post(
        at(organisation, "/edit"), data=facts(organisation, tax_code="0100109106")
    )

    assert answer.status_code == 422
    assert "không đổi được nữa" in answer.text


def test_two_editors_of_one_organisation_lose_nothing(browser, owner, organisation):
    visitor = browser(owner)
    first = facts(organisation, address="Số 9, phố Mẫu")
    second = facts(organisation, main_products="Bản của người thứ hai")

    visitor.post(at(organisation, "/edit"), data=first)
    answer = visitor.post(at(organisation, "/edit"), data=second)

    assert answer.status_code == 409
    assert "Bản của người thứ hai" in answer.text
    assert "Số 9, phố Mẫu" in answer.text
    assert row().address == "Số 9, phố Mẫu"


def test_what_changed_goes_on_record_before_and_after(browser, owner, organisation):
    browser(owner).post(at(organisation, "/edit"), data=facts(organisation))

    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "update_organisation")
    ).one()
    assert event.data["address"] == ["Số 1, phố Mẫu", "Số 2, phố Mẫu"]
    assert "tax_code" not in event.data


@pytest.mark.parametrize(
    ("employees", "kind"),
    [("250", "Doanh nghiệp sản xuất nhỏ và vừa"), ("251", "Doanh nghiệp sản xuất lớn")],
)
def test_type_and_size_are_explained_while_one_types(browser, owner, organisation, employees, kind):
    data = facts(
        organisation, employees_permanent=employees, employees_insured="100",
        revenue_vnd="50.000.000.000", capital_vnd="",
    )  # fmt: skip

    fragment = browser(owner).post(at(organisation, "/size"), data=data).text

    assert f"{kind}: {employees}" in fragment
    assert "Thông tư 27/2019/TT-BKHCN, Điều 3" in fragment
    assert "Doanh nghiệp nhỏ." in fragment
    assert "80/2021/NĐ-CP" in fragment
    assert row().employees_permanent == 120


@pytest.mark.parametrize("data", [{}, {"activity": "x", "sme_sector": "y"}])
def test_figures_that_say_nothing_are_no_fault(browser, owner, organisation, data):
    assert browser(owner).post(at(organisation, "/size"), data=data).status_code == 200


def test_past_awards_are_listed(browser, owner, organisation):
    db.session.add(
        PastAward(
            organisation_id=organisation.id,
            award_year=2019,
            decision_year=2020,
            tier="gold",
            decision_number="123/QĐ-MAU",
        )
    )
    db.session.flush()

    page = browser(owner).get(at(organisation)).text

    assert "Giải Vàng" in page
    assert "123/QĐ-MAU (2020)" in page
