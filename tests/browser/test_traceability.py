"""A product's traceability by clicking and typing: from the upload to the annex that was frozen."""

import json
import subprocess

import pytest
from PIL import Image
from playwright.sync_api import expect

from award.extensions import db
from tests.browser.applicant import Applicant
from tests.factories import fill, make_dossier, owner_of
from tests.web.trace.epcis import document, event, made_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

GTIN = "08938501000019"
NAME = "Cà phê Mẫu rang xay"


@pytest.fixture
def enterprise(site):
    """An organisation whose dossier is complete and registered, at its desk."""
    with site.found():
        dossier = make_dossier("registered")
        fill(dossier)
        number, email = dossier.id, owner_of(dossier).email
        db.session.commit()
    site.give_passwords()
    person = Applicant(site, email).sign_in()
    person.desk = f"{site.address}/dossiers/{number}"
    return person


def chain(folder, *more):
    """Two lots of cherries and the lot that was roasted of them, as a file."""
    events = [event(1), event(2), made_of(3, ["L1", "L2"], ["R1"]), *more]
    path = folder / "chuoi-ca-phe.json"
    path.write_text(json.dumps(document(*events)))
    return path


def declare_product(person):
    person.room("Truy xuất").press("Thêm sản phẩm")
    person.type("Tên sản phẩm", NAME).type("GTIN", GTIN)
    person.press("Lưu sản phẩm", "Đã lưu sản phẩm.")


def upload(person, path):
    person.room("Truy xuất").follow("Tài liệu sự kiện")
    person.upload("Tài liệu", path).press("Tải lên và đọc", "Đã nhận tài liệu.")
    person.waits_for("Đọc xong lúc")
    return [one.strip() for one in person.page.locator("main dd").all_inner_texts()[:5]]


def annex_text(person):
    """The pages of the dossier's book that the annex stands on."""
    person.at_desk().waits_for("cố định khi nộp")
    person.follow("Hồ sơ tham dự", whole=False)
    path = person.download("Tải tệp PDF")
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    )
    return done.stdout


def test_events_are_uploaded_checked_and_frozen_in_the_annex(enterprise, tmp_path):
    declare_product(enterprise)
    counts = upload(enterprise, chain(tmp_path))
    again = upload(enterprise, chain(tmp_path))
    enterprise.room("Truy xuất").follow(NAME).press("Chạy kiểm tra", "Đã kiểm tra xong.")
    enterprise.at_desk().follow("Chọn sản phẩm được truy xuất").tick(NAME)
    enterprise.press("Lưu lựa chọn", "Đã lưu sản phẩm của hồ sơ.")
    enterprise.open(f"{enterprise.desk}/completeness").submit()

    book = annex_text(enterprise)

    assert counts == ["3", "3", "0", "0", counts[4]]
    assert again[:4] == ["3", "0", "0", "3"]
    assert "Truy xuất nguồn gốc" in book
    assert NAME in book


def test_a_document_that_is_none_is_told_and_the_right_one_is_taken(enterprise, tmp_path):
    declare_product(enterprise)
    bomb = tmp_path / "su-kien.xml"
    bomb.write_text('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><a>&b;&b;</a>')

    wrong = upload(enterprise, bomb)
    enterprise.reads("không sự kiện nào được lưu").reads("DOCTYPE")
    counts = upload(enterprise, chain(tmp_path))

    assert wrong[:2] == ["0", "0"]
    assert counts[:4] == ["3", "3", "0", "0"]


def test_a_slow_upload_shows_how_much_has_gone_out(enterprise, tmp_path):
    declare_product(enterprise)
    large = tmp_path / "lon.json"
    large.write_text(json.dumps(document(event(1)) | {"mau:ghi": "x" * 4_000_000}))
    enterprise.room("Truy xuất").follow("Tài liệu sự kiện").upload("Tài liệu", large)
    line = enterprise.page.context.new_cdp_session(enterprise.page)
    line.send("Network.emulateNetworkConditions", {
        "offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 500_000,
    })  # fmt: skip

    enterprise.press("Tải lên và đọc")

    bar = enterprise.page.get_by_label("Đang gửi tài liệu")
    expect(bar).to_be_visible()
    assert 0 < bar.evaluate("one => one.value") < 100
    expect(enterprise.page.locator("main")).to_contain_text("Đã nhận tài liệu.", timeout=60_000)
    enterprise.waits_for("Đọc xong lúc")


def test_a_picture_is_chosen_and_stands_behind_the_qr_code(enterprise, tmp_path):
    declare_product(enterprise)
    Image.new("RGB", (1200, 800), "#8b5a2b").save(tmp_path / "goi.jpg")

    enterprise.follow("Thêm ảnh sản phẩm").upload("Chọn ảnh", tmp_path / "goi.jpg")
    enterprise.press("Lưu ảnh", "Đã lưu ảnh sản phẩm.")
    enterprise.open(f"{enterprise.site.address}/p/01/{GTIN}")

    picture = enterprise.page.get_by_alt_text(f"Ảnh sản phẩm {NAME}")
    assert picture.evaluate("one => one.complete && one.naturalWidth") == 1000
