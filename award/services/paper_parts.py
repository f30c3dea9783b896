"""What papers have in common: head, signer, organisation, score table, provisional notes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import (
    Authority,
    AwardCycle,
    Council,
    CouncilLevel,
    Dossier,
    Organisation,
    Province,
    Seat,
    SeatRole,
    User,
)
from award.services import authorities, rulebooks
from award.words import _N
from scoring.clauses import Item
from scoring.rulebook import Rulebook

COUNCIL_SYMBOL = {
    CouncilLevel.PROVINCIAL: "HĐST",
    CouncilLevel.MINISTRY: "HĐST",
    CouncilLevel.NATIONAL: "HĐQG",
}
SEAT_TITLES = {
    SeatRole.CHAIR: _N("Chủ tịch"),
    SeatRole.VICE_CHAIR: _N("Phó Chủ tịch"),
    SeatRole.MEMBER: _N("Ủy viên"),
    SeatRole.SECRETARY: _N("Thư ký"),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """The title of a document and its data: plain JSON, everything the PDF needs."""

    title: str
    data: dict[str, Any]

    @property
    def number(self) -> str:
        """The number in its head, or in our register; empty until a registry gives one."""
        return str(self.data.get("head", {}).get("number") or self.data.get("register", ""))

    @property
    def day(self) -> date | None:
        """The date in its head, if it has one yet."""
        day = self.data.get("head", {}).get("day")
        return date.fromisoformat(day) if day else None


def common(kind: str, cycle: AwardCycle) -> dict[str, Any]:
    """What every paper knows: its kind, its award year, and the words of the edition."""
    book = rulebooks.of(cycle)
    return {
        "kind": kind,
        "kind_title": book.document(kind).title,
        "at": clock.now().isoformat(),
        "year": cycle.year,
        "demo": cycle.demo,
        "edition": {"id": book.id, "title": book.title, "sha256": book.sha256},
        "award": book.award.name,
        "object": book.award.object,
        "words": {
            "expert_team": book.words.expert_team,
            "consultation": book.words.consultation,
            "grouping": book.words.grouping,
            "site_visit": book.words.site_visit,
            "national_site_visit": book.words.national_site_visit,
        },
        "provisional": [],
    }


def head(
    agency: str,
    symbol: str,
    place: str,
    *,
    superior: str = "",
    number: str = "",
    day: date | None = None,
) -> dict[str, Any]:
    """The head of an agency's paper; number and date stay open until its registry gives them."""
    return {
        "superior": superior,
        "agency": agency,
        "number": number,
        "symbol": symbol,
        "place": place,
        "day": text(day),
    }


def agency_head(
    authority: Authority | None,
    fallback: str,
    kind: str,
    *,
    number: str = "",
    day: date | None = None,
) -> dict[str, Any]:
    """The head of a standing agency: number sign `kind-abbreviation`, or the abbreviation alone."""
    if authority is None:
        symbol = kind
        return head(fallback, symbol, "", number=number, day=day)
    symbol = f"{kind}-{authority.abbreviation}" if kind else authority.abbreviation
    return head(
        authority.name,
        symbol,
        authority.place,
        superior=authority.superior,
        number=number,
        day=day,
    )


def council_head(
    council: Council, kind: str, on: date, *, number: str = "", day: date | None = None
) -> dict[str, Any]:
    """The head of a council's paper: above its name stands the agency whose seal it uses."""
    authority = authorities.as_of(council.authority, on)
    return head(
        council.name,
        f"{kind}-{COUNCIL_SYMBOL[council.level]}",
        authority.place,
        superior=authority.name,
        number=number,
        day=day,
    )


def signer(post: str, name: str = "", *, mode: str = "", hint: str = "") -> dict[str, Any]:
    """Whoever signs: lines above the post (TM., KT., TL.), the post, the name if it is known."""
    return {"mode": [mode] if mode else [], "post": post, "name": name, "hint": hint}


def agency_signer(authority: Authority | None, post: str = "") -> dict[str, Any]:
    """The signing post of an agency, on behalf of it where its row says `TM.`."""
    if authority is None:
        return signer(post or _N("Thủ trưởng cơ quan"))
    mode = authority.signing_mode.strip()
    if mode == "TM.":
        mode = f"TM. {authority.name}"
    return signer(authority.signer_title, mode=mode)


def chair_signer(council: Council, presiding: User | None) -> dict[str, Any]:
    """Who signs for a council: the chair, or the vice-chair in the chair's place (R21)."""
    seats = [seat for seat in council.seats if seat.ended_at is None]
    chair = next((seat for seat in seats if seat.role is SeatRole.CHAIR), None)
    if presiding is None or chair is None or chair.user_id == presiding.id:
        return signer(
            _N("Chủ tịch"), chair.user.full_name if chair else "", mode=_N("TM. Hội đồng")
        )
    return {
        "mode": [_N("TM. Hội đồng"), _N("KT. Chủ tịch")],
        "post": _N("Phó Chủ tịch"),
        "name": presiding.full_name,
        "hint": "",
    }


def secretary_of(council: Council) -> Seat | None:
    """The secretary's seat of a council."""
    return next(
        (
            seat
            for seat in council.seats
            if seat.role is SeatRole.SECRETARY and seat.ended_at is None
        ),
        None,
    )


def standing_body(on: date) -> Authority | None:
    """The standing body on a day."""
    return authorities.valid_on("standing_body", on)


STANDING_BODY = _N("Cơ quan thường trực Giải thưởng Chất lượng Quốc gia")


def text(value: date | datetime | None) -> str | None:
    """A date or an instant as data carry it: ISO text."""
    return None if value is None else value.isoformat()


def province_name(code: str | None) -> str:
    """`tỉnh Đắk Lắk`, `thành phố Huế`; the name alone where it says its kind itself."""
    row = db.session.get(Province, code) if code else None
    if row is None:
        return ""
    kind = _N("thành phố") if row.kind == "city" else _N("tỉnh")
    return row.name if row.name.casefold().startswith(kind) else f"{kind} {row.name}"


def place_name(code: str | None) -> str:
    """The place that stands before a paper's date: the province's name alone."""
    row = db.session.get(Province, code) if code else None
    return "" if row is None else row.name


def organisation(row: Organisation) -> dict[str, Any]:
    """Name, tax code and address of an entrant, as heads of papers and lists need them."""
    return {
        "name": row.name,
        "tax_code": row.shown_tax_code,
        "address": row.address,
        "province": province_name(row.province_code),
    }


def entrant(dossier: Dossier) -> dict[str, Any]:
    """A dossier as lists name it: organisation, number, product or type."""
    return {
        "number": dossier.number or "",
        "organisation": organisation(dossier.organisation),
        "product": dossier.product.name if dossier.product else "",
        "group": group_of(dossier),
    }


def entrants(dossiers: list[Dossier]) -> dict[int, dict[str, Any]]:
    """The same for many dossiers by id; provinces are read once."""
    db.session.scalars(select(Province)).all()
    return {dossier.id: entrant(dossier) for dossier in dossiers}


def group_of(dossier: Dossier) -> str:
    """The type (loại hình) or the sector group (nhóm ngành) in which the entrant is compared."""
    if dossier.product is not None:
        return dossier.product.sector_group.name
    book = rulebooks.of(dossier.cycle)
    return book.type(dossier.type_code).title if dossier.type_code else ""


def tier_title(book: Rulebook, code: str) -> str:
    """The title of a tier, or that none is proposed."""
    return _N("Không đề nghị mức giải") if code == "none" else book.tier(code).title


def score_rows(book: Rulebook, result: dict[str, Any]) -> list[dict[str, Any]]:
    """Criteria with their items: full points, percent and points reached, all as exact texts.

    `result` is the content of a score sheet's result (`scoring.sheet.result_content`).
    """
    return [
        {
            "code": criterion.code,
            "title": criterion.title,
            "points": criterion.points,
            "provisional": criterion.is_provisional("points"),
            "reached": result["criteria"].get(criterion.code),
            "items": [
                _item_row(item, result["items"].get(item.code))
                for item in book.items_of(criterion.code)
            ],
        }
        for criterion in book.criteria
    ]


def _item_row(item: Item, score: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "code": item.code,
        "title": item.title,
        "points": item.points,
        "provisional": item.is_provisional("points"),
        "percent": score and score["percent"],
        "reached": score and score["points"],
    }


def scoring_notes(book: Rulebook) -> list[str]:
    """What must be said below every paper with points while its values are not official."""
    notes = [book.item_set.note] if book.item_set.template else []
    if book.provisional_points:
        notes.append(_N("Điểm có dấu * là tạm thời, chưa có văn bản chính thức."))
    return notes


def vote_notes(book: Rulebook) -> list[str]:
    """The same for quorum and majority."""
    if not (book.vote.is_provisional("quorum") or book.vote.is_provisional("majority")):
        return []
    return [
        _N(
            "Số thành viên tối thiểu để họp và tỷ lệ thông qua là tham số tạm thời, "
            "chưa có văn bản quy định."
        )
    ]


def deciding_post(book: Rulebook) -> str:
    """The post under which the deciding authority signs: `Thủ tướng`, `Bộ trưởng`."""
    by_premier = book.award.deciding_authority == "prime_minister"
    return _N("Thủ tướng") if by_premier else _N("Bộ trưởng")


def of_year(data: dict[str, Any]) -> str:
    """`Giải thưởng Chất lượng Quốc gia năm 2025`."""
    return _N("{award} năm {year}").format(award=data["award"], year=data["year"])
