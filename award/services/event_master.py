"""Queries on master data: what an organisation declares of its places, parties and products.

EPCIS 2.0 asks with `HASATTR_` and `EQATTR_` for events at a place, of a party or of a product
whose attributes, by their names in the Core Business Vocabulary, are there or have a value.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import exists, false, or_, select

from award.config import current
from award.extensions import db
from award.models import (
    EventKey,
    EventObject,
    GrowingArea,
    Organisation,
    Partner,
    Product,
    Province,
    Site,
)
from award.services import growing_areas, party_ids
from award.services.event_fields import Asked, InPayload, leads_somewhere
from award.services.people import one_line
from traceability import digital_link
from traceability.parties import PartyKind

Attributes = Mapping[str, str]

_ASKED = re.compile(
    r"HASATTR_(?P<kept>[A-Za-z]+)|EQATTR_(?P<field>[A-Za-z]+)_(?P<attribute>.+)", re.DOTALL
)
_PREFIXES = ("urn:epcglobal:cbv:mda#", "urn:epcglobal:cbv:mda:", "cbvmda:")
_PLACES = {"readPoint": EventKey.read_point, "bizLocation": EventKey.biz_location}
_PARTIES = {
    "source": "$.sourceList[*].source",
    "destination": "$.destinationList[*].destination",
}
_PRODUCTS = "epcClass"
_PREFIX_LENGTHS = range(6, 13)  # digits of a company prefix in an EPC URN


class MasterDatum(NamedTuple):
    """A place, party or product: every id it goes by in events, and what is declared of it."""

    ids: tuple[str, ...]
    attributes: Attributes


def asked(name: str) -> bool:
    """Whether a parameter asks of master data, of a field whose master data we keep."""
    found = _ASKED.fullmatch(name)
    return found is not None and (found["kept"] or found["field"]) in {
        *_PLACES, *_PARTIES, _PRODUCTS,
    }  # fmt: skip


def condition(organisation_id: int, name: str, values: Sequence[str]) -> Asked:
    """Events whose field names something with one of the attributes, or one of the values."""
    found = _ASKED.fullmatch(name)
    assert found is not None
    field = found["kept"] or found["field"]
    known = _products if field == _PRODUCTS else _places_and_parties
    if found["kept"]:
        wanted = {_short(value) for value in values}
        data = [one for one in known(organisation_id) if _filled(one.attributes) & wanted]
    else:
        attribute, texts = _short(found["attribute"]), {one_line(value) for value in values}
        data = [one for one in known(organisation_id) if one.attributes.get(attribute) in texts]
    return _naming(field, [text for one in data for text in one.ids])


def _filled(attributes: Attributes) -> set[str]:
    return {name for name, text in attributes.items() if text}


def _short(attribute: str) -> str:
    """The name of an attribute in any of its spellings, without the vocabulary it is of."""
    for prefix in _PREFIXES:
        attribute = attribute.removeprefix(prefix)
    return attribute


def _naming(field: str, ids: Sequence[str]) -> Asked:
    """Events that name one of these ids in the field."""
    if not ids:
        return false()
    if field in _PLACES:
        return _PLACES[field].in_(ids)
    if field in _PARTIES:
        path = f"{_PARTIES[field]} ? (@ == $ids[*])"
        return InPayload(leads_somewhere(path, {"ids": list(ids)}))
    lots = (EventObject.lot.startswith(f"{one}/", autoescape=True) for one in ids)
    return exists().where(
        EventObject.organisation_id == EventKey.organisation_id,
        EventObject.event_no == EventKey.event_no,
        or_(EventObject.lot.in_(ids), *lots),
    )


def _products(organisation_id: int) -> Iterator[MasterDatum]:
    """Products by GTIN; what is declared of one holds for each of its lots and pieces."""
    query = select(Product).where(
        Product.organisation_id == organisation_id, Product.gtin.is_not(None)
    )
    for one in db.session.scalars(query):
        yield MasterDatum((_link("01", one.gtin or ""),), {"descriptionShort": one.name})


def _places_and_parties(organisation_id: int) -> Iterator[MasterDatum]:
    """The organisation itself, its sites, partners and growing areas: each may be both."""
    base = f"{current().base_url.rstrip('/')}/id"
    owner = db.session.get_one(Organisation, organisation_id)
    own = party_ids.address_of_organisation(owner, base)
    yield MasterDatum((own,), _named(owner.name, owner.address))
    sites = select(Site).where(Site.organisation_id == organisation_id, Site.gln.is_not(None))
    for site in db.session.scalars(sites):
        yield MasterDatum(_ids_of_gln(site.gln or ""), _named(site.name, site.address))
    partners = select(Partner).where(Partner.organisation_id == organisation_id)
    for one in db.session.scalars(partners):
        by_gln = one.kind == PartyKind.GLN.value
        address = party_ids.address_of_partner(one, base, own)
        ids = _ids_of_gln(one.identifier) if by_gln else (address,)
        yield MasterDatum(ids, _named(one.name, one.address))
    # Not by grower: who grows there may be a private person.
    areas = select(GrowingArea.code, Province.name).join(Province).distinct()
    areas = areas.where(GrowingArea.organisation_id == organisation_id)
    for code, province in db.session.execute(areas):
        yield MasterDatum((growing_areas.address(code),), {"state": province})


def _named(name: str, address: str) -> Attributes:
    return {"name": name, "streetAddressOne": address}


def _ids_of_gln(gln: str) -> tuple[str, ...]:
    """A GLN as place and as party, as link and as URN, wherever its company prefix ends."""
    body = gln[:-1]
    urns = (f"{body[:end]}.{body[end:]}" for end in _PREFIX_LENGTHS)
    return (
        _link("414", gln),
        _link("417", gln),
        *(urn for one in urns for urn in (f"urn:epc:id:sgln:{one}.0", f"urn:epc:id:pgln:{one}")),
    )


def _link(ai: str, value: str) -> str:
    return f"{digital_link.CANONICAL_STEM}/{ai}/{value}"
