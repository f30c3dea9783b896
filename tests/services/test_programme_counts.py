"""A count is a list: nobody in it twice, its parts add up, and no percent hides a contradiction."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from award import clock
from award.demo.programme import make_denominator, make_trained, the_province
from award.extensions import db
from award.models import ParticipantKind, TraceSystem
from award.services import programme_counts, programme_figures
from award.services.programme_counts import STRENGTH, Line, Origin, merged, share
from award.services.programme_rules import rules
from tests.factories import (
    attend,
    make_course,
    make_organisation,
    make_participant,
    make_session,
    standing_body,
)

KINDS = ("enterprise", "cooperative")
CODES = [f"010000{number:04}" for number in range(6)]
LINES = st.builds(
    Line,
    tax_code=st.sampled_from([*CODES, *(f"{code}-001" for code in CODES)]),
    name=st.sampled_from(["Công ty Mẫu A", "Công ty Mẫu B", "Hợp tác xã Mẫu"]),
    kind=st.sampled_from(KINDS),
    province_code=st.sampled_from(["22", "79"]),
    origin=st.sampled_from(list(Origin)),
    why=st.just("mẫu"),
    as_of=st.dates(date(2020, 1, 1), date(2026, 12, 31)),
)
DENOMINATORS = st.dictionaries(st.sampled_from(KINDS), st.integers(1, 8))


@given(st.lists(LINES, max_size=30))
def test_nobody_is_counted_twice_and_nobody_is_lost(lines):
    found = merged(lines)

    keys = [line.key for line in found]
    assert len(keys) == len(set(keys))
    assert set(keys) == {line.tax_code[:10] for line in lines}


@given(st.lists(LINES, max_size=30), st.randoms())
def test_the_order_of_reading_changes_nothing(lines, random):
    other = list(lines)
    random.shuffle(other)

    assert merged(lines) == merged(other)


@given(st.lists(LINES, max_size=30))
def test_a_line_stands_under_its_strongest_origin(lines):
    for line in merged(lines):
        origins = {one.origin for one in lines if one.key == line.key}

        assert line.origin is min(origins, key=STRENGTH.index)
        assert {line.origin, *line.also} == origins


@given(st.lists(LINES, max_size=30), DENOMINATORS)
def test_the_three_parts_add_up_to_the_list(lines, denominators):
    found = merged(lines)

    counted = share(found, KINDS, denominators)

    assert sum(counted.parts.values()) == counted.count == len(found)


@given(st.lists(LINES, max_size=30), DENOMINATORS)
def test_no_count_exceeds_its_denominator_silently(lines, denominators):
    found = merged(lines)

    counted = share(found, KINDS, denominators)

    for kind in KINDS:
        if sum(line.kind == kind for line in found) > denominators.get(kind, len(found)):
            assert counted.contradiction
    if counted.contradiction or counted.missing:
        assert counted.percent is None
        assert not counted.reaches(Decimal(0))
    if counted.percent is not None:
        assert 0 <= counted.percent <= 100


def test_a_share_is_rounded_down_so_that_rounding_reaches_nothing():
    line = Line("0100000001", "Mẫu", "enterprise", "22", Origin.SURVEY, "mẫu", date(2026, 1, 1))
    lines = [replace(line, tax_code=f"01{number:08}") for number in range(6996)]

    counted = share(lines, ("enterprise",), {"enterprise": 10000})

    assert counted.percent == Decimal("69.9")
    assert not counted.reaches(Decimal(70))


def test_a_household_counts_by_all_of_its_twelve_digits():
    line = Line("001000000001", "Hộ", "household", "22", Origin.SURVEY, "mẫu", date(2026, 1, 1))

    found = merged([line, replace(line, tax_code="001000000002")])

    assert len(found) == 2


def test_a_system_without_a_tax_code_counts_by_its_operator():
    line = Line("", "Bộ Mẫu", "ministry_system", None, Origin.VERIFIED, "sổ", date(2026, 1, 1))

    assert len(merged([line, replace(line, name="BỘ  MẪU")])) == 1


def test_of_ministries_the_systems_are_counted_and_of_providers_the_providers(app):
    for number, kind in enumerate(("ministry", "ministry", "provider", "provider")):
        body = "Bộ Mẫu" if kind == "ministry" else "Công ty Mẫu"
        db.session.add(
            TraceSystem(
                kind=kind, name=f"Hệ thống Mẫu {number}", operator=body, source="Công văn Mẫu",
                portal_state="connected", connected_on=date(2026, 3, 2), recorded_at=clock.now(),
                recorded_by_id=standing_body().id,
            )
        )  # fmt: skip

    systems, providers = (
        programme_counts.lines(rules().metric(code), 2026) for code in ("ministries", "providers")
    )

    assert [one.name for one in systems] == ["Hệ thống Mẫu 0 (Bộ Mẫu)", "Hệ thống Mẫu 1 (Bộ Mẫu)"]
    assert [one.name for one in providers] == ["Công ty Mẫu"]


def test_whoever_was_trained_before_still_counts_and_the_country_counts_them_once(app):
    organisation = make_organisation(province_code="22")
    make_trained("22", organisation, date(2025, 3, 3))
    make_trained("79", organisation, date(2026, 3, 3))
    metric = rules().metric("trained")

    by_place = programme_counts.lines_by_province(metric, 2026)
    country = programme_counts.lines(metric, 2026)

    assert {place: len(lines) for place, lines in by_place.items()} == {"22": 1, "79": 1}
    assert len(country) == 1
    assert programme_counts.lines(metric, 2024) == []


def test_a_public_unit_trained_is_in_nobodys_denominator(app):
    make_trained("22", make_organisation(province_code="22", kind="public_unit"))

    assert programme_counts.lines(rules().metric("trained"), 2026, the_province("22")) == []


def test_an_officer_who_gives_a_tax_code_makes_nobody_a_trained_enterprise(app):
    course = make_course("22")
    session = make_session(course)
    for kind, code in (("state_officer", "0100109106"), ("enterprise", "0100112437")):
        facts = {"kind": ParticipantKind(kind), "tax_code": code}
        attend(make_participant(course, **facts), session)

    found = programme_counts.lines(rules().metric("trained"), course.starts_on.year)

    assert [line.tax_code for line in found] == ["0100112437"]


def test_every_value_of_the_rules_names_its_source():
    book = rules()

    clauses = [*book.groups, *book.programmes, *book.metrics, *book.targets, *book.sections]

    assert all(one.source for one in clauses)
    assert len(book.groups) == 7
    assert {(one.metric is None) != (one.series is None) for one in book.targets} == {True}


def test_a_target_on_a_count_is_reached_by_the_count(app):
    make_denominator("22", 5)
    target = next(one for one in programme_figures.with_results(None, 2025) if not one.metric)

    assert target.reached_value is None
    assert not target.is_reached
