"""GS1 Digital Link URIs, uncompressed: read strictly, built so that the reader accepts them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from traceability import uri
from traceability.application_identifiers import ApplicationIdentifier, find, known
from traceability.checkdigits import is_digits
from traceability.element_strings import (
    Element,
    Reading,
    pair_problems,
    require,
    value_problems,
)
from traceability.problem import CodeError, Problem, ai_path

CANONICAL_STEM = "https://id.gs1.org"


@dataclass(frozen=True, slots=True)
class DigitalLink:
    """A Digital Link taken apart: address before the key, key, its qualifiers, attributes."""

    stem: str
    key: Element
    qualifiers: tuple[Element, ...] = ()
    attributes: tuple[Element, ...] = ()
    other_parameters: tuple[str, ...] = field(default=(), compare=False)

    @property
    def elements(self) -> tuple[Element, ...]:
        """All elements in the order of the URI."""
        return (self.key, *self.qualifiers, *self.attributes)


def parse(text: str) -> DigitalLink:
    """Read a Digital Link whose every part is right.

    Raises CodeError with all problems otherwise.
    """
    link, problems = inspect(text)
    if link is None or problems:
        raise CodeError(problems)
    return link


def read(text: str) -> Reading:
    """Elements in the order of the URI, percent-decoded, and every problem found."""
    link, problems = inspect(text)
    return Reading(() if link is None else link.elements, problems)


def inspect(text: str) -> tuple[DigitalLink | None, tuple[Problem, ...]]:
    """The link as far as it can be taken apart, and every problem found; never raises."""
    try:
        parts = uri.split(text)
        stem_segments, pairs = _split_path(parts.segments)
    except CodeError as error:
        return None, error.problems
    path = [Element(ai, uri.decode(value, in_query=False)) for ai, value in pairs]
    attributes, others = _split_query(parts.parameters)
    stem = "/".join((f"{parts.scheme}://{parts.authority}", *stem_segments))
    link = DigitalLink(stem, path[0], tuple(path[1:]), tuple(attributes), tuple(others))
    return link, (*value_problems(link.elements), *_place_problems(link), *_pairs(link))


def build(elements: Sequence[Element], *, stem: str = CANONICAL_STEM) -> str:
    """Write elements as a Digital Link below `stem`, attributes in the order of their AIs.

    The first element that can be a key becomes the key. Raises CodeError when an element is
    wrong, none is a key, one cannot stand in a link, or `stem` is no http(s) address.
    """
    require(elements)
    distinct = tuple(dict.fromkeys(elements))
    key = next((one for one in distinct if known(one.ai).key), None)
    if key is None:
        raise CodeError([Problem("no_key", "Không có mã khóa nào (như GTIN) để lập đường dẫn.")])
    order = _best_order(key, distinct)
    qualifiers = sorted(
        (one for one in distinct if one.ai in order), key=lambda one: order.index(one.ai)
    )
    attributes = sorted(
        (one for one in distinct if one is not key and one.ai not in order),
        key=lambda one: one.ai,
    )
    path = "".join(f"/{one.ai}/{quote(one.value, safe='')}" for one in (key, *qualifiers))
    query = "&".join(f"{one.ai}={quote(one.value, safe='')}" for one in attributes)
    address = f"{stem.removesuffix('/')}{path}{'?' if query else ''}{query}"
    parse(address)
    return address


def _split_path(segments: tuple[str, ...]) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """Stem segments and (AI, value) pairs; the key is the one nearest to the end of the path."""
    start = len(segments) - 2
    while start >= 0 and (ai := find(segments[start])) is not None:
        if ai.key:
            pairs = list(zip(segments[start::2], segments[start + 1 :: 2], strict=True))
            if empty := [code for code, value in pairs if not value]:
                message = f"AI ({empty[0]}) không có giá trị trong đường dẫn."
                raise CodeError([Problem("empty", message, ai_path(empty[0]))])
            return segments[:start], pairs
        start -= 2
    message = "Đường dẫn không có khóa GS1 ở dạng số, chẳng hạn /01/ và 14 chữ số của GTIN."
    raise CodeError([Problem("no_key", message)])


def _split_query(parameters: Sequence[str]) -> tuple[list[Element], list[str]]:
    """Parameters named by digits are AIs; the others are kept as they are."""
    elements: list[Element] = []
    others: list[str] = []
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        if equals and is_digits(name):
            elements.append(Element(name, uri.decode(value, in_query=True)))
        else:
            others.append(parameter)
    return elements, others


def _place_problems(link: DigitalLink) -> Iterator[Problem]:
    """Qualifiers out of order, attributes that may not stand in the query, repeated AIs."""
    path = [element.ai for element in link.qualifiers]
    orders = known(link.key.ai).qualifiers
    if not any(_is_subsequence(path, order) for order in orders):
        allowed = " hoặc ".join(", ".join(f"({ai})" for ai in order) for order in orders)
        message = f"Sau ({link.key.ai}) chỉ được có, theo đúng thứ tự: {allowed or 'không gì cả'}."
        yield Problem("qualifier_order", message, ai_path(link.key.ai))
    seen = {link.key.ai, *path}
    for element in link.attributes:
        ai = find(element.ai)
        if element.ai in seen:
            message = f"AI ({element.ai}) xuất hiện hai lần trong đường dẫn."
            yield Problem("repeated_ai", message, ai_path(element.ai))
        elif ai is not None:
            yield from _attribute_problems(ai, path, orders)
        seen.add(element.ai)


def _attribute_problems(
    ai: ApplicationIdentifier, path: Sequence[str], orders: Sequence[Sequence[str]]
) -> Iterator[Problem]:
    if not ai.query:
        message = f"AI ({ai.code}) không được đứng trong phần truy vấn của Digital Link."
        yield Problem("not_an_attribute", message, ai_path(ai.code))
    elif any(ai.code in order and _is_subsequence(path, order) for order in orders):
        message = f"AI ({ai.code}) phải đứng trong đường dẫn, ngay sau khóa, không ở phần truy vấn."
        yield Problem("misplaced_qualifier", message, ai_path(ai.code))


def _pairs(link: DigitalLink) -> tuple[Problem, ...]:
    """Barred pairs; repeated AIs are told by `_place_problems` already."""
    return tuple(one for one in pair_problems(link.elements) if one.code != "repeated_ai")


def _best_order(key: Element, elements: Sequence[Element]) -> tuple[str, ...]:
    """The key's sequence of qualifiers that leaves least outside the path.

    What may not stand in the query counts first, then the number of qualifiers present.
    """
    present = {element.ai for element in elements}

    def fit(order: tuple[str, ...]) -> tuple[int, int]:
        placed = [code for code in order if code in present]
        return sum(not known(code).query for code in placed), len(placed)

    return max(known(key.ai).qualifiers, key=fit)


def _is_subsequence(part: Sequence[str], whole: Sequence[str]) -> bool:
    remaining = iter(whole)
    return all(item in remaining for item in part)
