"""Declarations and certificates: on record with their validity, ended ones lose their weight."""

import io
import json
from datetime import date, timedelta

import pytest
import time_machine
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from award import clock
from award.extensions import db
from award.models import (
    CaptureSource,
    CheckRun,
    ConformityKind,
    ConformityPaper,
    OutboxMessage,
)
from award.services import capturing, checking, conformities, expiries, parties
from award.services.conformities import Facts
from tests.factories import make_organisation, make_user
from tests.web.at_field import told_at
from tests.web.trace import epcis

FORM = {
    "kind": "certificate",
    "norm": "TCVN 12850:2019",
    "number": "CN-01/2026",
    "issuer": "Tổ chức chứng nhận Mẫu",
    "issued_on": "01/02/2026",
    "valid_to": "31/01/2029",
}


def scan():
    buffer = io.BytesIO()
    Image.new("L", (8, 8)).save(buffer, "PNG")
    return io.BytesIO(buffer.getvalue()), "Chứng nhận.png"


@pytest.fixture
def address(organisation):
    return f"/trace/organisations/{organisation.id}/conformity"


def add(organisation, editor, valid_to):
    facts = Facts(
        kind=ConformityKind.STANDARD, norm="TCVN 12850:2019", number="CB-1", issuer="Chi cục Mẫu",
        issued_on=clock.today_local() - timedelta(days=300), valid_to=valid_to,
    )  # fmt: skip
    content, name = scan()
    return conformities.add(organisation, facts, FileStorage(content, filename=name), actor=editor)


def captured(organisation):
    lot = [{"epcClass": "https://id.gs1.org/01/08938505970011/10/L1", "quantity": 1}]
    body = json.dumps(epcis.document(epcis.event(1, quantityList=lot))).encode()
    job = capturing.keep(body, organisation=organisation, source=CaptureSource.UPLOAD)
    capturing.run(job.id)


def r23(run):
    points = run.content["snapshot"]["result"]["points"]
    return next(one for one in points if one["code"] == conformities.POINT)["status"]


def test_t34_a_certificate_is_put_on_record_with_its_validity_and_file(
    browser, editor, reader, address
):
    page = browser(editor).post(address, data={**FORM, "document": scan()}, follow_redirects=True)

    row = db.session.scalars(select(ConformityPaper)).one()
    assert "Còn hiệu lực" in page.text
    assert (row.kind, row.valid_to) == (ConformityKind.CERTIFICATE, date(2029, 1, 31))
    assert browser(reader).get(f"{address}/{row.id}/file").data.startswith(b"\x89PNG")
    assert "Ghi thêm" not in browser(reader).get(address).text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("norm", "", "Hãy ghi tiêu chuẩn hoặc quy chuẩn."),
        ("norm", "\u202e", "Hãy ghi tiêu chuẩn hoặc quy chuẩn."),
        ("issued_on", "13/2026", "Hãy ghi ngày theo dạng"),
        ("issued_on", "31/12/2099", "Ngày ban hành ở tương lai"),
        ("valid_to", "", "Giấy chứng nhận phải có ngày hết hiệu lực"),
        ("valid_to", "01/01/2026", "Ngày hết hiệu lực phải sau ngày ban hành"),
        ("document", (io.BytesIO(b""), ""), "Hãy chọn một tệp"),
    ],
)
def test_what_is_wrong_with_a_paper_is_told(browser, editor, address, field, value, sentence):
    page = browser(editor).post(address, data={**FORM, "document": scan(), field: value})

    assert page.status_code == 422
    assert sentence in told_at(page, field)
    assert db.session.scalar(select(ConformityPaper.id)) is None


def test_others_neither_see_nor_take_back_a_paper(browser, editor, reader, organisation, address):
    paper = add(organisation, editor, None)
    stranger = make_user("Người Mẫu ngoài")
    make_organisation(owner=stranger)

    assert browser(stranger).get(address).status_code == 404
    assert browser(reader).post(f"{address}/{paper.id}/remove").status_code == 403
    assert browser(editor).post(f"{address}/{paper.id}/remove").status_code == 302
    assert browser(editor).post(f"{address}/{paper.id}/remove").status_code == 302
    assert "Chưa ghi công bố" in browser(editor).get(address).text


def test_t34_a_paper_proves_its_control_point_while_it_is_valid(organisation, product, editor):
    captured(organisation)
    before = r23(checking.run(product, actor=editor))

    add(organisation, editor, clock.today_local())

    assert before != "đạt"
    assert r23(checking.run(product, actor=editor)) == "đạt"


def test_t24_an_end_lowers_the_status_by_itself_once(organisation, product, editor):
    captured(organisation)
    today = clock.today_local()
    add(organisation, editor, today + timedelta(days=3))
    checking.run(product, actor=editor)
    parties.add_prefix(organisation, "893850597", today + timedelta(days=3), actor=editor)
    db.session.flush()

    on_last_day = expiries.judge_again(today + timedelta(days=3))
    with time_machine.travel(clock.now() + timedelta(days=4), tick=False):
        after = expiries.judge_again(clock.today_local())
        again = expiries.judge_again(clock.today_local())

    assert (on_last_day, after, again) == (0, 1, 0)
    runs = db.session.scalars(select(CheckRun).order_by(CheckRun.id)).all()
    assert [r23(run) == "đạt" for run in runs] == [True, False]
    assert runs[1].ran_by_id is None


def test_t24_editors_are_reminded_before_the_end(organisation, product, editor, reader):
    today = clock.today_local()
    add(organisation, editor, today + timedelta(days=conformities.REMIND_DAYS))
    add(organisation, editor, today + timedelta(days=conformities.REMIND_DAYS + 1))
    parties.add_prefix(
        organisation, "893850597", today + timedelta(days=conformities.REMIND_DAYS), actor=editor
    )

    judged, letters = expiries.daily(today)

    sent = db.session.scalars(select(OutboxMessage)).all()
    assert (judged, letters) == (0, len(sent))
    assert editor.email in {one.payload["to"] for one in sent}
    assert reader.email not in {one.payload["to"] for one in sent}
    assert "CB-1" in sent[0].payload["text"]
    assert "893850597" in sent[0].payload["text"]


@pytest.mark.parametrize(
    ("days", "standing"),
    [(None, "valid"), (31, "valid"), (30, "ending"), (0, "ending"), (-1, "ended")],
)
def test_a_papers_standing_follows_its_last_day(organisation, editor, days, standing):
    today = clock.today_local()
    paper = add(organisation, editor, None if days is None else today + timedelta(days=days))

    assert conformities.standing(paper, today) == standing
