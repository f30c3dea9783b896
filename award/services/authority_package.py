"""The package for an authority: events, one step each way, parties, and a manifest of hashes."""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

from award import clock
from award.models import AuthorityRequest
from award.services import checking, epcis_words, event_payloads, event_store, tracing
from award.services.workbooks import csv_of_texts
from award.words import _N
from traceability.chain import Chain
from traceability.chain_lots import read_lot
from traceability.chain_neighbours import Neighbour, Step, neighbours
from traceability.chain_parties import presences
from traceability.trace import Direction

EVENT_HEADS = (
    _N("Mã sự kiện"), _N("Loại"), _N("Bước"), _N("Tình trạng"), _N("Thời điểm"),
    _N("Thời điểm ghi"), _N("Lô, số sê-ri"), _N("Địa điểm và các bên"),
)  # fmt: skip
STEP_HEADS = (
    _N("Lô"), _N("Chiều"), _N("Quan hệ"), _N("Lô liên quan"), _N("Bên liên quan"),
    _N("Số lượng"), _N("Đơn vị"), _N("Chứng từ"), _N("Thời điểm"),
)  # fmt: skip
PARTY_HEADS = (_N("Mã bên, địa điểm"), _N("Vai trò"), _N("Số sự kiện"))
_STEPS = {
    Step.CREATED: _N("tạo lập"),
    Step.MADE_FROM: _N("làm từ"),
    Step.CONTAINS: _N("chứa"),
    Step.RECEIVED_FROM: _N("nhận từ"),
    Step.USED_FOR: _N("dùng để làm"),
    Step.PACKED_IN: _N("đóng vào"),
    Step.SHIPPED_TO: _N("giao cho"),
    Step.SOLD: _N("bán"),
    Step.ENDED: _N("kết thúc"),
}
_SIDES = {
    "source": _N("Bên giao"),
    "destination": _N("Bên nhận"),
    "place": _N("Địa điểm"),
    "party": _N("Bên khác"),
}
_EPOCH = (1980, 1, 1, 0, 0, 0)  # of every file in the archive: same content, same bytes


def numbers(request: AuthorityRequest) -> list[int]:
    """Numbers of the events asked for: the lot's whole chain, the product's, or the period's."""
    one = request.organisation_id
    found: list[int] | None = None
    if request.lot:
        node = read_lot(request.lot)
        lots = {node}
        for direction in Direction:
            lots |= tracing.reach(one, [node], direction)
        found = tracing.numbers_of(one, lots)
    elif request.product is not None:
        found = checking.numbers(request.product)
    if request.period_from is None or request.period_to is None:
        return found or []
    start = clock.start_of_day(request.period_from)
    within = tracing.in_period(one, start, clock.end_of_day(request.period_to))
    return within if found is None else sorted(set(within) & set(found))


def build(request: AuthorityRequest, *, at: datetime) -> bytes:
    """The ZIP; the same request, events and time give the same bytes.

    Raises `Refusal` when the events are more than one package holds.
    """
    wanted = numbers(request)
    chain = checking.read(request.organisation_id, wanted).chain
    stored = event_store.read(request.organisation_id, wanted)
    document = event_payloads.capture_document((stored[one] for one in sorted(stored)), at=at)
    files = {
        "su-kien.epcis.json": _json(document),
        "su-kien.csv": csv_of_texts(EVENT_HEADS, _events(chain)),
        "mot-buoc-truoc-mot-buoc-sau.csv": csv_of_texts(STEP_HEADS, _steps(chain, request)),
        "cac-ben.csv": csv_of_texts(PARTY_HEADS, _parties(chain)),
    }
    files["manifest.json"] = _json(_manifest(request, files, len(stored), at))
    return _zip(files)


def _manifest(
    request: AuthorityRequest, files: dict[str, bytes], events: int, at: datetime
) -> dict[str, Any]:
    return {
        "authority": request.authority,
        "basis": request.basis,
        "organisation": request.organisation.name,
        "tax_code": request.organisation.shown_tax_code,
        "product": None if request.product is None else request.product.name,
        "lot": request.lot or None,
        "period": [str(day) if day else None for day in (request.period_from, request.period_to)],
        "received_at": request.received_at.isoformat(),
        "due_at": request.due_at.isoformat(),
        "built_at": at.isoformat(),
        "events": events,
        "files": {
            name: {"bytes": len(content), "sha256": sha256(content).hexdigest()}
            for name, content in files.items()
        },
    }


def _events(chain: Chain) -> Iterator[list[str]]:
    for place, event in enumerate(chain.events):
        yield [
            event.event_id or "",
            event.type,
            epcis_words.of_event(event),
            str(chain.standings[place].state),
            event.event_time.isoformat(),
            "" if event.record_time is None else event.record_time.isoformat(),
            " ".join(dict.fromkeys(node for _, node, _ in chain.objects[place])),
            " ".join(dict.fromkeys(one.id for one in presences(event))),
        ]


def _steps(chain: Chain, request: AuthorityRequest) -> Iterator[list[str]]:
    lots: Iterable[str] = [read_lot(request.lot)] if request.lot else sorted(chain.touched)
    for lot in lots:
        for row in neighbours(chain, lot):
            yield _step(chain, lot, row)


def _step(chain: Chain, lot: str, row: Neighbour) -> list[str]:
    amount = row.quantity
    counted = amount is not None and amount.quantity is not None
    return [
        lot,
        _N("Một bước trước") if row.back else _N("Một bước sau"),
        _STEPS[row.step],
        row.lot or "",
        " ".join(row.parties),
        f"{amount.quantity:f}" if amount is not None and counted else "",
        (amount.uom or "") if amount is not None and counted else "",
        " ".join(row.documents),
        chain.events[row.event].event_time.isoformat(),
    ]


def _parties(chain: Chain) -> Iterator[list[str]]:
    found: dict[tuple[str, str], int] = {}
    for event in chain.events:
        for one in {(presence.id, _SIDES[presence.side]) for presence in presences(event)}:
            found[one] = found.get(one, 0) + 1
    for (party, role), count in sorted(found.items()):
        yield [party, role, str(count)]


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
