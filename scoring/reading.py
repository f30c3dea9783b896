"""From the tables of a TOML file to typed clauses, naming the key that does not fit."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Final, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

C = TypeVar("C")

_TABLES: Final = Path(__file__).parent / "tables"
_FRACTION: Final = re.compile(r"[0-9]{1,3}/[1-9][0-9]{0,2}")
_KINDS: Final = {str: "một chuỗi", int: "một số nguyên", bool: "true hoặc false"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A table of rule values; every value has its source, some are not officially known."""

    source: str
    sources: Mapping[str, str] = field(default_factory=dict, hash=False)
    provisional: tuple[str, ...] = ()

    def source_of(self, key: str) -> str:
        """Return where the value `key` comes from."""
        return self.sources.get(key, self.source)

    def is_provisional(self, key: str) -> bool:
        """Tell whether the value `key` is not officially known."""
        return key in self.provisional


class MisfitError(Exception):
    """A value that does not fit: its key path and the reason, in Vietnamese."""

    def __init__(self, key: str, reason: str) -> None:
        self.key = key
        self.reason = reason
        super().__init__(f"{key}: {reason}")


def load_table(name: str, cls: type[C]) -> C:
    """Return `tables/<name>.toml`, a table of rules that hold for every edition."""
    return read(cls, _table(name))


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((_TABLES / f"{name}.toml").read_text(encoding="utf-8"))


def read(cls: type[C], table: object, key: str = "") -> C:
    """Build a clause from its table; `key` is the path so far.

    Raises:
        MisfitError: a value is missing, unknown, empty or of another kind, or lacks its source.
    """
    if not isinstance(table, dict):
        raise MisfitError(key, "phải là một bảng")
    known = {spec.name: spec for spec in fields(cls)}  # type: ignore[arg-type]  # a dataclass
    for name in table:
        if name not in known:
            raise MisfitError(_path(key, name), "khóa không có trong bộ quy tắc")
    hints = get_type_hints(cls)
    values = {
        name: _convert(hints[name], table[name], _path(key, name))
        for name, spec in known.items()
        if _given(spec, table, key)
    }
    _check_marks(table, key)
    return cls(**values)


def _path(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name


def _given(spec: Field[Any], table: dict[str, Any], key: str) -> bool:
    if spec.name in table:
        return True
    if spec.default is MISSING and spec.default_factory is MISSING:
        raise MisfitError(_path(key, spec.name), "thiếu giá trị")
    return False


def _check_marks(table: dict[str, Any], key: str) -> None:
    for mark in ("sources", "provisional"):
        for name in table.get(mark, ()):
            if name not in table:
                raise MisfitError(_path(key, mark), f"nói về “{name}”, là khóa không có trong bảng")


def _convert(kind: Any, value: Any, key: str) -> Any:
    if is_dataclass(kind) and isinstance(kind, type):
        return read(kind, value, key)
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _convert(next(arg for arg in args if arg is not NoneType), value, key)
    if origin is tuple:
        return _convert_list(args[0], value, key)
    if origin is Literal:
        return _one_of(args, value, key)
    if origin is Mapping:
        return _convert_texts(value, key)
    return _convert_fraction(value, key) if kind is Fraction else _convert_plain(kind, value, key)


def _convert_list(kind: Any, value: Any, key: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise MisfitError(key, "phải là một danh sách")
    return tuple(_convert(kind, entry, f"{key}[{place}]") for place, entry in enumerate(value))


def _convert_texts(value: Any, key: str) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise MisfitError(key, "phải là một bảng")
    return {name: _convert_plain(str, text, _path(key, name)) for name, text in value.items()}


def _one_of(choices: tuple[Any, ...], value: Any, key: str) -> Any:
    if value not in choices:
        raise MisfitError(key, f"phải là một trong: {', '.join(choices)}")
    return value


def _convert_fraction(value: Any, key: str) -> Fraction:
    if not isinstance(value, str) or not _FRACTION.fullmatch(value):
        raise MisfitError(key, "phải là một phân số viết như “2/3”")
    return Fraction(value)


def _convert_plain(kind: type, value: Any, key: str) -> Any:
    if type(value) is not kind:
        raise MisfitError(key, f"phải là {_KINDS[kind]}")
    if isinstance(value, str) and not value.strip():
        raise MisfitError(key, "không được để trống")
    return value
