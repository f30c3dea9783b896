"""Enterprises that trace their product, from the first declaration to checks and the dossier."""

import heapq
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from award import clock
from award.demo import chain_broken, chain_coffee, chain_fish_sauce, chain_shrimp, founding
from award.demo.chain_book import document
from award.demo.chain_parts import Area, Chain, Delivery
from award.demo.chain_picture import Drawing
from award.demo.entrants import Entrant
from award.demo.wave import Wave
from award.demo.who import owner
from award.demo.window import Beat, Window
from award.extensions import db
from award.models import (
    CaptureSource,
    CompanyPrefix,
    EvidenceClass,
    GrowingArea,
    Product,
    RiskLevel,
    User,
)
from award.services import (
    api_tokens,
    capturing,
    checking,
    control_evidence,
    parties,
    product_pictures,
    products_register,
    snapshots,
)
from award.services.api_tokens import Scope
from award.services.control_evidence import Claim
from award.services.products_register import ProductFacts
from traceability.parties import PartyKind
from traceability.rule_sets import Evidence

CHAINS = {
    "coffee": chain_coffee.chain,
    "shrimp": chain_shrimp.chain,
    "fish_sauce": chain_fish_sauce.chain,
    "broken": chain_broken.chain,
}
TRACE = "truy xuất"
BEGIN, PROVE, CHOOSE = 47, 83, 84  # days of the plan: after entering, before submitting


def tell(wave: Wave) -> Iterator[Beat]:
    """The chains of the wave's entrants, merged in time."""
    stories = [
        Story(wave, one, CHAINS[flag]()).tell()
        for one in wave.entrants
        for flag in CHAINS
        if flag in one.flags
    ]
    yield from heapq.merge(*stories)


class Story:
    """One enterprise's: what it declares, sends and proves."""

    def __init__(self, wave: Wave, entrant: Entrant, chain: Chain) -> None:
        self.wave = wave
        self.entrant = entrant
        self.chain = chain
        self.sent_at: datetime | None = None
        self.products: list[Product] = []

    def tell(self) -> Iterator[Beat]:
        """Each step on its day, on a clock of its own."""
        window = Window(self.wave.window.first, self.wave.window.last, self.wave.window.plan_days)
        steps: list[tuple[float, Callable[[], None]]] = [
            (BEGIN, self._declare),
            (PROVE, self._prove),
            (CHOOSE, self._choose),
            *((one.day, partial(self._send, one)) for one in self.chain.deliveries),
            *((day, self._check) for day in self.chain.checks),
        ]
        for day, act in sorted(steps, key=lambda step: step[0]):
            (at,) = window.moments(day, day, 1)
            yield Beat(at, TRACE, act)

    @property
    def _owner(self) -> User:
        return owner(self.entrant.dossier.organisation)

    def _declare(self) -> None:
        """Prefixes, places, partners, growing areas, and the product itself."""
        organisation, book = self.entrant.dossier.organisation, self.chain.book
        today = clock.today_local()
        parties.add_prefix(organisation, book.prefix, actor=self._owner)
        for digits, life in self.chain.more_prefixes.items():  # what the form would refuse too
            end = None if life is None else today + life
            mine = CompanyPrefix(organisation_id=organisation.id, digits=digits, valid_to=end)
            db.session.add(mine)
        gln = book.gln(self.chain.place)
        name, address = self.chain.place_name, organisation.address
        parties.add_site(organisation, name, gln, address, actor=self._owner)
        for party in self.chain.parties:
            parties.add_partner(
                organisation,
                party.name,
                PartyKind.MST,
                founding.tax_code(party.number),
                actor=self._owner,
            )
        db.session.add_all(self._area(one, today) for one in self.chain.areas)
        self.products.append(self._product(today))
        if not self.chain.whole:
            self.products.append(self._untraced(today))

    def _area(self, area: Area, today: date) -> GrowingArea:
        organisation = self.entrant.dossier.organisation
        return GrowingArea(
            organisation_id=organisation.id,
            code=area.code,
            grower=area.grower,
            crop=area.crop,
            season=str(today.year),
            area_ha=area.hectares,
            province_code=organisation.province_code,
            geometry=dict(area.geometry),
        )

    def _product(self, today: date) -> Product:
        known = {"origin": self.chain.origin, "standards": self.chain.standards}
        asked = products_register.asked(today) if self.chain.whole else ()
        facts = ProductFacts(
            name=self.entrant.product,
            brand="Mẫu",
            gtin=self.chain.book.gtin(self.chain.item),
            profile=self.chain.profile,
            vnpc_registered_on=today if self.chain.whole else None,
            details={one.fact: _FACTS.get(one.fact, _OTHER) for one in asked} | known,
        )
        organisation = self.entrant.dossier.organisation
        product = products_register.save(organisation, facts, actor=self._owner)
        if self.chain.whole:
            product_pictures.keep(product, Drawing(), actor=self._owner)
        return product

    def _untraced(self, today: date) -> Product:
        """A product of high risk that has to be traced since today, and is not."""
        facts = ProductFacts(
            name=f"Hàng rủi ro cao Mẫu {self.entrant.number:02d}",
            gtin=self.chain.book.gtin(self.chain.item + 1),
            profile=self.chain.profile,
            risk=RiskLevel.HIGH,
            ministry_list="Danh mục Mẫu",
            mandatory_from=today,
            details={"origin": self.chain.origin},
        )
        organisation = self.entrant.dossier.organisation
        return products_register.save(organisation, facts, actor=self._owner)

    def _send(self, delivery: Delivery) -> None:
        """A document reaches the system and is read at once."""
        organisation, now = self.entrant.dossier.organisation, clock.now()
        by_system = delivery.source is CaptureSource.API
        name = self._token() if by_system else delivery.name
        after = self.sent_at or now - timedelta(days=1)
        job = capturing.keep(
            document(delivery.events(), after),
            organisation=organisation,
            source=delivery.source,
            name=name,
            actor=None if by_system else self._owner,
        )
        capturing.run(job.id)
        self.sent_at = now

    def _token(self) -> str:
        """The name of the enterprise's system, which has a token from its first document on."""
        organisation, name = self.entrant.dossier.organisation, "Phần mềm sản xuất Mẫu"
        if not api_tokens.of_organisation(organisation):
            api_tokens.create(
                organisation,
                name=name,
                scopes=tuple(Scope),
                expires_at=clock.now() + timedelta(days=360),
                actor=self._owner,
            )
        return name

    def _prove(self) -> None:
        """Evidence for the points that no machine can judge; the first document ends soon."""
        if not self.chain.whole:
            return
        today = clock.today_local()
        for place, point in enumerate(checking.points(today)):
            if point.evidence is Evidence.MACHINE:
                continue
            documented = point.evidence is Evidence.DOCUMENT
            claim = Claim(
                control_point=point.code,
                evidence_class=EvidenceClass(point.evidence.value),
                satisfaction=Decimal(1),
                statement=f"Quy trình Mẫu QT-{place + 1:02d} quy định và đang được áp dụng.",
                issuer="Tổ chức đánh giá Mẫu" if documented else "",
                number=f"MAU-TX-{place + 1:02d}" if documented else "",
                valid_from=today if documented else None,
                valid_to=today + timedelta(days=360) if documented else None,
            )
            paper = self.wave.author.paper(self.entrant.dossier, "4", None) if documented else None
            control_evidence.add(self.products[0], claim, paper, actor=self._owner)

    def _choose(self) -> None:
        """The dossier enters with the products, so that its readers see how they stand."""
        chosen = [product.id for product in self.products]
        snapshots.choose(self.entrant.dossier, chosen, actor=self._owner)

    def _check(self) -> None:
        for product in self.products:
            checking.run(product, actor=self._owner)


_FACTS = {
    "description": "Đóng gói sẵn, dùng để minh họa phần mềm.",
    "image": "Hình vẽ minh họa một gói hàng",
    "expiry": "12 tháng kể từ ngày sản xuất",
    "production_date": "Ghi trên bao bì",
    "product_group": "Thực phẩm",
    "target_market": "Việt Nam",
    "certificates": "Giấy chứng nhận Mẫu số MAU-01",
    "safety_warnings": "Không có",
}
_OTHER = "Ghi trong hồ sơ sản phẩm Mẫu"
