"""Growing areas: codes, growers and places of plots; never public, growers masked for outsiders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Text, cast, func, or_, select

from award.config import current
from award.extensions import db
from award.models import EventKey, EventObject, EventPayload, GrowingArea, Organisation, User
from award.policies import Refusal, trace
from award.services import auditing
from award.services.people import one_line
from award.words import _N
from traceability.parties import PartyId, PartyKind, party_problem
from traceability.plots import Plot, PlotError, plot

LARGEST = Decimal(1_000_000)  # hectares; larger than any province's farmland
EVENTS_SHOWN = 50
PER_PAGE = 100
_MASKED = _N("Cá nhân (đã che tên)")


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaFacts:
    """What is declared of an area; `geometry` is GeoJSON as `plots` reads it."""

    code: str
    grower: str
    private_grower: bool = False
    crop: str = ""
    season: str = ""
    area_ha: Decimal | None = None
    province_code: str | None = None
    geometry: Mapping[str, Any] | None = None


def check_code(text: str) -> str:
    """A growing area's code, in capitals; raises `Refusal` for another form."""
    clean = "".join(text.split()).upper()
    if (problem := party_problem(PartyKind.GROWING_AREA, clean)) is not None:
        raise Refusal(_N("{message} Ví dụ: VN-DLOR-0123."), message=problem.message)
    return clean


def check_size(size: Decimal | None) -> Decimal | None:
    """A size in hectares to four places; raises `Refusal` unless it is possible."""
    if size is None:
        return None
    rounded = size.quantize(Decimal("0.0001")) if abs(size) <= LARGEST else size
    if not 0 < rounded <= LARGEST:
        raise Refusal(_N("Diện tích phải lớn hơn 0 và không quá 1.000.000 ha."), at="area_ha")
    return rounded


def save(
    organisation: Organisation, facts: AreaFacts, *, actor: User, area: GrowingArea | None = None
) -> GrowingArea:
    """Declare an area or change one; flushes.

    Raises `Refusal` for a person who may not, a wrong code or size, no grower, or a code that is
    declared for the season.
    """
    if why := trace.edit(actor, organisation):
        raise why
    code, season, grower = check_code(facts.code), one_line(facts.season), one_line(facts.grower)
    if not grower:
        raise Refusal(_N("Hãy ghi chủ vùng trồng."), at="grower")
    row = area or GrowingArea(organisation_id=organisation.id)
    twin = select(GrowingArea.id).where(
        GrowingArea.organisation_id == organisation.id,
        GrowingArea.code == code,
        GrowingArea.season == season,
        GrowingArea.id != (row.id or 0),
    )
    if db.session.scalar(twin):
        raise Refusal(_N("Mã {code} đã khai cho vụ này."), code=code)
    row.code, row.season, row.grower = code, season, grower
    row.private_grower, row.crop = facts.private_grower, one_line(facts.crop)
    row.area_ha, row.province_code = check_size(facts.area_ha), facts.province_code
    row.geometry = None if facts.geometry is None else dict(facts.geometry)
    db.session.add(row)
    db.session.flush()
    data = {"code": code, "season": season}  # not the grower: the chain is never erased
    auditing.record("save_growing_area", row, actor=actor, data=data)
    return row


def remove(area: GrowingArea, *, actor: User) -> None:
    """Take an area out; events that name it stay as they were captured. Flushes."""
    if why := trace.edit_area(actor, area):
        raise why
    data = {"code": area.code, "season": area.season}
    auditing.record("remove_growing_area", area, actor=actor, data=data)
    db.session.delete(area)
    db.session.flush()


def grower_for_others(area: GrowingArea) -> str:
    """The grower as people outside the organisation may read it: a private person masked."""
    return _MASKED if area.private_grower else area.grower


def to_hand_over(organisation: Organisation) -> dict[str, Any]:
    """The areas with a place as GeoJSON for customers and authorities, private growers masked."""
    query = select(GrowingArea).where(
        GrowingArea.organisation_id == organisation.id, GrowingArea.geometry.is_not(None)
    )
    features = [
        {
            "type": "Feature",
            "geometry": area.geometry,
            "properties": {
                "code": area.code,
                "season": area.season,
                "crop": area.crop,
                "grower": grower_for_others(area),
                "hectares": None if area.area_ha is None else float(area.area_ha),
                "province": area.province_code,
            },
        }
        for area in db.session.scalars(query.order_by(GrowingArea.code, GrowingArea.season))
    ]
    return {"type": "FeatureCollection", "features": features}


def plot_of(area: GrowingArea) -> Plot | None:
    """The area's plot as the checks see it; None where no place is known."""
    if area.geometry is None:
        return None
    try:
        return plot(area.geometry)
    except PlotError:  # kept before a rule was added
        return None


def address(code: str) -> str:
    """The URI by which events name an area: as source, transaction or place."""
    return PartyId(PartyKind.GROWING_AREA, code).address(f"{current().base_url.rstrip('/')}/id")


def find(organisation: Organisation, words: str, page: int) -> tuple[Sequence[GrowingArea], int]:
    """A page of the areas with the words in code, grower, crop or season, and how many are."""
    query = select(GrowingArea).where(GrowingArea.organisation_id == organisation.id)
    if words := one_line(words):
        columns = (GrowingArea.code, GrowingArea.grower, GrowingArea.crop, GrowingArea.season)
        query = query.where(or_(*(one.icontains(words, autoescape=True) for one in columns)))
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = query.order_by(GrowingArea.code, GrowingArea.season.desc(), GrowingArea.id)
    shown = rows.offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    return db.session.scalars(shown).all(), total


def by_code(organisation: Organisation) -> set[str]:
    """Every code that the organisation has declared, of any season."""
    query = select(GrowingArea.code).where(GrowingArea.organisation_id == organisation.id)
    return set(db.session.scalars(query))


def codes_by_season(organisation: Organisation) -> dict[tuple[str, str], int]:
    """Every code and season that the organisation has declared, each with 0 for an import."""
    query = select(GrowingArea.code, GrowingArea.season).where(
        GrowingArea.organisation_id == organisation.id
    )
    return {(code, season): 0 for code, season in db.session.execute(query)}


def events_naming(area: GrowingArea) -> list[tuple[EventKey, list[str]]]:
    """The latest events in whose text the code stands, as a word or at an address's end.

    Only events that bring goods in are looked through: they are what names where goods grew.
    """
    text = cast(EventPayload.payload, Text)
    query = (
        select(EventKey)
        .join(
            EventPayload,
            (EventPayload.organisation_id == EventKey.organisation_id)
            & (EventPayload.event_time == EventKey.event_time)
            & (EventPayload.event_no == EventKey.event_no),
        )
        .where(
            EventKey.organisation_id == area.organisation_id,
            EventKey.biz_step.in_(_BRINGING),
            EventKey.voided_by.is_(None),
            EventKey.declares_error.is_(False),
            or_(
                text.contains(f'/growing-area/{area.code}"', autoescape=True),
                text.contains(f'"{area.code}"', autoescape=True),
            ),
        )
        .order_by(EventKey.event_time.desc(), EventKey.event_no.desc())
        .limit(EVENTS_SHOWN)
    )
    keys = db.session.scalars(query).all()
    lots: dict[int, list[str]] = {key.event_no: [] for key in keys}
    named = select(EventObject.event_no, EventObject.lot).where(
        EventObject.organisation_id == area.organisation_id, EventObject.event_no.in_(lots)
    )
    for number, lot in db.session.execute(named.order_by(EventObject.event_no, EventObject.place)):
        lots[number].append(lot)
    return [(key, lots[key.event_no]) for key in keys]


_BRINGING = ("commissioning", "creating_class_instance", "receiving", "accepting", "harvesting")
