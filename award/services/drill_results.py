"""The verdict on a mock recall: whom people found, what they accounted for, how long it took."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from award import clock
from award.models import RecallDrill
from award.services import epcis_words, lots, party_names
from award.services.party_names import Names
from award.words import _N, fold
from traceability.chain import build
from traceability.metrics import Metric, decimal_text, settings
from traceability.metrics_subject import Subject
from traceability.profiles import profile
from traceability.recall import mock_recall
from traceability.recall_record import Drill, DrillLot

STAGES = {
    "raw": _N("nguyên liệu"),
    "between": _N("bán thành phẩm"),
    "finished": _N("thành phẩm"),
}
NUMBERS = ("produced", "moved", "stock", "destroyed", "loss")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What a person wrote of one lot: recipients one on a line, amounts in the lot's unit.

    `moved` is what was used, sent or sold; a number nobody wrote is None.
    """

    recipients: tuple[str, ...] = ()
    produced: Decimal | None = None
    moved: Decimal | None = None
    stock: Decimal | None = None
    destroyed: Decimal | None = None
    loss: Decimal | None = None

    def as_json(self) -> dict[str, Any]:
        """As the drill keeps it."""
        numbers = {name: getattr(self, name) for name in NUMBERS}
        return {
            "recipients": list(self.recipients),
            **{name: None if one is None else f"{one:f}" for name, one in numbers.items()},
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """As it was kept."""
        numbers = {name: _number(kept[name]) for name in NUMBERS}
        return cls(recipients=tuple(kept["recipients"]), **numbers)

    @property
    def accounted(self) -> Decimal | None:
        """All that is told of; None where neither movement nor stock was written."""
        if self.moved is None or self.stock is None:
            return None
        rest = (self.destroyed or Decimal(0)) + (self.loss or Decimal(0))
        return self.moved + self.stock + rest


def typed_of(drill: RecallDrill, lot: str) -> Typed:
    """What was written of a lot so far; at first, the amounts that the data know."""
    kept = drill.found["typed"].get(lot)
    if kept is not None:
        return Typed.from_json(kept)
    known = drill.found["lots"][lot]
    return Typed(produced=_number(known["produced"]), moved=_number(known["moved"]))


def record(drill: RecallDrill) -> Drill:
    """The drill as the core's metrics take it."""
    names = party_names.of(drill.product.organisation)
    return Drill(
        drill.seed,
        drill.started_at,
        drill.finished_at,
        tuple(_lot(drill, lot, names) for lot in drill.sample),
    )


def judge(drill: RecallDrill, at: datetime) -> dict[str, Any]:
    """The result of a drill that ends now, as plain content: for the page, the paper, exports."""
    done = replace(record(drill), closed_at=at)
    metric = _judged(done)
    taken = at - drill.started_at
    names, named = party_names.of(drill.product.organisation), _namer(drill)
    rule = settings()["recall"]
    return {
        "passed": metric.value == 1 and not metric.unjudged,
        "minutes": int(taken.total_seconds() // 60),
        "limit_hours": rule["hours"],
        "least": rule["least"],
        "most": rule["most"],
        "goals": [{"hours": hours, "met": taken.total_seconds() <= hours * 3600}
                  for hours in rule["goals"]],
        "basis": metric.basis,
        "settings": settings()["version"],
        "lots": [_told(drill, one, metric, names, named) for one in done.lots],
    }  # fmt: skip


def _judged(done: Drill) -> Metric:
    """Metric M11 on this drill alone: the same rule that the checks apply."""
    subject = Subject(chain=build(()), at=clock.today_local(), profile=profile(), drills=(done,))
    return mock_recall(subject)


def _namer(drill: RecallDrill) -> lots.Namer:
    return lots.namer(drill.product.organisation_id)


def _lot(drill: RecallDrill, lot: str, names: Names) -> DrillLot:
    known, typed = drill.found["lots"][lot], typed_of(drill, lot)
    return DrillLot(
        lot=lot,
        stage=known["stage"],
        expected=tuple(known["expected"]),
        found=matched(known["expected"], typed.recipients, names),
        produced=typed.produced or None,
        accounted=typed.accounted,
        uom=known["uom"] or None,
        stock_known=typed.stock is not None,
    )


def matched(expected: Iterable[str], lines: Iterable[str], names: Names) -> tuple[str, ...]:
    """Which of the expected recipients the lines name: by declared name, or by identifier."""
    written = {fold(line).removeprefix("gln ") for line in lines}
    return tuple(
        party
        for party in expected
        if not written.isdisjoint(
            {fold(party_names.identifier(party)), fold(names.shown(party, near=True)), fold(party)}
        )
    )


def _told(
    drill: RecallDrill, lot: DrillLot, metric: Metric, names: Names, named: lots.Namer
) -> dict[str, Any]:
    typed = typed_of(drill, lot.lot)
    about = named.of(lot.lot)
    failures = [one for one in metric.failures if one.id == lot.lot]
    unjudged = [one for one in metric.unjudged if one.id == lot.lot]
    return {
        "lot": about.text,
        "product": about.product,
        "id": lot.lot,
        "stage": STAGES[lot.stage],
        "expected": [names.shown(one, near=True) for one in lot.expected],
        "missed": [names.shown(one, near=True) for one in lot.missed],
        "written": list(typed.recipients),
        "coverage": decimal_text(lot.coverage),
        "unit": unit(drill, lot.lot),
        **{name: typed.as_json()[name] for name in NUMBERS},
        "accounted": None if lot.accounted is None else f"{lot.accounted:f}",
        "share": decimal_text(lot.share),
        "passed": None if unjudged else not failures,
        "sentences": [_sentence(one.code) for one in (*failures, *unjudged)],
    }


_SENTENCES = {
    "recall_missed": _N("Chưa tìm ra đủ bên nhận."),
    "recall_slow": _N("Quá thời gian cho phép."),
    "recall_quantity": _N("Lượng giải trình nằm ngoài giới hạn."),
    "recall_unknown": _N("Chưa có số liệu tồn kho hoặc lượng ban đầu để đối chiếu."),
}


def _sentence(code: str) -> str:
    return _SENTENCES[code]


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def unit(drill: RecallDrill, lot: str) -> str:
    """The unit in which a lot is accounted for; empty where the events do not say."""
    uom = drill.found["lots"][lot]["uom"]
    return epcis_words.word("unit", uom) if uom else ""


def percent(share: str | None) -> Decimal | None:
    """A share kept as text, as a percent."""
    return None if share is None else Decimal(share) * 100
