"""Requests of authorities for data: recorded with their clock, answered with a package (T21)."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from award import clock
from award.extensions import db
from award.models import AuthorityRequest, Organisation, Product, StoredFile, User
from award.policies import Refusal, trace
from award.services import auditing, authority_package, exporting, storage
from award.services.people import one_line
from award.words import _N
from traceability import digital_link
from traceability.chain_lots import read_lot
from traceability.element_strings import Element

SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks on what ground for what; `lot` is a lot number of the product, or any lot id."""

    authority: str
    basis: str
    received_at: datetime
    product_id: int | None = None
    lot: str = ""
    period_from: date | None = None
    period_to: date | None = None


def term() -> tuple[int, str]:
    """Within how many hours data must be given, and where that stands."""
    rule = _rules()["answer"]
    return int(rule["hours"]), str(rule["source"])


def of_organisation(organisation: Organisation) -> Sequence[AuthorityRequest]:
    """The latest requests, open ones first."""
    query = (
        select(AuthorityRequest)
        .where(AuthorityRequest.organisation_id == organisation.id)
        .options(joinedload(AuthorityRequest.product))
        .order_by(AuthorityRequest.answered_at.is_not(None), AuthorityRequest.id.desc())
        .limit(SHOWN)
    )
    return db.session.scalars(query).all()


def record(organisation: Organisation, asked: Asked, *, actor: User) -> AuthorityRequest:
    """Record a request; its clock runs from its receipt. Flushes.

    Raises `Refusal` for a person who may not, no authority or ground, a receipt in the future, a
    period the wrong way round, nothing asked for, a foreign product, or a lot that is no code.
    """
    if why := trace.edit(actor, organisation):
        raise why
    authority, basis = one_line(asked.authority), one_line(asked.basis)
    if not authority:
        raise Refusal(_N("Hãy ghi cơ quan yêu cầu."), at="authority")
    if not basis:
        raise Refusal(_N("Hãy ghi căn cứ của yêu cầu."), at="basis")
    if asked.received_at > clock.now():
        raise Refusal(_N("Lúc nhận yêu cầu không được sau bây giờ."), at="received_at")
    _check_period(asked)
    product = _product(organisation, asked.product_id)
    lot = _lot(product, asked.lot)
    if product is None and not lot and asked.period_from is None:
        raise Refusal(
            _N("Hãy chọn sản phẩm, ghi lô hoặc ghi khoảng thời gian được yêu cầu."), at="product"
        )
    hours, _ = term()
    row = AuthorityRequest(
        organisation_id=organisation.id,
        authority=authority,
        basis=basis,
        product_id=None if product is None else product.id,
        lot=lot,
        period_from=asked.period_from,
        period_to=asked.period_to,
        received_at=asked.received_at,
        due_at=asked.received_at + timedelta(hours=hours),
        recorded_by_id=actor.id,
    )
    db.session.add(row)
    db.session.flush()
    data = {"authority": authority, "basis": basis, "due_at": row.due_at.isoformat()}
    auditing.record("record_authority_request", row, actor=actor, data=data)
    return row


def _check_period(asked: Asked) -> None:
    if (asked.period_from is None) != (asked.period_to is None):
        raise Refusal(_N("Khoảng thời gian cần cả ngày đầu và ngày cuối."), at="period_to")
    if asked.period_from and asked.period_to and asked.period_to < asked.period_from:
        raise Refusal(_N("Ngày cuối phải từ ngày đầu trở đi."), at="period_to")


def _product(organisation: Organisation, product_id: int | None) -> Product | None:
    if product_id is None:
        return None
    product = db.session.get(Product, product_id)
    if product is None or product.organisation_id != organisation.id:
        raise Refusal(_N("Chỉ chọn được sản phẩm của tổ chức mình."), at="product")
    return product


def _lot(product: Product | None, text: str) -> str:
    """The one spelling of a lot: of a number of the product, or of an id as events carry it."""
    clean = one_line(text)
    if not clean:
        return ""
    if clean.startswith(("http://", "https://", "urn:")):
        return read_lot(clean)
    if product is None or product.gtin is None:
        raise Refusal(_N("Số lô cần đi cùng sản phẩm có GTIN; hoặc ghi đường dẫn đầy đủ của lô."))
    return digital_link.build([Element("01", product.gtin), Element("10", clean)])


def answer(request: AuthorityRequest, *, actor: User) -> StoredFile:
    """Build the package, keep it, and close the request with its hash. Flushes.

    Raises `Refusal` for a person who may not, a second answer, or more events than one holds.
    """
    if why := trace.answer_request(actor, request):
        raise why
    now = clock.now()
    content = authority_package.build(request, at=now)
    name = f"du-lieu-truy-xuat-{request.id}.zip"
    kept = storage.keep(name, content, media_type="application/zip", actor=actor)
    request.answered_at, request.answered_by_id = now, actor.id
    request.package_sha256 = kept.sha256
    db.session.flush()
    data = {"sha256": kept.sha256, "late": now > request.due_at}
    auditing.record("answer_authority", request, actor=actor, data=data)
    return kept


def package(request: AuthorityRequest, *, actor: User) -> StoredFile | None:
    """The package that was given, to take along again; each time is noted. None before."""
    if request.answered_at is None:
        return None
    query = select(StoredFile).where(StoredFile.sha256 == request.package_sha256)
    kept = db.session.scalar(query.order_by(StoredFile.created_at).limit(1))
    if kept is not None:
        exporting.note(request.organisation, kept.name, actor=actor, request=request.id)
    return kept


@cache
def _rules() -> Mapping[str, Any]:
    text = (files("award.services") / "authority_requests.toml").read_text("utf-8")
    return tomllib.loads(text)
