"""Withdrawing a lot: its public page says so; a mistake is declared, never erased."""

import pytest
from sqlalchemy import select

from award.extensions import db
from award.models import AuditEvent, EventKey
from award.services import products_register, stories, withdrawals
from award.services.products_register import ProductFacts
from tests.web.trace.chains import GTIN, LOT, UNIT, capture, declare_parties, tell_story
from tests.web.trace.epcis import event

PUBLIC = f"/p/01/{GTIN}/10/L1"


@pytest.fixture
def lot(organisation, editor):
    """Lot L1 of a registered product."""
    products_register.save(organisation, ProductFacts(name="Cà phê Mẫu", gtin=GTIN), actor=editor)
    declare_parties(organisation, editor)
    capture(organisation, event(1), event(2))
    return LOT.format("L1")


def post(window, organisation, lot, what, **data):
    address = f"/trace/organisations/{organisation.id}/lot/{what}"
    return window.post(address, query_string={"lot": lot}, data=data, follow_redirects=True)


def test_t27_the_public_page_of_a_withdrawn_lot_says_so(browser, client, editor, organisation, lot):
    site = withdrawals.sites(organisation.id)[0]

    page = post(
        browser(editor), organisation, lot, "recall", reason="Nhiễm ẩm mốc Mẫu.", site=str(site.id)
    )

    assert "Đã ghi lệnh thu hồi." in page.text
    assert "Nhiễm ẩm mốc Mẫu." in page.text
    public = client.get(PUBLIC)
    assert "Lô này đã bị thu hồi" in public.text
    assert "Nhiễm ẩm mốc" not in public.text
    assert "Lô này đã bị thu hồi" not in client.get(f"/p/01/{GTIN}/10/L2").text
    last = stories.of(organisation, lot).entries[-1]
    assert (last.what, last.disposition, last.where) == (
        "Giữ lại", "bị thu hồi", ("Nhà máy Mẫu",),
    )  # fmt: skip


def test_t32_a_withdrawal_is_on_record_with_its_reason(browser, editor, organisation, lot):
    post(browser(editor), organisation, lot, "recall", reason="Nhiễm ẩm mốc Mẫu.", site="")

    kept = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "recall_lot")).one()
    assert (kept.note, kept.data["lot"], kept.actor_id) == ("Nhiễm ẩm mốc Mẫu.", lot, editor.id)


def test_a_withdrawal_made_by_mistake_is_declared_so_and_stays_in_sight(
    browser, client, editor, organisation, lot
):
    post(browser(editor), organisation, lot, "recall", reason="Nhầm lô.", site="")

    page = post(browser(editor), organisation, lot, "lift", lift_reason="Đọc nhầm số lô.")

    assert "Đã rút lệnh thu hồi." in page.text
    assert "<del>Giữ lại</del>" in page.text
    assert "Lô này đã bị thu hồi" not in client.get(PUBLIC).text
    void = db.session.scalars(select(EventKey).where(EventKey.voided_by.is_not(None))).one()
    assert void.disposition == "recalled"


def test_t27_the_page_of_a_withdrawn_piece_and_of_a_piece_of_a_withdrawn_lot_says_so(
    client, editor, organisation, lot
):
    piece = f"https://id.gs1.org/01/{GTIN}/21/S1"
    capture(organisation, event(3, epcList=[piece], quantityList=[]))

    withdrawals.recall(organisation, piece, "Vỡ Mẫu.", site=None, actor=editor)
    withdrawals.recall(organisation, lot, "Nhiễm ẩm mốc Mẫu.", site=None, actor=editor)

    said = "Sản phẩm mang số sê-ri này đã bị thu hồi"
    assert said in client.get(f"/p/01/{GTIN}/21/S1").text
    assert said in client.get(f"/p/01/{GTIN}/10/L2/21/S1").text
    assert said in client.get(f"/p/01/{GTIN}/10/L1/21/S9").text
    assert "bị thu hồi" not in client.get(f"/p/01/{GTIN}/10/L2/21/S9").text
    assert client.get(f"/passport/01/{GTIN}/21/S1").json["withdrawn"] is True


def test_a_unit_is_withdrawn_by_its_sscc(editor, organisation):
    declare_parties(organisation, editor)
    tell_story(organisation)

    withdrawals.recall(organisation, UNIT, "Vỡ hàng Mẫu.", site=None, actor=editor)

    assert withdrawals.standing(organisation.id, UNIT).reason == "Vỡ hàng Mẫu."


@pytest.mark.parametrize(
    ("what", "field", "sentence"),
    [("recall", "reason", "Hãy ghi lý do thu hồi."),
     ("lift", "lift_reason", "Hãy ghi vì sao lệnh thu hồi là nhầm.")],
)  # fmt: skip
def test_a_reason_is_asked_for(browser, editor, organisation, lot, what, field, sentence):
    page = post(browser(editor), organisation, lot, what, **{field: " ", "site": ""})

    assert page.status_code == 422
    assert sentence in page.text


def test_a_lot_is_withdrawn_once_and_what_was_typed_stays(browser, editor, organisation, lot):
    post(browser(editor), organisation, lot, "recall", reason="Lần một.", site="")

    page = post(browser(editor), organisation, lot, "recall", reason="Lần hai.", site="")

    assert page.status_code == 422
    assert "Lô này đã bị thu hồi từ trước." in page.text


def test_a_lot_that_is_not_withdrawn_has_nothing_to_lift(browser, editor, organisation, lot):
    page = post(browser(editor), organisation, lot, "lift", lift_reason="Thử rút lại.")

    assert page.status_code == 422
    assert "Lô này không bị thu hồi." in page.text


def test_a_whole_class_of_goods_is_never_withdrawn(editor, organisation, lot):
    whole = f"https://id.gs1.org/01/{GTIN}"

    with pytest.raises(withdrawals.Refusal, match="Chỉ thu hồi được lô"):
        withdrawals.recall(organisation, whole, "Mẫu", site=None, actor=editor)


def test_a_reader_withdraws_nothing(browser, reader, organisation, lot):
    page = post(browser(reader), organisation, lot, "recall", reason="Mẫu", site="")

    assert page.status_code == 403
    with pytest.raises(withdrawals.Refusal):
        withdrawals.recall(organisation, lot, "Mẫu", site=None, actor=reader)
    with pytest.raises(withdrawals.Refusal):
        withdrawals.lift(organisation, lot, "Mẫu", actor=reader)
