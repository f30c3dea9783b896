"""Growing areas from a table: read cell by cell, shown first, taken in as a whole or not."""

from collections.abc import Callable
from typing import Any

from award.models import Organisation, User
from award.policies import Refusal, trace
from award.services import cell_values, growing_areas, places, sheets
from award.services.cell_values import CellFault
from award.services.growing_areas import AreaFacts
from award.services.sheets import Entry, Preview
from award.services.spreadsheets import Cell, Table
from award.words import _N, fold
from traceability.plots import PlotError, plot, read_plot

SHEET = "areas"


def read(organisation: Organisation, table: Table) -> Preview:
    """What a table would add. Raises `Refusal` when it is not this template's."""
    preview = sheets.read(sheets.sheet(SHEET), table, _readers())
    known = growing_areas.codes_by_season(organisation)
    for entry in preview.entries:
        code, season = entry.values["code"], entry.values["season"] or ""
        if code is not None and (first := known.setdefault((code, season), entry.number)):
            if first != entry.number:
                words = _N("Mã này đã ghi cho vụ này ở dòng {number}.")
                entry.fault("code", words.format(number=first))
        elif code is not None:
            entry.fault("code", _N("Mã này đã khai cho vụ này."))
        entry.values["geometry"] = _geometry(entry)
    return preview


def take_in(organisation: Organisation, table: Table, *, actor: User) -> int:
    """Declare every line, or none; flushes. Raises `Refusal` when a cell is wrong."""
    if why := trace.edit(actor, organisation):
        raise why
    preview = read(organisation, table)
    if preview.faults:
        raise Refusal(_N("Bảng còn {count} ô sai nên chưa ghi dòng nào."), count=preview.faults)
    for entry in preview.entries:
        values = entry.values
        facts = AreaFacts(
            code=values["code"],
            grower=values["grower"],
            private_grower=bool(values["private"]),
            crop=values["crop"] or "",
            season=values["season"] or "",
            area_ha=values["hectares"],
            province_code=values["province"],
            geometry=values["geometry"],
        )
        growing_areas.save(organisation, facts, actor=actor)
    return len(preview.entries)


def _readers() -> dict[str, Callable[[Cell], Any]]:
    provinces: dict[str, str | None] = {}

    def province(cell: Cell) -> str:
        name = cell_values.text_of(cell)
        if name not in provinces:
            found = places.find(name)
            provinces[name] = None if found is None else found.code
        code = provinces[name]
        if code is None:
            raise CellFault(_N("Không có tỉnh, thành phố này."))
        return code

    return {
        "code": lambda cell: _checked(growing_areas.check_code, cell_values.text_of(cell)),
        "grower": cell_values.text_of,
        "private": _yes,
        "crop": cell_values.text_of,
        "season": cell_values.text_of,
        "hectares": lambda cell: _checked(growing_areas.check_size, cell_values.number_of(cell)),
        "province": province,
        "longitude": _degrees,
        "latitude": _degrees,
        "geojson": cell_values.text_of,
    }


def _checked(check: Callable[[Any], Any], value: Any) -> Any:
    try:
        return check(value)
    except Refusal as why:
        raise CellFault(str(why)) from why


def _yes(cell: Cell) -> bool:
    word = fold(cell_values.text_of(cell))
    if word not in {"x", "co", "khong"}:
        raise CellFault(_N("Ghi “x” hoặc để trống."))
    return word != "khong"


def _degrees(cell: Cell) -> float:
    """Degrees, with a comma or, as instruments write them, with a point."""
    text = cell.text.replace(",", ".")
    try:
        return float(text)
    except ValueError as error:
        raise CellFault(_N("Ghi độ thập phân, ví dụ 108,051234.")) from error


def _geometry(entry: Entry) -> Any:
    """The place of a line: the border where it is given, else the point."""
    text = entry.values["geojson"]
    east, north = entry.values["longitude"], entry.values["latitude"]
    key = "geojson" if text else "latitude"
    try:
        if text:
            return read_plot(text).geometry
        if east is not None and north is not None:
            return plot({"type": "Point", "coordinates": [east, north]}).geometry
    except PlotError as fault:
        entry.fault(key, str(fault))
        return None
    if (east is None) != (north is None) and not {"longitude", "latitude"} & entry.faults.keys():
        entry.fault(key, _N("Ghi cả kinh độ và vĩ độ, hoặc để trống cả hai."))
    return None
