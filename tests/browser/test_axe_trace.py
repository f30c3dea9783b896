"""Pages of traceability: no rule of accessibility broken, nothing wider than a phone."""

from urllib.parse import quote

import pytest
from sqlalchemy import select

from award.extensions import db
from award.models import CaptureJob, CheckRun
from award.services import drills, products_register
from award.services.products_register import ProductFacts
from tests.browser.looking import look
from tests.browser.person import Person
from tests.factories import assessors_of, owner_of
from tests.web.scene import make_scene
from tests.web.trace.chains import GTIN, LOT, declare_parties, tell_story

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

# Long as real ones are: with the organisation, the kind and the place in them.
NAME = "Cà phê rang xay nguyên chất Mẫu của hợp tác xã vùng cao, gói năm trăm gam, loại đặc biệt"
PRODUCT = (
    "", "/edit", "/evidence", "/evidence/R01", "/label", "/labels", "/lots", "/map", "/picture",
    "/drills",
)  # fmt: skip
ORGANISATION = (
    "/areas", "/areas/new", "/areas/import", "/captures", "/conformity", "/lots?q=R",
    "/parties", "/parties/prefix", "/parties/site", "/parties/partner", "/portals",
    "/portals/national", "/products/new", "/requests", "/sheets", "/sheets/lots", "/tokens",
)  # fmt: skip
PUBLIC = (f"/p/01/{GTIN}/10/R", f"/passport/view/01/{GTIN}", "/standards")
LOTS = ("lot", "lot/steps")
ROWS = {
    "areas": "growing_area_id",
    "captures": "capture_job_id",
    "requests": "authority_request_id",
    "snapshots": "compliance_snapshot_id",
}


@pytest.fixture
def rooms(site):
    """The owner's pages and the assessor's, with a chain and a row behind every address."""
    with site.found():
        scene = make_scene("under_review")
        organisation, owner = scene.dossier.organisation, owner_of(scene.dossier)
        coffee = products_register.save(
            organisation, ProductFacts(name=NAME, gtin=GTIN), actor=owner
        )
        declare_parties(organisation, owner)
        tell_story(organisation)
        drill = drills.start(coffee, actor=owner)
        finished = select(CaptureJob.id).where(CaptureJob.finished_at.is_not(None))
        empty = f"/trace/products/{scene.ids['product_id']}"
        own = [
            "/trace",
            *(f"/trace/products/{coffee.id}{page}" for page in PRODUCT),
            f"/trace/products/{coffee.id}/drills/{drill.id}",
            *(f"{empty}{page}" for page in ("", "/lots", "/map", "/labels")),
            *(f"/trace/organisations/{organisation.id}{page}" for page in ORGANISATION),
            *(
                f"/trace/organisations/{organisation.id}/{page}?lot={quote(LOT.format('R'))}"
                for page in LOTS
            ),
            *(f"/trace/{room}/{scene.ids[row]}" for room, row in ROWS.items()),
            f"/trace/captures/{db.session.scalars(finished).first()}",
            f"/trace/runs/{db.session.scalars(select(CheckRun.id)).one()}",
            f"/trace/runs/{scene.ids['check_run_id']}/compare",
            f"/trace/areas/{scene.ids['growing_area_id']}/edit",
        ]
        frozen = f"/trace/snapshots/{scene.ids['compliance_snapshot_id']}"
        read = [frozen, f"{frozen}/overrides/R02"]
        people = owner.email, assessors_of(scene.dossier)[0].email
        db.session.commit()
    site.give_passwords()
    return {"owner": (people[0], own), "assessor": (people[1], read)}


def test_pages_of_traceability_can_be_used_by_everybody(site, rooms):
    found = {}
    for email, addresses in rooms.values():
        found |= look(Person(site, email).sign_in(), addresses)
    found |= look(
        Person(site, ""), (f"/p/01/{GTIN}/10/R", f"/passport/view/01/{GTIN}", "/standards")
    )

    assert found == {}
