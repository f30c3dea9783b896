"""Traceability beside a dossier: chosen, shown, warned of, frozen on submission, never scored."""

from datetime import date

import pytest
from sqlalchemy import select

from award.extensions import db
from award.models import ComplianceSnapshot, HandOver, RiskLevel
from award.services import checking, handing_over, products_register, snapshots, trace_bearing
from award.services.products_register import ProductFacts
from scoring.rulebook import load
from tests.factories import (
    advance,
    assessors_of,
    assignments_of,
    make_dossier,
    make_organisation,
    make_user,
    owner_of,
    secretary_of,
)
from traceability.rule_sets import rule_set


@pytest.fixture
def dossier(app):
    """A registered dossier of an organisation."""
    return make_dossier("registered")


@pytest.fixture
def risky(dossier):
    """A high-risk product whose duty to be traced has begun, without any event."""
    facts = ProductFacts(
        name="Tôm Mẫu",
        gtin="8938505970011",
        risk=RiskLevel.HIGH,
        mandatory_from=date(2020, 1, 1),
    )
    return products_register.save(dossier.organisation, facts, actor=owner_of(dossier))


def choose(browser, dossier, *products):
    return browser(owner_of(dossier)).post(
        f"/trace/dossiers/{dossier.id}/products", data={"products": [one.id for one in products]}
    )


def test_the_owner_chooses_products_and_sees_the_panel_with_its_warning(browser, dossier, risky):
    answer = choose(browser, dossier, risky)

    page = browser(owner_of(dossier)).get(f"/dossiers/{dossier.id}")
    assert answer.status_code == 302
    assert "Tôm Mẫu" in page.text
    assert "Chưa kiểm tra" in page.text
    assert "phải truy xuất nguồn gốc từ 01/01/2020" in page.text
    assert "không ảnh hưởng đến điểm" in page.text


def test_the_choice_is_shown_again(browser, dossier, risky):
    choose(browser, dossier, risky)

    page = browser(owner_of(dossier)).get(f"/trace/dossiers/{dossier.id}/products")

    assert "checked" in page.text


def test_a_product_of_another_organisation_cannot_be_chosen(browser, dossier):
    owner = make_user("Chủ Mẫu Khác")
    other = make_organisation(owner=owner)
    product = products_register.save(
        other, ProductFacts(name="Trà Mẫu", other_code="TRA-1"), actor=owner
    )

    answer = choose(browser, dossier, product)

    assert answer.status_code == 422
    assert snapshots.chosen(dossier) == set()


def test_a_low_risk_product_is_not_warned_of(dossier):
    product = products_register.save(
        dossier.organisation, ProductFacts(name="Trà", other_code="T-1"), actor=owner_of(dossier)
    )
    snapshots.choose(dossier, [product.id], actor=owner_of(dossier))

    assert [row.warning for row in snapshots.panel(dossier, actor=owner_of(dossier))] == [""]


def test_submission_freezes_the_result_and_later_runs_leave_it(browser, dossier, risky):
    snapshots.choose(dossier, [risky.id], actor=owner_of(dossier))

    advance(dossier, "submitted")
    later = checking.run(risky, actor=owner_of(dossier))

    frozen = db.session.scalars(select(ComplianceSnapshot)).one()
    row = snapshots.panel(dossier, actor=owner_of(dossier))[0]
    assert row.frozen
    assert row.run.id == frozen.check_run_id != later.id
    page = browser(secretary_of(dossier.council)).get(
        f"/councils/{dossier.council_id}/dossiers/{dossier.id}"
    )
    assert "cố định khi nộp" in page.text


def test_nothing_is_frozen_without_products(dossier):
    advance(dossier, "submitted")

    assert db.session.scalar(select(ComplianceSnapshot.id)) is None


def test_assessors_read_the_findings_beside_the_dossier(browser, dossier, risky):
    snapshots.choose(dossier, [risky.id], actor=owner_of(dossier))
    advance(dossier, "under_review")
    assessor = assessors_of(dossier)[0]
    run = snapshots.panel(dossier, actor=owner_of(dossier))[0].run

    page = browser(assessor).get(f"/trace/runs/{run.id}")

    assert page.status_code == 200
    assert "Tôm Mẫu" in page.text
    assert browser(assessor).get(f"/trace/products/{risky.id}").status_code == 404


def test_a_secretary_before_submission_does_not_open_the_run(browser, dossier, risky):
    snapshots.choose(dossier, [risky.id], actor=owner_of(dossier))
    run = checking.run(risky, actor=owner_of(dossier))

    assert browser(secretary_of(dossier.council)).get(f"/trace/runs/{run.id}").status_code == 404
    choice = browser(secretary_of(dossier.council)).get(f"/trace/dossiers/{dossier.id}/products")
    assert choice.status_code == 403


def test_the_panel_asks_as_much_for_three_products_as_for_one(dossier, risky, questions):
    owner = owner_of(dossier)
    snapshots.choose(dossier, [risky.id], actor=owner)
    with questions() as one:
        snapshots.panel(dossier, actor=owner_of(dossier))
    more = [
        products_register.save(
            dossier.organisation, ProductFacts(name=f"Trà {n}", other_code=f"T-{n}"), actor=owner
        )
        for n in (1, 2)
    ]
    snapshots.choose(dossier, [risky.id, *(each.id for each in more)], actor=owner)
    with questions() as three:
        rows = snapshots.panel(dossier, actor=owner_of(dossier))

    assert len(rows) == 3
    assert len(three) == len(one)


def test_t02_the_warning_stands_at_registration_intake_and_council(browser, app):
    draft = make_dossier("draft")
    owner = owner_of(draft)
    facts = ProductFacts(
        name="Tôm Mẫu", gtin="8938505970011", risk=RiskLevel.HIGH, mandatory_from=date(2020, 1, 1)
    )
    product = products_register.save(draft.organisation, facts, actor=owner)
    snapshots.choose(draft, [product.id], actor=owner)
    warning = "phải truy xuất nguồn gốc từ 01/01/2020"

    registration = browser(owner).get(f"/dossiers/{draft.id}/registration")
    advance(draft, "submitted")

    place = f"/councils/{draft.council_id}/dossiers/{draft.id}"
    secretary = browser(secretary_of(draft.council))
    assert warning in registration.text
    assert "không ảnh hưởng đến điểm" in registration.text
    for page in (place, f"{place}/checklist", f"{place}/content"):
        assert warning in secretary.get(page).text


def test_an_item_shows_the_points_that_bear_on_it(browser, dossier, risky):
    snapshots.choose(dossier, [risky.id], actor=owner_of(dossier))
    advance(dossier, "under_review")
    assignment = assignments_of(dossier)[0]
    own = browser(assignment.user)

    bearing = own.get(f"/assessments/{assignment.id}/items/6.2")
    other = own.get(f"/assessments/{assignment.id}/items/2.1")

    assert "Truy xuất nguồn gốc liên quan đến hạng mục (không cộng vào điểm)" in bearing.text
    assert "R20" in bearing.text
    assert "R01" not in bearing.text
    assert "Truy xuất nguồn gốc liên quan" not in other.text


def test_every_bearing_names_an_item_and_a_point_that_exist():
    known = {point.code for point in rule_set("tcvn-12850-2019").points}

    for edition in ("gtclqg-2011", "gtclqg-2020", "gtclqg-2026"):
        items = [item.code for item in load(edition).items]
        named = {code: trace_bearing.points_for(edition, code) for code in items}
        assert set().union(*named.values()) == known
    assert trace_bearing.points_for("gtclqg-2020", "9.9") == ()


def test_the_hand_over_carries_the_frozen_result_and_compares_its_hash(dossier, risky):
    snapshots.choose(dossier, [risky.id], actor=owner_of(dossier))
    advance(dossier, "handed_over")
    hand_over = db.session.scalars(select(HandOver)).one()

    row = next(one for one in handing_over.comparisons(hand_over) if one.kind == "traceability")
    run = snapshots.current(dossier)[risky.id].check_run
    run.content = {**run.content, "snapshot": {"engine": "khác"}}
    fault = handing_over.first_fault(hand_over)

    assert row.agrees
    assert row.what == "Tôm Mẫu"
    assert hand_over.content["dossiers"][0]["traceability"][0]["sha256"] == run.sha256
    assert fault == f"kết quả truy xuất của hồ sơ {dossier.number} khác với khi gửi."
