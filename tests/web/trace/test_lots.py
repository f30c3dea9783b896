"""Lots: lists with their state, search, the story of one, one step each way, tables, papers."""

import io
from base64 import b64decode
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from award.extensions import db
from award.models import AuditEvent, IssuedDocument
from award.services import exporting, lots, products_register, stories, tracing
from award.services.products_register import ProductFacts
from award.trace import graphs
from tests.factories import make_organisation, make_standing_body, make_user, render
from tests.web.trace.chains import (
    COLLECTOR,
    FARM,
    GTIN,
    LOT,
    OWN,
    PERSON,
    UNIT,
    capture,
    declare_parties,
    gln,
    moved,
    packed,
    tell_story,
)
from tests.web.trace.epcis import event, made_of


@pytest.fixture
def told(organisation, editor):
    """The organisation has declared its parties and captured the chain."""
    declare_parties(organisation, editor)
    tell_story(organisation)
    return organisation


@pytest.fixture
def coffee(organisation, editor):
    return products_register.save(
        organisation, ProductFacts(name="Cà phê rang Mẫu", gtin=GTIN), actor=editor
    )


def page_of(window, organisation, lot, part="lot", **query):
    address = f"/trace/organisations/{organisation.id}/{part}"
    return window.get(address, query_string={"lot": LOT.format(lot), **query})


def texts(answer):
    sheet = load_workbook(io.BytesIO(answer.data)).active
    return [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]


def test_a_product_lists_its_lots_with_their_state(browser, reader, coffee, told):
    page = browser(reader).get(f"/trace/products/{coffee.id}/lots")

    states = {row.name.text: row.state for row in lots.of_product(coffee)[0]}
    assert page.status_code == 200
    assert states == {
        "Lô B": lots.LotState.USED,
        "Lô R": lots.LotState.PACKED,
        "Lô T": lots.LotState.USED,
    }
    for words in ("Lô R", "Đã đóng gói", "Đã dùng"):
        assert words in page.text


@pytest.mark.parametrize(
    ("step", "action", "state"),
    [
        ("shipping", "OBSERVE", lots.LotState.SENT),
        ("retail_selling", "OBSERVE", lots.LotState.SOLD),
        ("destroying", "DELETE", lots.LotState.ENDED),
        ("decommissioning", "OBSERVE", lots.LotState.ENDED),
        ("storing", "OBSERVE", lots.LotState.HELD),
    ],
)
def test_a_lot_stands_where_its_last_event_left_it(organisation, step, action, state):
    capture(organisation, event(1), event(2, bizStep=step, action=action, quantityList=[
        {"epcClass": LOT.format("L1"), "quantity": 10, "uom": "KGM"}]))  # fmt: skip

    assert lots.state_of(organisation.id, LOT.format("L1")) is state


def test_a_lot_that_was_taken_out_of_its_unit_is_held_again(told):
    capture(told, packed(9, "R", action="DELETE", bizStep="unpacking"))

    assert lots.state_of(told.id, LOT.format("R")) is lots.LotState.HELD


def test_a_product_without_events_says_what_to_do(browser, reader, coffee):
    page = browser(reader).get(f"/trace/products/{coffee.id}/lots")

    assert "Chưa có sự kiện nào nêu lô của sản phẩm này." in page.text


def test_many_lots_come_in_pages(browser, reader, coffee, organisation):
    capture(organisation, *(event(number) for number in range(1, 61)))

    first = browser(reader).get(f"/trace/products/{coffee.id}/lots")
    second = browser(reader).get(f"/trace/products/{coffee.id}/lots?page=2")
    some = browser(reader).get(f"/trace/products/{coffee.id}/lots?q=L5")

    assert "50 trong 60 lô" in first.text
    assert "10 trong 60 lô" in second.text
    assert "11 lô" in some.text


@pytest.mark.parametrize(
    "typed",
    [
        "R",
        "(01)08938501000019(10)R",
        "https://example.vn/01/08938501000019/10/R",
        " r ",
        f"https://{'kho-mau.' * 12}example.vn/01/08938501000019/10/R?17=270531&3103=000500",
    ],
)
def test_a_lot_is_found_by_its_number_or_by_what_its_label_says(browser, reader, told, typed):
    page = browser(reader).get(f"/trace/organisations/{told.id}/lots", query_string={"q": typed})

    assert page.location.endswith("lot=https://id.gs1.org/01/08938501000019/10/R")


def test_a_number_that_no_lot_has_says_so(browser, reader, told):
    page = browser(reader).get(f"/trace/organisations/{told.id}/lots?q=khong-co")

    assert "Không có lô nào như vậy." in page.text


@pytest.mark.parametrize("typed", ["189385010000000016", "(00)189385010000000016", UNIT])
def test_a_unit_is_found_by_its_sscc(browser, reader, told, typed):
    page = browser(reader).get(
        f"/trace/organisations/{told.id}/lots", query_string={"q": typed}, follow_redirects=True
    )

    assert "SSCC 189385010000000016" in page.text
    assert "Đã giao" in page.text


def test_several_lots_are_offered_to_choose_from(browser, reader, told):
    page = browser(reader).get(f"/trace/organisations/{told.id}/lots?q={GTIN}")

    assert page.status_code == 200
    assert all(f"lot={LOT.format(lot)}" in page.text for lot in "TBR")


def test_the_story_says_what_when_where_who_why_and_how_much(browser, reader, told):
    page = page_of(browser(reader), told, "B")

    entry = stories.of(told, LOT.format("B")).entries[1]
    assert entry.what == "Nhận hàng"
    assert entry.who == (f"từ GLN {COLLECTOR}", "đến Nhà máy Mẫu")
    assert entry.where == ("Nhà máy Mẫu",)
    assert (entry.amount.number, entry.amount.unit) == (10, "kg")
    for words in ("Nhận hàng", f"từ GLN {COLLECTOR}; đến Nhà máy Mẫu", "Số lượng: 10 kg"):
        assert words in page.text


def test_t14_local_time_is_shown_and_the_zone_of_the_event_is_kept(browser, reader, told):
    page = page_of(browser(reader), told, "B")

    entry = stories.of(told, LOT.format("B")).entries[1]
    assert entry.when.at == datetime(2026, 11, 5, 0, 30, tzinfo=UTC)
    assert "05/11/2026, 07:30" in page.text
    assert "giờ nơi ghi: 05/11/2026, 09:30 (+09:00)" in page.text


def test_t13_a_void_event_is_struck_out_with_its_declaration_and_not_used(browser, reader, told):
    page = page_of(browser(reader), told, "R")

    story = stories.of(told, LOT.format("R"))
    void = [one for one in story.entries if one.void]
    assert [one.void.reason for one in void] == ["dữ liệu sai"]
    assert "<del>Tạo lập</del>" in page.text
    assert "Đã khai báo lỗi lúc" in page.text
    assert "Sự kiện thay thế: urn:uuid:00000000-0000-4000-9000-000000000005" in page.text
    assert "Lô W" not in {one.lot.text for one in story.up.lots}
    assert "Lô W" not in {bond.lot.text for bond in story.bonds if bond.lot}


def test_what_befell_the_unit_a_lot_lay_in_belongs_to_its_story(told):
    entries = stories.of(told, LOT.format("R")).entries

    assert [one.what for one in entries if one.carried] == ["Giao hàng"]


def test_t15_traces_have_lots_events_parties_and_quantities_in_order(told):
    story = stories.of(told, LOT.format("R"))

    assert [(one.distance, one.lot.text) for one in story.up.lots] == [(1, "Lô B"), (2, "Lô T")]
    assert [one.lot.text for one in story.down.lots] == ["SSCC 189385010000000016"]
    assert [event.what for event in story.up.events][-3:] == ["Tạo lập", "Đóng gói", "Giao hàng"]
    times = [event.when.at for event in story.up.events]
    assert times == sorted(times)
    assert story.up.lots[0].amount.number == 5


def test_t15_a_trace_is_taken_along_as_a_workbook(browser, reader, told):
    answer = page_of(browser(reader), told, "R", "lot/trace-up.xlsx")

    rows = texts(answer)
    assert rows[0][:2] == ["Thứ tự", "Việc"]
    assert ["Giao hàng", "Lô T", "10", "kg"] in [[row[1], row[4], row[6], row[7]] for row in rows]


def test_t32_what_is_taken_along_is_on_record(told, reader):
    exporting.note(told, "trace-up.xlsx", actor=reader, lot=LOT.format("R"))

    kept = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "export_trace")).one()
    assert kept.actor_id == reader.id
    assert kept.data == {"file": "trace-up.xlsx", "lot": LOT.format("R")}


def test_a_direction_that_is_none_is_not_found(browser, reader, told):
    assert page_of(browser(reader), told, "R", "lot/trace-left.xlsx").status_code == 404


def test_t16_one_step_back_and_forward_is_a_table_to_print(browser, reader, told):
    page = page_of(browser(reader), told, "R", "lot/steps")

    bonds = stories.of(told, LOT.format("R")).bonds
    assert [(bond.back, bond.step, bond.lot and bond.lot.text) for bond in bonds] == [
        (True, "Làm từ", "Lô B"),
        (False, "Đóng vào", "SSCC 189385010000000016"),
        (False, "Giao cho", None),
    ]
    assert bonds[2].parties == ("Cửa hàng Mẫu",)
    assert bonds[2].documents == ("thông báo giao hàng PGH-01",)
    for words in ("Một bước trước", "Làm từ", "Cửa hàng Mẫu", "thông báo giao hàng PGH-01"):
        assert words in page.text


def test_t16_the_table_comes_as_a_workbook(browser, reader, told):
    rows = texts(page_of(browser(reader), told, "R", "lot/steps.xlsx"))

    assert rows[1][:3] == ["Một bước trước", "Làm từ", "Lô B"]
    assert rows[3][4] == "Cửa hàng Mẫu"


def test_t16_the_table_comes_as_a_pdf_of_frozen_data(browser, editor, told):
    address = f"/trace/organisations/{told.id}/lot/paper"
    answer = browser(editor).post(address, query_string={"lot": LOT.format("R")})

    paper = db.session.scalars(select(IssuedDocument)).one()
    assert answer.location == f"/documents/{paper.id}"
    assert paper.data["back"][0]["lot"] == "Lô B"
    assert paper.data["forward"][1]["parties"] == ["Cửa hàng Mẫu"]
    assert paper.title in page_of(browser(editor), told, "R", "lot/steps").text
    assert paper.title not in page_of(browser(editor), told, "B", "lot/steps").text


def test_a_paper_of_a_lot_is_for_the_organisations_own_people(browser, editor, reader, told):
    address = f"/trace/organisations/{told.id}/lot/paper"
    browser(editor).post(address, query_string={"lot": LOT.format("R")})
    paper = db.session.scalars(select(IssuedDocument)).one()
    render(paper)
    stranger = make_user("Người Lạ Mẫu")
    make_organisation(owner=stranger)

    mine = browser(reader).get(f"/documents/{paper.id}")

    assert "Lô R" in mine.text
    assert "Đính kèm bản ký" not in mine.text
    assert "Đính kèm bản ký" in browser(editor).get(f"/documents/{paper.id}").text
    assert browser(stranger).get(f"/documents/{paper.id}").status_code == 404
    assert browser(make_standing_body()).get(f"/documents/{paper.id}").status_code == 404


def test_t33_a_party_further_off_than_one_step_is_not_told(browser, reader, told):
    story = stories.of(told, LOT.format("R"))
    page = page_of(browser(reader), told, "R")

    farm = next(one for one in story.up.lots if one.lot.text == "Lô T")
    assert farm.where == ("Bên cách hơn một bước",)
    assert FARM not in page.text
    assert f"GLN {COLLECTOR}" in page.text


def test_t33_a_private_person_is_masked(browser, reader, organisation, editor):
    declare_parties(organisation, editor)
    person = {"type": "owning_party", "source": f"https://mau.example/{PERSON}"}
    capture(organisation, moved(1, "P", "receiving", FARM, FARM) | {"sourceList": [person]})

    page = page_of(browser(reader), organisation, "P")

    assert "từ Cá nhân ********" in page.text
    assert PERSON not in page.text
    assert "Nguyễn Văn Mẫu" not in page.text


def test_t33_a_lot_of_another_organisation_is_not_found(browser, reader, told):
    stranger = make_user("Người Lạ Mẫu")
    other = make_organisation(owner=stranger)

    assert page_of(browser(stranger), told, "R").status_code == 404
    assert page_of(browser(stranger), other, "R").status_code == 404
    assert page_of(browser(reader), told, "khong-co").status_code == 404


def test_a_long_chain_shows_the_nearest_lots_and_says_how_many_more(
    browser, reader, organisation, monkeypatch
):
    monkeypatch.setattr(tracing, "NEAREST", 20)
    capture(organisation, *(made_of(n, [f"S{n}"], [f"S{n + 1}"]) for n in range(1, 41)))

    page = page_of(browser(reader), organisation, "S1")

    story = stories.of(organisation, LOT.format("S1"))
    assert story.whole is False
    assert story.down.total == 40
    assert "trang chỉ đọc các lô và sự kiện gần nhất" in page.text
    assert f"còn {41 - graphs.drawn(story)} lô nữa" in page.text
    assert f"Còn {40 - len(story.down.lots)} lô nữa" in page.text


def test_a_lot_with_very_many_events_shows_its_last_ones(organisation, monkeypatch):
    monkeypatch.setattr(tracing, "MOST_EVENTS", 3)
    seen = [
        event(n, action="OBSERVE", bizStep="storing", quantityList=[
            {"epcClass": LOT.format("L1"), "quantity": n}])
        for n in range(2, 8)
    ]  # fmt: skip
    capture(organisation, event(1), *seen)

    story = stories.of(organisation, LOT.format("L1"))

    assert story.whole is False
    assert [one.amount.number for one in story.entries] == [5, 6, 7]


def test_the_picture_has_a_box_for_each_near_lot_and_words_for_who_cannot_see(told):
    story = stories.of(told, LOT.format("R"))

    assert graphs.drawn(story) == 4
    assert graphs.picture(story).startswith("data:image/svg+xml;base64,")
    assert "2 lô đầu nguồn" in graphs.caption(story)


def test_a_box_says_what_why_when_where_and_who(told):
    capture(told, moved(9, "N", "receiving", FARM, OWN, readPoint=gln(OWN)))

    picture = graphs.picture(stories.of(told, LOT.format("N")))

    svg = b64decode(picture.partition(",")[2]).decode()
    for words in ("Lô N", "Nhận hàng, 10/11/2026", ">Nhà máy Mẫu<", "từ GLN 8938502000001"):
        assert words in svg


def test_the_list_asks_as_much_for_three_lots_as_for_one(
    browser, reader, coffee, organisation, questions
):
    capture(organisation, event(1))
    window = browser(reader)
    db.session.expire_all()
    with questions() as one:
        window.get(f"/trace/products/{coffee.id}/lots")
    capture(organisation, event(2), event(3))
    window = browser(reader)
    db.session.expire_all()
    with questions() as three:
        page = window.get(f"/trace/products/{coffee.id}/lots")

    assert "Lô L3" in page.text
    assert len(three) == len(one)
