"""A chain of one enterprise for tests: beans bought, coffee roasted, packed, sent, one mistake."""

import json
from typing import Any

from award.models import CaptureSource, Organisation
from award.services import capturing, parties
from tests.web.trace.epcis import document, event, made_of
from traceability.parties import PartyKind

GTIN = "08938501000019"
LOT = "https://id.gs1.org/01/08938501000019/10/{}"
UNIT = "https://id.gs1.org/00/189385010000000016"
OWN = "8938501000019"
FARM, COLLECTOR, SHOP = "8938502000001", "8938503000000", "8938504000009"
PERSON = "001090000123"


def gln(number: str) -> dict[str, str]:
    """A place by its GLN."""
    return {"id": f"https://id.gs1.org/414/{number}"}


def moved(number: int, lot: str, step: str, source: str, target: str, **fields: Any) -> Any:
    """A shipping or receiving event of a lot between two parties."""
    return event(
        number,
        action="OBSERVE",
        bizStep=step,
        quantityList=[{"epcClass": LOT.format(lot), "quantity": 10, "uom": "KGM"}],
        sourceList=[{"type": "owning_party", "source": gln(source)["id"]}],
        destinationList=[{"type": "owning_party", "destination": gln(target)["id"]}],
        **fields,
    )


def packed(number: int, lot: str, unit: str = UNIT, **fields: Any) -> dict[str, Any]:
    """A lot put into a logistic unit."""
    return {
        "type": "AggregationEvent",
        "action": "ADD",
        "eventID": f"urn:uuid:00000000-0000-4000-a000-{number:012d}",
        "eventTime": f"2026-11-{number % 20 + 1:02d}T10:00:00+07:00",
        "eventTimeZoneOffset": "+07:00",
        "bizStep": "packing",
        "readPoint": gln(OWN),
        "parentID": unit,
        "childQuantityList": [{"epcClass": LOT.format(lot), "quantity": 4, "uom": "KGM"}],
        **fields,
    }


def shipped_unit(number: int, unit: str = UNIT) -> dict[str, Any]:
    """A logistic unit sent to the shop with a delivery note."""
    whole = moved(number, "x", "shipping", OWN, SHOP)
    del whole["quantityList"]
    note = {"type": "desadv", "bizTransaction": "urn:x:PGH-01"}
    return {**whole, "epcList": [unit], "bizTransactionList": [note]}


# A farm grows T (and sends it to a collector, who sends it on as B), B is roasted into R, R is
# packed and sent; W was never roasted into R, which was declared.
STORY = [
    event(1, readPoint=gln(FARM), quantityList=[
        {"epcClass": LOT.format("T"), "quantity": 10, "uom": "KGM"}]),
    moved(2, "T", "shipping", FARM, COLLECTOR, readPoint=gln(FARM)),
    made_of(3, ["T"], ["B"], readPoint=gln(COLLECTOR)),
    moved(4, "B", "receiving", COLLECTOR, OWN, readPoint=gln(OWN),
          eventTime="2026-11-05T09:30:00+09:00", eventTimeZoneOffset="+09:00"),
    made_of(5, ["B"], ["R"], readPoint=gln(OWN)),
    packed(6, "R"),
    shipped_unit(7),
]  # fmt: skip
WRONG = made_of(8, ["W"], ["R"], readPoint=gln(OWN))
ERROR = {
    **WRONG,
    "errorDeclaration": {
        "declarationTime": "2026-11-21T08:00:00Z",
        "reason": "incorrect_data",
        "correctiveEventIDs": ["urn:uuid:00000000-0000-4000-9000-000000000005"],
    },
}


def capture(organisation: Organisation, *events: dict[str, Any]) -> None:
    """Let the organisation capture these events."""
    body = json.dumps(document(*events)).encode()
    job = capturing.keep(body, organisation=organisation, source=CaptureSource.UPLOAD)
    capturing.run(job.id)
    assert job.accepted == len(events), job.findings


def tell_story(organisation: Organisation) -> None:
    """Capture the whole chain, the mistake and its declaration."""
    capture(organisation, *STORY, WRONG)
    capture(organisation, ERROR)


def declare_parties(organisation: Organisation, editor: Any) -> None:
    """The organisation's own place, its shop, and a grower who is a private person."""
    parties.add_site(organisation, "Nhà máy Mẫu", OWN, actor=editor)
    parties.add_partner(organisation, "Cửa hàng Mẫu", PartyKind.GLN, SHOP, actor=editor)
    parties.add_partner(
        organisation, "Nguyễn Văn Mẫu", PartyKind.PERSONAL_NUMBER, PERSON, actor=editor
    )
