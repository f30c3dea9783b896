"""What values the events of an organisation have: the collections of EPCIS 2.0's top level."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from award.extensions import db
from award.models import EventKey, EventObject
from award.services.event_queries import QueryError, page_size
from award.words import _N

# Collection → the column with its values, and the query parameter that finds their events.
COLLECTIONS: Mapping[str, tuple[Any, str]] = {
    "eventTypes": (EventKey.kind, "eventType"),
    "epcs": (EventObject.lot, "MATCH_anyEPC"),
    "bizSteps": (EventKey.biz_step, "EQ_bizStep"),
    "bizLocations": (EventKey.biz_location, "EQ_bizLocation"),
    "readPoints": (EventKey.read_point, "EQ_readPoint"),
    "dispositions": (EventKey.disposition, "EQ_disposition"),
}


@dataclass(frozen=True, slots=True)
class ValuePage:
    """Values of one page in order, and the token of the next, if there is one."""

    values: list[str]
    next_token: str | None


def find(organisation_id: int, name: str, given: Mapping[str, Sequence[str]]) -> ValuePage:
    """A page of the values of a collection; `perPage` and `nextPageToken` count.

    Raises QueryError for a malformed parameter.
    """
    column, _ = COLLECTIONS[name]
    query = select(column).where(
        column.class_.organisation_id == organisation_id, column.is_not(None)
    )
    if "nextPageToken" in given:
        query = query.where(column > _value(given["nextPageToken"][0]))
    size = page_size(given)
    values = list(db.session.scalars(query.distinct().order_by(column).limit(size + 1)))
    return ValuePage(values[:size], _token(values[size - 1]) if len(values) > size else None)


def _token(value: str) -> str:
    return base64.urlsafe_b64encode(value.encode()).decode().rstrip("=")


def _value(token: str) -> str:
    try:
        value = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
    except (ValueError, binascii.Error):
        value = ""
    if not value or "\0" in value:
        raise QueryError(_N("nextPageToken không hợp lệ hoặc đã hết hiệu lực."))
    return value
