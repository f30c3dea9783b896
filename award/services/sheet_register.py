"""What an organisation has declared, as the cells of its template tables name it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import quote

from sqlalchemy import select

from award.config import current
from award.extensions import db
from award.models import Organisation, Partner, Product, Site
from award.policies import Refusal
from award.services import growing_areas, party_ids, products_register
from award.services.cell_values import CellFault, digits_of, text_of
from award.services.spreadsheets import Cell
from award.words import _N, fold
from traceability import digital_link
from traceability.element_strings import Element, value_problems
from traceability.keys import key_problem

UNDECLARED = _N("Chưa khai sản phẩm có GTIN này. Thêm sản phẩm ở trang Truy xuất.")
_PARTIES = _N("trang Bên tham gia")


@dataclass(frozen=True, slots=True)
class Item:
    """A product as a cell names it: by its GTIN, or by the organisation's own code."""

    gtin: str
    other_code: str = ""
    declared: bool = True


class Register:
    """Readers for the cells that name products, places, partners and growing areas."""

    def __init__(self, organisation: Organisation) -> None:
        """Read what is declared: a fixed number of questions, whatever the table holds."""
        own = organisation.id
        base = f"{current().base_url.rstrip('/')}/id"
        self._own = party_ids.address_of_organisation(organisation, base)
        products = db.session.scalars(select(Product).where(Product.organisation_id == own)).all()
        self._gtins = {one.gtin for one in products if one.gtin}
        self._others = {fold(one.other_code): one.other_code for one in products if one.other_code}
        sites = db.session.scalars(select(Site).where(Site.organisation_id == own)).all()
        self._sites = _by_names(((one.name, one.gln or ""), self._place(one)) for one in sites)
        self._site_names = [one.name for one in sites]
        partners = db.session.scalars(select(Partner).where(Partner.organisation_id == own)).all()
        self._partners = _by_names(
            ((one.name, one.identifier), party_ids.address_of_partner(one, base, self._own))
            for one in partners
        )
        self._partner_names = [one.name for one in partners]
        self._areas = growing_areas.by_code(organisation)

    @property
    def own(self) -> str:
        """The organisation's own URI."""
        return self._own

    def slip(self, number: str) -> str:
        """The URI of a document of the organisation."""
        return f"{self._own}/slip/{quote(number, safe='')}"

    def item(self, cell: Cell) -> Item:
        """A product by GTIN or by a declared code outside GS1."""
        text = digits_of(cell)
        if (other := self._others.get(fold(text))) is not None:
            return Item("", other)
        if not text.replace(" ", "").isdigit():
            raise CellFault(
                _hint(_N("Chưa khai sản phẩm có mã ngoài GS1 này."), text, self._others.values())
            )
        try:
            gtin = products_register.check_gtin(text)
        except Refusal as why:
            raise CellFault(str(why)) from why
        return Item(gtin, declared=gtin in self._gtins)

    def own_item(self, cell: Cell) -> Item:
        """A product of the organisation's own register."""
        found = self.item(cell)
        if not found.declared:
            raise CellFault(UNDECLARED)
        return found

    def lot(self, cell: Cell) -> str:
        """A lot number as GS1 allows it (application identifier 10)."""
        text = digits_of(cell)
        if problems := value_problems([Element("10", text)]):
            raise CellFault(problems[0].message)
        return text

    def lot_uri(self, item: Item, lot: str) -> str:
        """The id of a lot in events."""
        if item.gtin:
            return digital_link.build([Element("01", item.gtin), Element("10", lot)])
        return f"{self._own}/item/{quote(item.other_code, safe='')}/{quote(lot, safe='')}"

    def unit(self, cell: Cell) -> str:
        """The URI of a logistic unit by its SSCC."""
        digits = digits_of(cell).replace(" ", "")
        if (problem := key_problem("sscc", digits)) is not None:
            raise CellFault(problem.message)
        return digital_link.build([Element("00", digits)])

    def site(self, cell: Cell) -> str:
        """A declared place, by name or GLN."""
        text = digits_of(cell)
        if (found := self._sites.get(fold(text))) is not None:
            return found
        words = _N("Chưa khai địa điểm này ở {page}.").format(page=_PARTIES)
        raise CellFault(_hint(words, text, self._site_names))

    def partner(self, cell: Cell) -> str:
        """A declared partner, by name or code; a person's number does not get into the event."""
        text = digits_of(cell)
        if (found := self._partners.get(fold(text))) is not None:
            return found
        words = _N("Chưa khai đối tác này ở {page}.").format(page=_PARTIES)
        raise CellFault(_hint(words, text, self._partner_names))

    def sender(self, cell: Cell) -> str:
        """Who handed over: a partner, or a growing area."""
        text = text_of(cell).upper()
        return growing_areas.address(text) if text in self._areas else self.partner(cell)

    def areas(self, cell: Cell) -> list[str]:
        """Declared growing areas, between semicolons."""
        codes = [part.strip().upper() for part in text_of(cell).split(";") if part.strip()]
        unknown = next((code for code in codes if code not in self._areas), None)
        if unknown is not None:
            words = _N("Chưa khai vùng trồng {code}.").format(code=unknown[:40])
            raise CellFault(_hint(words, unknown, self._areas))
        return list(dict.fromkeys(codes))

    def _place(self, site: Site) -> str:
        if site.gln:
            return digital_link.build([Element("414", site.gln)])
        return f"{self._own}/site/{site.id}"


def _by_names(rows: Iterable[tuple[tuple[str, str], str]]) -> Mapping[str, str]:
    """URIs under each name that people use for them, without regard to case and accents."""
    return {fold(name): uri for names, uri in rows for name in names if name}


def _hint(sentence: str, text: str, known: Iterable[str]) -> str:
    """The sentence, with the declared name that looks most like what was written."""
    near = {fold(one): one for one in known}
    found = get_close_matches(fold(text), near, n=1, cutoff=0.6)
    return (
        f"{sentence} " + _N("Có phải “{name}”?").format(name=near[found[0]]) if found else sentence
    )
