"""The register of agencies as papers name them: dated rows, each with its successor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from award.extensions import db
from award.models import Authority, User
from award.policies import Refusal
from award.services import auditing
from award.services.locking import lock
from award.services.people import one_line
from award.words import _N

KIND_NAMES = {
    "standing_body": _N("Cơ quan thường trực"),
    "office": _N("Văn phòng, đơn vị thư ký"),
    "ministry": _N("Bộ"),
    "province": _N("Ủy ban nhân dân tỉnh, thành phố"),
    "department": _N("Sở, chi cục"),
    "deciding_authority": _N("Cấp quyết định"),
}


@dataclass(frozen=True, slots=True)
class AgencyFacts:
    """How papers name an agency from a day on."""

    kind: str
    name: str
    superior: str
    abbreviation: str
    place: str
    seal_holder: str
    signer_title: str
    signing_mode: str
    province_code: str | None
    valid_from: date
    source: str


def all_of() -> Sequence[Authority]:
    """Every row, by kind and name, the latest first."""
    return db.session.scalars(
        select(Authority).order_by(
            Authority.kind, Authority.province_code, Authority.valid_from.desc(), Authority.id
        )
    ).all()


def choices() -> dict[int, str]:
    """The agencies of today for a form: id → name."""
    rows = [row for row in all_of() if row.valid_to is None]
    return {row.id: f"{row.name} ({KIND_NAMES[row.kind].lower()})" for row in rows}


def add(facts: AgencyFacts, *, actor: User) -> Authority:
    """Enter an agency. Raises `Refusal` when one of that kind and name is valid from that day."""
    row = _row(facts)
    twin = select(Authority.id).where(
        Authority.kind == row.kind,
        Authority.name == row.name,
        Authority.valid_from == row.valid_from,
    )
    if db.session.scalar(twin) is not None:
        raise Refusal(_N("Cơ quan này đã có trong sổ với cùng ngày hiệu lực."))
    db.session.add(row)
    db.session.flush()
    auditing.record("add_agency", row, actor=actor, data=_content(row))
    return row


def succeed(before: Authority, facts: AgencyFacts, *, actor: User) -> Authority:
    """Let another row follow: papers dated on its first day or later name the new one.

    Raises `Refusal` when the old one has a successor, or the new one would begin before it.
    """
    lock(before)
    if before.valid_to is not None:
        raise Refusal(_N("Cơ quan này đã có cơ quan kế tiếp."))
    if facts.valid_from <= before.valid_from:
        raise Refusal(_N("Ngày hiệu lực phải sau ngày hiệu lực của cơ quan trước."))
    after = add(facts, actor=actor)
    before.valid_to, before.successor_id = facts.valid_from, after.id
    db.session.flush()
    auditing.record("succeed_agency", before, actor=actor, data={"successor": after.id})
    return after


def _row(facts: AgencyFacts) -> Authority:
    return Authority(
        kind=facts.kind,
        name=one_line(facts.name),
        superior=one_line(facts.superior),
        abbreviation=one_line(facts.abbreviation),
        place=one_line(facts.place),
        seal_holder=one_line(facts.seal_holder),
        signer_title=one_line(facts.signer_title),
        signing_mode=one_line(facts.signing_mode),
        province_code=facts.province_code or None,
        valid_from=facts.valid_from,
        source=one_line(facts.source),
    )


def _content(row: Authority) -> dict[str, str]:
    return {
        "kind": row.kind,
        "name": row.name,
        "abbreviation": row.abbreviation,
        "valid_from": row.valid_from.isoformat(),
    }
