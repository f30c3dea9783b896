"""What a party of an event is called on screens: its declared name, persons masked (T33)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import CompanyPrefix, GrowingArea, Organisation, Partner, Site
from award.services import party_ids
from award.words import _N
from traceability.parties import hide_personal_numbers, mask

FURTHER_OFF = _N("Bên cách hơn một bước")
_LAST_PART = re.compile(r"[^/:#]+$")
_GLN = re.compile(r"[0-9]{13}")


@dataclass(frozen=True, slots=True)
class Names:
    """The parties that one organisation has declared, by the identifiers that events carry.

    `own` are its own identifiers, `prefixes` its company prefixes.
    """

    own: frozenset[str]
    prefixes: tuple[str, ...]
    known: Mapping[str, str]
    year: int

    def is_own(self, party: str) -> bool:
        """Whether a party or place of an event is the organisation itself."""
        tail = identifier(party)
        gln = bool(_GLN.fullmatch(tail))
        return tail in self.own or (gln and tail.startswith(self.prefixes))

    def shown(self, party: str, *, near: bool) -> str:
        """The declared name, else the identifier; a party that is neither declared nor `near`
        (in an event together with the organisation, or of the lot itself) is not told."""
        tail = identifier(party)
        if (name := self.known.get(tail)) is not None:
            return name
        if not near and not self.is_own(party):
            return FURTHER_OFF
        return self.hide(f"GLN {tail}" if _GLN.fullmatch(tail) else party)

    def hide(self, text: str) -> str:
        """A text with every number that may be a person's masked."""
        return hide_personal_numbers(text, year=self.year)

    def near(self, parties: Iterable[str]) -> bool:
        """Whether the organisation itself is among the parties of an event."""
        return any(self.is_own(one) for one in parties)


def of(organisation: Organisation) -> Names:
    """Everything the organisation has declared of itself and others; four questions."""
    one = organisation.id
    sites = db.session.scalars(select(Site).where(Site.organisation_id == one)).all()
    areas = select(GrowingArea.code).where(GrowingArea.organisation_id == one)
    prefixes = select(CompanyPrefix.digits).where(
        CompanyPrefix.organisation_id == one, CompanyPrefix.holder == ""
    )
    known = {code: _N("Vùng trồng {code}").format(code=code) for code in db.session.scalars(areas)}
    partners = db.session.scalars(select(Partner).where(Partner.organisation_id == one)).all()
    # A person's full number too: systems of others may have written it into events.
    known |= {partner.identifier: _partner(partner) for partner in partners}
    known |= {party_ids.of_partner(partner): _partner(partner) for partner in partners}
    known |= {site.gln: site.name for site in sites if site.gln}
    codes = (organisation.tax_code, party_ids.of_organisation(organisation))
    known |= dict.fromkeys(codes, organisation.name)
    return Names(
        own=frozenset([*codes, *(site.gln for site in sites if site.gln)]),
        prefixes=tuple(db.session.scalars(prefixes)),
        known=known,
        year=clock.today_local().year,
    )


def identifier(party: str) -> str:
    """The identifier that stands at the end of a party's URI, such as its GLN or MST."""
    found = _LAST_PART.search(party)
    return found[0] if found else party


def _partner(partner: Partner) -> str:
    """A partner's name; of a private person only that it is one."""
    if party_ids.is_person(partner):
        return _N("Cá nhân {number}").format(number=mask(partner.identifier))
    return partner.name
