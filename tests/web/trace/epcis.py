"""EPCIS documents and a client of the interface for the tests of this room."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from award import clock
from award.models import Organisation
from award.services import api_tokens, capturing
from award.services.api_tokens import Scope
from tests.factories import make_organisation, make_user

CONTEXT = "https://ref.gs1.org/standards/epcis/epcis-context.jsonld"
LOT = "https://id.gs1.org/01/08938501000019/10/{}"
SITE = "https://id.gs1.org/414/8938501000019"


def event(number: int, **fields: Any) -> dict[str, Any]:
    """A commissioning event of lot L<number>."""
    return {
        "type": "ObjectEvent",
        "action": "ADD",
        "eventID": f"urn:uuid:00000000-0000-4000-8000-{number:012d}",
        "eventTime": f"2026-11-{number % 20 + 1:02d}T08:00:00.000+07:00",
        "eventTimeZoneOffset": "+07:00",
        "bizStep": "commissioning",
        "disposition": "active",
        "readPoint": {"id": SITE},
        "quantityList": [{"epcClass": LOT.format(f"L{number}"), "quantity": 10, "uom": "KGM"}],
        **fields,
    }


def made_of(number: int, inputs: list[str], outputs: list[str], **fields: Any) -> dict[str, Any]:
    """A transformation of lots into lots."""
    return {
        "type": "TransformationEvent",
        "eventID": f"urn:uuid:00000000-0000-4000-9000-{number:012d}",
        "eventTime": f"2026-11-{number % 20 + 1:02d}T09:00:00.000+07:00",
        "eventTimeZoneOffset": "+07:00",
        "bizStep": "commissioning",
        "inputQuantityList": [{"epcClass": LOT.format(one), "quantity": 5} for one in inputs],
        "outputQuantityList": [{"epcClass": LOT.format(one), "quantity": 4} for one in outputs],
        **fields,
    }


def document(*events: dict[str, Any], context: Any = CONTEXT) -> dict[str, Any]:
    """An EPCIS 2.0 document of these events."""
    return {
        "@context": context,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-11-20T08:00:00+07:00",
        "epcisBody": {"eventList": list(events)},
    }


@dataclass
class System:
    """An enterprise's system that speaks EPCIS with a token."""

    client: FlaskClient
    organisation: Organisation
    token: str

    def headers(self, **others: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", **others}

    def get(self, path: str, **query: Any) -> TestResponse:
        address = f"/epcis{path}" + (f"?{urlencode(query)}" if query else "")
        return self.client.get(address, headers=self.headers())

    def post(self, path: str, body: Any, content_type: str = "application/json", **headers: str):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.post(
            f"/epcis{path}", data=data, content_type=content_type, headers=self.headers(**headers)
        )

    def capture(self, *events: dict[str, Any], **headers: str) -> dict[str, Any]:
        """Send a document, let its job run, and return the job as the interface shows it."""
        return self.capture_body(document(*events), **headers)

    def capture_body(self, body: Any, content_type: str = "application/json", **headers: str):
        location = self.post("/capture", body, content_type, **headers).headers["Location"]
        capturing.run(location.rpartition("/")[2])
        return self.get(location.removeprefix("/epcis")).json

    def found(self, path: str = "/events", **query: Any) -> list[dict[str, Any]]:
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.text
        return answer.json["epcisBody"]["queryResults"]["resultsBody"]["eventList"]

    def ids(self, path: str = "/events", **query: Any) -> list[int]:
        """The numbers of the events found."""
        return [int(one["eventID"][-12:]) for one in self.found(path, **query)]


def make_system(client: FlaskClient, *scopes: Scope, **organisation: Any) -> System:
    """An enterprise with a token of these scopes, of all when none is given."""
    owner = make_organisation(**organisation)
    _, shown = api_tokens.create(
        owner,
        name="Hệ thống mẫu",
        scopes=scopes or tuple(Scope),
        expires_at=clock.now() + timedelta(days=30),
        actor=make_user(),
    )
    return System(client, owner, shown)
