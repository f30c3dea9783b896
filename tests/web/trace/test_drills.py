"""Recall drills: a seeded sample, timed, judged by the rules, recorded, exported, reminded of."""

import csv
import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import AuditEvent, IssuedDocument, OutboxMessage, RecallDrill
from award.models.columns import LARGEST_INTEGER
from award.policies import Refusal
from award.services import (
    auditing,
    checking,
    drill_reminders,
    drill_results,
    drills,
    products_register,
    worklist,
)
from award.services.products_register import ProductFacts
from tests.factories import make_organisation, make_user, render, sign_document
from tests.web.at_field import told_at
from tests.web.trace.chains import GTIN, LOT, OWN, SHOP, capture, declare_parties, gln
from tests.web.trace.epcis import event, made_of

FORM = {"size": "3", "seed": "7"}


def kilos(lot, amount):
    return {"epcClass": LOT.format(lot), "quantity": amount, "uom": "KGM"}


def made(number, source, amount, target, result):
    return made_of(
        number, [source], [target], readPoint=gln(OWN),
        inputQuantityList=[kilos(source, amount)], outputQuantityList=[kilos(target, result)],
    )  # fmt: skip


CHAIN = [
    event(1, readPoint=gln(OWN), quantityList=[kilos("THO", 10)]),
    made(2, "THO", 10, "RANG", 9),
    made(3, "RANG", 9, "GOI", 8),
    event(
        4, action="OBSERVE", bizStep="shipping", readPoint=gln(OWN), quantityList=[kilos("GOI", 5)],
        sourceList=[{"type": "owning_party", "source": gln(OWN)["id"]}],
        destinationList=[{"type": "owning_party", "destination": gln(SHOP)["id"]}],
    ),
]  # fmt: skip


@pytest.fixture
def coffee(organisation, editor):
    """A product with a raw lot, one between, and a finished one of which 5 of 8 kg were sent."""
    declare_parties(organisation, editor)
    capture(organisation, *CHAIN)
    return products_register.save(
        organisation, ProductFacts(name="Cà phê rang Mẫu", gtin=GTIN), actor=editor
    )


@pytest.fixture
def drill(coffee, editor):
    return drills.start(coffee, actor=editor, size=3, seed=7)


def place_of(drill, lot):
    return drill.sample.index(LOT.format(lot))


def typed(drill, **changed):
    """A form in which everything is found: the shop, and three kilos in stock."""
    form = {"version": str(drill.version)}
    for place, lot in enumerate(drill.sample):
        known = drill.found["lots"][lot]
        form |= {
            f"lot{place}_recipients": "Cửa hàng Mẫu",
            f"lot{place}_produced": known["produced"].replace(".", ","),
            f"lot{place}_moved": known["moved"].replace(".", ","),
            f"lot{place}_stock": "3" if lot == LOT.format("GOI") else "0",
            f"lot{place}_destroyed": "",
            f"lot{place}_loss": "",
        }
    for name, value in changed.items():
        form[f"lot{place_of(drill, 'GOI')}_{name}"] = value
    return form


def post(window, drill, form, what=""):
    address = f"/trace/products/{drill.product_id}/drills/{drill.id}{what}"
    return window.post(address, data=form, follow_redirects=True)


def closed(drill, editor, **written):
    """The drill closed by the service, everything found but what is written otherwise."""
    found = {
        lot: drill_results.Typed(**{
            "recipients": ("Cửa hàng Mẫu",), "produced": known.produced, "moved": known.moved,
            "stock": 3 if lot == LOT.format("GOI") else 0,
        } | written)
        for lot in drill.sample
        if (known := drill_results.typed_of(drill, lot))
    }  # fmt: skip
    drills.close(drill, found, actor=editor)
    return drill


def test_t19_a_drill_draws_a_seeded_sample_with_a_lot_of_every_stage(browser, editor, coffee):
    page = browser(editor).post(
        f"/trace/products/{coffee.id}/drills", data=FORM, follow_redirects=True
    )

    row = db.session.scalars(select(RecallDrill)).one()
    assert "Đã rút mẫu và bắt đầu tính giờ." in page.text
    assert row.seed == 7
    assert {known["stage"] for known in row.found["lots"].values()} == {
        "raw", "between", "finished",
    }  # fmt: skip
    assert "Sự kiện cho biết 1 bên nhận cần tìm." in page.text


def test_t19_the_size_of_the_sample_is_a_rule_and_the_seed_is_drawn(editor, coffee):
    row = drills.start(coffee, actor=editor)

    assert len(row.sample) == 3  # all there are, fewer than the five of the rules
    assert 0 <= row.seed <= LARGEST_INTEGER


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"size": "2"}, "Mẫu diễn tập phải có từ 3 đến 50 lô."),
        ({"size": "51"}, "Mẫu diễn tập phải có từ 3 đến 50 lô."),
        ({"seed": "99999999999"}, "Số khởi tạo phải từ 0 đến"),
        ({"size": "năm"}, "Hãy ghi một số nguyên"),
    ],
)
def test_a_drill_that_cannot_start_says_why(browser, editor, coffee, changed, sentence):
    page = browser(editor).post(f"/trace/products/{coffee.id}/drills", data=FORM | changed)

    assert page.status_code == 422
    assert sentence in told_at(page, next(iter(changed)))
    assert all(value in page.text for value in changed.values())


def test_one_drill_of_a_product_is_open_at_a_time(browser, editor, drill):
    page = browser(editor).post(f"/trace/products/{drill.product_id}/drills", data=FORM)

    assert page.status_code == 422
    assert "Còn một cuộc diễn tập chưa kết thúc." in page.text


def test_a_product_without_lots_has_nothing_to_drill(editor, product):
    with pytest.raises(Refusal, match="Chưa có lô nào"):
        drills.start(product, actor=editor)


def test_t19_a_drill_in_which_all_is_found_passes_and_is_timed(browser, editor, drill):
    drill.started_at = clock.now() - timedelta(minutes=90)

    page = post(browser(editor), drill, typed(drill), "/close")

    result = drill.result
    assert "Đã kết thúc diễn tập." in page.text
    assert result["passed"] is True
    assert result["minutes"] == 90
    assert {lot["lot"]: lot["share"] for lot in result["lots"]}["Lô GOI"] == "1"
    assert {lot["coverage"] for lot in result["lots"]} == {"1"}
    assert "Thời gian: 90 phút, giới hạn 24 giờ. Đạt mục tiêu 2 giờ" in page.text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"recipients": ""}, "Chưa tìm ra đủ bên nhận."),
        ({"stock": "1"}, "Lượng giải trình nằm ngoài giới hạn."),
        ({"stock": "3,5"}, "Lượng giải trình nằm ngoài giới hạn."),
        ({"stock": ""}, "Chưa có số liệu tồn kho hoặc lượng ban đầu để đối chiếu."),
    ],
)
def test_t19_what_is_missed_or_unaccounted_fails_the_drill(
    browser, editor, drill, changed, sentence
):
    page = post(browser(editor), drill, typed(drill, **changed), "/close")

    assert drill.result["passed"] is False
    assert sentence in page.text


def test_t19_destroyed_goods_and_loss_are_accounted_for(browser, editor, drill):
    post(browser(editor), drill, typed(drill, stock="1", destroyed="1,5", loss="0,5"), "/close")

    assert drill.result["passed"] is True


def test_t19_a_drill_that_takes_longer_than_the_rule_allows_fails(browser, editor, drill):
    drill.started_at = clock.now() - timedelta(hours=25)

    page = post(browser(editor), drill, typed(drill), "/close")

    assert drill.result["passed"] is False
    assert "Quá thời gian cho phép." in page.text


@pytest.mark.parametrize("line", ["8938504000009", "gln 8938504000009", "CUA HANG MAU"])
def test_a_recipient_is_known_by_gln_or_by_its_declared_name(browser, editor, drill, line):
    post(browser(editor), drill, typed(drill, recipients=line), "/close")

    assert drill.result["passed"] is True


def test_what_was_found_so_far_is_kept_while_the_clock_goes_on(browser, editor, drill):
    page = post(browser(editor), drill, typed(drill, stock="2,5"))

    assert "Cuộc diễn tập vẫn đang tính giờ." in page.text
    assert 'value="2,5"' in page.text
    assert drill.finished_at is None


def test_a_wrong_number_is_answered_at_its_field_and_nothing_typed_is_lost(browser, editor, drill):
    page = post(browser(editor), drill, typed(drill, stock="nhiều", recipients="Bên Mẫu"), "/close")

    assert page.status_code == 422
    assert "Hãy ghi một số, ví dụ 1.000,5." in page.text
    assert 'value="nhiều"' in page.text
    assert "Bên Mẫu" in page.text


def test_a_form_from_before_another_save_writes_nothing_over(browser, editor, drill):
    old = typed(drill)
    post(browser(editor), drill, typed(drill, stock="2"))

    page = post(browser(editor), drill, old | {"lot0_recipients": "Bên Mẫu"})

    assert page.status_code == 409
    assert "Bên Mẫu" in page.text


def test_a_closed_drill_is_changed_no_more(browser, editor, drill):
    closed(drill, editor)

    page = post(browser(editor), drill, typed(drill))

    assert page.status_code == 403
    assert "Cuộc diễn tập đã kết thúc" in page.text


def test_t19_the_record_is_made_and_its_signed_copy_stays_with_the_drill(
    browser, editor, reader, drill
):
    closed(drill, editor)
    paper = db.session.scalars(select(IssuedDocument)).one()
    before = browser(reader).get(f"/trace/products/{drill.product_id}/drills/{drill.id}")

    render(paper)
    sign_document(paper, editor)

    assert paper.data["result"]["passed"] is True
    assert "Tải biên bản, trình ký" in before.text
    assert drill.record_file_id == paper.signed_file_id
    after = browser(reader).get(f"/trace/products/{drill.product_id}/drills/{drill.id}")
    assert "Biên bản đã có bản ký." in after.text
    back = browser(editor).get(f"/documents/{paper.id}")
    assert f"/trace/products/{drill.product_id}/drills/{drill.id}" in back.text


def test_no_record_is_made_of_a_drill_that_goes_on(editor, drill):
    with pytest.raises(Refusal, match="chưa kết thúc"):
        drills.issuing.issue("recall_drill_record", drill, actor=editor)


def test_t19_the_result_is_taken_along_as_csv_and_as_a_workbook(browser, editor, reader, drill):
    closed(drill, editor)
    stem = f"/trace/products/{drill.product_id}/drills/{drill.id}/result"

    table = browser(reader).get(f"{stem}.csv").data.decode("utf-8-sig")
    sheet = load_workbook(io.BytesIO(browser(reader).get(f"{stem}.xlsx").data)).active

    rows = {row["Lô"]: row for row in csv.DictReader(io.StringIO(table))}
    assert rows["Lô GOI"]["Bên nhận phải tìm"] == "Cửa hàng Mẫu"
    assert rows["Lô GOI"]["Giải trình, %"] == "100,0"
    assert rows["Lô GOI"]["Kết luận"] == "Đạt"
    assert sheet.max_row == 4


def test_there_is_no_table_of_a_drill_that_goes_on_nor_of_another_kind(
    browser, editor, reader, drill
):
    stem = f"/trace/products/{drill.product_id}/drills/{drill.id}/result"
    early = browser(reader).get(f"{stem}.csv")
    closed(drill, editor)

    assert early.status_code == 404
    assert browser(reader).get(f"{stem}.doc").status_code == 404


def test_m11_of_the_next_check_is_the_drill_that_people_held(editor, coffee, drill):
    def m11():
        found = checking.run(coffee, actor=editor).content["snapshot"]["result"]["metrics"]
        return next(one for one in found if one["id"] == "M11")

    before = m11()
    closed(drill, editor, recipients=())
    after = m11()

    assert before["value"] is None or before["value"] != "0"
    assert (after["value"], after["denominator"]) == ("0", 3)


def test_t32_every_step_of_a_drill_is_on_record(editor, drill):
    closed(drill, editor)

    steps = db.session.scalars(
        select(AuditEvent.action)
        .where(AuditEvent.subject_type == "recall_drill", AuditEvent.subject_id == drill.id)
        .order_by(AuditEvent.id)
    ).all()
    assert steps == ["start_drill", "save_drill", "close_drill"]
    assert next(auditing.faults(), None) is None


def test_t19_the_worklist_says_when_the_yearly_drill_is_due(editor, coffee, drill):
    def tasks():
        return [(one.text, one.due) for one in worklist.of(editor)]

    running = tasks()
    closed(drill, editor)
    fresh = tasks()
    drill.started_at -= timedelta(days=340)
    drill.finished_at -= timedelta(days=340)
    db.session.flush()
    again = tasks()

    limit = drill.started_at + timedelta(days=340, hours=24)
    assert running == [("Kết thúc cuộc diễn tập truy xuất – thu hồi", limit)]
    assert fresh == []
    assert again == [("Diễn tập truy xuất – thu hồi hằng năm", drills.due(drill))]


def test_a_checked_product_that_was_never_drilled_waits_for_its_first_drill(editor, coffee):
    checking.run(coffee, actor=editor)

    (task,) = worklist.of(editor)

    assert (task.text, task.due) == ("Diễn tập truy xuất – thu hồi hằng năm", None)
    assert drill_reminders.send() == 0


def test_t19_the_yearly_reminder_goes_out_by_mail_once(editor, drill):
    closed(drill, editor)
    drill.started_at -= timedelta(days=350)
    drill.finished_at -= timedelta(days=350)
    db.session.flush()

    told = [drill_reminders.send(), drill_reminders.send()]

    letters = [
        one.payload
        for one in db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "email"))
        if one.payload["subject"] == "Đến hạn diễn tập truy xuất – thu hồi"
    ]
    assert told == [1, 0]
    assert editor.email in {one["to"] for one in letters}
    assert f"/trace/products/{drill.product_id}/drills" in letters[0]["text"]


def test_a_reader_sees_drills_and_holds_none(browser, reader, coffee, drill):
    page = browser(reader).get(f"/trace/products/{coffee.id}/drills")
    start = browser(reader).post(f"/trace/products/{coffee.id}/drills", data=FORM)

    assert "Đang diễn tập" in page.text
    assert "Rút mẫu" not in page.text
    assert start.status_code == 403
    assert post(browser(reader), drill, typed(drill), "/close").status_code == 403
    with pytest.raises(Refusal):
        drills.save(drill, {}, actor=reader)
    with pytest.raises(Refusal):
        drills.start(coffee, actor=reader)


def test_a_stranger_sees_no_drill(browser, drill):
    stranger = make_user("Người Lạ Mẫu")
    make_organisation(owner=stranger)

    answer = browser(stranger).get(f"/trace/products/{drill.product_id}/drills/{drill.id}")

    assert answer.status_code == 404
