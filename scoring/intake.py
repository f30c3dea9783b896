"""Reading what the command line is given: files to plain values, with a sentence for each fault."""

import csv
import json
import re
from collections.abc import Iterable
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any, Final, NoReturn

from scoring.errors import ScoringError

_LIMIT: Final = 64 * 1024 * 1024
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?")
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_REASONS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (FileNotFoundError, "không tìm thấy tệp"),
    (IsADirectoryError, "đây là một thư mục"),
    (PermissionError, "không có quyền đọc"),
)


def read_text(file: str) -> str:
    """Return the text of a UTF-8 file, with or without a byte order mark.

    Raises:
        ScoringError: the file is missing, unreadable, too large or not UTF-8.
    """
    try:
        data = _read_bytes(Path(file))
    except (OSError, ValueError) as error:
        known = (words for kind, words in _REASONS if isinstance(error, kind))
        reason = next(known, "hệ điều hành từ chối")
        raise ScoringError("file_unreadable", file=file, reason=reason) from error
    if len(data) > _LIMIT:
        raise ScoringError("file_too_large", file=file, limit=_LIMIT)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScoringError("file_not_text", file=file) from error


def _read_bytes(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_LIMIT + 1)


def read_json(file: str) -> Any:
    """Return the JSON of a file; numbers with a point are decimals.

    Raises:
        ScoringError: the file is not readable or not JSON: also a key twice, NaN, half a letter.
    """
    text = read_text(file)
    try:
        return json.loads(
            text,
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_unique_keys,
        )
    except RecursionError as error:
        raise ScoringError("file_not_json", file=file, reason="lồng nhau quá sâu") from error
    except json.JSONDecodeError as error:
        reason = f"dòng {error.lineno}, cột {error.colno}"
        raise ScoringError("file_not_json", file=file, reason=reason) from error
    except ValueError as error:
        raise ScoringError("file_not_json", file=file, reason=_json_reason(error)) from error


def _json_reason(error: ValueError) -> str:
    return str(error) if isinstance(error, _JsonError) else "có số quá dài"


class _JsonError(ValueError):
    pass


def _refuse_constant(name: str) -> NoReturn:
    raise _JsonError(f"{name} không phải là số")


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _JsonError(f"khóa “{key}” xuất hiện hai lần")
        found[key] = value
    return found


def read_table(file: str) -> list[list[Decimal | None]]:
    """Return the numbers of a CSV file without header: rows of equal length, None where empty.

    Raises:
        ScoringError: the file is not readable, not CSV, has no rows, uneven rows or text.
    """
    try:
        rows = list(csv.reader(StringIO(read_text(file), newline=""), strict=True))
    except csv.Error as error:
        raise ScoringError("file_not_csv", file=file, reason="dấu ngoặc kép hoặc ô sai") from error
    while rows and not "".join(rows[-1]).strip() and len(rows[-1]) < 2:
        rows.pop()
    if not rows:
        raise ScoringError("file_no_rows", file=file)
    return [_numbers(row or [""], place, len(rows[0] or [""])) for place, row in enumerate(rows, 1)]


def _numbers(row: list[str], place: int, width: int) -> list[Decimal | None]:
    if len(row) != width:
        raise ScoringError("cell_count", row=place, found=len(row), expected=width)
    return [_number(cell.strip(), place, column) for column, cell in enumerate(row, 1)]


def _number(cell: str, row: int, column: int) -> Decimal | None:
    if not cell:
        return None
    if not _NUMBER.fullmatch(cell):
        raise ScoringError("cell_not_number", row=row, column=column, value=cell)
    return Decimal(cell)


def mapping(value: Any, key: str) -> dict[str, Any]:
    """Return a JSON object, or raise ScoringError."""
    if not isinstance(value, dict):
        _wrong(key, "phải là một đối tượng JSON")
    return value


def table(
    value: Any, key: str, *, needed: Iterable[str], optional: Iterable[str] = ()
) -> dict[str, Any]:
    """Return a JSON object that has all the needed keys and none but those and the optional.

    Raises:
        ScoringError: it is not an object, lacks a key or has an unknown one.
    """
    found = mapping(value, key)
    for name in needed:
        if name not in found:
            _wrong(key, f"thiếu khóa “{name}”")
    for name in found:
        if name not in {*needed, *optional}:
            _wrong(key, f"có khóa lạ “{name}”")
    return found


def listing(value: Any, key: str) -> list[Any]:
    """Return a JSON list, or raise ScoringError."""
    if not isinstance(value, list):
        _wrong(key, "phải là một danh sách")
    return value


def text(value: Any, key: str) -> str:
    """Return a JSON string that is not blank and can be written, or raise ScoringError."""
    if not isinstance(value, str) or not value.strip():
        _wrong(key, "phải là một chuỗi không rỗng")
    if _SURROGATE.search(value):
        _wrong(key, "có ký tự không hợp lệ")
    return value


def flag(value: Any, key: str) -> bool:
    """Return a JSON true or false, or raise ScoringError."""
    if not isinstance(value, bool):
        _wrong(key, "phải là true hoặc false")
    return value


def count(value: Any, key: str, *, least: int, most: int) -> int:
    """Return a JSON integer between two limits, or raise ScoringError."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        _wrong(key, f"phải là số nguyên từ {least} đến {most}")
    return value


def number(value: Any, key: str, *, most: int) -> int | Decimal:
    """Return a JSON number whose size is at most `most`, or raise ScoringError."""
    if type(value) not in (int, Decimal) or not -most <= value <= most:
        _wrong(key, f"phải là một số từ -{most} đến {most}")
    found: int | Decimal = value
    return found


def _wrong(key: str, reason: str) -> NoReturn:
    raise ScoringError("value_wrong", key=key, reason=reason)
