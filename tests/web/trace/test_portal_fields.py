"""What a field map keeps at home when events leave for a portal as EPCIS."""

import json

from award import clock
from award.models import CaptureSource
from award.services import capturing, portal_exports, portals
from award.services.portals import Connection, PortalState
from tests.web.trace.epcis import CONTEXT, document, event
from traceability import epcis

LOT = "https://id.gs1.org/01/08938505970011/10/L1"
PARTY = "https://id.gs1.org/417/8938505970028"
SOLD = event(
    8,
    action="OBSERVE",
    bizStep="shipping",
    quantityList=[{"epcClass": LOT}],
    sourceList=[{"type": "owning_party", "source": PARTY}],
    bizTransactionList=[{"type": "inv", "bizTransaction": "urn:x:gia-mat"}],
    **{"mau:gia": 12},
)
BILL = SOLD | {"type": "TransactionEvent", "eventID": "urn:x:hoa-don"}


def export(product, editor, *left_out):
    connection = Connection(
        state=PortalState.CONNECTING, format="epcis", field_map=dict.fromkeys(left_out, ""),
        url="", token="x",
    )  # fmt: skip
    national = portals.portal("national")
    link = portals.save(product.organisation, national, connection, None, actor=editor)
    return portal_exports.build(link, national, product, "L1", actor=editor)


def test_t33_fields_of_events_are_left_out_and_what_is_left_is_still_valid(product, editor):
    body = document(SOLD, BILL, context=[CONTEXT, {"mau": "https://mau.vn/"}])
    capturing.run(
        capturing.keep(
            json.dumps(body).encode(),
            organisation=product.organisation,
            source=CaptureSource.UPLOAD,
        ).id
    )
    whole = export(product, editor)

    cut = export(product, editor, "sourceList", "bizTransactionList", "extensions", "readPoint")

    found = epcis.read(cut.body, now=clock.now())
    assert (whole.events, cut.events) == (2, 1)
    assert (found.valid, found.event_count) == (True, 1), found.findings
    assert found.events[0].biz_step == "shipping"
    for secret in ("gia-mat", PARTY, "mau:gia", "readPoint"):
        assert secret in whole.body.decode()
        assert secret not in cut.body.decode()
