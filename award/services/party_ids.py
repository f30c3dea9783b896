"""By what an organisation and its partners go in events and checks: never by a person's number.

Since 01/07/2025 the tax code of a household is its owner's personal number, and so may be the
code of a partner. Where others see or keep an id, the number of the row stands in for it.
"""

import re
from urllib.parse import quote

from award.models import Organisation, Partner
from award.services import enrolment
from traceability import digital_link
from traceability.element_strings import Element
from traceability.parties import PartyId, PartyKind

HOUSEHOLD = "household"


def of_organisation(organisation: Organisation) -> str:
    """The organisation's tax code; a name made of its row's number for a household."""
    if enrolment.is_personal(organisation.tax_code):
        return f"{HOUSEHOLD}-{organisation.id}"
    return organisation.tax_code


def of_partner(partner: Partner) -> str:
    """The partner's identifier; a name made of the numbers of its rows for a person."""
    if is_person(partner):
        return f"{HOUSEHOLD}-{partner.organisation_id}-{partner.id}"
    return partner.identifier


def address_of_organisation(organisation: Organisation, base: str) -> str:
    """A URI of the organisation below `base`, to stand in events."""
    code = of_organisation(organisation)
    kind = PartyKind.MST if code == organisation.tax_code else HOUSEHOLD
    return f"{base}/{kind}/{quote(code, safe='')}"


def address_of_partner(partner: Partner, base: str, own: str) -> str:
    """A URI of the partner to stand in events: below `base`, or below the organisation's `own`
    where only the organisation knows the code."""
    kind = PartyKind(partner.kind)
    if is_person(partner):
        return f"{base}/{HOUSEHOLD}/{of_partner(partner)}"
    if kind is PartyKind.GLN:
        return digital_link.build([Element("417", partner.identifier)])
    below = own if kind is PartyKind.INTERNAL else base
    return PartyId(kind, partner.identifier).address(below)


def is_person(partner: Partner) -> bool:
    """Whether the partner goes by a personal number."""
    return partner.kind == PartyKind.PERSONAL_NUMBER.value


def read(kind: PartyKind, typed: str) -> tuple[PartyKind, str]:
    """The kind and text of an identifier: a household's twelve digits are a person's number,
    whichever of the two kinds was chosen for them."""
    bare = re.sub(r"[ .]", "", typed)
    if kind in (PartyKind.MST, PartyKind.PERSONAL_NUMBER) and enrolment.is_personal(bare):
        return PartyKind.PERSONAL_NUMBER, bare
    return kind, typed.strip()
