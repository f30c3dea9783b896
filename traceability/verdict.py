"""The verdict on one code, whatever its kind: what it is, what it says, what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from traceability import digital_link, epc
from traceability.checkdigits import is_digits
from traceability.element_strings import (
    Element,
    Reading,
    read_bracketed,
    read_raw,
    write_bracketed,
)
from traceability.forms import Kind, gs1_form
from traceability.keys import key_element
from traceability.parties import PartyKind, is_growing_area, looks_personal, party_problem
from traceability.problem import CodeError, Problem

# More than any carrier holds: a QR code has at most 7,089 characters (ISO/IEC 18004).
LONGEST_CODE = 8192


@dataclass(frozen=True, slots=True)
class Verdict:
    """Kind, elements in the order of the text and problems; `usable` when it could be judged."""

    kind: Kind
    elements: tuple[Element, ...] = ()
    problems: tuple[Problem, ...] = ()
    usable: bool = True

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    def as_dict(self) -> Mapping[str, Any]:
        """The answer of the `code` command; personal numbers are in none of its fields."""
        return {
            "valid": self.valid,
            "kind": str(self.kind),
            "ai": {element.ai: element.value for element in self.elements},
            "element_string": write_bracketed(self.elements),
            "errors": [problem.as_dict() for problem in self.problems],
        }


def judge(text: str, *, year: int, kind: Kind | None = None) -> Verdict:
    """Judge one code; never raises on any text.

    `kind` says what the code must be, where the shape leaves it open (13 digits: GTIN or GLN).
    `year` is the current one, to tell a personal number from other 12 digits.
    """
    if (problem := _unusable(text)) is not None:
        return Verdict(Kind.UNKNOWN, (), (problem,), usable=False)
    found = kind or recognise(text, year=year)
    reading = _read(found, text)
    return Verdict(found, reading.elements, reading.problems)


def recognise(text: str, *, year: int) -> Kind:
    """The kind of a code; open cases as decided in docs/adr/0003-gs1-codes.md."""
    form = gs1_form(text)
    if form is Kind.GTIN and len(text) == 12 and looks_personal(text, year=year):
        return Kind.PERSONAL_NUMBER
    if form is None:
        return Kind.GROWING_AREA if is_growing_area(text) else Kind.NON_GS1
    return form


def _unusable(text: str) -> Problem | None:
    if not text:
        return Problem("empty", "Chưa có mã nào để kiểm tra.")
    if len(text) > LONGEST_CODE:
        return Problem(
            "too_long", f"Mã dài hơn {LONGEST_CODE} ký tự, không vật mang nào chứa được."
        )
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return Problem("encoding", "Mã không phải văn bản UTF-8.")
    return None


def _bare_key(kind: Kind, text: str) -> Reading:
    try:
        return Reading((key_element(kind.value, text),), ())
    except CodeError as error:
        problems = error.problems
    if party_problem(PartyKind.MST, _with_dash(text)) is None and kind is Kind.GTIN:
        hint = "Nếu đây là mã số thuế của đơn vị phụ thuộc, viết dấu - trước 3 chữ số cuối."
        problems = tuple(replace(one, message=f"{one.message} {hint}") for one in problems)
    return Reading((), problems)


def _with_dash(text: str) -> str:
    return f"{text[:10]}-{text[10:]}" if is_digits(text) and len(text) == 13 else text


def _read(kind: Kind, text: str) -> Reading:
    match kind:
        case Kind.DIGITAL_LINK:
            return digital_link.read(text)
        case Kind.ELEMENT_STRING:
            return read_bracketed(text) if text.startswith("(") else read_raw(text)
        case Kind.EPC_URN:
            return _urn(text)
        case Kind.GTIN | Kind.GLN | Kind.SSCC:
            return _bare_key(kind, text)
        case Kind.MST:
            return _party(PartyKind.MST, _with_dash(text))
        case Kind.PERSONAL_NUMBER | Kind.GROWING_AREA:
            return _party(PartyKind(kind.value), text)
        case _:
            message = "Mã này không thuộc dạng nào của GS1, cũng không phải mã số đã biết."
            return Reading((), (Problem("not_gs1", message),))


def _party(kind: PartyKind, text: str) -> Reading:
    problem = party_problem(kind, text)
    return Reading((), () if problem is None else (problem,))


def _urn(text: str) -> Reading:
    try:
        return Reading(epc.to_elements(text), ())
    except CodeError as error:
        return Reading((), error.problems)
