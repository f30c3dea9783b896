"""GS1 keys written as bare digits: GTIN-8/12/13/14, GLN and SSCC with their check digits."""

from collections.abc import Mapping
from types import MappingProxyType

from traceability.checkdigits import check_digit, is_digits
from traceability.element_strings import Element
from traceability.problem import CodeError, Problem

GTIN_LENGTHS = (8, 12, 13, 14)
GLN_LENGTH = 13
SSCC_LENGTH = 18

# Name in sentences, allowed lengths, and the AI under which the key stands in a Digital Link.
_KEYS: Mapping[str, tuple[str, tuple[int, ...], str]] = MappingProxyType(
    {
        "gtin": ("GTIN", GTIN_LENGTHS, "01"),
        "gln": ("GLN", (GLN_LENGTH,), "414"),
        "sscc": ("SSCC", (SSCC_LENGTH,), "00"),
    }
)


def key_problem(kind: str, digits: str) -> Problem | None:
    """What is wrong with a bare "gtin", "gln" or "sscc", naming the check digit it should have.

    Raises KeyError for another kind.
    """
    name, lengths, _ = _KEYS[kind]
    if not is_digits(digits):
        return Problem("characters", f"{name} chỉ gồm chữ số 0–9.")
    if len(digits) not in lengths:
        allowed = ", ".join(map(str, lengths))
        return Problem("length", f"{name} phải có {allowed} chữ số, đang có {len(digits)}.")
    expected = check_digit(digits[:-1])
    if digits[-1] != expected:
        message = f"Chữ số kiểm tra của {name} sai: đang là {digits[-1]}, đúng phải là {expected}."
        return Problem("check_digit", message)
    return None


def key_element(kind: str, digits: str) -> Element:
    """The key as an element: GTIN as 14 digits under (01), GLN under (414), SSCC under (00).

    Raises CodeError when the digits are no right key, KeyError for another kind.
    """
    if (problem := key_problem(kind, digits)) is not None:
        raise CodeError([problem])
    ai = _KEYS[kind][2]
    return Element(ai, digits.zfill(14) if kind == "gtin" else digits)


def gtin14(digits: str) -> str:
    """A GTIN of any length as 14 digits, zeros in front; raises CodeError when it is wrong."""
    return key_element("gtin", digits).value
