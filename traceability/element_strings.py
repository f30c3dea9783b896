"""GS1 element strings, bracketed and raw: read strictly, checked element by element, written."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from traceability.ai_rules import CHARACTER_SETS, RULES
from traceability.application_identifiers import (
    ApplicationIdentifier,
    find,
    known,
    leading,
    rulebook,
)
from traceability.problem import CodeError, Problem, ai_path

FNC1 = "\x1d"
WRITTEN_FNC1 = "^"
# Symbology identifiers (ISO/IEC 15424) of carriers whose FNC1 in first position says "GS1":
# GS1-128, GS1 DataBar, GS1 DataMatrix, GS1 QR Code, GS1 DotCode.
SYMBOLOGY_IDENTIFIERS = ("]C1", "]e0", "]d2", "]Q3", "]J1")

_BRACKETED = re.compile(r"\(([^()]*)\)((?:\\\(|[^(])*)")


@dataclass(frozen=True, slots=True)
class Element:
    """One application identifier with its value, decoded and without brackets."""

    ai: str
    value: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, in order, and every problem found; right when there are no problems."""

    elements: tuple[Element, ...]
    problems: tuple[Problem, ...]


def read_bracketed(text: str) -> Reading:
    r"""Read `(01)…(10)…`; a bracket inside a value is written `\(`."""
    if not text:
        return Reading((), (Problem("empty", "Chuỗi phần tử rỗng."),))
    elements: list[Element] = []
    position = 0
    while position < len(text):
        match = _BRACKETED.match(text, position)
        if match is None:
            message = "Chuỗi phần tử phải viết dạng (AI)giá trị, mỗi AI nằm trong ngoặc tròn."
            return Reading(tuple(elements), (Problem("syntax", message),))
        elements.append(Element(match[1], match[2].replace(r"\(", "(")))
        position = match.end()
    return Reading(tuple(elements), (*value_problems(elements), *pair_problems(elements)))


def read_raw(text: str) -> Reading:
    """Read what a scanner sends: FNC1 (GS, 0x1D, or written `^`) first and after open lengths.

    A symbology identifier such as `]d2` may stand in front and then replaces the first FNC1.
    """
    body, announced = text.replace(WRITTEN_FNC1, FNC1), False
    if body.startswith(SYMBOLOGY_IDENTIFIERS):
        body, announced = body[3:], True
    if body.startswith(FNC1):
        body, announced = body[1:], True
    if not announced:
        return Reading((), (Problem("fnc1", "Thiếu ký tự FNC1 ở đầu chuỗi phần tử GS1."),))
    if not body:
        return Reading((), (Problem("empty", "Sau FNC1 không có dữ liệu."),))
    elements, rest = _split_raw(body)
    if rest:
        problem = Problem("unknown_ai", "Có đoạn không bắt đầu bằng mã AI nào của GS1.")
        return Reading(elements, (*value_problems(elements), problem))
    return Reading(elements, (*value_problems(elements), *pair_problems(elements)))


def write_bracketed(elements: Iterable[Element]) -> str:
    r"""The form for people, `(01)…(10)…`; an opening bracket in a value becomes `\(`."""
    escaped = ((element.ai, element.value.replace("(", r"\(")) for element in elements)
    return "".join(f"({ai}){value}" for ai, value in escaped)


def write_raw(elements: Sequence[Element], *, fnc1: str = FNC1) -> str:
    """The form for carriers, FNC1 first and after every value without predefined length.

    Raises CodeError when an element is wrong.
    """
    require(elements)
    parts: list[str] = []
    separator = fnc1
    for element in elements:
        parts.append(f"{separator}{element.ai}{element.value}")
        separator = "" if known(element.ai).fixed else fnc1
    return "".join(parts)


def require(elements: Sequence[Element]) -> None:
    """Raise CodeError with every problem unless all values and pairs are right."""
    if problems := (*value_problems(elements), *pair_problems(elements)):
        raise CodeError(problems)


def value_problems(elements: Iterable[Element]) -> tuple[Problem, ...]:
    """Problems of each value on its own: unknown AI, length, characters, content rules."""
    return tuple(problem for element in elements for problem in _element_problems(element))


def pair_problems(elements: Sequence[Element]) -> tuple[Problem, ...]:
    """Elements that contradict one another: a repeated AI with another value, barred pairs.

    Holds for one carrier, whatever other carriers the item bears.
    """
    problems: list[Problem] = []
    values: dict[str, str] = {}
    for element in elements:
        if values.setdefault(element.ai, element.value) != element.value:
            message = f"AI ({element.ai}) lặp lại với giá trị khác."
            problems.append(Problem("repeated_ai", message, ai_path(element.ai)))
    present = tuple(values)
    barred = {
        frozenset((ai.code, other))
        for ai in filter(None, map(find, present))
        for pattern in ai.bars
        for other in present
        if other != ai.code and _matches(pattern, other)
    }
    for first, second in sorted(sorted(pair) for pair in barred):
        message = f"AI ({first}) và AI ({second}) không được đi cùng nhau."
        problems.append(Problem("barred_pair", message, ai_path(second)))
    return tuple(problems)


def missing_partners(elements: Sequence[Element]) -> tuple[Problem, ...]:
    """AIs whose required companions are absent, such as a lot (10) without a GTIN (01).

    Not an error of one carrier: GS1 judges companions over all carriers of an item together,
    so ask this of the elements of all of them.
    """
    present = tuple(element.ai for element in elements)
    problems: list[Problem] = []
    for ai in filter(None, map(find, dict.fromkeys(present))):
        others = tuple(code for code in present if code != ai.code)
        if ai.needs and not any(_satisfied(group, others) for group in ai.needs):
            wanted = " hoặc ".join(" và ".join(f"({code})" for code in group) for group in ai.needs)
            message = f"AI ({ai.code}) phải đi cùng {wanted}."
            problems.append(Problem("missing_ai", message, ai_path(ai.code)))
    return tuple(problems)


def _satisfied(group: Iterable[str], present: Sequence[str]) -> bool:
    return all(any(_matches(pattern, code) for code in present) for pattern in group)


def _matches(pattern: str, code: str) -> bool:
    digits = pattern.rstrip("n")
    return len(code) == len(pattern) and code.startswith(digits)


def _split_raw(body: str) -> tuple[tuple[Element, ...], str]:
    """Cut raw data into elements; also the rest that begins with no known AI."""
    elements: list[Element] = []
    rest = body
    while rest:
        ai = leading(rest)
        if ai is None:
            break
        field, _, _ = rest[len(ai.code) :].partition(FNC1)
        value = field[: ai.maximum] if ai.fixed else field
        elements.append(Element(ai.code, value))
        rest = rest[len(ai.code) + len(value) :].removeprefix(FNC1)
    return tuple(elements), rest


def _element_problems(element: Element) -> Iterator[Problem]:
    ai = find(element.ai)
    if ai is None:
        yield Problem("unknown_ai", "Mã AI không có trong danh mục của GS1.", ai_path(element.ai))
        return
    path = ai_path(ai.code)
    if (sentence := _length_fault(ai, element.value)) is not None:
        yield Problem("length", sentence, path)
        return
    for code, sentence in _content_faults(ai, element.value):
        yield Problem(code, f"AI ({ai.code}) {ai.name}: {sentence}", path)


def _length_fault(ai: ApplicationIdentifier, value: str) -> str | None:
    shortest, longest = ai.minimum, ai.maximum
    if shortest <= len(value) <= longest:
        return None
    allowed = f"{longest}" if shortest == longest else f"{shortest}–{longest}"
    return f"AI ({ai.code}) {ai.name} phải dài {allowed} ký tự, đang có {len(value)}."


def _content_faults(ai: ApplicationIdentifier, value: str) -> Iterator[tuple[str, str]]:
    rest = value
    for part in ai.components:
        if part.optional and not rest:
            return
        piece, rest = rest[: part.maximum], rest[part.maximum :]
        if len(piece) < part.minimum:
            yield "length", f"phần cuối phải dài {part.minimum} ký tự, đang có {len(piece)}."
            return
        pattern, sentence = CHARACTER_SETS[part.charset]
        if not pattern.fullmatch(piece):
            yield "characters", f"{sentence}."
            return
        for name in part.rules:
            if name not in rulebook().unchecked and (fault := RULES[name](piece)) is not None:
                yield fault
