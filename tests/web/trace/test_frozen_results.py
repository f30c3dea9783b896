"""The result frozen with a dossier is run again: the same hash, or why it is another one."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from award import clock
from award.extensions import db
from award.models import ComplianceSnapshot, EvidenceClass, TraceEvidence
from award.policies import Refusal
from award.services import products_register, rerunning
from award.services.products_register import ProductFacts
from tests.factories import assessors_of, make_user, owner_of, secretary_of
from tests.web.trace.frozen import GTIN, capture, frozen
from tests.web.trace.test_captures import EVENT

LATER = EVENT | {
    "eventID": "urn:uuid:9f1f6a8a-5a5c-4d9b-9f67-0f1d5a8d2c99",
    "eventTime": "2026-10-03T08:00:00+07:00",
    "action": "OBSERVE",
    "bizStep": "shipping",
}
WRONG = {
    **EVENT,
    "errorDeclaration": {"declarationTime": "2026-10-04T08:00:00Z", "reason": "incorrect_data"},
}


@pytest.fixture
def snapshot(app) -> ComplianceSnapshot:
    """A result frozen with a dossier that is being assessed."""
    return frozen()


def evidence(snapshot, **fields):
    row = TraceEvidence(
        product_id=snapshot.product_id, control_point="R01", evidence_class=EvidenceClass.DECLARED,
        satisfaction=1, statement="Có quy trình.", added_by_id=owner_of(snapshot.dossier).id,
        **fields,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def later() -> object:
    return clock.now() + timedelta(minutes=5)


def test_t25_the_same_events_give_the_same_hash_again(snapshot):
    result = rerunning.run(snapshot, actor=None)

    assert result.same
    assert result.sha256 == snapshot.check_run.sha256
    assert result.since == ()


def test_t25_events_that_came_later_do_not_change_the_hash_and_are_told(snapshot):
    capture(snapshot.dossier, LATER)

    result = rerunning.run(snapshot, actor=None)

    assert result.same
    assert result.since == ("1 sự kiện được ghi nhận sau khi cố định.",)
    assert any("Sự kiện của tháng 10/2026 đã thay đổi: 1 → 2" in one for one in result.now)


def test_t25_an_event_declared_wrong_later_is_told(snapshot):
    capture(snapshot.dossier, WRONG)

    result = rerunning.run(snapshot, actor=None)

    assert result.same
    assert "1 sự kiện đã dùng nay bị tuyên bố là sai." in result.since


def test_t25_evidence_added_later_does_not_count_again_and_is_told(snapshot):
    evidence(snapshot, added_at=later())

    result = rerunning.run(snapshot, actor=None)

    assert result.same
    assert result.since == ("1 bằng chứng được thêm sau khi cố định.",)
    assert any("Độ phủ bằng chứng" in one for one in result.now)


def test_t25_a_changed_declaration_gives_another_hash_and_is_explained(snapshot):
    products_register.save(
        snapshot.dossier.organisation,
        ProductFacts(name="Cà phê Mẫu", gtin=GTIN, details={"origin": "Xã Mẫu"}),
        actor=owner_of(snapshot.dossier),
        product=snapshot.product,
    )

    result = rerunning.run(snapshot, actor=None)

    assert not result.same
    assert "Thông tin khai báo của sản phẩm đã thay đổi." in result.differences


def test_t25_a_kept_result_that_was_tampered_with_is_found_out(snapshot):
    db.session.execute(
        text(
            "UPDATE check_run SET content = "
            "jsonb_set(content::jsonb, '{snapshot,result,index}', '\"99\"') WHERE id = :id"
        ),
        {"id": snapshot.check_run_id},
    )
    db.session.expire_all()

    result = rerunning.run(snapshot, actor=None)

    assert "Kết quả đã lưu không còn khớp mã băm của chính nó." in result.differences


def test_a_run_without_its_list_of_events_cannot_be_run_again(snapshot):
    run = snapshot.check_run
    run.content = {key: part for key, part in run.content.items() if key != "events"}

    with pytest.raises(Refusal, match="không chạy lại được"):
        rerunning.run(snapshot, actor=None)


def test_whoever_reads_the_dossier_runs_it_again_with_a_button(browser, snapshot):
    page = browser(secretary_of(snapshot.dossier.council)).post(
        f"/trace/snapshots/{snapshot.id}/rerun"
    )

    assert "Chạy lại cho đúng mã băm đã cố định" in page.text
    assert "không có sự kiện hay bằng chứng nào thêm" in page.text


def test_the_button_shows_what_is_new_and_what_it_would_change(browser, snapshot):
    capture(snapshot.dossier, LATER)

    page = browser(owner_of(snapshot.dossier)).post(f"/trace/snapshots/{snapshot.id}/rerun")

    assert "1 sự kiện được ghi nhận sau khi cố định." in page.text
    assert "Nếu tính cả những thay đổi ấy" in page.text


def test_a_stranger_does_not_find_the_frozen_result(browser, snapshot):
    stranger = browser(make_user("Người Mẫu lạ"))

    assert stranger.get(f"/trace/snapshots/{snapshot.id}").status_code == 404
    assert stranger.post(f"/trace/snapshots/{snapshot.id}/rerun").status_code == 404


def test_the_page_names_rule_set_day_seed_and_hashes(browser, snapshot):
    page = browser(assessors_of(snapshot.dossier)[0]).get(f"/trace/snapshots/{snapshot.id}")

    kept = snapshot.check_run.content["snapshot"]
    assert "TCVN 12850:2019, phiên bản 1" in page.text
    assert kept["data"]["sha256"] in page.text
    assert snapshot.check_run.sha256 in page.text


def test_the_command_runs_it_again(app, snapshot):
    answer = app.test_cli_runner().invoke(args=["trace", "rerun", str(snapshot.id)])

    assert answer.exit_code == 0
    assert "trùng với kết quả đã cố định" in answer.output


def test_the_command_exits_with_one_when_the_hash_differs(app, snapshot):
    snapshot.product.name = "Tên khác"
    db.session.flush()

    answer = app.test_cli_runner().invoke(args=["trace", "rerun", str(snapshot.id)])

    assert answer.exit_code == 1
    assert "- Thông tin khai báo của sản phẩm đã thay đổi." in answer.output


@pytest.mark.parametrize("number", ["999999"])
def test_the_command_names_a_result_that_does_not_exist(app, number):
    answer = app.test_cli_runner().invoke(args=["trace", "rerun", number])

    assert answer.exit_code == 1
    assert "Không có kết quả cố định số 999999" in answer.output
