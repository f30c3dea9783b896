"""Company prefixes: whose a GTIN, GLN or SSCC is, and whether its number may be used in trade."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from biip.gs1_prefixes import GS1Prefix

from traceability.application_identifiers import known
from traceability.checkdigits import is_digits
from traceability.element_strings import Element
from traceability.problem import CodeError, Problem

_FIRST_DIGIT_RULES = ("gcppos1", "gcppos2")
_GTIN_8_ZEROS = "00000"


class Use(StrEnum):
    """What a block of GS1 numbers is for."""

    TRADE = "trade"
    RESTRICTED = "restricted"
    COUPON = "coupon"
    PUBLICATION = "publication"
    DEMONSTRATION = "demonstration"


class Ownership(StrEnum):
    """Whose a key is, seen from one organisation."""

    OWN = "own"
    PARTNER = "partner"
    UNAUTHORISED = "unauthorised"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    OUTSIDE_GS1 = "outside_gs1"


@dataclass(frozen=True, slots=True)
class CompanyPrefix:
    """A company prefix as issued: digits (7-12), holder, days in force (both included).

    `authorisation` names the document by which the holder uses a foreign prefix
    (Decree 37/2026/NĐ-CP Điều 28.3). Raises CodeError for digits that are no company prefix.
    """

    digits: str
    holder: str
    valid_from: date | None = None
    valid_to: date | None = None
    authorisation: str = ""

    def __post_init__(self) -> None:
        if (problem := prefix_problem(self.digits)) is not None:
            raise CodeError([problem])

    @property
    def vietnamese(self) -> bool:
        """Issued under the GS1 prefix of Viet Nam."""
        return is_vietnamese(self.digits)

    def in_force(self, on: date) -> bool:
        """Whether the prefix holds on a day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


class PrefixRegistry:
    """The prefixes of an organisation and of its declared partners.

    `single_keys` are keys issued one by one, such as GTIN-8, by their digits as written in an
    element value (GTIN: 14 digits). Raises CodeError when one prefix contains another.
    """

    def __init__(
        self, prefixes: Iterable[CompanyPrefix], single_keys: Mapping[str, str] | None = None
    ) -> None:
        ordered = sorted(prefixes, key=lambda prefix: prefix.digits)
        for shorter, longer in pairwise(prefix.digits for prefix in ordered):
            if longer.startswith(shorter):
                message = f"Mã doanh nghiệp {longer} đã nằm trong mã doanh nghiệp {shorter}."
                raise CodeError([Problem("prefix_overlap", message)])
        self._prefixes = {prefix.digits: prefix for prefix in ordered}
        self._single_keys = dict(single_keys or {})

    def prefix_of(self, element: Element) -> CompanyPrefix | None:
        """The registered company prefix with which a key begins, or None."""
        digits = company_digits(element)
        lengths = range(_rules()["company_prefix"]["shortest"], len(digits) + 1)
        candidates = (self._prefixes.get(digits[:length]) for length in lengths)
        return next(filter(None, candidates), None)

    def holder(self, element: Element) -> str | None:
        """Who holds a key, by its prefix or as a key issued singly; None when unknown."""
        if (prefix := self.prefix_of(element)) is not None:
            return prefix.holder
        return self._single_keys.get(element.value)

    def judge(self, element: Element, organisation: str, *, on: date) -> Ownership:
        """Whose a key is on a day, as seen from an organisation."""
        if use_of(element) not in (Use.TRADE, Use.DEMONSTRATION):
            return Ownership.OUTSIDE_GS1
        holder = self.holder(element)
        if holder is None:
            return Ownership.UNKNOWN
        prefix = self.prefix_of(element)
        if prefix is not None and not prefix.in_force(on):
            return Ownership.EXPIRED
        if holder != organisation:
            return Ownership.PARTNER
        if prefix is not None and not prefix.vietnamese and not prefix.authorisation:
            return Ownership.UNAUTHORISED
        return Ownership.OWN


def is_vietnamese(digits: str) -> bool:
    """Whether a company prefix was issued under the GS1 prefix of Viet Nam."""
    return digits.startswith(_rules()["vietnam"]["prefix"])


def prefix_problem(digits: str) -> Problem | None:
    """What is wrong with a company prefix; a Vietnamese one has the lengths of the decree."""
    rules = _rules()
    shortest, longest = rules["company_prefix"]["shortest"], rules["company_prefix"]["longest"]
    if not is_digits(digits) or not shortest <= len(digits) <= longest:
        message = f"Mã doanh nghiệp GS1 phải có {shortest}–{longest} chữ số."
        return Problem("prefix_length", message)
    vietnam = rules["vietnam"]
    if digits.startswith(vietnam["prefix"]) and len(digits) not in vietnam["lengths"]:
        lengths = ", ".join(map(str, vietnam["lengths"]))
        message = f"Mã doanh nghiệp {vietnam['prefix']} của Việt Nam chỉ có {lengths} chữ số."
        return Problem("prefix_length", message)
    return None


def company_digits(element: Element) -> str:
    """Digits of a key from the place where its company prefix begins; empty when it has none.

    GTIN-8 carries no company prefix. Raises KeyError for an unknown AI.
    """
    value, start = element.value, 0
    for part in known(element.ai).components:
        for offset, rule in enumerate(_FIRST_DIGIT_RULES):
            if rule in part.rules:
                digits = value[start + offset : start + part.maximum]
                eight = offset == 1 and digits.startswith(_GTIN_8_ZEROS)
                return "" if eight and element.ai != "00" else digits
        start += part.maximum
    return ""


def use_of(element: Element) -> Use:
    """What the number of a key is for, by its first three digits."""
    first = company_digits(element)[:3]
    for block in _rules()["special"]:
        if block["from"] <= first <= block["to"]:
            return Use(block["use"])
    return Use.TRADE


def issuer(element: Element) -> str | None:
    """The GS1 member organisation that issued a key's prefix ("GS1 Vietnam"), if known."""
    digits = company_digits(element)
    prefix = GS1Prefix.extract(digits) if is_digits(digits) else None
    return None if prefix is None else prefix.usage


@cache
def _rules() -> Mapping[str, Any]:
    text = (resources.files("traceability") / "rules" / "prefixes.toml").read_text("utf-8")
    return MappingProxyType(tomllib.loads(text))
