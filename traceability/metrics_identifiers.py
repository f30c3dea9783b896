"""M1 and M12: are the codes right and whose they should be, and does each name one thing."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from traceability import digital_link, epc
from traceability.chain_lots import LotKind
from traceability.chain_steps import creates, ends, sends
from traceability.checkdigits import check_digit
from traceability.element_strings import Element
from traceability.events import AggregationEvent, Event, TransformationEvent, objects_of
from traceability.metrics import Failure, Metric, Ratio, counted, settings
from traceability.metrics_dates import utc_day
from traceability.metrics_subject import PlaceUse, Subject
from traceability.months import add_months
from traceability.prefixes import Ownership, PrefixRegistry, Use, use_of
from traceability.problem import CodeError


class Form(StrEnum):
    """What an id of an event is."""

    VALID = "valid"
    WRONG = "wrong"
    OUTSIDE_GS1 = "outside-gs1"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one id by itself, with its key, or the reason why it is wrong."""

    form: Form
    key: Element | None = None
    reason: str = ""


# Ids that are right at sight: most of all, and a hundred times quicker than taken apart.
_SERIAL = r"[-A-Za-z0-9_]{1,20}"
_URN = re.compile(
    rf"urn:epc:(?:(?:class:lgtin|id:sgtin):(\d{{6,12}})\.(\d{{1,7}})\.{_SERIAL}"
    rf"|id:sscc:(\d{{6,12}})\.(\d{{5,11}})|id:sgln:(\d{{6,12}})\.(\d{{0,6}})\.{_SERIAL}"
    r"|id:pgln:(\d{6,12})\.(\d{0,6}))",
    re.ASCII,
)
_LINK = re.compile(
    rf"https?://(?:[a-z0-9]{{1,40}}\.){{1,3}}[a-z]{{2,20}}/(?:(01)/(\d{{14}})(?:/10/{_SERIAL})?"
    rf"(?:/21/{_SERIAL})?|(00)/(\d{{18}})|(414)/(\d{{13}})|(417)/(\d{{13}}))",
    re.ASCII,
)
_URN_KEYS = (("01", 13, True), ("00", 17, True), ("414", 12, False), ("417", 12, False))
_USES = (Use.TRADE, Use.DEMONSTRATION)


@lru_cache(maxsize=65_536)
def judge_id(text: str) -> Judgement:
    """The verdict on an id of an event, without regard to whose it is; never raises."""
    found = _at_sight(text) or _taken_apart(text)
    if found.key is not None and use_of(found.key) not in _USES:
        return Judgement(Form.OUTSIDE_GS1, found.key)
    return found


def _at_sight(text: str) -> Judgement | None:
    if (urn := _URN.fullmatch(text)) is not None:
        place = next(place for place in range(4) if urn[2 * place + 1] is not None)
        ai, digits, turned = _URN_KEYS[place]
        prefix, rest = urn[2 * place + 1], urn[2 * place + 2]
        body = rest[:1] + prefix + rest[1:] if turned else prefix + rest
        if len(body) == digits:
            return Judgement(Form.VALID, Element(ai, body + check_digit(body)))
    elif (link := _LINK.fullmatch(text)) is not None:
        ai, key = (part for part in link.groups() if part is not None)
        if check_digit(key[:-1]) == key[-1]:
            return Judgement(Form.VALID, Element(ai, key))
    return None


def _taken_apart(text: str) -> Judgement:
    if text.startswith("urn:epc:"):
        try:
            return Judgement(Form.VALID, epc.to_elements(text)[0])
        except CodeError as error:
            return Judgement(Form.WRONG, None, error.problems[0].message)
    if not text.startswith(("http://", "https://", "HTTP://", "HTTPS://")):
        return Judgement(Form.OUTSIDE_GS1)
    reading = digital_link.read(text)
    if any(problem.code == "no_key" for problem in reading.problems):
        return Judgement(Form.OUTSIDE_GS1)
    if reading.problems:
        return Judgement(Form.WRONG, None, reading.problems[0].message)
    return Judgement(Form.VALID, digital_link.parse(text).key)


_OWNERSHIP = {
    Ownership.UNKNOWN: "prefix_unknown",
    Ownership.EXPIRED: "prefix_expired",
    Ownership.UNAUTHORISED: "prefix_unauthorised",
}


def identifier_validity(subject: Subject) -> Metric:
    """M1: right GS1 ids among all distinct GS1 ids of objects, places and parties.

    Ids outside GS1 are their own class (Decree 37/2026/NĐ-CP Điều 28.4): counted in the share
    `outside_gs1` only. With a registry an id must also be the organisation's or a partner's.
    """
    total, outside = 0, 0
    failures: list[Failure] = []
    notes: list[Failure] = []
    registry = subject.registry()
    for written, events in _ids(subject).items():
        verdict = judge_id(written)
        if verdict.form is Form.OUTSIDE_GS1:
            outside += 1
            notes.append(Failure(written, "outside_gs1", events))
            continue
        total += 1
        failure = _failure(written, verdict, events, registry, subject)
        if failure is not None:
            failures.append(failure)
    shares = {"outside_gs1": Ratio(Fraction(outside), total + outside)}
    return counted("M1", total, failures, shares=shares, notes=notes)


def _failure(
    written: str,
    verdict: Judgement,
    events: tuple[int, ...],
    registry: PrefixRegistry | None,
    subject: Subject,
) -> Failure | None:
    if verdict.form is Form.WRONG or verdict.key is None:
        return Failure(written, "identifier_invalid", events, {"reason": verdict.reason})
    if registry is None:
        return None
    code = _OWNERSHIP.get(registry.judge(verdict.key, subject.organisation, on=subject.at))
    return None if code is None else Failure(written, code, events)


def _ids(subject: Subject) -> dict[str, tuple[int, ...]]:
    """Every id as written, with the place of the first event that has it.

    Spellings that differ only in domain or syntax count once each: each must be right.
    """
    found: dict[str, tuple[int, ...]] = {}
    for index, event in subject.events():
        for text in _written(event):
            if text not in found:
                found[text] = (index,)
    return found


def _written(event: Event) -> Iterator[str]:
    for _, written, _ in objects_of(event):
        yield written
    for endpoint in (*event.sources, *event.destinations):
        yield endpoint.id
    for place in (event.read_point, event.biz_location):
        if place is not None:
            yield place.id


def uniqueness(subject: Subject) -> Metric:
    """M12: ids given to one thing only, among serialised items, logistic units and places.

    A serialised item may be brought into use once; an SSCC again only so many months after its
    unit was sent, taken apart or ended; a GLN likewise after its place was given up (`places`).
    """
    chain = subject.chain
    failures: list[Failure] = []
    in_window = {index for index, _ in subject.events()}
    ids = 0
    for node, places in chain.touched.items():
        kind = chain.lot(node).kind
        if kind not in (LotKind.SERIAL, LotKind.LOGISTIC_UNIT) or in_window.isdisjoint(places):
            continue
        ids += 1
        check = _twice if kind is LotKind.SERIAL else _reused
        failures.extend(check(subject, node, chain.places(node)))
    glns: defaultdict[str, list[PlaceUse]] = defaultdict(list)
    for use in subject.places:
        glns[use.gln].append(use)
    for gln, uses in glns.items():
        failures.extend(_place_reused(gln, sorted(uses, key=lambda use: use.valid_from)))
    return counted("M12", ids + len(glns), failures)


def _twice(subject: Subject, node: str, places: list[int]) -> Iterator[Failure]:
    births = [place for place in places if _brings(subject, node, place)]
    if len(births) > 1:
        yield Failure(node, "commissioned_twice", tuple(births), {"count": str(len(births))})


def _brings(subject: Subject, node: str, place: int) -> bool:
    event = subject.chain.events[place]
    if isinstance(event, TransformationEvent):
        return any(
            role == "output" and one == node for role, one, _ in subject.chain.objects[place]
        )
    return creates(event)


def _reused(subject: Subject, node: str, places: list[int]) -> Iterator[Failure]:
    """Loading a unit anew, or commissioning it twice, too early after its earlier life."""
    chain, months = subject.chain, settings()["reuse"]["sscc_months"]
    ended: date | None = None
    commissioned: int | None = None
    for place in places:
        event = chain.events[place]
        day = utc_day(event.event_time)
        loads = _loads(subject, node, place)
        if ended is not None and (loads or creates(event)):
            if day < add_months(ended, months):
                yield Failure(node, "unit_reused", (place,), {"months": str(months)})
            ended, commissioned = None, None
        if creates(event):
            if commissioned is not None:
                both = (commissioned, place)
                yield Failure(node, "commissioned_twice", both, {"count": "2"})
            commissioned = place
        if sends(event) or ends(event) or _empties(subject, node, place):
            ended = day


def _loads(subject: Subject, node: str, place: int) -> bool:
    event = subject.chain.events[place]
    return (
        isinstance(event, AggregationEvent)
        and event.action == "ADD"
        and any(role == "parent" and one == node for role, one, _ in subject.chain.objects[place])
    )


def _empties(subject: Subject, node: str, place: int) -> bool:
    """Whether an event takes the last thing out of a unit."""
    rank = subject.chain.ranks[place]
    held = subject.chain.links.holding.get(node, ())
    return any(one.closed_by == place for one in held) and not any(
        one.start <= rank < one.end for one in held
    )


def _place_reused(gln: str, uses: list[PlaceUse]) -> Iterator[Failure]:
    months = settings()["reuse"]["gln_months"]
    for earlier, later in pairwise(uses):
        if earlier.place == later.place:
            continue
        ended = earlier.valid_to
        if ended is None or later.valid_from < add_months(ended, months):
            yield Failure(gln, "place_reused", (), {"months": str(months)})
