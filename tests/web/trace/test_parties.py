"""Prefixes, sites and partners: codes checked, persons masked, readers only read."""

import io
import json
from datetime import date

import pytest
from PIL import Image
from sqlalchemy import select

from award.extensions import db
from award.models import CaptureSource, CompanyPrefix, Partner
from award.services import capturing, checking, parties
from tests.web.at_field import told_at
from tests.web.trace import epcis
from traceability.parties import PartyKind

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
    ("kind", "form", "field", "sentence"),
    [
        ("prefix", {"code": "12"}, "code", "phải có 7–12 chữ số"),
        ("site", {"name": "Kho", "code": "8938505970012"}, "code", "đúng phải là 1"),
        ("partner", {"name": "A", "kind": "mst", "code": "123"}, "code", "phải gồm 10 chữ số"),
        (
            "partner",
            {"name": "A", "kind": "mst", "code": "0100109106", "prefixes": "12"},
            "prefixes",
            "phải có 7–12 chữ số",
        ),
        ("partner", {"name": "", "kind": "mst", "code": "123"}, "name", "Hãy ghi tên đối tác."),
    ],
)
def test_a_wrong_code_says_why(browser, editor, organisation, kind, form, field, sentence):
    page = browser(editor).post(f"/trace/organisations/{organisation.id}/parties/{kind}", data=form)

    assert page.status_code == 422
    assert sentence in told_at(page, field)
    assert db.session.scalar(select(Partner.id)) is None


def test_a_reader_may_not_add_and_an_unknown_kind_is_not_found(
    browser, reader, editor, organisation
):
    base = f"/trace/organisations/{organisation.id}/parties"

    assert browser(reader).get(f"{base}/site").status_code == 403
    assert browser(editor).get(f"{base}/area").status_code == 404
    assert "Thêm địa điểm" not in browser(reader).get(base).text


def paper():
    buffer = io.BytesIO()
    Image.new("L", (8, 8)).save(buffer, "PNG")
    return io.BytesIO(buffer.getvalue()), "Ủy quyền.png"


def parties_of(organisation):
    return f"/trace/organisations/{organisation.id}/parties"


def test_t03_a_foreign_prefix_is_taken_with_its_holders_authorisation_alone(
    browser, editor, organisation
):
    address = f"{parties_of(organisation)}/prefix"
    foreign = {"code": "9501234", "valid_from": "01/01/2026", "valid_to": "31/12/2027"}

    bare = browser(editor).post(address, data=foreign)
    nameless = browser(editor).post(address, data={**foreign, "authorisation": paper()})
    foreign |= {"holder": "Mau Foods Ltd"}
    wrong = browser(editor).post(
        address, data={**foreign, "authorisation": (io.BytesIO(b"MZ"), "a.exe")}
    )
    whole = browser(editor).post(
        address,
        data={**foreign, "authorisation": paper()},
        follow_redirects=True,
    )

    assert "chỉ dùng khi có văn bản ủy quyền" in told_at(bare, "authorisation")
    assert "Loại tệp không được nhận" in told_at(wrong, "authorisation")
    assert nameless.status_code == 422
    assert "Mau Foods Ltd" in whole.text
    row = db.session.scalars(select(CompanyPrefix)).one()
    paper_of = f"/trace/organisations/{organisation.id}/prefixes/{row.id}/authorisation"
    assert browser(editor).get(paper_of).data.startswith(b"\x89PNG")
    assert (row.valid_from, row.valid_to) == (date(2026, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize("length", [7, 8, 9, 10, 12])
def test_t04_a_vietnamese_prefix_has_one_of_the_lengths_of_the_decree(
    browser, editor, organisation, length
):
    address = f"{parties_of(organisation)}/prefix"

    right = browser(editor).post(address, data={"code": "893" + "5" * (length - 3)})
    wrong = browser(editor).post(address, data={"code": "89312345678"})

    assert right.status_code == 302
    assert "chỉ có 7, 8, 9, 10, 12 chữ số" in wrong.text


def test_a_prefix_without_a_paper_has_none_to_download(browser, editor, organisation):
    row = parties.add_prefix(organisation, "893850597", actor=editor)
    address = f"/trace/organisations/{organisation.id}/prefixes/{row.id}/authorisation"

    assert browser(editor).get(address).status_code == 404


def test_days_of_a_prefix_stand_in_order_and_an_ended_one_says_so(browser, editor, organisation):
    address = f"{parties_of(organisation)}/prefix"
    turned = {"code": "893850597", "valid_from": "02/01/2026", "valid_to": "01/01/2026"}
    parties.add_prefix(organisation, "893850598", date(2020, 1, 1), actor=editor)
    parties.add_prefix(organisation, "893850599", valid_from=date(2190, 1, 1), actor=editor)

    page = browser(editor).post(address, data=turned)

    assert "Ngày hết hiệu lực phải sau ngày bắt đầu" in page.text
    listed = browser(editor).get(parties_of(organisation)).text
    assert "Hết hạn 01/01/2020" in listed
    assert "Từ 01/01/2190" in listed


def test_prefixes_of_partners_are_declared_and_never_overlap(browser, editor, organisation):
    address = f"{parties_of(organisation)}/partner"
    partner = {"name": "Bên Mẫu", "kind": "internal", "code": "DT-01"}
    parties.add_prefix(organisation, "8938505", actor=editor)

    inside = browser(editor).post(address, data={**partner, "prefixes": "893850597"})
    short = browser(editor).post(address, data={**partner, "prefixes": "893; 12"})
    twice = browser(editor).post(address, data={**partner, "prefixes": "8936001, 893600123"})
    good = browser(editor).post(address, data={**partner, "prefixes": "8936001 8937001"})
    again = browser(editor).post(f"{parties_of(organisation)}/prefix", data={"code": "893600155"})

    assert "trùng hoặc lồng với mã 8938505" in inside.text
    assert "phải có 7–12 chữ số" in short.text
    assert twice.status_code == 422
    assert good.status_code == 302
    assert "trùng hoặc lồng với mã 8936001" in again.text
    assert db.session.scalars(select(Partner.prefixes)).one() == ["8936001", "8937001"]


def test_m1_knows_the_codes_of_partners_by_their_prefixes(product, organisation, editor):
    event = epcis.event(1, readPoint={"id": "https://id.gs1.org/414/8936001000010"})
    lot = [{"epcClass": "https://id.gs1.org/01/08938505970011/10/L1", "quantity": 1}]
    body = json.dumps(epcis.document({**event, "quantityList": lot})).encode()
    job = capturing.keep(body, organisation=organisation, source=CaptureSource.UPLOAD)
    capturing.run(job.id)
    parties.add_prefix(organisation, "893850597", actor=editor)
    without = _m1(product, editor)
    parties.add_partner(
        organisation, "Bên Mẫu", PartyKind.INTERNAL, "DT", prefixes="8936001", actor=editor
    )

    assert (without, _m1(product, editor)) == ("0.5", "1")


def _m1(product, editor):
    run = checking.run(product, actor=editor)
    return run.content["snapshot"]["result"]["metrics"][0]["value"]


def test_a_site_gets_its_gln_later_and_is_taken_out(browser, editor, organisation):
    site = parties.add_site(organisation, "Kho Mẫu", "", actor=editor)
    parties.add_site(organisation, "Kho Mẫu 2", "8938505970028", actor=editor)
    base = f"/trace/organisations/{organisation.id}/sites/{site.id}"
    form = {"name": "Kho Mẫu", "code": "8938505970011", "version": "1"}

    shown = browser(editor).get(f"{base}/edit")
    twin = browser(editor).post(f"{base}/edit", data={**form, "code": "8938505970028"})
    nameless = browser(editor).post(f"{base}/edit", data={**form, "name": ""})
    saved = browser(editor).post(f"{base}/edit", data=form, follow_redirects=True)
    late = browser(editor).post(f"{base}/edit", data=form)
    gone = browser(editor).post(f"{base}/remove", follow_redirects=True)

    assert 'value="Kho Mẫu"' in shown.text
    assert [twin.status_code, nameless.status_code, late.status_code] == [422, 422, 409]
    assert "8938505970011" in saved.text
    assert "8938505970011" not in gone.text


def test_a_partner_is_changed_and_a_masked_number_left_alone_stays(browser, editor, organisation):
    partner = parties.add_partner(
        organisation, "Hộ Mẫu", PartyKind.PERSONAL_NUMBER, "001090000123", actor=editor
    )
    base = f"/trace/organisations/{organisation.id}/partners/{partner.id}"
    masked = "*********123"
    form = {"name": "Hộ Mẫu B", "kind": "personal-number", "code": masked, "version": "1"}

    shown = browser(editor).get(f"{base}/edit")
    saved = browser(editor).post(f"{base}/edit", data=form, follow_redirects=True)

    assert masked in shown.text
    assert "001090000123" not in shown.text
    assert "Hộ Mẫu B" in saved.text
    assert partner.identifier == "001090000123"
    assert "Bên tham gia" in browser(editor).post(f"{base}/remove", follow_redirects=True).text
    assert db.session.scalar(select(Partner.id)) is None


def test_readers_neither_change_nor_remove(browser, editor, reader, organisation):
    prefix = parties.add_prefix(organisation, "893850597", actor=editor)
    base = f"/trace/organisations/{organisation.id}"

    refused = browser(reader).post(f"{base}/prefixes/{prefix.id}/remove")
    done = browser(editor).post(f"{base}/prefixes/{prefix.id}/remove")

    assert (refused.status_code, done.status_code) == (403, 302)
    assert db.session.scalar(select(CompanyPrefix.id)) is None
