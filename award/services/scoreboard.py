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
    true,
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
from scoring.scheme import Scheme
from scoring.thresholds import Level, level

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
    book, sheet = rulebooks.of(council.cycle), ScoreSheetRecord
    chosen = _counting(council, book, visible)
    result, spread = _result_and_spread(book.consensus.spread_limit)
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
            result.c.content["criteria"].label("criteria"),
            spread.c.widest,
            spread.c.wide,
        )
        .select_from(chosen)
        .join(sheet, sheet.id == chosen.c.id)
        .join(result, true())
        .join(spread, true())
        .join(Dossier, Dossier.id == sheet.dossier_id)
        .join(Organisation, Organisation.id == Dossier.organisation_id)
        .outerjoin(ProductEntry, ProductEntry.dossier_id == Dossier.id)
        .outerjoin(SectorGroup, SectorGroup.id == ProductEntry.sector_group_id)
    )
    return db.session.execute(query).all()


def _counting(council: Council, book: Rulebook, visible: Sequence[ColumnElement[bool]]) -> Any:
    """Of each dossier the sheet that counts; a preliminary council never gets a national one."""
    phases: tuple[Phase, ...] = (
        PHASES if council.level is CouncilLevel.NATIONAL else PRELIMINARY_PHASES
    )
    wanted = book.consensus.counting_sheet
    if wanted != "latest":
        phases = tuple(phase for phase in phases if phase == wanted)
    order = case({phase: place for place, phase in enumerate(PHASES)}, value=ScoreSheetRecord.phase)
    return (
        select(ScoreSheetRecord.id)
        .join(Dossier)
        .where(
            or_(Dossier.council_id == council.id, Dossier.receiving_council_id == council.id),
            ScoreSheetRecord.phase.in_(phases),
            *visible,
        )
        .ext(distinct_on(ScoreSheetRecord.dossier_id))
        .order_by(ScoreSheetRecord.dossier_id, order.desc())
        .subquery("chosen")
    )


def _result_and_spread(limit: int) -> tuple[Any, Any]:
    """Of one sheet its result, the widest spread of an item, and how many exceed the limit.

    The sheet's content is long and stored compressed: OFFSET 0 keeps the planner from opening it
    once for every use.
    """
    result = (
        select(ScoreSheetRecord.content["result"].label("content"))
        .correlate(ScoreSheetRecord)
        .offset(0)
        .lateral("result")
    )
    items = func.jsonb_each(result.c.content["items"]).table_valued(
        column("key", Text), column("value", JSONB)
    )
    widths = cast(items.c.value["spread"].astext, Integer)
    spread = (
        select(
            func.coalesce(func.max(widths), 0).label("widest"),
            func.count().filter(widths > limit).label("wide"),
        )
        .select_from(items)
        .lateral("spread")
    )
    return result, spread


def _ranked(rows: Sequence[Row[Any]], book: Rulebook) -> list[Standing]:
    groups = {kind.code: kind.title for kind in book.types}
    scheme = book.scheme
    levels = {row.id: _level(row, scheme) for row in rows}
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


def _level(row: Row[Any], scheme: Scheme) -> Level:
    criteria = {
        code: None if points is None else Decimal(points) for code, points in row.criteria.items()
    }
    found = level(scheme, Result(items={}, criteria=criteria, total=row.total, missing=()))
    if found is None:
        raise LookupError(f"the sheet of dossier {row.id} has no total")
    return found


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
