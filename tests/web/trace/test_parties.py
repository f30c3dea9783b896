"""Prefixes, sites and partners: codes checked, persons masked, readers only read."""

import pytest
from sqlalchemy import select

from award.extensions import db
from award.models import Partner

GOOD = [
    ("prefix", {"code": "893850597"}, "893850597"),
    ("site", {"name": "Kho Mẫu", "code": "8938505970011"}, "Kho Mẫu"),
    ("partner", {"name": "Bên Mẫu", "kind": "internal", "code": "DT-01"}, "DT-01"),
]


@pytest.mark.parametrize(("kind", "form", "told"), GOOD)
def test_an_editor_declares_one_and_not_twice(browser, editor, organisation, kind, form, told):
    address = f"/trace/organisations/{organisation.id}/parties/{kind}"

    page = browser(editor).post(address, data=form, follow_redirects=True)
    again = browser(editor).post(address, data=form)

    assert told in page.text
    assert again.status_code == 422


def test_a_persons_number_is_masked_on_the_page(browser, editor, reader, organisation):
    form = {"name": "Hộ Mẫu", "kind": "personal-number", "code": "001090000123"}

    browser(editor).post(f"/trace/organisations/{organisation.id}/parties/partner", data=form)

    page = browser(reader).get(f"/trace/organisations/{organisation.id}/parties")
    assert "Hộ Mẫu" in page.text
    assert "001090000123" not in page.text


@pytest.mark.parametrize(
    ("kind", "form", "sentence"),
    [
        ("prefix", {"code": "12"}, "phải có 7–12 chữ số"),
        ("site", {"name": "Kho", "code": "8938505970012"}, "đúng phải là 1"),
        ("partner", {"name": "A", "kind": "mst", "code": "123"}, "Mã số thuế phải gồm 10 chữ số"),
        ("partner", {"name": "", "kind": "mst", "code": "123"}, "Hãy ghi tên đối tác."),
    ],
)
def test_a_wrong_code_says_why(browser, editor, organisation, kind, form, sentence):
    page = browser(editor).post(f"/trace/organisations/{organisation.id}/parties/{kind}", data=form)

    assert page.status_code == 422
    assert sentence in page.text
    assert db.session.scalar(select(Partner.id)) is None


def test_a_reader_may_not_add_and_an_unknown_kind_is_not_found(
    browser, reader, editor, organisation
):
    base = f"/trace/organisations/{organisation.id}/parties"

    assert browser(reader).get(f"{base}/site").status_code == 403
    assert browser(editor).get(f"{base}/area").status_code == 404
    assert "Thêm địa điểm" not in browser(reader).get(base).text
