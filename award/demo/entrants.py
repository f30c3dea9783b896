"""Invented organisations that enter, each with the end its dossier is to come to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

from award.demo import founding
from award.demo.people import Cast
from award.demo.places import PROVINCES
from award.demo.texts import Firm, Trade, trades
from award.models import Dossier, Organisation, OrganisationKind, Role, User
from award.services import enrolment, organisations, teams
from award.services.enrolment import OrganisationFacts
from award.services.organisations import System, YearFigures

STRAIGHT = (
    "draft", "registered", "submitted", "accepted", "under_review", "in_consensus", "site_visit",
    "in_council", "shortlisted", "handed_over", "national_review", "consultation", "proposed",
    "awarded",
)  # fmt: skip
# Where a dossier leaves the straight way.
LEAVES = {
    "supplement_requested": "submitted",
    "ineligible": "submitted",
    "withdrawn": "accepted",
    "disqualified": "under_review",
    "not_shortlisted": "in_council",
    "not_awarded": "national_review",
    "revoked": "awarded",
}
# What a dossier must be worth to come to its end: percent points of the whole.
QUALITY = {"gold": 87, "good": 72, "fair": 64, "poor": 48}
KINDS = (
    (OrganisationKind.ENTERPRISE, "Công ty Cổ phần Mẫu"),
    (OrganisationKind.ENTERPRISE, "Công ty TNHH Mẫu"),
    (OrganisationKind.ENTERPRISE, "Công ty Cổ phần Mẫu"),
    (OrganisationKind.COOPERATIVE, "Hợp tác xã Mẫu"),
)
# Flags of those who trace their product: the trade, and which of its products enters.
TRACED = {"coffee": ("Cà phê", 0), "shrimp": ("Thủy sản", 1), "fish_sauce": ("Nước mắm", 0),
          "broken": ("Chè", 0)}  # fmt: skip
TECHNICAL = frozenset({"Thiết bị điện", "Hậu cần", "Khách sạn", "Phần mềm", "Kiểm định"})


@dataclass(slots=True)
class Entrant:
    """One dossier to be: whose, received by which council, ending how, with which turns.

    `flags`: turns on the way (supplement, recusal, silent, objected, turned_down, offered,
    unassigned, half_agreed, visit_*), ours: of the person who can sign in as owner, and those of
    `TRACED`: with a supply chain, of another person who can sign in.
    """

    number: int
    firm: Firm
    province: str
    council: str
    fate: str
    flags: frozenset[str] = frozenset()
    product: str = ""
    group: str = ""
    organisation: Organisation | None = None
    made: Dossier | None = field(default=None, repr=False)

    @property
    def dossier(self) -> Dossier:
        """The dossier, once it was begun."""
        assert self.made is not None, f"{self.firm.name} has not entered yet"
        return self.made

    @property
    def representative(self) -> str:
        """Who owns the account; one person has several organisations, to show much at once."""
        if not self.flags.isdisjoint(TRACED):
            return "Đại diện Mẫu Truy Xuất"
        return f"Đại diện Mẫu {1 if 'ours' in self.flags else self.number:02d}"

    def passes(self, state: str) -> bool:
        """Whether the way to this end leads through the state."""
        turned_down = "turned_down" in self.flags
        leaves = "proposed" if turned_down else LEAVES.get(self.fate, self.fate)
        return STRAIGHT.index(state) <= STRAIGHT.index(leaves)


def through(entrants: Iterable[Entrant], state: str) -> list[Entrant]:
    """Those whose way leads through a state."""
    return [one for one in entrants if one.passes(state)]


def named(number: int, seed: int, *, goods_only: bool, wanted: str = "") -> tuple[Trade, str]:
    """The trade and the name of the organisation with this number; trades come round in turn,
    but for one that is wanted."""
    lines = [one for one in trades() if one.activity == "production" or not goods_only]
    trade = next(
        (one for one in lines if one.name == wanted), lines[(number * 5 + seed) % len(lines)]
    )
    kinds = KINDS[: 3 if trade.name in TECHNICAL else 4]
    return trade, f"{kinds[number % len(kinds)][1]} {trade.name} {number:02d}"


def firm(number: int, trade: Trade, name: str, worth: str, seed: int) -> Firm:
    """A firm of a size and age that follow from its number."""
    chosen = Random(f"{seed}/firm/{number}")
    size = chosen.choice((38, 64, 96, 142, 180, 226, 310, 480, 760))
    quality = QUALITY[worth] + chosen.choice((-2, -1, 0, 1, 2))
    return Firm(name, trade, quality, 1994 + chosen.randrange(20), size)


def settle(entrant: Entrant, cast: Cast, year: int) -> Organisation:
    """Register the organisation with its owner and let it declare its facts."""
    number = f"{entrant.number:02d}"
    owner = cast.person(entrant.representative, "Giám đốc")
    organisation = enrolment.add(_facts(entrant), owner)
    if "ours" in entrant.flags:
        _people(organisation, cast, owner)
    organisations.declare(
        organisation,
        lambda row: _declare(row, entrant),
        figures=_figures(entrant.firm, year),
        systems=[
            System(standard, f"MAU-{number}-{place}", "Tổ chức Mẫu", date(year + 2, 6, 30))
            for place, standard in enumerate(entrant.firm.trade.standards, 1)
        ],
        actor=owner,
    )
    return organisation


def _facts(entrant: Entrant) -> OrganisationFacts:
    kind = next(kind for kind, form in KINDS if entrant.firm.name.startswith(form))
    return OrganisationFacts(
        kind,
        founding.tax_code(entrant.number),
        entrant.firm.name,
        entrant.province,
        f"Số {entrant.number}, đường Mẫu, phường Mẫu",
    )


def _people(organisation: Organisation, cast: Cast, owner: User) -> None:
    """Organisations that show every role."""
    for name, role in (("Người soạn Mẫu 01", Role.EDITOR), ("Người đọc Mẫu 01", Role.READER)):
        person = cast.person(name)
        teams.invite(organisation, person.email, name, role, actor=owner)


def _declare(row: Organisation, entrant: Entrant) -> None:
    firm, number = entrant.firm, f"{entrant.number:02d}"
    revenue = Decimal(firm.people) * 780_000_000
    row.registration_number = row.tax_code
    row.registered_on = row.operating_since = date(firm.since, 3, 12)
    row.registered_by = "Phòng Đăng ký kinh doanh Mẫu"
    row.short_name = f"MAU {number}"
    row.name_en = f"Sample Organisation {number}"
    row.phone, row.email = f"024 0000 00{number}", f"lienhe{number}@mau.example.vn"
    row.website = f"https://mau{number}.example.vn"
    row.legal_representative = entrant.representative
    row.representative_position = "Giám đốc"
    row.contact_name, row.contact_phone = f"Người soạn Mẫu {number}", f"024 0000 01{number}"
    row.contact_email = row.email
    row.ownership = "Ngoài nhà nước"
    row.main_products = ", ".join(firm.trade.products)
    row.activity = "production" if firm.trade.activity == "production" else "service"
    row.sme_sector = (
        "agriculture_industry" if firm.trade.activity == "production" else "trade_service"
    )
    row.employees_permanent, row.employees_insured = firm.people, max(firm.people - 6, 1)
    row.revenue_vnd, row.capital_vnd = revenue, revenue * 6 / 10
    row.charter_capital_vnd = Decimal(firm.people) * 200_000_000
    row.production_sites = row.address


def _figures(firm: Firm, year: int) -> list[YearFigures]:
    revenue = Decimal(firm.people) * 780_000_000
    return [
        YearFigures(
            year - back,
            revenue * (100 - 6 * back) / 100,
            revenue * (7 - back) / 100,
            revenue * 5 / 100,
        )
        for back in (1, 2, 3)
    ]


def enrol(
    rows: Iterable[Sequence[str]], numbers: Iterator[int], seed: int, *, goods: bool
) -> list[Entrant]:
    """The entrants of rows (council, fate, worth, flags); with `goods` each enters a product.

    A sibling is another product of the organisation before it.
    """
    found: list[Entrant] = []
    for council, fate, worth, flags in rows:
        turns = frozenset(flags.split())
        if "sibling" in turns:
            number, own, place = found[-1].number, found[-1].firm, 1
        else:
            number = next(numbers)
            wanted, place = next((TRACED[one] for one in turns if one in TRACED), ("", 0))
            trade, name = named(number, seed, goods_only=goods, wanted=wanted)
            own = firm(number, trade, name, worth, seed)
        product = f"{own.trade.products[place].capitalize()} Mẫu {number:02d}" if goods else ""
        province = council if council in PROVINCES else list(PROVINCES)[number % len(PROVINCES)]
        found.append(Entrant(number, own, province, council, fate, turns, product, own.trade.group))
    return found
