"""EPCIS 2.0 queries: events by parameters, one event, and the collections of the top level."""

from flask import Response, request

from award import clock
from award.models import ApiToken
from award.services import event_payloads, event_queries, event_values
from award.services.api_tokens import Scope
from award.trace.api import answer, api, parameters
from award.trace.bearer import bearer
from award.trace.problems import problem
from traceability.epcis_context import EPCIS_CONTEXT

_COLLECTION = f"any({','.join(event_values.COLLECTIONS)})"


@api.get("/")
@bearer(*Scope)
def top_level(**_: ApiToken) -> Response:
    """The resources there are; OPTIONS tells what is spoken and how much is taken."""
    return answer(_members(["capture", "events", *event_values.COLLECTIONS]))


@api.get("/events")
@bearer(Scope.QUERY)
def event_list(token: ApiToken) -> Response:
    """Events that match the parameters, in pages."""
    return _found(token, parameters())


@api.get("/events/<path:event_id>", merge_slashes=False)
@bearer(Scope.QUERY)
def event(token: ApiToken, event_id: str) -> Response:
    """One event by its id; where it was declared wrong, still that event."""
    given = {"EQ_eventID": [event_id], "orderDirection": ["ASC"]}
    query = event_queries.parse(token.organisation_id, given)
    page = event_queries.find(token.organisation_id, query)
    return answer(event_payloads.bare(page.events[0])) if page.events else problem(404)


@api.get(f"/<{_COLLECTION}:name>")
@bearer(Scope.QUERY)
def collection(token: ApiToken, name: str) -> Response:
    """The values of one kind that the organisation's events have, in pages."""
    page = event_values.find(token.organisation_id, name, parameters())
    return answer(_members(page.values), next_token=page.next_token)


@api.get(f"/<{_COLLECTION}:name>/<path:value>", merge_slashes=False)
@bearer(Scope.QUERY)
def of_value(token: ApiToken, name: str, value: str) -> Response:
    """What there is of one value: its events, below `/events`."""
    wanted = value.removesuffix("/events")
    given = {event_values.COLLECTIONS[name][1]: [wanted]}
    if wanted != value:
        return _found(token, parameters() | given)
    query = event_queries.parse(token.organisation_id, given | {"perPage": ["1"]})
    page = event_queries.find(token.organisation_id, query)
    return answer(_members(["events"])) if page.events else problem(404)


def _found(token: ApiToken, given: dict[str, list[str]]) -> Response:
    query = event_queries.parse(token.organisation_id, given)
    page = event_queries.find(token.organisation_id, query)
    document = event_payloads.query_document(page.events, at=clock.now())
    return answer(document, next_token=page.next_token)


def _members(values: list[str]) -> dict[str, object]:
    return {
        "@context": EPCIS_CONTEXT,
        "id": request.path,
        "type": "Collection",
        "member": values,
    }
