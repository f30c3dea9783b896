"""Whose codes are whose: company prefixes, sites with GLN, and partners by their identifiers."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import select

from award.extensions import db
from award.models import CompanyPrefix, Organisation, Partner, Site, User
from award.policies import Refusal, about, trace
from award.services import auditing, party_ids, storage
from award.services.people import one_line
from award.words import _N
from traceability.keys import key_problem
from traceability.parties import PartyKind, mask, party_problem
from traceability.prefixes import is_vietnamese, prefix_problem

Row = TypeVar("Row", CompanyPrefix, Site, Partner)

_UNAUTHORISED = _N(
    "Mã nước ngoài (không bắt đầu bằng 893) chỉ dùng khi có văn bản ủy quyền của chủ mã "
    "(khoản 3 Điều 28 Nghị định 37/2026/NĐ-CP). Hãy tải văn bản lên và ghi chủ mã."
)
_OVERLAPS = _N("Mã doanh nghiệp {digits} trùng hoặc lồng với mã {other} đã khai.")


def add_prefix(
    organisation: Organisation,
    digits: str,
    valid_to: date | None = None,
    *,
    actor: User,
    holder: str = "",
    valid_from: date | None = None,
    authorisation: storage.Upload | None = None,
) -> CompanyPrefix:
    """Declare a company prefix that the organisation holds or may use; flushes.

    Raises `Refusal` for a person who may not, digits of a wrong length (T4), a foreign prefix
    without its holder's authorisation (T3), days in the wrong order, or a prefix that overlaps
    one declared before.
    """
    _may(actor, organisation)
    clean = re.sub(r"\s", "", digits)
    if (problem := prefix_problem(clean)) is not None:
        raise Refusal(problem.message)
    _refuse_overlap(organisation.id, [clean])
    if valid_from and valid_to and valid_to < valid_from:
        raise Refusal(_N("Ngày hết hiệu lực phải sau ngày bắt đầu."), at="valid_to")
    whose, paper = one_line(holder), None
    given = authorisation is not None and bool(authorisation.filename)
    if not is_vietnamese(clean) and not (whose and given):
        raise Refusal(_UNAUTHORISED, rule="T3", at="authorisation")
    if given:
        with about("authorisation"):
            paper = storage.store(authorisation, actor=actor)
    row = CompanyPrefix(
        organisation_id=organisation.id,
        digits=clean,
        holder=whose,
        valid_from=valid_from,
        valid_to=valid_to,
        authorisation_id=None if paper is None else paper.id,
    )
    return _saved("add", row, clean, actor)


def add_site(
    organisation: Organisation, name: str, gln: str, address: str = "", *, actor: User
) -> Site:
    """Declare a site; flushes. Raises `Refusal` for a wrong or doubled GLN or name."""
    _may(actor, organisation)
    return _site(Site(organisation_id=organisation.id), name, gln, address, actor, "add")


def change_site(site: Site, name: str, gln: str, address: str = "", *, actor: User) -> Site:
    """Change a site; flushes. Raises `Refusal` as `add_site` does."""
    if why := trace.edit_party(actor, site):
        raise why
    return _site(site, name, gln, address, actor, "save")


def _site(row: Site, name: str, gln: str, address: str, actor: User, verb: str) -> Site:
    clean, digits = one_line(name), re.sub(r"\s", "", gln)
    if not clean:
        raise Refusal(_N("Hãy ghi tên địa điểm."), at="name")
    if digits and (problem := key_problem("gln", digits)) is not None:
        raise Refusal(problem.message)
    same = Site.name == clean
    if digits:
        same |= Site.gln == digits
    twin = select(Site.id).where(
        Site.organisation_id == row.organisation_id, Site.id != (row.id or 0), same
    )
    if db.session.scalar(twin):
        raise Refusal(_N("Tổ chức đã khai một địa điểm có tên hoặc GLN này."))
    row.name, row.gln, row.address = clean, digits or None, one_line(address)
    return _saved(verb, row, clean, actor)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerFacts:
    """What is declared of a supplier or customer; `prefixes` stand between commas."""

    name: str
    kind: PartyKind
    identifier: str
    prefixes: str = ""
    address: str = ""


def add_partner(
    organisation: Organisation,
    name: str,
    kind: PartyKind,
    identifier: str,
    *,
    actor: User,
    prefixes: str = "",
    address: str = "",
) -> Partner:
    """Declare a supplier or customer; flushes.

    Raises `Refusal` for a wrong or doubled identifier or prefix; the sentence never repeats the
    identifier.
    """
    _may(actor, organisation)
    facts = PartnerFacts(
        name=name, kind=kind, identifier=identifier, prefixes=prefixes, address=address
    )
    return _partner(Partner(organisation_id=organisation.id), facts, actor, "add")


def change_partner(partner: Partner, facts: PartnerFacts, *, actor: User) -> Partner:
    """Change a partner; flushes. Raises `Refusal` as `add_partner` does."""
    if why := trace.edit_party(actor, partner):
        raise why
    return _partner(partner, facts, actor, "save")


def _partner(row: Partner, facts: PartnerFacts, actor: User, verb: str) -> Partner:
    name, (kind, number) = one_line(facts.name), party_ids.read(facts.kind, facts.identifier)
    if not name:
        raise Refusal(_N("Hãy ghi tên đối tác."), at="name")
    if (problem := party_problem(kind, number)) is not None:
        raise Refusal(problem.message)
    twin = select(Partner.id).where(
        Partner.organisation_id == row.organisation_id,
        Partner.kind == kind.value,
        Partner.identifier == number,
        Partner.id != (row.id or 0),
    )
    if db.session.scalar(twin):
        raise Refusal(_N("Đối tác này đã được khai."))
    listed = _listed(facts.prefixes)
    _refuse_overlap(row.organisation_id, listed, but=row.id)
    row.name, row.kind, row.identifier = name, kind.value, number
    row.prefixes, row.address = listed, one_line(facts.address)
    return _saved(verb, row, name, actor)


def remove(row: CompanyPrefix | Site | Partner, *, actor: User) -> None:
    """Take a prefix, site or partner out; events that name it stay as they are. Flushes."""
    if why := trace.edit_party(actor, row):
        raise why
    name = row.digits if isinstance(row, CompanyPrefix) else row.name
    auditing.record(f"remove_{row.__tablename__}", row, actor=actor, data={"name": name})
    db.session.delete(row)
    db.session.flush()


def shown(partner: Partner) -> str:
    """The partner's identifier as the screen shows it: a person's number masked."""
    return mask(partner.identifier) if party_ids.is_person(partner) else partner.identifier


def _listed(text: str) -> list[str]:
    """Prefixes between commas, semicolons or spaces; raises `Refusal` for one that is none."""
    found = list(dict.fromkeys(re.findall(r"[^\s,;]+", text)))
    for digits in found:
        if (problem := prefix_problem(digits)) is not None:
            raise Refusal(f"{digits[:20]}: {problem.message}", at="prefixes")
    return found


def _refuse_overlap(organisation_id: int, wanted: Sequence[str], *, but: int | None = None) -> None:
    """No prefix may contain another, of whomever: nobody could say whose a code is."""
    known = [*_known(organisation_id, but)]
    for place, digits in enumerate(wanted):
        for other in (*known, *wanted[:place]):
            if other.startswith(digits) or digits.startswith(other):
                raise Refusal(_OVERLAPS, at="prefixes", digits=digits, other=other)


def _known(organisation_id: int, but: int | None) -> Iterable[str]:
    own = select(CompanyPrefix.digits).where(CompanyPrefix.organisation_id == organisation_id)
    yield from db.session.scalars(own)
    theirs = select(Partner.prefixes).where(
        Partner.organisation_id == organisation_id, Partner.id != (but or 0)
    )
    for prefixes in db.session.scalars(theirs):
        yield from prefixes


def _may(actor: User, organisation: Organisation) -> None:
    if why := trace.edit(actor, organisation):
        raise why


def _saved(verb: str, row: Row, name: str, actor: User) -> Row:
    db.session.add(row)
    db.session.flush()
    auditing.record(f"{verb}_{row.__tablename__}", row, actor=actor, data={"name": name})
    return row
