"""The points of the criteria for whole systems, from the CSV of whoever has bought the standard.

The text of TCVN 13167:2025 is not ours to ship. Where `AWARD_CRITERIA` names a file, its points
stand in place of the bare sections: evidence is put to each, and the map shows them. They enter
neither gate nor index, as the sections do not.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from award.config import current
from award.words import _N
from traceability.checks_import import read_checklist
from traceability.findings import Finding
from traceability.rule_sets import Point, RuleSet, Section

LARGEST = 4 * 1024 * 1024  # bytes
_CODE = re.compile(r"[\w.-]{1,40}")  # what an address can name
_ODD = _N("Mã “{}” chỉ được gồm chữ, số, dấu chấm và gạch, không quá 40 ký tự.")


def points(rules: RuleSet) -> tuple[Point, ...]:
    """The points of the file that the settings name; none without a file, or with a fault in it."""
    path = current().criteria
    if path is None:
        return ()
    try:
        return _kept(path, path.stat().st_mtime_ns, rules.sections)
    except OSError:
        return ()


def read(path: Path, sections: Sequence[Section]) -> tuple[tuple[Point, ...], tuple[Finding, ...]]:
    """The points of a file and what is wrong in it. Raises `OSError` where it cannot be read."""
    with path.open("rb") as file:
        body = file.read(LARGEST + 1)
    if len(body) > LARGEST:
        return (), (Finding("error", "$", "too_large", "Tệp lớn hơn 4 MB."),)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return (), (Finding("error", "$", "encoding", "Tệp không phải văn bản mã UTF-8."),)
    found, faults = read_checklist(text, sections)
    odd = (one.code for one in found if not _CODE.fullmatch(one.code))
    return found, (*faults, *(Finding("error", "$", "code", _ODD.format(code)) for code in odd))


@lru_cache(maxsize=4)
def _kept(path: Path, _changed: int, sections: tuple[Section, ...]) -> tuple[Point, ...]:
    found, faults = read(path, sections)
    return () if faults else found
