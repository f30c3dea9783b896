"""Whose codes are whose: company prefixes, sites with GLN, and partners by their identifiers."""

from datetime import date
from typing import TypeVar

from sqlalchemy import select

from award.extensions import db
from award.models import CompanyPrefix, Organisation, Partner, Site, User
from award.policies import Refusal, trace
from award.services import auditing
from award.services.people import one_line
from award.words import _N
from traceability.keys import key_problem
from traceability.parties import PartyKind, mask, party_problem
from traceability.prefixes import prefix_problem

Row = TypeVar("Row", CompanyPrefix, Site, Partner)


def add_prefix(
    organisation: Organisation, digits: str, valid_to: date | None = None, *, actor: User
) -> CompanyPrefix:
    """Declare a company prefix of the organisation's own; flushes.

    Raises `Refusal` for a person who may not, digits of a wrong length (T4), or a prefix that
    overlaps one declared before.
    """
    _may(actor, organisation)
    clean = digits.replace(" ", "")
    if (problem := prefix_problem(clean)) is not None:
        raise Refusal(problem.message)
    known = db.session.scalars(
        select(CompanyPrefix.digits).where(CompanyPrefix.organisation_id == organisation.id)
    )
    if any(one.startswith(clean) or clean.startswith(one) for one in known):
        raise Refusal(_N("Mã doanh nghiệp này trùng hoặc nằm trong một mã đã khai."))
    row = CompanyPrefix(organisation_id=organisation.id, digits=clean, valid_to=valid_to)
    return _added(row, clean, actor)


def add_site(
    organisation: Organisation, name: str, gln: str, address: str = "", *, actor: User
) -> Site:
    """Declare a site; flushes. Raises `Refusal` for a wrong or doubled GLN or name."""
    _may(actor, organisation)
    clean, digits = one_line(name), gln.replace(" ", "")
    if not clean:
        raise Refusal(_N("Hãy ghi tên địa điểm."))
    if digits and (problem := key_problem("gln", digits)) is not None:
        raise Refusal(problem.message)
    same = Site.name == clean
    if digits:
        same |= Site.gln == digits
    if db.session.scalar(select(Site.id).where(Site.organisation_id == organisation.id, same)):
        raise Refusal(_N("Tổ chức đã khai một địa điểm có tên hoặc GLN này."))
    row = Site(
        organisation_id=organisation.id,
        name=clean,
        gln=digits or None,
        address=one_line(address),
    )
    return _added(row, clean, actor)


def add_partner(
    organisation: Organisation, name: str, kind: PartyKind, identifier: str, *, actor: User
) -> Partner:
    """Declare a supplier or customer; flushes.

    Raises `Refusal` for a wrong or doubled identifier; the sentence never repeats it.
    """
    _may(actor, organisation)
    clean, number = one_line(name), identifier.strip()
    if not clean:
        raise Refusal(_N("Hãy ghi tên đối tác."))
    if (problem := party_problem(kind, number)) is not None:
        raise Refusal(problem.message)
    twin = select(Partner.id).where(
        Partner.organisation_id == organisation.id,
        Partner.kind == kind.value,
        Partner.identifier == number,
    )
    if db.session.scalar(twin):
        raise Refusal(_N("Đối tác này đã được khai."))
    row = Partner(organisation_id=organisation.id, name=clean, kind=kind.value, identifier=number)
    return _added(row, clean, actor)


def shown(partner: Partner) -> str:
    """The partner's identifier as the screen shows it: a person's number masked."""
    personal = partner.kind == PartyKind.PERSONAL_NUMBER.value
    return mask(partner.identifier) if personal else partner.identifier


def _may(actor: User, organisation: Organisation) -> None:
    if why := trace.edit(actor, organisation):
        raise why


def _added(row: Row, name: str, actor: User) -> Row:
    db.session.add(row)
    db.session.flush()
    auditing.record(f"add_{row.__tablename__}", row, actor=actor, data={"name": name})
    return row
