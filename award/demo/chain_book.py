"""Makes the EPCIS events of an invented supply chain: codes with their check digits, documents."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from award import clock
from traceability.checkdigits import check_digit

Event = dict[str, Any]
Amount = tuple[str, float]  # a lot and its kilograms

CONTEXT = [
    "https://ref.gs1.org/standards/epcis/epcis-context.jsonld",
    {"mau": "https://mau.example.vn/epcis/"},
]
LATEST = timedelta(hours=6)  # events of a document happened in the hours before it was sent


class Book:
    """The codes of one enterprise and the events it writes down, the same every time."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self._numbers = count(1)

    def gtin(self, item: int) -> str:
        """The GTIN-14 of an item of the enterprise."""
        return _checked(f"0{self.prefix}{item:05d}")

    def lot(self, item: int, number: str) -> str:
        """A lot of an item, as Digital Link."""
        return f"https://id.gs1.org/01/{self.gtin(item)}/10/{number}"

    def gln(self, place: int) -> str:
        """The GLN of a place of the enterprise."""
        return _checked(f"{self.prefix}{place:05d}")

    def unit(self, number: int) -> str:
        """A logistic unit (SSCC), as Digital Link."""
        return f"https://id.gs1.org/00/{_checked(f'0{self.prefix}{number:09d}')}"

    def place(self, gln: str, extension: str = "") -> str:
        """A place, or a part of it, as Digital Link."""
        return f"https://id.gs1.org/414/{gln}" + (f"/254/{extension}" if extension else "")

    def event(self, kind: str, step: str, place: str, **fields: Any) -> Event:
        """One event at a place; its time is set when its document is sent, unless given."""
        return {
            "type": kind,
            "eventID": f"https://mau.example.vn/su-kien/{self.prefix}-{next(self._numbers):04d}",
            "bizStep": step,
            "readPoint": {"id": place},
            "bizLocation": {"id": place.partition("/254/")[0]},
            **fields,
        }

    def born(self, amount: Amount, place: str, **master: str) -> Event:
        """A lot comes into being, with its date and origin."""
        lot = amount[0].rpartition("/")[2]
        facts = {"cbvmda:lotNumber": lot, "cbvmda:countryOfOrigin": "VN"}
        today = clock.today_local().isoformat()
        own = {f"mau:{name}": text for name, text in master.items()}
        ilmd = facts | {"mau:productionDate": today} | own
        return self._of("commissioning", "ADD", place, [amount], ilmd=ilmd)

    def moved(
        self, things: Sequence[Amount | str], giver: str, taker: str, **fields: Any
    ) -> list[Event]:
        """Goods or units leave one party and reach another, a little later."""
        ends = {"sourceList": [_party("source", giver)], "destinationList": [_party(
            "destination", taker)]}  # fmt: skip
        return [
            self.sent(things, giver, **ends, **fields),
            self._of("receiving", "OBSERVE", self.place(taker), things, **ends),
        ]

    def sent(self, things: Sequence[Amount | str], giver: str, **fields: Any) -> Event:
        """Goods or units leave a party."""
        return self._of("shipping", "OBSERVE", self.place(giver), things,
                        disposition="in_transit", **fields)  # fmt: skip

    def seen(self, things: Sequence[Amount | str], place: str, **fields: Any) -> Event:
        """Goods or units are looked at."""
        return self._of("inspecting", "OBSERVE", place, things, **fields)

    def made(
        self, used: Iterable[Amount], out: Iterable[Amount], place: str, process: str, **fields: Any
    ) -> Event:
        """Lots are made of lots by a process that the sector's profile knows."""
        given: dict[str, Any] = {"mau:process": process}
        for name, side in (("inputQuantityList", used), ("outputQuantityList", out)):
            if amounts := [_quantity(one) for one in side]:
                given[name] = amounts
        return self.event("TransformationEvent", "commissioning", place, **given, **fields)

    def packed(self, unit: str, inside: Iterable[Amount], place: str, **fields: Any) -> Event:
        """Lots are packed into a unit."""
        amounts = [_quantity(one) for one in inside]
        given = {"action": "ADD", "parentID": unit, "childQuantityList": amounts} | fields
        return self.event("AggregationEvent", "packing", place, **given)

    def _of(
        self, step: str, action: str, place: str, things: Sequence[Amount | str], **fields: Any
    ) -> Event:
        named: dict[str, Any] = {}
        if units := [one for one in things if isinstance(one, str)]:
            named["epcList"] = units
        if amounts := [_quantity(one) for one in things if not isinstance(one, str)]:
            named["quantityList"] = amounts
        return self.event("ObjectEvent", step, place, action=action, **named, **fields)


def to_party(gln: str) -> list[dict[str, str]]:
    """A list of destinations with one party."""
    return [_party("destination", gln)]


def from_party(gln: str) -> list[dict[str, str]]:
    """A list of sources with one party."""
    return [_party("source", gln)]


def document(events: Sequence[Event], after: datetime) -> bytes:
    """The events as an EPCIS document sent now; those without a time happened one after the
    other, after an instant and in the last hours."""
    now = clock.now()
    begin = max(after, now - LATEST)
    between = (now - begin) / (len(events) + 1)
    told = [
        {"eventTime": _text(begin + place * between), "eventTimeZoneOffset": "+07:00"} | event
        for place, event in enumerate(events, 1)
    ]
    content: Mapping[str, Any] = {
        "@context": CONTEXT,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": _text(now),
        "epcisBody": {"eventList": told},
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def ago(**before: float) -> dict[str, str]:
    """The time field of an event that happened so long ago (negative: that will happen)."""
    return {"eventTime": _text(clock.now() - timedelta(**before))}


def _text(instant: datetime) -> str:
    return instant.astimezone(clock.VIETNAM).isoformat(timespec="milliseconds")


def _checked(digits: str) -> str:
    return digits + check_digit(digits)


def _party(end: str, gln: str) -> dict[str, str]:
    return {"type": "possessing_party", end: f"https://id.gs1.org/417/{gln}"}


def _quantity(amount: Amount) -> dict[str, Any]:
    return {"epcClass": amount[0], "quantity": round(amount[1], 1), "uom": "KGM"}
