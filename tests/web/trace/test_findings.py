"""Findings: each code and metric has its remedy, each finding leads to what it is about."""

from html import unescape

import pytest

from award.services import capturing, checking, products_register
from award.services.products_register import ProductFacts
from award.trace import reading
from award.trace.reading import remedy
from tests.web.trace.chains import GTIN, LOT, OWN, SHOP, capture, gln, moved
from tests.web.trace.epcis import event
from tests.web.trace.test_captures import send
from traceability import epcis_report
from traceability.metrics import settings
from traceability.metrics_sentences import SENTENCES


@pytest.fixture
def run(organisation, editor):
    """A check of a product whose lot left for nobody, by codes of nobody known."""
    product = products_register.save(
        organisation, ProductFacts(name="Cà phê Mẫu", gtin=GTIN), actor=editor
    )
    sent = moved(2, "L1", "shipping", OWN, SHOP, readPoint=gln(OWN))
    del sent["destinationList"]
    capture(organisation, event(1), sent)
    return checking.run(product, actor=editor)


def test_no_code_of_a_check_of_a_reader_or_of_the_store_is_without_its_remedy():
    codes = {*SENTENCES, *epcis_report.SENTENCES, *capturing._FAULTS}

    assert len(codes) > 80
    assert {code for code in codes if remedy(code) == remedy("?")} == set()


def test_no_remedy_is_of_a_code_that_nothing_tells():
    codes = {*SENTENCES, *epcis_report.SENTENCES, *capturing._FAULTS, "plot_unlocated"}

    assert set(reading._remedies()["code"]) - codes == set()


def test_no_metric_is_without_its_remedy():
    told = reading._remedies()["metric"]

    assert set(told) == set(settings()["metric"])


def test_a_finding_on_an_event_leads_to_its_lot_at_that_event(browser, reader, run):
    page = unescape(browser(reader).get(f"/trace/runs/{run.id}").text)

    found = next(one for one in run.content["findings"] if one["code"] == "recipient_missing")
    address = f"/trace/organisations/{run.product.organisation_id}/lot?lot={LOT.format('L1')}"
    assert found["lot"] == LOT.format("L1")
    assert f'href="{address}#{found["event"]}"' in page


@pytest.mark.parametrize(
    ("code", "path"),
    [("item_missing", "/trace/products/{product}"), ("metric_below", "#M5")],
)
def test_a_finding_leads_to_where_it_is_mended(browser, reader, run, code, path):
    shown = reading.findings(run, own=False)
    with_links = browser(reader).get(f"/trace/runs/{run.id}").text

    assert code in {one["code"] for one in run.content["findings"]}
    assert {one["href"] for one in shown} == {""}
    assert f'href="{path.format(product=run.product_id)}"' in with_links


def test_a_code_of_an_undeclared_prefix_leads_to_the_parties(app, run):
    told = {"code": "prefix_unknown", "path": "$", "event": "", "lot": ""}

    with app.test_request_context():
        address = reading._address(run, told)

    assert address == f"/trace/organisations/{run.product.organisation_id}/parties"


def test_a_run_of_before_lots_were_kept_still_opens(browser, reader, run):
    kept = [{k: v for k, v in one.items() if k != "lot"} for one in run.content["findings"]]
    run.content = {**run.content, "findings": kept}

    assert browser(reader).get(f"/trace/runs/{run.id}").status_code == 200


def test_a_failing_case_of_a_metric_leads_to_its_lot_and_says_how_to_raise_it(browser, reader, run):
    page = unescape(browser(reader).get(f"/trace/runs/{run.id}").text)

    assert "Cách khắc phục: Ghi bên nhận trong mọi sự kiện giao hàng." in page
    assert f'lot={LOT.format("L1")}">{LOT.format("L1")}</a>' in page


def test_whoever_is_not_of_the_organisation_gets_no_links_into_its_chain(run):
    metrics = reading.metrics(run, own=False)

    assert {href for one in metrics for _, href in one["cases"]} == {""}


def test_a_document_that_is_refused_says_how_to_mend_it(browser, editor, organisation):
    answer = send(browser, editor, organisation, b"{")
    capturing.run(answer.location.rpartition("/")[2])

    page = browser(editor).get(answer.location)

    assert "Cách khắc phục: Sửa chỗ được nêu, hoặc xuất lại tệp JSON" in page.text
