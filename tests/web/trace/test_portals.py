"""Portals as data, exports tried and sent: to a real server, by the outbox, never redirected."""

import io
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from sqlalchemy import select

from award.config import Settings
from award.extensions import db
from award.models import AuditEvent, CaptureSource, OutboxMessage, PortalLink, PortalPush
from award.policies import Refusal
from award.services import (
    capturing,
    delivering,
    http_out,
    portal_exports,
    portal_push,
    portals,
    products_register,
    sealing,
)
from award.services.portals import Connection, PortalState
from award.services.products_register import ProductFacts
from tests.factories import make_user
from tests.web.at_field import told_at
from tests.web.trace.test_captures import EVENT, document

TOKEN = "ma-truy-cap-bi-mat-0123456789"


class Portal(HTTPServer):
    """A portal that keeps what it gets and answers what it is told to."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got = []
        self.status = 200

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/nhan?kenh=1"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", self.server.url + "&lan=2")
        self.end_headers()
        self.wfile.write("Đã nhận\x07".encode())

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def server():
    with Portal() as one:
        thread = threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield one
        one.shutdown()
        thread.join()


@pytest.fixture
def traced(organisation, editor):
    """A product with every item that Decree 37 asks for, and an event of its lot L1."""
    details = {"image": "anh.png", "origin": "Hộ 001090000123, xã Mẫu", "standards": "TCCS 01"}
    product = products_register.save(
        organisation,
        ProductFacts(name="Cà phê Mẫu", gtin="8938505970011", details=details),
        actor=editor,
    )
    organisation.address = "Số 1 đường Mẫu"
    job = capturing.accept(document(EVENT), organisation=organisation, source=CaptureSource.UPLOAD)
    capturing.run(job.id)
    return product


def connect(organisation, editor, url="", **fields):
    given = {"state": PortalState.CONNECTING, "format": "json", "token": TOKEN, "url": url}
    return portals.save(
        organisation, portals.portal("national"), Connection(**(given | fields)), None,
        actor=editor,
    )  # fmt: skip


def build(link, product, editor, portal="national"):
    return portal_exports.build(link, portals.portal(portal), product, "L1", actor=editor)


def queue(link, product, editor):
    push = portal_push.queue(link, portals.portal("national"), product, "L1", actor=editor)
    message = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "portal")).one()
    return push, message


def test_t30_the_portals_are_data_with_sources_and_no_endpoint(browser, reader, organisation):
    page = browser(reader).get(f"/trace/organisations/{organisation.id}/portals")

    assert {one.id for one in portals.all_portals()} == {
        "national", "verigoods", "checkvn", "nda-trace", "vnpc", "vnpt-check",
    }  # fmt: skip
    assert all(one.source for one in portals.all_portals())
    assert "Chưa kết nối" in page.text
    assert "khoản 6 và khoản 8 Điều 23" in page.text
    assert "https://" not in page.text.partition("<main")[2].partition("</main>")[0]


def test_t30_a_connection_is_saved_with_its_token_sealed_and_never_shown(
    browser, editor, organisation
):
    own = browser(editor)
    address = f"/trace/organisations/{organisation.id}/portals/national"

    answer = own.post(
        address,
        data={
            "state": "connecting", "format": "csv", "url": "https://cong.example.vn/nhan",
            "field_map": "product_name = ten_sp\nbrand =", "token": TOKEN,
        },
    )  # fmt: skip

    page = own.get(answer.location)
    link = db.session.scalars(select(PortalLink)).one()
    assert link.field_map == {"product_name": "ten_sp", "brand": ""}
    assert TOKEN not in link.token_sealed
    assert TOKEN not in page.text
    assert TOKEN not in str(db.session.execute(select(AuditEvent.data, AuditEvent.note)).all())
    assert sealing.unseal(link.token_sealed, purpose=portals.PURPOSE) == TOKEN
    with pytest.raises(Refusal, match="khóa của hệ thống đã đổi"):
        sealing.unseal(link.token_sealed, purpose="khác")
    assert "Đã lưu dưới dạng mã hóa" in page.text


def test_an_empty_token_keeps_the_one_there_is(editor, organisation):
    before = connect(organisation, editor).token_sealed

    assert connect(organisation, editor, token="").token_sealed == before


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("field_map", "khong_co = x", "Không có trường “khong_co”"),
        ("field_map", "brand = a\nbrand = b", "được nêu hai lần"),
        ("field_map", "sourceList = ben_giao", "chỉ bỏ được: để trống bên phải"),
        ("field_map", f"brand = {'x' * 101}", "dài quá 100 ký tự"),
        ("url", "ftp://cong.example.vn", "địa chỉ https:// đầy đủ"),
        ("url", "https://ten:mat-khau@cong.example.vn", "tên và mật khẩu"),
        ("url", "https://cong.example.vn:99999/", "không đọc được"),
        ("url", "https://cổng.example.vn/", "ký tự không dùng được"),
        ("state", "connected", "hãy đính kèm bằng chứng"),
    ],
)
def test_what_cannot_be_is_said_at_the_form_and_nothing_is_lost(
    browser, editor, organisation, field, text, sentence
):
    data = {"state": "none", "format": "json", "url": "", "field_map": "brand = nhan_hieu"}

    answer = browser(editor).post(
        f"/trace/organisations/{organisation.id}/portals/national", data=data | {field: text}
    )

    assert answer.status_code == 422
    assert sentence in told_at(answer, "proof" if field == "state" else field)
    assert "nhan_hieu" in answer.text or field == "field_map"


def test_connected_needs_a_proof_that_can_be_read_again(browser, editor, organisation):
    own = browser(editor)
    address = f"/trace/organisations/{organisation.id}/portals/national"
    proof = (io.BytesIO(b"%PDF-1.7\n%%EOF"), "xac-nhan.pdf")

    none_yet = own.get(f"{address}/proof")
    answer = own.post(
        address,
        data={"state": "connected", "format": "json", "proof": proof},
        content_type="multipart/form-data",
    )

    assert none_yet.status_code == 404
    assert answer.status_code in {302, 422}
    if answer.status_code == 302:
        assert own.get(f"{address}/proof").data.startswith(b"%PDF")


def test_t30_a_dry_run_shows_what_would_be_sent_and_what_is_missing(
    browser, editor, organisation, product
):
    connect(organisation, editor)

    page = browser(editor).post(
        f"/trace/organisations/{organisation.id}/portals/national/export",
        data={"product": product.id, "lot": "L1", "act": "try"},
    )

    assert "thông tin tối thiểu" in page.text
    assert "Xuất xứ sản phẩm, hàng hóa" in page.text
    assert "Cà phê Mẫu" in page.text
    assert db.session.scalar(select(PortalPush.id)) is None


@pytest.mark.parametrize("format_", ["json", "csv", "epcis"])
def test_t30_three_formats_leave_by_the_field_map(editor, organisation, traced, format_):
    names = {"product_name": "ten_sp", "organisation_id": ""}
    link = connect(organisation, editor, format=format_, field_map=names)

    export = build(link, traced, editor)

    text = export.body.decode("utf-8-sig")
    assert export.missing == ()
    assert export.events == 1
    if format_ == "epcis":
        assert json.loads(text)["epcisBody"]["eventList"][0]["bizStep"] == "commissioning"
    else:
        assert "ten_sp" in text
        assert organisation.tax_code not in text


def test_t33_persons_are_masked_and_other_lots_stay_at_home(editor, organisation, traced):
    link = connect(organisation, editor)

    export = build(link, traced, editor)

    assert "001090000123" not in export.body.decode()
    other = portal_exports.build(link, portals.portal("national"), traced, "L2", actor=editor)
    assert other.events == 0
    assert any("sự kiện" in one for one in other.missing)


def test_each_portal_asks_for_what_its_own_law_says(editor, organisation, traced):
    link = connect(organisation, editor)

    vnpc = build(link, traced, editor, "vnpc")

    assert "khoản 2 Điều 28" in vnpc.source
    assert vnpc.missing != ()


def test_t30_an_export_is_sent_by_the_outbox_and_the_answer_shown(
    browser, editor, organisation, traced, server
):
    link = connect(organisation, editor, server.url)
    push, message = queue(link, traced, editor)

    delivering.deliver(message.id)
    delivering.deliver(message.id)

    db.session.refresh(push)
    path, headers, body = server.got[0]
    assert len(server.got) == 1
    assert path == "/nhan?kenh=1"
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert headers["Content-Type"] == "application/json"
    assert headers["Idempotency-Key"].startswith(f"{push.id}-")
    assert json.loads(body)["lot"] == "L1"
    assert (push.status_code, push.answer) == (200, "Đã nhận")
    assert push.sent_at is not None
    page = browser(editor).get(f"/trace/organisations/{organisation.id}/portals/national")
    assert "Cổng đã nhận" in page.text
    assert TOKEN not in str(message.payload)


def test_t30_a_busy_portal_is_tried_again_and_then_takes_it(editor, organisation, traced, server):
    push, message = queue(connect(organisation, editor, server.url), traced, editor)
    server.status = 503

    with pytest.raises(portal_push.NotTakenError):
        delivering.deliver(message.id)

    db.session.refresh(push)
    assert (push.status_code, push.sent_at) == (503, None)
    server.status = 201
    delivering.deliver(message.id)
    db.session.refresh(push)
    assert push.status_code == 201
    assert server.got[0][2] == server.got[1][2]


@pytest.mark.parametrize("status", [302, 401, 422])
def test_a_final_no_is_noted_and_a_redirect_is_not_followed(
    editor, organisation, traced, server, status
):
    push, message = queue(connect(organisation, editor, server.url), traced, editor)
    server.status = status

    delivering.deliver(message.id)

    db.session.refresh(push)
    assert push.status_code == status
    assert push.sent_at is not None
    assert len(server.got) == 1


def test_nobody_there_is_told_and_tried_again(browser, editor, organisation, traced):
    push, message = queue(connect(organisation, editor, "http://127.0.0.1:1/"), traced, editor)

    with pytest.raises(portal_push.NotTakenError):
        delivering.deliver(message.id)

    db.session.refresh(push)
    assert push.answer == "Cổng không trả lời; hệ thống sẽ gửi lại."
    page = browser(editor).get(f"/trace/organisations/{organisation.id}/portals/national")
    assert "Sẽ gửi lại" in page.text


def test_in_production_neither_http_nor_a_private_address_is_sent_to(app, monkeypatch):
    settings = Settings(
        env="production", DATABASE_URL="postgresql:///x", secret="0123456789abcdef" * 4,
        public_url="https://giai.example.vn",
    )  # fmt: skip
    monkeypatch.setitem(app.config, "AWARD", settings)

    with pytest.raises(Refusal, match="địa chỉ https:// đầy đủ"):
        http_out.check_address("http://cong.example.vn/")
    for host in ("127.0.0.1", "10.0.0.8", "169.254.169.254", "[::1]", "localhost"):
        with pytest.raises(Refusal, match="mạng nội bộ"):
            http_out.post(f"https://{host}/", b"", {})


@pytest.mark.parametrize(
    ("lot", "url", "sentence"),
    [("L1", "", "Chưa có địa chỉ nhận"), ("L2", "https://cong.example.vn/", "Còn thiếu")],
)
def test_what_cannot_be_sent_is_said_before(
    browser, editor, organisation, traced, lot, url, sentence
):
    connect(organisation, editor, url)

    answer = browser(editor).post(
        f"/trace/organisations/{organisation.id}/portals/national/export",
        data={"product": traced.id, "lot": lot, "act": "send"},
    )

    assert answer.status_code == 422
    assert sentence in answer.text


def test_an_export_needs_a_saved_connection_and_a_lot(browser, editor, organisation, traced):
    own = browser(editor)
    address = f"/trace/organisations/{organisation.id}/portals/national/export"

    unsaved = own.post(address, data={"product": traced.id, "lot": "L1"})
    connect(organisation, editor)
    no_lot = own.post(address, data={"product": traced.id, "lot": ""})
    taken = own.post(address, data={"product": traced.id, "lot": "L1", "act": "take"})
    sent = own.post(address, data={"product": traced.id, "lot": "L1", "act": "send"})

    assert "Hãy lưu kết nối trước" in unsaved.text
    assert "Hãy ghi số lô." in no_lot.text
    assert taken.headers["Content-Disposition"].endswith("national.json")
    assert sent.status_code == 422


def test_a_send_from_the_page_is_queued(browser, editor, organisation, traced):
    connect(organisation, editor, "https://cong.example.vn/")

    answer = browser(editor).post(
        f"/trace/organisations/{organisation.id}/portals/national/export",
        data={"product": traced.id, "lot": "L1", "act": "send"},
        follow_redirects=True,
    )

    assert "Đã đưa vào hàng gửi" in answer.text
    assert "Chờ gửi" in answer.text


def test_a_product_outside_gs1_is_not_exported(editor, organisation):
    product = products_register.save(
        organisation, ProductFacts(name="Trà", other_code="TRA-1"), actor=editor
    )

    with pytest.raises(Refusal, match="mã ngoài GS1"):
        build(connect(organisation, editor), product, editor)


def test_t33_portals_are_the_organisations_own(browser, reader, organisation):
    address = f"/trace/organisations/{organisation.id}/portals/national"
    stranger = browser(make_user("Người Mẫu lạ"))

    assert stranger.get(address).status_code == 404
    assert browser(reader).get(address).status_code == 200
    assert browser(reader).post(address, data={}).status_code == 403
    assert browser(reader).get(f"{address}-khong-co").status_code == 404
