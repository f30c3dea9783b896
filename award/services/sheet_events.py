"""Template tables become events: each line checked, lines of a slip together, the same each time.

An event carries no id of its own: its hash is its identity, so that a table that is uploaded twice
gives duplicates and nothing new.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from award import clock
from award.config import current
from award.models import CaptureJob, CaptureSource, Organisation, User
from award.policies import Refusal, trace
from award.services import capturing, cell_values, growing_areas, sheet_units, sheets
from award.services.cell_values import CellFault, day_of, number_of, text_of
from award.services.sheet_register import UNDECLARED, Register
from award.services.sheets import Entry, Preview
from award.services.spreadsheets import Cell, Table
from award.words import _N, fold
from traceability.epcis_context import EPCIS_CONTEXT
from traceability.metrics_units import unit_code

Json = dict[str, Any]

_MOST_DIGITS, _MOST_DECIMALS = 14, 6  # of a quantity that the store holds
_IN, _OUT = "in", "out"
_SIDES = {"vao": _IN, "dau vao": _IN, "nguyen lieu": _IN, "ra": _OUT, "dau ra": _OUT,
          "thanh pham": _OUT}  # fmt: skip
_SLIP_WORDS = {"slip": _N("số phiếu"), "sscc": "SSCC"}
_THING_WORDS = {"lot": _N("Lô"), "sscc": "SSCC"}
_SAME_ON_A_SLIP = ("time", "site", "partner")


def read(identifier: str, organisation: Organisation, table: Table) -> Preview:
    """What a table would capture, cell by cell. Raises `Refusal` for a table of another kind."""
    preview = sheets.read(
        sheets.sheet(identifier), table, _readers(identifier, Register(organisation))
    )
    for entry in preview.entries:
        _check_days(entry)
    if preview.sheet.by:
        for _, entries in _slips(preview):
            _check_slip(entries, preview.sheet.by)
    if identifier == "packings":
        sheet_units.check_reuse(organisation, preview.entries)
    return preview


def capture(
    identifier: str, organisation: Organisation, table: Table, *, actor: User
) -> CaptureJob:
    """Turn a table into a document of events and queue its capture; flushes.

    Raises `Refusal` for a person who may not, or when a cell is wrong.
    """
    if why := trace.edit(actor, organisation):
        raise why
    preview = read(identifier, organisation, table)
    if preview.faults:
        raise Refusal(_N("Bảng còn {count} ô sai nên chưa ghi dòng nào."), count=preview.faults)
    document = to_document(preview, Register(organisation))
    return capturing.accept(
        json.dumps(document, ensure_ascii=False).encode(),
        organisation=organisation,
        source=CaptureSource.TEMPLATE,
        name=_N("Bảng {title}").format(title=preview.sheet.title),
        actor=actor,
    )


def to_document(preview: Preview, register: Register) -> Json:
    """The EPCIS 2.0 document of a table without faults."""
    if not preview.sheet.by:
        events = [_commissioning(entry.values, register) for entry in preview.entries]
    else:
        build = _BUILDERS[preview.sheet.id]
        events = [build(slip, entries, register) for slip, entries in _slips(preview)]
    return {
        "@context": [EPCIS_CONTEXT, {"txng": f"{current().base_url.rstrip('/')}/ns/"}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": clock.now().isoformat(timespec="milliseconds"),
        "epcisBody": {"eventList": events},
    }


def _readers(identifier: str, register: Register) -> dict[str, Callable[[Cell], Any]]:
    return {
        "slip": cell_values.digits_of,
        "sscc": register.unit,
        "time": _past,
        "site": register.site,
        "side": _side,
        "product": register.own_item if identifier == "lots" else register.item,
        "lot": register.lot,
        "quantity": _amount,
        "unit": _unit,
        "produced": day_of,
        "expiry": day_of,
        "origin": _country,
        "areas": register.areas,
        "partner": register.sender if identifier == "receipts" else register.partner,
    }


def _past(cell: Cell) -> datetime:
    local = cell_values.moment_of(cell).replace(tzinfo=clock.VIETNAM)
    if local > clock.now():
        raise CellFault(_N("Thời điểm này ở tương lai. Chỉ ghi việc đã xảy ra."))
    return local


def _side(cell: Cell) -> str:
    side = _SIDES.get(fold(text_of(cell)))
    if side is None:
        raise CellFault(_N("Ghi “vào” cho nguyên liệu hoặc “ra” cho sản phẩm."))
    return side


def _amount(cell: Cell) -> Decimal:
    amount = number_of(cell)
    if amount <= 0:
        raise CellFault(_N("Số lượng phải lớn hơn 0."))
    if amount >= 10**_MOST_DIGITS or amount != round(amount, _MOST_DECIMALS):
        words = _N("Số lượng quá lớn hoặc có hơn {decimals} chữ số sau dấu phẩy.")
        raise CellFault(words.format(decimals=_MOST_DECIMALS))
    return amount


def _unit(cell: Cell) -> str:
    code = unit_code(text_of(cell))
    if code is None:
        words = _N("Không biết đơn vị “{unit}”. Ghi kg, tấn, tạ, g, lít, ml, cái, gói, chai, hộp…")
        raise CellFault(words.format(unit=cell.shown[:30]))
    return code


def _country(cell: Cell) -> str:
    text = text_of(cell)
    if fold(text) == "viet nam":
        return "VN"
    if len(text) != 2 or not (text.isascii() and text.isalpha()):
        raise CellFault(_N("Ghi mã nước hai chữ cái, ví dụ VN."))
    return text.upper()


def _check_days(entry: Entry) -> None:
    """A lot is made before it is recorded as made, and expires later."""
    produced, expiry, at = (entry.values.get(key) for key in ("produced", "expiry", "time"))
    if produced and at and produced > at.date():
        entry.fault("produced", _N("Ngày sản xuất sau ngày tạo lập lô."))
    if produced and expiry and expiry < produced:
        entry.fault("expiry", _N("Hạn sử dụng trước ngày sản xuất."))


def _slips(preview: Preview) -> Iterator[tuple[str, list[Entry]]]:
    """The lines of each slip or unit together, in the order of their numbers."""
    by = preview.sheet.by
    numbered = [entry for entry in preview.entries if entry.values[by]]
    ordered = sorted(numbered, key=lambda entry: (entry.values[by], entry.number))
    for slip, entries in groupby(ordered, key=lambda entry: entry.values[by]):
        yield str(slip), list(entries)


def _check_slip(entries: Sequence[Entry], by: str) -> None:
    """One slip, one event: the same time, place and partner, each lot once, both sides there."""
    first = entries[0]
    things: dict[Any, int] = {}
    for entry in entries:
        for key in _SAME_ON_A_SLIP:
            here, there = entry.values.get(key), first.values.get(key)
            if here is not None and there is not None and here != there:
                words = _N("Khác dòng {number} của cùng {slip}.")
                entry.fault(key, words.format(number=first.number, slip=_SLIP_WORDS[by]))
        key, thing = _thing(entry, by)
        if thing is not None and (twin := things.setdefault(thing, entry.number)) != entry.number:
            words = _N("{thing} này đã có trong phiếu ở dòng {number}.")
            entry.fault(key, words.format(thing=_THING_WORDS[key], number=twin))
    if "side" in first.values:
        _check_sides(entries)


def _thing(entry: Entry, by: str) -> tuple[str, Any]:
    """What a line moves, and the column that names it: a lot, or a logistic unit."""
    lot, unit = (entry.values["product"], entry.values["lot"]), entry.values.get("sscc")
    if by == "sscc" or unit is None:
        return "lot", None if None in lot else lot
    if any(entry.cells[key] for key in ("product", "lot", "quantity", "unit")):
        entry.fault("sscc", _N("Ghi SSCC, hoặc ghi lô và số lượng; không ghi cả hai."))
    return "sscc", unit


def _check_sides(entries: Sequence[Entry]) -> None:
    """Something goes in, something declared comes out."""
    for entry in entries:
        item = entry.values["product"]
        if entry.values["side"] == _OUT and item is not None and not item.declared:
            entry.fault("product", UNDECLARED)
    sides = {entry.values["side"] for entry in entries}
    if None not in sides and sides != {_IN, _OUT}:
        words = _N("Phiếu này cần ít nhất một dòng “vào” và một dòng “ra”.")
        entries[0].fault("side", words)


def _commissioning(values: Json, register: Register) -> Json:
    ilmd: Json = {
        "cbvmda:lotNumber": values["lot"],
        "cbvmda:countryOfOrigin": values["origin"] or "VN",
        "gs1:productionDate": values["produced"].isoformat(),
    }
    if values["expiry"]:
        ilmd["cbvmda:itemExpirationDate"] = values["expiry"].isoformat()
    event = {
        **_common("ObjectEvent", "commissioning", values, register),
        "action": "ADD",
        "disposition": "active",
        "bizLocation": {"id": values["site"]},
        "quantityList": [_quantity(values, register)],
        "ilmd": ilmd,
    }
    if values["areas"]:
        ilmd["txng:growingAreaCode"] = values["areas"]
        event["sourceList"] = [
            {"type": "location", "source": growing_areas.address(code)} for code in values["areas"]
        ]
    return event


def _process(slip: str, entries: Sequence[Entry], register: Register) -> Json:
    sides = {
        side: [
            _quantity(entry.values, register) for entry in entries if entry.values["side"] == side
        ]
        for side in (_IN, _OUT)
    }
    values = entries[0].values
    return {
        **_common("TransformationEvent", "commissioning", values, register),
        "disposition": "active",
        "bizLocation": {"id": values["site"]},
        "inputQuantityList": sides[_IN],
        "outputQuantityList": sides[_OUT],
        "bizTransactionList": [_document("prodorder", slip, register)],
    }


def _packing(unit: str, entries: Sequence[Entry], register: Register) -> Json:
    values = entries[0].values
    return {
        **_common("AggregationEvent", "packing", values, register),
        "action": "ADD",
        "disposition": "in_progress",
        "bizLocation": {"id": values["site"]},
        "parentID": unit,
        "childQuantityList": [_quantity(entry.values, register) for entry in entries],
    }


def _moved(entries: Sequence[Entry], register: Register) -> Json:
    """The lots and logistic units of a slip."""
    units = [entry.values["sscc"] for entry in entries if entry.values["sscc"]]
    lots = [_quantity(entry.values, register) for entry in entries if not entry.values["sscc"]]
    return ({"epcList": units} if units else {}) | ({"quantityList": lots} if lots else {})


def _shipment(slip: str, entries: Sequence[Entry], register: Register) -> Json:
    values = entries[0].values
    return {
        **_common("ObjectEvent", "shipping", values, register),
        "action": "OBSERVE",
        "disposition": "in_transit",
        **_moved(entries, register),
        "bizTransactionList": [_document("desadv", slip, register)],
        "sourceList": [{"type": "owning_party", "source": register.own}],
        "destinationList": [{"type": "owning_party", "destination": values["partner"]}],
    }


def _receipt(slip: str, entries: Sequence[Entry], register: Register) -> Json:
    values = entries[0].values
    return {
        **_common("ObjectEvent", "receiving", values, register),
        "action": "OBSERVE",
        "disposition": "in_progress",
        "bizLocation": {"id": values["site"]},
        **_moved(entries, register),
        "bizTransactionList": [_document("recadv", slip, register)],
        "sourceList": [{"type": "owning_party", "source": values["partner"]}],
        "destinationList": [{"type": "owning_party", "destination": register.own}],
    }


_BUILDERS: dict[str, Callable[[str, Sequence[Entry], Register], Json]] = {
    "processes": _process,
    "packings": _packing,
    "shipments": _shipment,
    "receipts": _receipt,
}


def _common(kind: str, step: str, values: Json, register: Register) -> Json:
    at: datetime = values["time"]
    return {
        "type": kind,
        "eventTime": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "eventTimeZoneOffset": "+07:00",
        "bizStep": step,
        "readPoint": {"id": values["site"]},
        "cbvmda:informationProvider": register.own,
    }


def _quantity(values: Json, register: Register) -> Json:
    amount: Decimal = values["quantity"]
    whole = amount == amount.to_integral_value()
    found = {
        "epcClass": register.lot_uri(values["product"], values["lot"]),
        "quantity": int(amount) if whole else float(amount),
    }
    return found | {"uom": values["unit"]} if values["unit"] else found


def _document(kind: str, slip: str, register: Register) -> Json:
    return {"type": kind, "bizTransaction": register.slip(slip)}
