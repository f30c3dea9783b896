"""Metrics over random histories: between 0 and 1, indifferent to order, monotone."""

from datetime import datetime
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.traceability.chain_events import (
    MILL,
    SHOP,
    at,
    born,
    item,
    lot,
    made,
    packed,
    received,
    seen,
    sent,
    subject,
)
from traceability.checks_points import PointResult, Status, coverage, index, machine_share
from traceability.events import Event
from traceability.metrics import Metric
from traceability.metrics_run import compute
from traceability.metrics_subject import Retention
from traceability.recall import drill
from traceability.rule_sets import Evidence, Level, Point

LOTS = [lot(1, f"L{number}") for number in range(5)]
THINGS = [*LOTS, item(1, 1), item(1, 2), "urn:epc:id:sscc:8938502.1000000001"]
amount = st.one_of(st.none(), st.integers(0, 50))
thing = st.one_of(st.sampled_from(THINGS[5:]), st.tuples(st.sampled_from(LOTS), amount))
things = st.lists(thing, min_size=1, max_size=3, unique_by=str)
quiet = settings(max_examples=60)


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Events of every kind on days of their own, some recorded late."""
    days = draw(st.lists(st.integers(0, 60), min_size=0, max_size=10, unique=True))
    events: list[Event] = []
    for day in days:
        late = draw(st.sampled_from([None, 0, 3]))
        recorded = {} if late is None else {"record_time": at(day + late)}
        events.append(_event(draw, day, recorded))
    return events


def _event(draw: st.DrawFn, day: int, recorded: dict[str, datetime]) -> Event:
    some = draw(things)
    match draw(st.sampled_from(["born", "ended", "sent", "received", "made", "packed"])):
        case "born":
            return born(*some, day=day, **recorded)
        case "ended":
            return seen(*some, day=day, biz_step="destroying", **recorded)
        case "sent":
            return sent(*some, day=day, to=draw(st.sampled_from([None, SHOP, MILL])))
        case "received":
            return received(*some, day=day, of=draw(st.sampled_from([None, MILL])))
        case "made":
            return made(some, draw(things), day=day, **recorded)
        case _:
            return packed(THINGS[7], *some, day=day, **recorded)


def metrics(events: list[Event]) -> dict[str, Metric]:
    one = subject(events, retention=Retention(12, 60))
    record = drill(one, seed=1, started_at=at(90))
    drilled = subject(events, retention=Retention(12, 60), drills=(record,))
    return {metric.id: metric for metric in compute(drilled)}


@quiet
@given(histories())
def test_t17_metrics_lie_between_0_and_1_and_name_what_fails(events: list[Event]) -> None:
    for metric in metrics(events).values():
        for ratio in (metric.ratio, *metric.shares.values()):
            assert 0 <= ratio.numerator <= ratio.denominator
        assert metric.value is None or (metric.value == 1) <= (
            {failure.code for failure in metric.failures} <= {"lot_overdrawn"}
        )


@quiet
@given(histories(), st.randoms(use_true_random=False))
def test_metrics_do_not_depend_on_the_order_of_events(events: list[Event], random: object) -> None:
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    before, after = metrics(events), metrics(shuffled)

    assert {name: one.ratio for name, one in before.items()} == {
        name: one.ratio for name, one in after.items()
    }


def flaws() -> dict[str, Event]:
    fresh = lot(9, "MOI")
    nowhere = {"read_point": None, "biz_location": None}
    return {
        "M1": seen("https://id.gs1.org/01/08938501000012/10/SAI", day=61, **nowhere),
        "M2": seen(fresh, day=61, biz_step=None),
        "M5": sent(fresh, day=61, to=None),
        "M7": made([(fresh, 10)], [(lot(9, "RA"), 90)], day=61),
        "M9": seen(fresh, day=61),
        "M10": seen(fresh, day=61, record_time=at(70)),
    }


def share(metric: Metric) -> Fraction | None:
    """The share of what is wholly right."""
    return metric.shares["strict"].value if "strict" in metric.shares else metric.value


@quiet
@given(histories())
def test_another_flaw_never_raises_its_metric(events: list[Event]) -> None:
    before = metrics(events)

    for name, flaw in flaws().items():
        old, new = share(before[name]), share(metrics([*events, flaw])[name])
        assert new is not None
        assert new <= (1 if old is None else old)
        assert new < 1


results = st.builds(
    PointResult,
    st.builds(
        Point, st.just("P"), st.just("Điểm mẫu"), st.sampled_from(Level), st.sampled_from(Evidence)
    ),
    st.just(Status.PASSED),
    st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1)]),
    st.sampled_from(Evidence),
)


@given(st.lists(results, min_size=1))
def test_index_and_shares_keep_their_bounds_and_grow_with_evidence(
    found: list[PointResult],
) -> None:
    best = PointResult(found[0].point, Status.PASSED, Fraction(1), Evidence.MACHINE)

    before, after = index(found), index([best, *found[1:]])

    assert before is not None
    assert after is not None
    assert 0 <= before <= after <= 100
    assert coverage(found) == 1
    assert 0 <= (machine_share(found) or 0) <= 1
