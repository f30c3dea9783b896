"""Reads a checklist from CSV, such as the control points of a standard its owner has bought."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from traceability.findings import Finding
from traceability.rule_sets import Evidence, Level, Point, Section

MOST_POINTS = 1000
LONGEST_FIELD = 2000

#: Columns by their header, in any order; those not marked may be missing.
COLUMNS = {
    "phần": "section",
    "mã": "code",
    "nội dung": "title",
    "mức": "level",
    "bằng chứng": "evidence",
    "chỉ số": "metrics",
    "điều kiện": "condition",
}
_REQUIRED = ("section", "code", "title", "level")
_METRICS = frozenset(f"M{number}" for number in range(1, 16)) | {"schema"}
_LEVELS = {
    "bắt buộc": Level.MANDATORY,
    "bắt buộc có điều kiện": Level.CONDITIONAL,
    "tùy chọn": Level.OPTIONAL,
    "khuyến nghị": Level.RECOMMENDED,
    **{str(level).lower(): level for level in Level},
}
_EVIDENCE = {
    "": Evidence.DECLARED,
    "tự khai": Evidence.DECLARED,
    "tài liệu": Evidence.DOCUMENT,
    "máy kiểm tra": Evidence.MACHINE,
    **{str(evidence): evidence for evidence in Evidence},
}


def template(sections: Iterable[Section]) -> str:
    """An empty checklist with one line per section to begin from."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for section in sections:
        writer.writerow([section.code, "", section.title, "", "", "", ""])
    return out.getvalue()


def read_checklist(
    text: str, sections: Iterable[Section]
) -> tuple[tuple[Point, ...], tuple[Finding, ...]]:
    """The points of a CSV text (comma or semicolon, first line headers), and what is wrong in it.

    Lines without a code are headings and left out. Points are only to be used when there is no
    finding. The text of points is the organisation's; none is shipped.
    """
    lines = text.removeprefix("\ufeff")
    first = lines.partition("\n")[0]
    rows = csv.reader(
        StringIO(lines), delimiter=";" if first.count(";") > first.count(",") else ","
    )
    try:
        return _read(list(rows), {section.code for section in sections})
    except csv.Error:
        return (), (Finding("error", "$", "csv", "Tệp không phải là CSV hợp lệ."),)


def _read(
    rows: list[list[str]], sections: set[str]
) -> tuple[tuple[Point, ...], tuple[Finding, ...]]:
    headers = [COLUMNS.get(cell.strip().lower(), "") for cell in rows[0]] if rows else []
    if missing := [name for name, field in COLUMNS.items() if field in set(_REQUIRED) - {*headers}]:
        message = f"Thiếu cột: {', '.join(missing)}."
        return (), (Finding("error", "$", "columns", message),)
    if len(rows) > MOST_POINTS:
        message = f"Danh mục kiểm tra có hơn {MOST_POINTS} dòng."
        return (), (Finding("error", "$", "too_many", message),)
    points: list[Point] = []
    found: list[Finding] = []
    codes: set[str] = set()
    for number, row in enumerate(rows[1:], start=2):
        cells = {field: cell.strip() for field, cell in zip(headers, row, strict=False) if field}
        if not cells.get("code"):
            continue
        problems = [
            Finding("error", f"$[{number}]", code, f"Dòng {number}: {message}")
            for code, message in _problems(cells, sections, codes)
        ]
        codes.add(cells["code"])
        found.extend(problems)
        if not problems:
            points.append(_point(cells))
    return tuple(points), tuple(found)


def _problems(
    cells: dict[str, str], sections: set[str], codes: set[str]
) -> Iterator[tuple[str, str]]:
    if cells["code"] in codes:
        yield "repeated", f"mã “{cells['code']}” đã có ở dòng trên."
    if cells.get("section") not in sections:
        yield "section", f"không có phần “{cells.get('section', '')}”."
    if not cells.get("title"):
        yield "title", "thiếu nội dung."
    if cells.get("level", "").lower() not in _LEVELS:
        yield "level", f"mức “{cells.get('level', '')}” không đúng."
    if cells.get("evidence", "").lower() not in _EVIDENCE:
        yield "evidence", f"lớp bằng chứng “{cells['evidence']}” không đúng."
    if unknown := [name for name in _names(cells) if name not in _METRICS]:
        yield "metrics", f"không có chỉ số {', '.join(unknown)}."
    if any(len(cell) > LONGEST_FIELD for cell in cells.values()):
        yield "too_long", f"có ô dài hơn {LONGEST_FIELD} ký tự."


def _names(cells: dict[str, str]) -> list[str]:
    return cells.get("metrics", "").replace(",", " ").split()


def _point(cells: dict[str, str]) -> Point:
    return Point(
        code=cells["code"],
        title=cells["title"],
        level=_LEVELS[cells["level"].lower()],
        evidence=_EVIDENCE[cells.get("evidence", "").lower()],
        metrics=tuple(_names(cells)),
        condition=cells.get("condition", ""),
        section=cells["section"],
    )
