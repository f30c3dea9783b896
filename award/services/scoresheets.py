"""Frozen score sheets: freeze one at the close of a phase, read the one that counts."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from sqlalchemy import case, select

from award import clock
from award.extensions import db
from award.models import PHASES, Dossier, Phase, ScoreSheetRecord, User
from award.services import auditing, consensus, ratings, rulebooks
from scoring.canonical import canonical
from scoring.sheet import ScoreSheet


def freeze(dossier: Dossier, phase: Phase, *, actor: User) -> ScoreSheetRecord:
    """Freeze ratings and agreed percents of the dossier as they count at the close of `phase`.

    Raises `ScoringError` when an item is missing altogether; the workflow has checked before.
    """
    agreed = consensus.current(dossier, up_to=phase)
    sheet = ScoreSheet.freeze(
        rulebooks.of(dossier.cycle),
        ratings.pure(ratings.of_dossier(dossier)),
        {item: score.percent for item, score in agreed.items()},
        subject={
            "dossier": dossier.number,
            "organisation": dossier.organisation.name,
            "tax_code": dossier.organisation.shown_tax_code,
            "award_year": dossier.cycle.year,
            "phase": phase.value,
            "frozen_at": clock.now().isoformat(),
            "comments": {
                item: {"strengths": score.strengths, "improvements": score.improvements}
                for item, score in agreed.items()
            },
        },
    )
    record = ScoreSheetRecord(
        dossier_id=dossier.id,
        phase=phase,
        total=Decimal(sheet.result["total"]),
        level=sheet.result["level"],
        content=sheet.content,
        sha256=sheet.sha256,
        frozen_at=clock.now(),
        frozen_by_id=actor.id,
    )
    db.session.add(record)
    db.session.flush()
    auditing.record(
        "freeze_sheet", record, actor=actor, data={"phase": phase.value, "sha256": sheet.sha256}
    )
    return record


def all_of(dossier: Dossier) -> list[ScoreSheetRecord]:
    """The frozen sheets of a dossier in the order of their phases."""
    return _of([dossier])


def _of(dossiers: Iterable[Dossier]) -> list[ScoreSheetRecord]:
    order = case({phase: place for place, phase in enumerate(PHASES)}, value=ScoreSheetRecord.phase)
    return list(
        db.session.scalars(
            select(ScoreSheetRecord)
            .where(ScoreSheetRecord.dossier_id.in_([dossier.id for dossier in dossiers]))
            .order_by(order)
        )
    )


def counting(dossier: Dossier) -> ScoreSheetRecord | None:
    """The sheet that thresholds and votes use, as the edition names it (`counting_sheet`)."""
    return counting_of([dossier]).get(dossier.id)


def counting_of(dossiers: Sequence[Dossier]) -> dict[int, ScoreSheetRecord]:
    """The same for many dossiers in one query, by dossier id; those without are left out."""
    wanted = {
        dossier.id: rulebooks.of(dossier.cycle).consensus.counting_sheet for dossier in dossiers
    }
    return {
        sheet.dossier_id: sheet
        for sheet in _of(dossiers)
        if wanted[sheet.dossier_id] in {"latest", sheet.phase.value}
    }


def open_sheet(record: ScoreSheetRecord) -> ScoreSheet:
    """The sheet as the scoring core knows it, verified against the hash kept for it."""
    sheet = ScoreSheet(canonical(record.content))
    sheet.verify(record.sha256)
    return sheet
