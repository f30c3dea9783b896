"""Two checks side by side: by award year, by a year's distance, or as asked for."""

import copy
from datetime import timedelta
from decimal import Decimal

import pytest

from award import clock
from award.extensions import db
from award.models import CheckRun, ComplianceSnapshot
from award.services import checking, comparing, products_register
from award.services.products_register import ProductFacts
from tests.factories import make_cycle, make_dossier, make_organisation, make_user, secretary_of
from tests.web.trace.chains import GTIN, OWN, SHOP, capture, gln, moved
from tests.web.trace.epcis import event


@pytest.fixture
def coffee(organisation, editor):
    return products_register.save(
        organisation, ProductFacts(name="Cà phê Mẫu", gtin=GTIN), actor=editor
    )


@pytest.fixture
def two(organisation, editor, coffee):
    """A check before any event, and one of a chain that ends nowhere."""
    first = checking.run(coffee, actor=editor)
    sent = moved(2, "L1", "shipping", OWN, SHOP, readPoint=gln(OWN))
    del sent["destinationList"]
    capture(organisation, event(1), sent)
    return first, checking.run(coffee, actor=editor)


def freeze(run, year, organisation):
    dossier = make_dossier(
        "draft",
        organisation=organisation,
        cycle=make_cycle("gtclqg-2026" if year == 2026 else "gtclqg-2020", year=year),
    )
    db.session.add(
        ComplianceSnapshot(
            dossier_id=dossier.id, product_id=run.product_id, check_run_id=run.id,
            frozen_at=clock.now(),
        )
    )  # fmt: skip
    db.session.flush()
    return dossier


def again(run, **changed):
    """Another run with the same content."""
    columns = {
        one.key: getattr(run, one.key) for one in CheckRun.__table__.columns if one.key != "id"
    }
    twin = CheckRun(**columns | {"content": copy.deepcopy(run.content)} | changed)
    db.session.add(twin)
    db.session.flush()
    return twin


def test_figures_metrics_and_points_stand_side_by_side(browser, reader, two):
    first, second = two

    page = browser(reader).get(f"/trace/runs/{second.id}/compare")

    found = comparing.of(second, first)
    assert (found.old, found.new) == (first, second)
    lines = {line.id: line for line in found.metrics}
    assert lines["M5"].new == Decimal(0)
    assert lines["M5"].difference is None
    coverage = found.figures[1]
    assert coverage.difference == coverage.new - coverage.old > 0
    assert {one.code for one in found.points} >= {"R02"}
    assert "Sự kiện của tháng 11/2026 đã thay đổi: 0 → 2 sự kiện." in found.reasons
    assert f"+{coverage.difference:.1f}".replace(".", ",") in page.text
    assert "Hai lần kiểm tra dùng cùng các bộ quy định." in page.text


def test_two_runs_of_the_same_data_do_not_differ(browser, reader, two):
    twin = again(two[1])

    page = browser(reader).get(f"/trace/runs/{twin.id}/compare")

    assert "Không có điểm kiểm soát nào thay đổi." in page.text
    assert "cùng dữ liệu, cùng quy định và cùng ngày áp dụng." in page.text


def test_a_rule_set_that_changed_is_named(browser, reader, two):
    content = copy.deepcopy(two[1].content)
    content["snapshot"]["rule_sets"][0] |= {"version": "2", "sha256": "1" * 64}
    changed = again(two[1], content=content, rule_set="tcvn-13167-2025 (1)")
    name = content["snapshot"]["rule_sets"][0]["id"]

    page = browser(reader).get(f"/trace/runs/{changed.id}/compare?with={two[1].id}")

    found = comparing.of(two[1], changed)
    assert found.rules[0] == (name, "1", "2")
    assert "Danh mục điểm kiểm soát" in page.text
    assert name in page.text


def test_a_point_that_one_run_does_not_know_is_told(browser, reader, two):
    content = copy.deepcopy(two[1].content)
    content["snapshot"]["result"]["points"].pop()
    fewer = again(two[1], content=content)

    page = browser(reader).get(f"/trace/runs/{fewer.id}/compare?with={two[1].id}")

    assert "không còn điểm này" in page.text


def test_the_run_of_the_award_year_before_comes_first(organisation, two):
    first, second = two
    between = again(first)
    last = again(second)
    freeze(first, 2025, organisation)
    freeze(last, 2026, organisation)

    assert comparing.counterpart(last, [second, between, first]) == first
    assert comparing.years([last, first]) == {last.id: 2026, first.id: 2025}


def test_without_award_years_a_run_of_a_year_ago_comes_before_the_last_one(two):
    first, second = two
    first.ran_at -= timedelta(days=370)
    last = again(second)

    assert comparing.counterpart(last, [second, first]) == first
    assert comparing.counterpart(second, [last, first]) == first
    assert comparing.counterpart(first, [last, second]) is None


def test_a_first_run_has_nothing_to_compare_with(browser, reader, editor, coffee):
    run = checking.run(coffee, actor=editor)

    page = browser(reader).get(f"/trace/runs/{run.id}/compare")

    assert "Chưa có lần kiểm tra nào khác để so." in page.text


def test_who_reads_a_dossier_compares_frozen_runs_alone(browser, organisation, two):
    first, second = two
    hidden = again(second)
    old = make_dossier("submitted", organisation=organisation)
    for run in (first, second):
        db.session.add(
            ComplianceSnapshot(
                dossier_id=old.id, product_id=run.product_id, check_run_id=run.id,
                frozen_at=clock.now(),
            )
        )  # fmt: skip
    db.session.flush()

    page = browser(secretary_of(old.council)).get(
        f"/trace/runs/{second.id}/compare?with={hidden.id}"
    )

    assert page.status_code == 200
    assert f'value="{first.id}"' in page.text
    assert f'value="{hidden.id}"' not in page.text


def test_a_stranger_compares_nothing(browser, two):
    stranger = make_user("Người Lạ Mẫu")
    make_organisation(owner=stranger)

    assert browser(stranger).get(f"/trace/runs/{two[1].id}/compare").status_code == 404
