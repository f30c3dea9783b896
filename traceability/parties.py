"""Identifiers of parties and places: tax code, GLN, growing area, personal number, internal."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from stdnum.vn import mst

from traceability.checkdigits import is_digits
from traceability.element_strings import Element
from traceability.keys import key_problem
from traceability.other_codes import other_code_problem, party_rules
from traceability.problem import CodeError, Problem, ai_path

MASK = "*"
PERSONAL_LENGTH = 12

_TAX_CODE = re.compile(r"([0-9]{10})(?:-([0-9]{3}))?")
# Twelve digits by themselves, or a digest or UUID as a whole: drawn at random, they have such too.
_TWELVE_DIGITS = re.compile(
    r"(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{32,}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})"
    r"(?![0-9A-Fa-f])|(?<![0-9])[0-9]{12}(?![0-9])"
)


class PartyKind(StrEnum):
    """Kinds of party identifiers; the values are the tables of rules/parties.toml."""

    MST = "mst"
    GLN = "gln"
    GROWING_AREA = "growing-area"
    PERSONAL_NUMBER = "personal-number"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True, repr=False)
class PartyId:
    """An identifier that has been checked. Written out anywhere, a personal number is masked.

    Only `value` gives the whole of it: keep it out of addresses, event ids and logs.
    """

    kind: PartyKind
    value: str

    @property
    def personal(self) -> bool:
        """Whether the identifier is personal data."""
        return bool(party_rules()[self.kind]["personal"])

    @property
    def shown(self) -> str:
        """The identifier as anyone may see it."""
        return mask(self.value) if self.personal else self.value

    def address(self, base: str) -> str:
        """A URI of the party below `base`, to stand in events and public pages.

        Raises CodeError for personal data.
        """
        if self.personal:
            message = "Không đưa số định danh cá nhân vào địa chỉ công khai hoặc mã sự kiện."
            raise CodeError([Problem("personal_data", message)])
        return f"{base.removesuffix('/')}/{self.kind}/{quote(self.value, safe='')}"

    def __str__(self) -> str:
        return f"{self.kind}:{self.shown}"

    def __repr__(self) -> str:
        return f"PartyId({self})"


def read_party(kind: PartyKind, text: str) -> PartyId:
    """An identifier of a known kind, strictly as it must be written; raises CodeError."""
    if (problem := party_problem(kind, text)) is not None:
        raise CodeError([problem])
    return PartyId(kind, text)


def party_problem(kind: PartyKind, text: str) -> Problem | None:
    """What is wrong with an identifier of a kind; the sentence never repeats the identifier."""
    return _PROBLEMS[kind](text)


def is_growing_area(text: str) -> bool:
    """Whether a text has the form of a growing area or packing house code, by itself."""
    return re.fullmatch(party_rules()["growing-area"]["recognised"], text) is not None


def looks_personal(text: str, *, year: int) -> bool:
    """Whether 12 digits could be the number of a person alive in `year`, born in a province."""
    if _personal_problem(text) is not None:
        return False
    rules = party_rules()["personal-number"]
    age = year - (rules["centuries"][text[3]] + int(text[4:6]))
    return text[:3] in rules["provinces"].split() and 0 <= age <= rules["oldest"]


def mask(text: str) -> str:
    """A personal number with only its last digits readable."""
    shown: int = party_rules()["personal-number"]["shown_digits"]
    return MASK * max(len(text) - shown, 0) + text[-shown:]


def hide_personal_numbers(text: str, *, year: int) -> str:
    """Free text, such as a log line, with every number that could be a person's masked.

    Digests and UUIDs in which twelve digits happen to stand are left as they are; one written in
    digits only was not drawn at random, and may hold a person's number at its end.
    """

    def hide(match: re.Match[str]) -> str:
        found, last = match[0][:-PERSONAL_LENGTH], match[0][-PERSONAL_LENGTH:]
        alone = not found or ("-" in found and is_digits(found.replace("-", "")))
        return found + mask(last) if alone and looks_personal(last, year=year) else match[0]

    return _TWELVE_DIGITS.sub(hide, text)


def masked_content(content: Any, *, year: int) -> Any:
    """JSON content with every number in it that could be a person's masked."""
    if isinstance(content, str):
        return hide_personal_numbers(content, year=year)
    if isinstance(content, list):
        return [masked_content(one, year=year) for one in content]
    if isinstance(content, dict):
        return {
            hide_personal_numbers(key, year=year): masked_content(one, year=year)
            for key, one in content.items()
        }
    return content


def personal_values(elements: Iterable[Element], *, year: int) -> tuple[Problem, ...]:
    """Elements that carry personal data; ask before a code goes on a public label or page.

    Names, birth dates and the like by their AI, and 12 digits that could be a person's number.
    """
    personal_ais = party_rules()["personal_data"]["identifiers"]
    message = "AI ({}) mang dữ liệu cá nhân, không được đưa lên nhãn hoặc trang công khai."
    return tuple(
        Problem("personal_data", message.format(element.ai), ai_path(element.ai))
        for element in elements
        if element.ai in personal_ais or looks_personal(element.value, year=year)
    )


def _tax_code_problem(text: str) -> Problem | None:
    match = _TAX_CODE.fullmatch(text)
    if match is None:
        message = "Mã số thuế phải gồm 10 chữ số, hoặc 10 chữ số, dấu - và 3 chữ số."
        return Problem("length", message)
    number, branch = match.groups()
    if number[2:9] == "0000000" or branch == "000":
        return Problem("component", "Mã số thuế có phần số thứ tự bằng 0.")
    expected = mst.calc_check_digit(number)
    if len(expected) != 1:
        message = "Không có mã số thuế nào bắt đầu bằng 9 chữ số này: sai ít nhất một chữ số."
        return Problem("check_digit", message)
    if number[9] != expected:
        message = f"Chữ số kiểm tra của mã số thuế sai: chữ số thứ 10 phải là {expected}."
        return Problem("check_digit", message)
    return None


def _growing_area_problem(text: str) -> Problem | None:
    rules = party_rules()["growing-area"]
    if re.fullmatch(rules["recognised"], text) or re.fullmatch(rules["accepted"], text):
        return None
    message = "Mã số vùng trồng gồm các nhóm chữ in hoa và chữ số, nối bằng - hoặc dấu chấm."
    return Problem("growing_area", message)


def _personal_problem(text: str) -> Problem | None:
    if is_digits(text) and len(text) == PERSONAL_LENGTH and text[:3] != "000":
        return None
    return Problem("personal_number", "Số định danh cá nhân phải gồm đúng 12 chữ số.")


_PROBLEMS: Mapping[PartyKind, Callable[[str], Problem | None]] = MappingProxyType(
    {
        PartyKind.MST: _tax_code_problem,
        PartyKind.GLN: lambda text: key_problem("gln", text),
        PartyKind.GROWING_AREA: _growing_area_problem,
        PartyKind.PERSONAL_NUMBER: _personal_problem,
        PartyKind.INTERNAL: other_code_problem,
    }
)
