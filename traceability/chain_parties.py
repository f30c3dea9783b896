"""Who and where in events: parties and places under one spelling, with the roles they have."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from traceability.canonical_id import canonical_id
from traceability.events import Event, Json

#: Fields of users, by their name without prefix, that name a party.
PARTY_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "informationProvider": "information_provider",
        "productOwner": "owning_party",
        "party": "party",
        "partyID": "party",
        "partyId": "party",
        "taxCode": "party",
        "mst": "party",
    }
)
_STEM = "https://id.gs1.org/"


@dataclass(frozen=True, slots=True)
class Presence:
    """A party or place in one event. `side`: source, destination, place or party."""

    id: str
    side: str
    role: str


@lru_cache(maxsize=65_536)
def party_id(text: str) -> str:
    """The one spelling of a party or place: by its GLN whatever AI it stands under.

    A location (414) and its owner (417) of the same GLN meet; extensions (254) are kept off.
    """
    found = canonical_id(text)
    for key in ("414/", "417/"):
        if found.startswith(_STEM + key):
            return f"{_STEM}414/{found.removeprefix(_STEM + key)[:13]}"
    return found


def presences(event: Event) -> Iterator[Presence]:
    """Every party and place that an event names."""
    for endpoint in event.sources:
        yield Presence(party_id(endpoint.id), "source", endpoint.type)
    for endpoint in event.destinations:
        yield Presence(party_id(endpoint.id), "destination", endpoint.type)
    if event.read_point is not None:
        yield Presence(party_id(event.read_point.id), "place", "read_point")
    if event.biz_location is not None:
        yield Presence(party_id(event.biz_location.id), "place", "biz_location")
    for fields in (event.extensions, getattr(event, "ilmd", {})):
        for name, value in fields.items():
            role = PARTY_FIELDS.get(name.rpartition(":")[2])
            if role is not None and (text := _text(value)):
                yield Presence(party_id(text), "party", role)


def _text(value: Json) -> str:
    if isinstance(value, dict):
        value = value.get("#text", value.get("id"))
    return value if isinstance(value, str) else ""
