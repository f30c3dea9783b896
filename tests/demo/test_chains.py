"""Three invented chains hold, and one shows every fault that the checks know."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from award import clock
from award.demo import entrants, story_chains, walk_desk
from award.demo.authors import PLAIN
from award.demo.entrants import Entrant
from award.demo.people import Cast
from award.demo.texts import trades
from award.demo.wave import Wave
from award.demo.who import owner
from award.demo.window import Window
from award.extensions import db
from award.models import CaptureJob, CheckRun, ComplianceStatus, EventKey, EventObject, GrowingArea
from award.services import auditing, snapshots, tracing
from traceability.metrics_sentences import SENTENCES
from traceability.trace import Direction

BEGIN, TODAY = date(2026, 8, 3), date(2026, 11, 26)
# What events alone cannot show: the store knows no twins, and labels, drills, terms of keeping
# and places given up are declared elsewhere.
NOT_BY_EVENTS = {
    "duplicate", "place_reused", "carrier_unreadable", "carrier_differs", "carrier_dead",
    "carrier_incomplete", "retention_short", "recall_missed", "recall_slow", "product_undeclared",
}  # fmt: skip
# Which lots a drill samples depends on the product's number, and with it what the drill finds.
BY_SAMPLE = {"recall_quantity"}
WHOLE = ["coffee", "shrimp", "fish_sauce"]


@pytest.fixture
def told(app: Flask) -> Callable[[str], Entrant]:
    """Tells the chain of one flag beside a draft of a dossier."""

    def tell(flag: str) -> Entrant:
        firm = entrants.firm(1, trades()[0], "Công ty Mẫu 01", "good", 2025)
        product = "Sản phẩm Mẫu"
        one = Entrant(1, firm, "01", "qg", "draft", frozenset({flag}), product, "01")
        with clock.held_at(clock.start_of_day(BEGIN)):
            one.made = walk_desk.make_draft(rulebook_id="gtclqg-2026")
        wave = Wave(Cast(), PLAIN, 2026, {}, [one], Window(BEGIN, TODAY, 208), {})
        for beat in story_chains.tell(wave):
            beat.happen()
        return one

    return tell


def jobs() -> list[CaptureJob]:
    return list(db.session.scalars(select(CaptureJob).order_by(CaptureJob.created_at)))


def panel(entrant: Entrant) -> list[snapshots.Row]:
    """What the enterprise itself sees beside its dossier."""
    dossier = entrant.dossier
    return snapshots.panel(dossier, actor=owner(dossier.organisation))


def last_run(entrant: Entrant) -> CheckRun:
    """The newest run of the product that is traced."""
    runs = [row.run for row in panel(entrant) if not row.warning]
    assert len(runs) == 1
    assert runs[0] is not None
    return runs[0]


@pytest.mark.parametrize("flag", WHOLE)
def test_every_document_of_a_whole_chain_is_taken_and_nothing_is_wrong_with_it(
    told: Callable[[str], Entrant], flag: str
) -> None:
    entrant = told(flag)

    assert {(job.success, job.rejected, job.duplicate) for job in jobs()} == {(True, 0, 0)}
    run = last_run(entrant)
    assert [one for one in run.content["findings"] if one["level"] == "error"] == []
    metrics = run.content["snapshot"]["result"]["metrics"]
    for name in ("M1", "M3", "M4", "M5", "M6", "M7", "M8", "M9", "M10", "M11", "M12", "M14"):
        assert next(one for one in metrics if one["id"] == name)["value"] == "1"
    assert run.status is not ComplianceStatus.FAIL
    assert run.product.picture_id is not None
    assert panel(entrant)[0].warning == ""


def test_coffee_leads_back_from_a_carton_to_the_plots_of_its_cherries(
    told: Callable[[str], Entrant],
) -> None:
    entrant = told("coffee")

    organisation = entrant.dossier.organisation
    areas = db.session.scalars(select(GrowingArea)).all()
    units = db.session.scalars(
        select(EventObject.lot)
        .where(
            EventObject.organisation_id == organisation.id,
            EventObject.lot.contains("00/08939990000000001"),
        )
        .distinct()
    ).all()
    found = tracing.reach(organisation.id, units, Direction.UP)
    assert len(areas) == 200
    assert len(units) == 1
    assert sum("/10/Q" in lot for lot in found) == 50


def test_shrimp_has_a_declared_mistake_that_no_longer_counts(
    told: Callable[[str], Entrant],
) -> None:
    told("shrimp")

    voided = db.session.scalars(select(EventKey).where(EventKey.voided_by.is_not(None))).all()
    assert [one.disposition for one in voided] == ["damaged"]


def test_every_fault_that_events_can_have_is_there_to_be_seen(
    told: Callable[[str], Entrant],
) -> None:
    entrant = told("broken")

    run = last_run(entrant)
    seen = {one["code"] for one in run.content["findings"]}
    assert seen - BY_SAMPLE == set(SENTENCES) - NOT_BY_EVENTS - BY_SAMPLE
    assert run.status is ComplianceStatus.FAIL


def test_the_broken_enterprise_also_sends_what_is_refused_and_what_is_there_already(
    told: Callable[[str], Entrant],
) -> None:
    entrant = told("broken")

    outcomes = {job.name: (job.accepted, job.rejected, job.duplicate) for job in jobs()}
    assert outcomes["sai cấu trúc.json"] == (0, 3, 0)
    assert outcomes["hái búp, gửi lại.json"] == (0, 0, 4)
    warnings = [row.warning for row in panel(entrant) if row.warning]
    assert len(warnings) == 1
    assert "mức độ rủi ro cao" in warnings[0]


def test_the_same_day_gives_the_same_events(told: Callable[[str], Entrant]) -> None:
    told("fish_sauce")
    first = db.session.scalars(select(EventKey.hash).order_by(EventKey.event_no)).all()
    told("fish_sauce")

    both = db.session.scalars(select(EventKey.hash).order_by(EventKey.job_id)).all()

    assert sorted(both) == sorted([*first, *first])


def test_the_audit_tells_of_every_step(told: Callable[[str], Entrant]) -> None:
    told("broken")

    assert list(auditing.faults()) == []
