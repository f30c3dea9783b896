"""M8, M10 and M13: are events in order, recorded in time, and kept long enough."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from traceability.chain import Chain
from traceability.chain_links import Use
from traceability.chain_lots import LotKind
from traceability.chain_steps import creates, ends
from traceability.events import Event, TransformationEvent
from traceability.metrics import Failure, Metric, counted, settings
from traceability.metrics_dates import expiries, last_seen
from traceability.metrics_links import date_text
from traceability.metrics_subject import Subject
from traceability.months import add_months

_HOUR = timedelta(hours=1)


def chronology(subject: Subject) -> Metric:
    """M8: appearances of lots in events that are possible in time, among all.

    An edge of the lot graph is a lot's appearance in an event. It is wrong before the lot's
    creation, after its end (until the id is given anew), when the event was recorded before it
    happened, and when the other side of a process that is told in several events had ended
    before or begun only afterwards, all beyond what clocks may differ.
    """
    chain = subject.chain
    within = {index for index, _ in subject.events()}
    turned = _turned_round(chain)
    total, failures = 0, []
    for lot in chain.lots():
        places = chain.places(lot.id)
        created = _creation(subject, lot.id, places)
        for place, code in _story(subject, lot.kind, places, created):
            if place in within:
                total += 1
                if (wrong := code or turned.get((lot.id, place))) is not None:
                    failures.append(Failure(lot.id, wrong, (place,)))
    return counted("M8", total, failures, failed=len(failures))


def _turned_round(chain: Chain) -> dict[tuple[str, int], str]:
    """What is wrong with lots in halves of processes, by lot and place: made before anything was
    used, or used after everything was made."""
    found: dict[tuple[str, int], str] = {}
    skew = timedelta(minutes=settings()["clock"]["minutes"])
    for process in chain.links.processes:
        if len(process.events) == 1 or not process.inputs or not process.outputs:
            continue
        first_use = min(_when(chain, use) for use in process.inputs)
        last_made = max(_when(chain, use) for use in process.outputs)
        for use in process.outputs:
            if first_use - _when(chain, use) > skew:
                found[use.lot, chain.order[use.rank]] = "made_before_use"
        for use in process.inputs:
            if _when(chain, use) - last_made > skew:
                found[use.lot, chain.order[use.rank]] = "used_after_made"
    return found


def _when(chain: Chain, use: Use) -> datetime:
    return chain.events[chain.order[use.rank]].event_time


def _creation(subject: Subject, node: str, places: list[int]) -> datetime | None:
    """When a lot came into being, if an event says so."""
    chain = subject.chain
    times = [
        chain.events[place].event_time
        for place in places
        if creates(chain.events[place]) or _role(subject, node, place, "output")
    ]
    return min(times, default=None)


def _role(subject: Subject, node: str, place: int, role: str) -> bool:
    if not isinstance(subject.chain.events[place], TransformationEvent):
        return False
    return any(one == role and lot == node for one, lot, _ in subject.chain.objects[place])


def _story(
    subject: Subject, kind: LotKind, places: list[int], created: datetime | None
) -> Iterator[tuple[int, str | None]]:
    """Each appearance of a lot in order of time, with what is wrong with it."""
    ended: datetime | None = None
    for place in places:
        event = subject.chain.events[place]
        if creates(event) or (
            getattr(event, "action", "") == "ADD" and kind is LotKind.LOGISTIC_UNIT
        ):
            ended = None
        yield place, _wrong(event, created, ended)
        if ends(event) and kind in (LotKind.SERIAL, LotKind.LOGISTIC_UNIT):
            ended = event.event_time


def _wrong(event: Event, created: datetime | None, ended: datetime | None) -> str | None:
    if created is not None and event.event_time < created:
        return "before_creation"
    if ended is not None:
        return "after_end"
    skew = timedelta(minutes=settings()["clock"]["minutes"])
    if event.record_time is not None and event.event_time - event.record_time > skew:
        return "recorded_before"
    return None


def timeliness(subject: Subject) -> Metric:
    """M10: events recorded soon enough after they happened, among those with a time of
    recording."""
    limit = timedelta(hours=settings()["timeliness"]["hours"])
    total, failures = 0, []
    for index, event in subject.events():
        if event.record_time is None:
            continue
        total += 1
        late = event.record_time - event.event_time
        if late > limit:
            params = {"hours": str(late // _HOUR)}
            failures.append(Failure(subject.event_id(index), "recorded_late", (index,), params))
    return counted("M10", total, failures, failed=len(failures))


def keep_until(expiry: date | None, last_event: date) -> date:
    """The first day on which a lot's data may be deleted (Circular 31/2026/TT-BCT Điều 8.1)."""
    rule = settings()["retention"]
    if expiry is not None:
        return add_months(expiry, rule["months_after_expiry"])
    return add_months(last_event, rule["months_without_expiry"])


def retention(subject: Subject) -> Metric:
    """M13: lots whose data are kept as long as they must be.

    Judged by the organisation's own terms, and by the days of deletion for what is gone. Without
    terms nothing can be said.
    """
    kept = subject.retention
    if kept is None:
        return counted("M13", 0, ())
    rule = settings()["retention"]
    dates, seen = expiries(subject.chain), last_seen(subject.chain)
    within = {index for index, _ in subject.events()}
    total, failures = 0, []
    for lot in subject.chain.lots():
        if not lot.goods or within.isdisjoint(subject.chain.touched[lot.id]):
            continue
        total += 1
        expiry = dates.get(lot.id)
        until = keep_until(expiry, seen[lot.id])
        name = "months_without_expiry" if expiry is None else "months_after_expiry"
        deleted = kept.deleted.get(lot.id)
        if getattr(kept, name) < rule[name] or (deleted is not None and deleted < until):
            failures.append(Failure(lot.id, "retention_short", (), {"until": date_text(until)}))
    return counted("M13", total, failures)
