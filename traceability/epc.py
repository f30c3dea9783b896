"""EPC URNs (GS1 EPC Tag Data Standard) to and from elements and Digital Links."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import quote, unquote

from traceability import digital_link
from traceability.checkdigits import check_digit, is_digits
from traceability.element_strings import Element
from traceability.problem import CodeError, Problem

PREFIX_LENGTHS = range(6, 13)
WILDCARD = "*"
NO_EXTENSION = "0"


@dataclass(frozen=True, slots=True)
class Scheme:
    """How one URN scheme writes a key.

    `digits` is the length of the numeric part with its check digit (0: free text, no check
    digit); `indicator` when the first digit of the key is written after the company prefix;
    `lead` digits stand before it in the AI value; `parts` fixed two-digit fields follow it;
    `serial` is "" (none), "+" (at the end of the same AI) or the AI of its own.
    """

    name: str
    ai: str
    digits: int
    indicator: bool = False
    lead: str = ""
    parts: int = 0
    serial: str = ""

    @property
    def fields(self) -> int:
        """Dot-separated fields of the URN."""
        return 2 + self.parts + (1 if self.serial else 0)


_SCHEMES = (
    Scheme("id:sgtin", "01", 14, indicator=True, serial="21"),
    Scheme("class:lgtin", "01", 14, indicator=True, serial="10"),
    Scheme("id:upui", "01", 14, indicator=True, serial="235"),
    Scheme("id:itip", "8006", 14, indicator=True, parts=2, serial="21"),
    Scheme("id:sscc", "00", 18, indicator=True),
    Scheme("id:sgln", "414", 13, serial="254"),
    Scheme("id:pgln", "417", 13),
    Scheme("id:grai", "8003", 13, lead="0", serial="+"),
    Scheme("id:gdti", "253", 13, serial="+"),
    Scheme("id:sgcn", "255", 13, serial="+"),
    Scheme("id:gsrn", "8018", 18),
    Scheme("id:gsrnp", "8017", 18),
    Scheme("id:gsin", "402", 17),
    Scheme("id:giai", "8004", 0),
    Scheme("id:ginc", "401", 0),
    Scheme("id:cpi", "8010", 0, serial="8011"),
    Scheme("idpat:sgtin", "01", 14, indicator=True, serial="21"),
    Scheme("idpat:itip", "8006", 14, indicator=True, parts=2, serial="21"),
    Scheme("idpat:grai", "8003", 13, lead="0", serial="+"),
    Scheme("idpat:gdti", "253", 13, serial="+"),
    Scheme("idpat:sgcn", "255", 13, serial="+"),
    Scheme("idpat:cpi", "8010", 0, serial="8011"),
)
SCHEMES: Mapping[str, Scheme] = MappingProxyType({scheme.name: scheme for scheme in _SCHEMES})

_URN = re.compile(r"urn:epc:((?:id|class|idpat):[a-z]+):(.+)")
_BAD_ESCAPE = re.compile(r"%(?!2[2356Ff]|3[CEFcef])|[^-!'()*+,.:;=_%A-Za-z0-9]")


def to_elements(urn: str) -> tuple[Element, ...]:
    """Elements that an EPC URN stands for; a pattern ending in `*` stands for the class.

    Raises CodeError when the URN is malformed, its scheme has no Digital Link, or the elements
    would be wrong.
    """
    match = _URN.fullmatch(urn)
    scheme = SCHEMES.get(match[1]) if match else None
    if match is None or scheme is None:
        raise _error("epc_scheme", "URN không thuộc loại EPC nào có thể viết thành Digital Link.")
    fields = match[2].split(".", scheme.fields - 1)
    if len(fields) != scheme.fields:
        raise _error("epc_fields", f"URN loại {scheme.name} phải có {scheme.fields} phần.")
    prefix, reference = fields[0], fields[1]
    if not is_digits(prefix) or len(prefix) not in PREFIX_LENGTHS:
        raise _error("epc_prefix", "Mã doanh nghiệp trong URN phải có 6–12 chữ số.")
    if any(_BAD_ESCAPE.search(part) for part in fields):
        raise _error("epc_escape", "URN có ký tự phải viết dưới dạng %XX hoặc viết %XX sai.")
    value = scheme.lead + _key_value(scheme, prefix, unquote(reference))
    value += "".join(fields[2 : 2 + scheme.parts])
    elements = _with_serial(scheme, value, unquote(fields[-1]) if scheme.serial else None)
    digital_link.build(elements)
    return elements


def to_digital_link(urn: str, *, stem: str = digital_link.CANONICAL_STEM) -> str:
    """The Digital Link of an EPC URN; raises CodeError as `to_elements` does."""
    return digital_link.build(to_elements(urn), stem=stem)


def to_urn(elements: Sequence[Element], *, prefix_length: int) -> str:
    """The EPC URN of one key with its serial, lot or extension.

    `prefix_length` is the number of digits of the company prefix, which a URN shows and a key
    does not. Raises CodeError when no URN says the same, or the prefix length cannot be.
    """
    if prefix_length not in PREFIX_LENGTHS:
        raise _error("epc_prefix", "Mã doanh nghiệp trong URN phải có 6–12 chữ số.")
    digital_link.build(elements)
    values = {element.ai: element.value for element in elements}
    scheme, serial = _scheme_for(values)
    head, tail = _cut(scheme, values[scheme.ai])
    if scheme.digits:
        fields = _numeric_fields(scheme, head, prefix_length)
    else:
        fields = [head[:prefix_length], _escape(head[prefix_length:])]
        if len(head) <= prefix_length or not is_digits(fields[0]):
            raise _error("epc_prefix", "Mã không bắt đầu bằng mã doanh nghiệp có độ dài đã cho.")
    fields += [tail[start : start + 2] for start in range(0, 2 * scheme.parts, 2)]
    if scheme.serial:
        fields.append(_escape(serial))
    urn = f"urn:epc:{scheme.name}:{'.'.join(fields)}"
    if set(to_elements(urn)) != set(elements):
        raise _error("epc_scheme", "Không có EPC URN nào mang đúng các mã này.")
    return urn


@lru_cache(maxsize=65_536)
def canonical(identifier: str) -> str:
    """One spelling for one thing: the Digital Link below id.gs1.org of a URN or Digital Link.

    Attributes (the query) describe the thing and are left out. What is neither, or is wrong,
    comes back unchanged; never raises.
    """
    try:
        if identifier.startswith("urn:epc:"):
            return to_digital_link(identifier)
        link = digital_link.parse(identifier)
        return digital_link.build((link.key, *link.qualifiers))
    except CodeError:
        return identifier


def _key_value(scheme: Scheme, prefix: str, reference: str) -> str:
    if not scheme.digits:
        return prefix + reference
    body = reference[:1] + prefix + reference[1:] if scheme.indicator else prefix + reference
    if (reference and not is_digits(reference)) or len(body) != scheme.digits - 1:
        message = f"Mã doanh nghiệp và số tham chiếu phải có tất cả {scheme.digits - 1} chữ số."
        raise _error("epc_reference", message)
    return body + check_digit(body)


def _with_serial(scheme: Scheme, value: str, serial: str | None) -> tuple[Element, ...]:
    if scheme.name.startswith("idpat:"):
        if serial != WILDCARD:
            raise _error("epc_pattern", "URN mẫu (idpat) phải kết thúc bằng dấu *.")
        return (Element(scheme.ai, value),)
    if serial is None or (scheme.name == "id:sgln" and serial == NO_EXTENSION):
        return (Element(scheme.ai, value),)
    if scheme.serial == "+":
        return (Element(scheme.ai, value + serial),)
    return (Element(scheme.ai, value), Element(scheme.serial, serial))


def _scheme_for(values: Mapping[str, str]) -> tuple[Scheme, str]:
    """The first scheme whose AIs are exactly these, and the serial it writes."""
    for scheme in _SCHEMES:
        if scheme.ai not in values:
            continue
        own = len(scheme.lead) + scheme.digits + 2 * scheme.parts
        inline = values[scheme.ai][own:] if scheme.serial == "+" else ""
        serial = inline or values.get(scheme.serial, "") or _default_serial(scheme)
        used = {scheme.ai} | ({scheme.serial} & values.keys())
        if used == values.keys() and bool(serial) == bool(scheme.serial):
            return scheme, serial
    raise _error("epc_scheme", "Không có EPC URN nào mang đúng các mã này.")


def _default_serial(scheme: Scheme) -> str:
    if scheme.name == "id:sgln":
        return NO_EXTENSION
    return WILDCARD if scheme.name.startswith("idpat:") else ""


def _cut(scheme: Scheme, value: str) -> tuple[str, str]:
    """The key without lead, and what follows its check digit."""
    body = value.removeprefix(scheme.lead)
    return (body[: scheme.digits], body[scheme.digits :]) if scheme.digits else (body, "")


def _numeric_fields(scheme: Scheme, head: str, prefix_length: int) -> list[str]:
    body = head[:-1]
    if scheme.indicator:
        return [body[1 : 1 + prefix_length], body[0] + body[1 + prefix_length :]]
    return [body[:prefix_length], body[prefix_length:]]


def _escape(text: str) -> str:
    return quote(text, safe="!'()*+,-.:;=_")


def _error(code: str, message: str) -> CodeError:
    return CodeError([Problem(code, message)])
