"""Papers: adding, the year, the item, twins, taking out, and how they leave the house."""

import io
from urllib.parse import quote

import pikepdf
import pytest
from sqlalchemy import select

from award.extensions import db
from award.models import AccessRecord, AuditEvent, Evidence
from award.services import reading
from tests.factories import make_dossier, owner_of, secretary_of
from tests.web.at_field import told_at
from tests.web.dossiers.papers import docx, image, paper_in, pdf, upload


@pytest.fixture
def dossier(app):
    return make_dossier("registered")


@pytest.fixture
def owner(dossier, browser):
    return browser(owner_of(dossier))


def at(dossier, end):
    return f"/dossiers/{dossier.id}/papers/{end}"


def papers():
    return db.session.scalars(select(Evidence).order_by(Evidence.id)).all()


def test_a_paper_is_kept_with_its_year_item_title_and_hash(dossier, owner):
    year = str(dossier.registered_at.year - 1)
    data = upload(
        pdf(), "Quan trắc môi trường.pdf", year=year, item="7.4", title="Quan trắc quý IV"
    )

    answer = owner.post(at(dossier, "6"), data=data)

    assert answer.location == at(dossier, "6")
    (row,) = papers()
    assert (row.part, row.year, row.item, row.title) == ("6", int(year), "7.4", "Quan trắc quý IV")
    page = owner.get(at(dossier, "6")).text
    assert "Quan trắc môi trường.pdf" in page
    assert f"SHA-256: {row.file.sha256}" in page
    assert "hạng mục 7.4" in page
    actions = db.session.scalars(
        select(AuditEvent.action).where(AuditEvent.subject_type == "evidence")
    ).all()
    assert actions == ["add_evidence"]


def test_without_a_title_the_files_name_is_the_title(dossier, owner):
    owner.post(at(dossier, "4"), data=upload(pdf(), "Chứng chỉ ISO 9001.pdf", item="", title=""))

    assert papers()[0].title == "Chứng chỉ ISO 9001.pdf"


@pytest.mark.parametrize(
    ("part", "data", "field", "sentence"),
    [
        ("4", {"item": "", "title": ""}, "file", "Hãy chọn một tệp."),
        ("4", upload(b"", "a.pdf", item=""), "file", "Tệp rỗng."),
        ("4", upload(b"MZ", "a.exe", item=""), "file", "Loại tệp không được nhận"),
        ("4", upload(pdf(), "a.docx", item=""), "file", "không phải DOCX"),
        ("6", upload(pdf(), "a.pdf", item="", year="1999"), "year", "Hãy chọn một trong các mục"),
        ("4", upload(pdf(), "a.pdf", item="9.9"), "item", "Hãy chọn một trong các mục"),
        ("4", upload(docx(), "a.docx", item="", confidential="y"), "file", "Loại tệp không được"),
    ],
)
def test_a_wrong_paper_is_refused_at_its_field(dossier, owner, part, data, field, sentence):
    answer = owner.post(at(dossier, part), data=data)

    assert answer.status_code == 422
    assert sentence in told_at(answer, field)
    assert papers() == []


@pytest.mark.parametrize("part", ["1", "2", "99", "../4"])
def test_parts_that_take_no_papers_are_not_found(dossier, owner, part):
    assert owner.get(at(dossier, part)).status_code == 404


def test_the_same_file_in_the_same_place_is_refused_elsewhere_told(dossier, owner):
    owner.post(at(dossier, "4"), data=upload(pdf("một"), "một.pdf", item=""))

    same = owner.post(at(dossier, "4"), data=upload(pdf("một"), "khác tên.pdf", item=""))
    elsewhere = owner.post(
        at(dossier, "5"), data=upload(pdf("một"), "nơi khác.pdf", item=""), follow_redirects=True
    )

    assert same.status_code == 422
    assert "đã có ở đây với tên “một.pdf”" in same.text
    assert "giống hệt tệp “một.pdf”" in elsewhere.text
    assert len(papers()) == 2


def test_a_paper_taken_out_stays_in_the_history(dossier, owner):
    owner.post(at(dossier, "4"), data=upload(pdf(), "Chứng chỉ.pdf", item=""))
    (row,) = papers()

    answer = owner.post(at(dossier, f"{row.id}/remove"))

    assert answer.location == at(dossier, "4")
    page = owner.get(at(dossier, "4")).text
    assert "Chưa có tài liệu nào." in page
    assert "Đã bỏ khỏi hồ sơ (1)" in page
    assert owner.get(at(dossier, f"{row.id}/file")).status_code == 200
    assert owner.post(at(dossier, f"{row.id}/remove")).status_code == 403


def test_a_paper_of_an_item_returns_to_the_items_page(dossier, owner):
    answer = owner.post(at(dossier, "3"), data=upload(pdf(), "Sơ đồ.pdf", item="1.1"))

    assert answer.location == f"/dossiers/{dossier.id}/texts/1.1"
    assert "Sơ đồ.pdf" in owner.get(answer.location).text


def test_a_download_is_an_attachment_that_nothing_can_run(dossier, owner):
    name = "Đơn đề nghị – bản 1.pdf"
    row = paper_in(dossier, title="Đơn")
    row.file.name = name
    db.session.flush()

    answer = owner.get(at(dossier, f"{row.id}/file"))

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert f"filename*=UTF-8''{quote(name, safe='')}" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "application/pdf"


def test_a_confidential_paper_carries_the_name_of_a_reader_from_outside(browser):
    dossier = make_dossier("submitted")
    secretary = secretary_of(dossier.council)
    row = paper_in(dossier, confidential=True)
    plain = browser(owner_of(dossier)).get(at(dossier, f"{row.id}/file")).data

    stamped = browser(secretary).get(at(dossier, f"{row.id}/file")).data

    assert stamped != plain
    with pikepdf.open(io.BytesIO(stamped)) as document:
        assert len(document.pages) == 1
        assert "/XObject" in document.pages[0].Resources


def test_reading_a_confidential_paper_is_noted(app):
    dossier = make_dossier("submitted")
    secretary = secretary_of(dossier.council)
    row = paper_in(dossier, confidential=True)

    reading.stamped(row, reader=secretary)

    records = db.session.execute(
        select(AccessRecord.user_id, AccessRecord.subject_type, AccessRecord.subject_id)
    ).all()
    assert records == [(secretary.id, "evidence", row.id)]


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_confidential_picture_is_stamped_in_its_own_format(kind):
    stamped = reading.stamp_image(image(kind), "Mật kinh doanh · Chuyên gia Mẫu 03")

    assert stamped != image(kind)
    assert stamped[:4] == image(kind)[:4]
