"""Which events count: voided by an error declaration, repeated, declaring an error, or active."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from traceability.event_hash import event_hash
from traceability.events import Event, objects_of


class State(StrEnum):
    """What an event counts for; only active events make links and enter metrics."""

    ACTIVE = "active"
    VOIDED = "voided"
    DECLARATION = "error-declaration"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one event stands.

    `other` is the place of the declaration that voids it, of the event it repeats, or of the
    event it declares wrong (None if that event is not at hand). `corrected_by` are ids of the
    events that replace a voided one; they count like any other.
    """

    state: State
    other: int | None = None
    corrected_by: tuple[str, ...] = ()


_ACTIVE = Standing(State.ACTIVE)


def standings(events: Sequence[Event]) -> list[Standing]:
    """The standing of each event, in the given order.

    An error declaration (EPCIS 2.0 §7.4.1.2) voids every event with its event id and those it
    repeats, and where it names none of them, every event with its content. Of events with one id
    or one content (CBV 2.0 §8.9) the first counts, the others are duplicates.
    """
    found = [_ACTIVE] * len(events)
    _mark_duplicates(events, found)
    _mark_voided(events, found)
    return found


def _mark_duplicates(events: Sequence[Event], found: list[Standing]) -> None:
    by_id: dict[str, int] = {}
    alike: defaultdict[object, list[int]] = defaultdict(list)
    for index, event in enumerate(events):
        if event.error_declaration is not None:
            continue
        first = by_id.setdefault(event.event_id, index) if event.event_id else index
        if first != index:
            found[index] = Standing(State.DUPLICATE, first)
        else:
            alike[_outline(event)].append(index)
    for places in alike.values():
        if len(places) > 1:
            _mark_same_content(events, places, found)


def _outline(event: Event) -> object:
    """What events of the same content have in common, cheap to compute."""
    subject = next(objects_of(event), ("", "", None))
    return event.type, event.event_time, event.biz_step, subject[1]


def _mark_same_content(
    events: Sequence[Event], places: Sequence[int], found: list[Standing]
) -> None:
    by_hash: dict[str, int] = {}
    for index in places:
        first = by_hash.setdefault(event_hash(events[index]), index)
        if first != index:
            found[index] = Standing(State.DUPLICATE, first)


def _mark_voided(events: Sequence[Event], found: list[Standing]) -> None:
    declarations = [index for index, event in enumerate(events) if event.is_error_declaration]
    if not declarations:
        return
    by_id: defaultdict[str, list[int]] = defaultdict(list)
    for index, event in enumerate(events):
        if event.event_id and not event.is_error_declaration:
            by_id[event.event_id].append(index)
    by_content: defaultdict[str, list[int]] | None = None
    for index in declarations:
        wrong = by_id.get(events[index].event_id or "", [])
        if not wrong:
            by_content = _by_content(events) if by_content is None else by_content
            wrong = by_content.get(event_hash(events[index]), [])
        _void(events[index], index, [*wrong, *_repeated(wrong, found)], found)


def _by_content(events: Sequence[Event]) -> defaultdict[str, list[int]]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for index, event in enumerate(events):
        if not event.is_error_declaration:
            places[event_hash(event)].append(index)
    return places


def _repeated(wrong: Sequence[int], found: Sequence[Standing]) -> list[int]:
    """Places of the events that those at the places `wrong` repeat: the same event, told before
    under another id or none."""
    return [
        one.other
        for one in (found[place] for place in wrong)
        if one.state is State.DUPLICATE and one.other is not None and one.other not in wrong
    ]


def _void(event: Event, index: int, wrong: Sequence[int], found: list[Standing]) -> None:
    declaration = event.error_declaration
    corrected_by = declaration.corrective_event_ids if declaration is not None else ()
    for place in wrong:
        found[place] = Standing(State.VOIDED, index, corrected_by)
    found[index] = Standing(State.DECLARATION, wrong[0] if wrong else None, corrected_by)
