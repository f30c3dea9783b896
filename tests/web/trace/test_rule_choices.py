"""Optional rule sets: off by default, chosen for a product or all, then checked with the plots."""

import json

import pytest
from sqlalchemy import select

from award.extensions import db
from award.models import AuditEvent, CaptureSource, RuleChoice
from award.services import capturing, checking, growing_areas, rule_choices
from award.services.growing_areas import AreaFacts
from tests.web.trace import epcis

EUDR = "eudr-9"
CODE = "VN-DLOR-0123"
POINT = {"type": "Point", "coordinates": [108.05, 12.66]}


@pytest.fixture
def address(product):
    return f"/trace/products/{product.id}/rules"


def grown(organisation):
    """A lot that came from a growing area."""
    event = epcis.event(
        1,
        quantityList=[{"epcClass": "https://id.gs1.org/01/08938505970011/10/L1", "quantity": 1}],
        sourceList=[{"type": "location", "source": growing_areas.address(CODE)}],
    )
    job = capturing.keep(
        json.dumps(epcis.document(event)).encode(),
        organisation=organisation,
        source=CaptureSource.UPLOAD,
    )
    capturing.run(job.id)


def rule_ids(run):
    return [one["id"] for one in run.content["snapshot"]["rule_sets"]]


def told(run):
    return [one["message"] for one in run.content["findings"]]


@pytest.mark.parametrize(("scope", "about"), [("product", True), ("all", False)])
def test_the_rules_on_deforestation_are_off_until_chosen(
    browser, editor, organisation, product, address, scope, about
):
    grown(organisation)
    before = checking.run(product, actor=editor)

    page = browser(editor).post(
        address, data={"rule_set": EUDR, "scope": scope, "on": "y"}, follow_redirects=True
    )
    on = checking.run(product, actor=editor)
    form = browser(editor).get(f"/trace/products/{product.id}/edit").text
    row = db.session.scalars(select(RuleChoice)).one()
    assert (row.product_id is not None) is about
    browser(editor).post(address, data={"rule_set": EUDR, "scope": scope})

    assert "Đang áp dụng" in page.text
    assert "Bằng chứng không gây mất rừng" in form
    assert [EUDR in rule_ids(run) for run in (before, on, checking.run(product, actor=editor))] == [
        False,
        True,
        False,
    ]
    actions = [one.action for one in db.session.scalars(select(AuditEvent))]
    assert (actions.count("choose_rule_set"), actions.count("drop_rule_set")) == (1, 1)


@pytest.mark.parametrize(
    ("facts", "located"),
    [
        ({"geometry": POINT}, True),
        ({}, False),
        ({"geometry": POINT, "area_ha": growing_areas.Decimal(5)}, False),
    ],
)
def test_chosen_rules_ask_where_each_named_plot_lies(organisation, product, editor, facts, located):
    grown(organisation)
    growing_areas.save(organisation, AreaFacts(code=CODE, grower="Hộ Mẫu", **facts), actor=editor)
    rule_choices.switch(product, EUDR, for_all=False, on=True, actor=editor)

    run = checking.run(product, actor=editor)

    missing = next(text for text in told(run) if "2023/1115" in text)
    assert ("Tọa độ các thửa đất" not in missing) is located
    assert any(f"Vùng trồng {CODE} chưa có tọa độ" in text for text in told(run)) is not located


def test_only_optional_rules_are_switched_and_by_editors_alone(browser, editor, reader, address):
    unknown = browser(editor).post(address, data={"rule_set": "nd37-23-5", "on": "y"})
    refused = browser(reader).post(address, data={"rule_set": EUDR, "on": "y"})
    twice = [
        browser(editor).post(address, data={"rule_set": EUDR, "on": "y"}).status_code
        for _ in range(2)
    ]

    assert (unknown.status_code, refused.status_code, twice) == (403, 403, [302, 302])
    assert len(db.session.scalars(select(RuleChoice)).all()) == 1
