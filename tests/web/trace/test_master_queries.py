"""Queries on master data: what an organisation declared of its places, parties and products."""

from urllib.parse import quote

import pytest

from award.config import current
from award.extensions import db
from award.models import Role
from award.services import growing_areas, parties, products_register
from award.services.growing_areas import AreaFacts
from award.services.products_register import ProductFacts
from tests.factories import grant, make_user
from tests.web.trace.epcis import LOT, event, make_system
from traceability.parties import PartyKind

OWN, BUYER = "8938501000019", "8938505970028"
MDA = "urn:epcglobal:cbv:mda#"
PERSON = "001090000123"


def declare(organisation):
    """A site, buyers, a growing area and two products; return how events name the private buyer."""
    editor = make_user("Biên tập Mẫu")
    grant(editor, Role.EDITOR, organisation=organisation)
    parties.add_site(organisation, "Kho Mẫu", OWN, "Số 1, đường Mẫu", actor=editor)
    parties.add_partner(
        organisation, "Siêu thị Mẫu", PartyKind.GLN, BUYER, address="Số 2", actor=editor
    )
    parties.add_partner(organisation, "Thương lái Mẫu", PartyKind.MST, "0100112437", actor=editor)
    person = parties.add_partner(
        organisation, "Nguyễn Văn Mẫu", PartyKind.PERSONAL_NUMBER, PERSON, actor=editor
    )
    area = AreaFacts(
        code="VN-DLOR-0123", grower="Trần Thị Mẫu", private_grower=True, province_code="66"
    )
    growing_areas.save(organisation, area, actor=editor)
    coffee = ProductFacts(name="Cà phê Mẫu, rang xay", gtin=LOT[22:36])
    products_register.save(organisation, coffee, actor=editor)
    products_register.save(
        organisation, ProductFacts(name="Trà Mẫu", other_code="TRA-1"), actor=editor
    )
    db.session.commit()
    return f"household-{organisation.id}-{person.id}"


@pytest.fixture
def system(client):
    """Seven events, each at another place, to another party or of another product."""
    system = make_system(client, name="Công ty Mẫu Rang", address="Số 9")
    base = f"{current().base_url}/id"
    person = f"{base}/household/{declare(system.organisation)}"
    foreign = {"epcClass": "https://id.gs1.org/01/08938505970011/10/X", "quantity": 1}
    piece = "urn:epc:id:sgtin:8938501.000001.77"

    def to(number, party, **fields):
        given = {"type": "owning_party", "destination": party}
        return event(number, action="OBSERVE", quantityList=[foreign], destinationList=[given],
                     **fields)  # fmt: skip

    system.capture(
        event(1),
        event(2, readPoint={"id": f"{base}/growing-area/VN-DLOR-0123"}, quantityList=[foreign]),
        to(3, "urn:epc:id:pgln:893850597.002",
           bizLocation={"id": "urn:epc:id:sgln:8938501.00001.0"}),
        to(4, f"{base}/mst/0100112437", readPoint={"id": f"https://id.gs1.org/414/{OWN}/254/CUA"}),
        to(5, person, readPoint={"id": "urn:x:khac"}),
        to(6, "urn:x:khac", readPoint={"id": "urn:x:khac"},
           sourceList=[{"type": "owning_party",
                        "source": f"{base}/mst/{system.organisation.tax_code}"}]),
        event(7, readPoint={"id": "urn:x:khac"}, quantityList=[], epcList=[piece], action="ADD"),
    )  # fmt: skip
    assert system.ids(orderBy="eventTime", orderDirection="ASC") == [1, 2, 3, 4, 5, 6, 7]
    return system


QUERIES = [
    ({"HASATTR_readPoint": "cbvmda:name"}, [1, 3]),
    ({"HASATTR_readPoint": f"{MDA}state"}, [2]),
    ({"HASATTR_readPoint": f"{MDA}state,{MDA}name"}, [1, 2, 3]),
    ({"HASATTR_bizLocation": f"{MDA}streetAddressOne"}, [3]),
    ({"HASATTR_bizLocation": f"{MDA}postalCode"}, []),
    ({"EQATTR_readPoint_cbvmda:name": "Kho Mẫu"}, [1, 3]),
    ({f"EQATTR_readPoint_{MDA}name": "Kho Khác|Kho Mẫu"}, [1, 3]),
    ({"EQATTR_readPoint_urn:epcglobal:cbv:mda:streetAddressOne": "Số 1, đường Mẫu"}, [1, 3]),
    ({f"EQATTR_readPoint_{MDA}state": "Đắk Lắk"}, [2]),
    ({f"EQATTR_bizLocation_{MDA}name": "Kho Mẫu"}, [3]),
    ({f"EQATTR_bizLocation_{MDA}name": "Số 1"}, []),
    ({f"EQATTR_bizLocation_{MDA}colour": "Kho Mẫu"}, []),
    ({"HASATTR_destination": "cbvmda:name"}, [3, 4, 5]),
    ({"HASATTR_destination": "cbvmda:streetAddressOne"}, [3]),
    ({"EQATTR_destination_cbvmda:name": "Siêu thị Mẫu"}, [3]),
    ({"EQATTR_destination_cbvmda:name": "Thương lái Mẫu"}, [4]),
    ({"EQATTR_destination_cbvmda:name": "Nguyễn Văn Mẫu"}, [5]),
    ({"EQATTR_source_cbvmda:name": "Công ty Mẫu Rang"}, [6]),
    ({"EQATTR_source_cbvmda:name": "Siêu thị Mẫu"}, []),
    ({"HASATTR_epcClass": "cbvmda:descriptionShort"}, [1, 7]),
    ({"EQATTR_epcClass_cbvmda:descriptionShort": "Cà phê Mẫu, rang xay"}, [1, 7]),
    ({"EQATTR_epcClass_cbvmda:descriptionShort": "Cà phê Mẫu"}, []),
    ({"EQATTR_readPoint_cbvmda:name": "Kho Mẫu", "EQ_action": "ADD"}, [1]),
]


@pytest.mark.parametrize(("query", "found"), QUERIES, ids=lambda value: str(value)[:70])
def test_events_are_found_by_what_is_declared_of_what_they_name(system, query, found):
    assert system.ids(orderDirection="ASC", **query) == found


@pytest.mark.parametrize(
    "query",
    [
        {"HASATTR_bizStep": "cbvmda:name"},
        {"HASATTR_readPoint": ""},
        {"HASATTR_": "cbvmda:name"},
        {"EQATTR_readPoint": "Kho Mẫu"},
        {"EQATTR_readPoint_cbvmda:name": " | "},
        {"EQATTR_disposition_cbvmda:name": "Kho Mẫu"},
    ],
)
def test_a_field_without_master_data_and_a_missing_value_are_refused(system, query):
    answer = system.get("/events", **query)

    assert (answer.status_code, answer.json["type"]) == (
        400, "epcisException:QueryParameterException",
    )  # fmt: skip


def test_growers_are_not_asked_for_by_name(system):
    assert system.ids(**{"EQATTR_readPoint_cbvmda:name": "Trần Thị Mẫu"}) == []


def test_what_others_declared_finds_nothing(client, system):
    other = make_system(client, tax_code="0100112444", name="Công ty Mẫu Khác")
    other.capture(event(1))

    assert other.ids(**{"EQATTR_readPoint_cbvmda:name": "Kho Mẫu"}) == []
    assert other.ids(**{"HASATTR_epcClass": "cbvmda:descriptionShort"}) == []


def test_the_events_of_a_step_are_narrowed_by_master_data_too(system):
    path = f"/bizSteps/{quote('commissioning')}/events"

    assert system.ids(path, **{"EQATTR_destination_cbvmda:name": "Siêu thị Mẫu"}) == [3]
