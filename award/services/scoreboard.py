"""The scoreboard of a council: frozen totals in order, ties kept, with the rule behind each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Text,
    case,
    cast,
    column,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, distinct_on

from award.extensions import db
from award.models import (
    PHASES,
    VOTING_SEATS,
    AgendaItem,
    Council,
    CouncilLevel,
    Dossier,
    DossierState,
    Meeting,
    Organisation,
    Phase,
    ProductEntry,
    ScoreSheetRecord,
    Seat,
    SectorGroup,
    User,
)
from award.policies import facts
from award.services import rulebooks
from scoring.aggregate import Result
from scoring.ranking import Candidate, propose, rank
from scoring.rulebook import Rulebook
from scoring.thresholds import level

PRELIMINARY_PHASES = (Phase.DESK, Phase.ON_SITE)


@dataclass(frozen=True, slots=True)
class Standing:
    """One dossier of the scoreboard; `rank` is shared by equal totals, `tied` says so."""

    dossier_id: int
    council_id: int
    number: str
    name: str
    sort_key: str
    group: str
    state: DossierState
    phase: Phase
    total: Decimal
    level: str
    tier: str | None
    eligible_for: str | None
    reason: str
    widest: int
    wide_items: int
    rank: int
    tied: bool
    best: bool
    best_tied: bool


def of_council(council: Council, *, actor: User) -> list[Standing]:
    """The dossiers whose scores this person may see in this council, best first; two queries.

    Secretaries see every dossier whose desk phase is closed, members those taken up in a session
    that has opened. Dossiers on which the person has a conflict are in neither list nor ranking.
    """
    return _ranked(_rows(council, _visible(council, actor)), rulebooks.of(council.cycle))


def _visible(council: Council, actor: User) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [facts.unconflicted(actor)]
    if facts.is_secretary(actor, council.id):
        return conditions
    seated = exists().where(
        Seat.user_id == actor.id,
        Seat.council_id == council.id,
        Seat.role.in_(VOTING_SEATS),
        Seat.ended_at.is_(None),
    )
    taken_up = exists().where(
        AgendaItem.dossier_id == Dossier.id,
        AgendaItem.meeting_id == Meeting.id,
        Meeting.council_id == council.id,
        Meeting.state.in_(facts.HELD_MEETING),
    )
    if not facts.has_undertaken(actor, council.cycle_id):
        return [Dossier.id < 0]
    return [*conditions, seated, taken_up]


def _rows(council: Council, visible: Sequence[ColumnElement[bool]]) -> Sequence[Row[Any]]:
    """One row for each dossier with the sheet that counts; ratings and comments stay behind."""
    book = rulebooks.of(council.cycle)
    sheet = ScoreSheetRecord
    items = func.jsonb_each(sheet.content["result"]["items"]).table_valued(
        column("key", Text), column("value", JSONB)
    )
    spread = cast(items.c.value["spread"].astext, Integer)
    widest = select(func.coalesce(func.max(spread), 0)).select_from(items).scalar_subquery()
    wide = (
        select(func.count())
        .select_from(items)
        .where(spread > book.consensus.spread_limit)
        .scalar_subquery()
    )
    query: Any = (
        select(
            Dossier.id,
            Dossier.council_id,
            Dossier.number,
            Dossier.state,
            Dossier.type_code,
            Organisation.name,
            Organisation.sort_key,
            SectorGroup.name.label("sector_group"),
            ProductEntry.name.label("product"),
            sheet.phase,
            sheet.total,
            sheet.content["result"]["criteria"].label("criteria"),
            widest.label("widest"),
            wide.label("wide"),
        )
        .join(sheet, sheet.dossier_id == Dossier.id)
        .join(Organisation, Organisation.id == Dossier.organisation_id)
        .outerjoin(ProductEntry, ProductEntry.dossier_id == Dossier.id)
        .outerjoin(SectorGroup, SectorGroup.id == ProductEntry.sector_group_id)
        .where(
            or_(Dossier.council_id == council.id, Dossier.receiving_council_id == council.id),
            *visible,
        )
    )
    return db.session.execute(_counting(query, council, book)).all()


def _counting(query: Any, council: Council, book: Rulebook) -> Any:
    """Of each dossier the sheet that counts; a preliminary council never gets a national one."""
    phases: tuple[Phase, ...] = (
        PHASES if council.level is CouncilLevel.NATIONAL else PRELIMINARY_PHASES
    )
    wanted = book.consensus.counting_sheet
    if wanted != "latest":
        phases = tuple(phase for phase in phases if phase == wanted)
    order = case({phase: place for place, phase in enumerate(PHASES)}, value=ScoreSheetRecord.phase)
    return (
        query.where(ScoreSheetRecord.phase.in_(phases))
        .ext(distinct_on(Dossier.id))
        .order_by(Dossier.id, order.desc())
    )


def _ranked(rows: Sequence[Row[Any]], book: Rulebook) -> list[Standing]:
    groups = {kind.code: kind.title for kind in book.types}
    levels = {row.id: _level(row, book) for row in rows}
    candidates = [
        Candidate(
            f"{row.number}|{row.id}",
            row.sector_group or groups.get(row.type_code, ""),
            row.total,
            levels[row.id].tier,
            levels[row.id].eligible_for,
        )
        for row in rows
    ]
    proposals = {proposal.dossier: proposal for proposal in propose(candidates)}
    by_key = {candidate.dossier: row for candidate, row in zip(candidates, rows, strict=True)}
    return [
        _standing(by_key[place.candidate.dossier], place, proposals, levels)
        for place in rank(candidates)
    ]


def _level(row: Row[Any], book: Rulebook) -> Any:
    criteria = {
        code: None if points is None else Decimal(points) for code, points in row.criteria.items()
    }
    return level(book.scheme, Result(items={}, criteria=criteria, total=row.total, missing=()))


def _standing(
    row: Row[Any], place: Any, proposals: Mapping[str, Any], levels: Mapping[int, Any]
) -> Standing:
    found, proposal = levels[row.id], proposals[place.candidate.dossier]
    return Standing(
        dossier_id=row.id,
        council_id=row.council_id,
        number=row.number,
        name=row.name if row.product is None else f"{row.name} – {row.product}",
        sort_key=row.sort_key,
        group=place.candidate.group,
        state=row.state,
        phase=row.phase,
        total=row.total,
        level=found.code,
        tier=found.tier,
        eligible_for=found.eligible_for,
        reason=found.reason,
        widest=row.widest,
        wide_items=row.wide,
        rank=place.rank,
        tied=place.tied,
        best=proposal.best_of_group,
        best_tied=proposal.best_of_group and proposal.tied,
    )


COLUMNS = {
    "rank": lambda one: (one.rank, one.number),
    "number": lambda one: one.number,
    "name": lambda one: one.sort_key,
    "group": lambda one: (one.group, one.rank),
    "total": lambda one: (one.total, one.number),
    "spread": lambda one: (one.widest, one.wide_items, one.number),
}


def ordered(standings: Sequence[Standing], column: str, descending: bool) -> list[Standing]:
    """The same rows by another column; an unknown column leaves them by rank."""
    key = COLUMNS.get(column, COLUMNS["rank"])
    return sorted(standings, key=key, reverse=descending)
