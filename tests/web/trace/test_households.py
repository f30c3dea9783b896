"""A household's tax code is its owner's personal number: nothing that others read prints it."""

import json

import pytest
from sqlalchemy import select

from award.extensions import db
from award.models import AuditEvent, EventKey, EventPayload, OrganisationKind, Partner
from award.services import checking, parties, products_register
from tests.web.trace.chains import capture, moved
from tests.web.trace.test_sheets import GTIN, LOT, PAPER
from tests.web.trace.test_sheets import capture as upload
from traceability.parties import PartyKind

OWNER, BUYER = "001185012345", "001090000123"
NODE = f"https://id.gs1.org/01/0{GTIN}/10/L1"
SHIPPED = [*PAPER, "Hộ Mẫu B", GTIN, "L1", "500", "kg"]


@pytest.fixture
def household(organisation, editor, product):
    """A household that traces its product, and sells to another household."""
    organisation.kind, organisation.tax_code = OrganisationKind.HOUSEHOLD, OWNER
    parties.add_prefix(organisation, "893850597", actor=editor)
    parties.add_site(organisation, "Kho Mẫu", "8938505970028", actor=editor)
    parties.add_partner(organisation, "Hộ Mẫu B", PartyKind.MST, BUYER, actor=editor)
    db.session.commit()
    return organisation


@pytest.mark.parametrize("typed", [BUYER, "001 090 000 123"])
@pytest.mark.parametrize("kind", ["mst", "personal-number"])
def test_twelve_digits_are_taken_for_a_tax_code_and_kept_as_a_personal_number(
    browser, editor, organisation, kind, typed
):
    form = {"name": "Hộ Mẫu", "kind": kind, "code": typed}

    page = browser(editor).post(
        f"/trace/organisations/{organisation.id}/parties/partner",
        data=form,
        follow_redirects=True,
    )

    row = db.session.scalars(select(Partner)).one()
    assert (row.kind, row.identifier) == ("personal-number", BUYER)
    assert "*********123" in page.text
    assert BUYER not in page.text


def test_templates_of_and_with_households_put_no_number_into_events(
    browser, editor, household, capsys
):
    base = f"/trace/organisations/{household.id}/sheets"

    upload(browser(editor), base, "lots", LOT)
    job = upload(browser(editor), base, "shipments", SHIPPED, [*SHIPPED[:3], BUYER, GTIN, "L2",
                                                              "1", "kg"])  # fmt: skip

    assert (job.accepted, job.rejected) == (1, 0)
    kept = json.dumps(
        [
            *db.session.scalars(select(EventPayload.payload)),
            *db.session.scalars(select(EventKey.event_id)),
            *db.session.scalars(select(AuditEvent.data)),
        ]
    )
    told = capsys.readouterr()
    for number in (OWNER, BUYER):
        assert number not in kept + told.out + told.err


def test_no_finding_page_or_passport_prints_a_number_not_even_one_that_others_wrote(
    browser, client, editor, household, capsys
):
    base = f"/trace/organisations/{household.id}"
    upload(browser(editor), f"{base}/sheets", "lots", LOT)
    upload(browser(editor), f"{base}/sheets", "shipments", SHIPPED)
    _capture_of_a_system_that_writes_numbers(household)

    run = checking.run(db.session.get(products_register.Product, _product().id), actor=editor)
    db.session.commit()

    codes = {one["code"] for one in run.content["findings"]}
    assert "personal_number" in codes
    own = browser(editor)
    asked = {
        f"/trace/products/{_product().id}": own,
        f"/trace/runs/{run.id}": own,
        f"{base}/parties": own,
        f"{base}/lot?lot={NODE}": own,
        f"{base}/lot/steps?lot={NODE}": own,
        f"/p/01/0{GTIN}/10/L1": client,
        f"/passport/01/0{GTIN}/10/L1": client,
        f"/passport/view/01/0{GTIN}/10/L1": client,
    }
    pages = {address: browser.get(address) for address, browser in asked.items()}
    assert {answer.status_code for answer in pages.values()} == {200}
    told = capsys.readouterr()
    kept = json.dumps(run.content)
    for number in (OWNER, BUYER):
        assert [where for where, answer in pages.items() if number in answer.text] == []
        assert number not in kept + told.out + told.err


def test_a_number_in_an_address_does_not_get_into_the_log(client, app, capsys):
    client.get(f"/p/{OWNER}")
    app.logger.error("Không đọc được %s", BUYER)

    told = capsys.readouterr().err
    assert "/p/*********345" in told
    assert "Không đọc được *********123" in told
    assert (OWNER in told, BUYER in told) == (False, False)


def _product():
    return db.session.scalars(select(products_register.Product)).one()


def _capture_of_a_system_that_writes_numbers(household):
    event = moved(3, "x", "shipping", "8938505970028", "8938505970028")
    capture(
        household,
        event
        | {
            "eventID": f"https://mau.vn/{OWNER}/1",
            "quantityList": [{"epcClass": NODE, "quantity": 5, "uom": "KGM"}],
            "sourceList": [{"type": "owning_party", "source": f"https://mau.vn/ho/{OWNER}"}],
            "destinationList": [
                {"type": "owning_party", "destination": f"https://mau.vn/ho/{BUYER}"}
            ],
        },
    )
