"""A dossier with a traced product whose result is frozen, for the tests of this room."""

from typing import Any

from award.models import CaptureSource, ComplianceSnapshot, Dossier, Product
from award.services import capturing, products_register, snapshots
from award.services.products_register import ProductFacts
from tests.factories import advance, make_dossier, owner_of
from tests.web.trace.test_captures import EVENT, document

GTIN = "8938505970011"


def traced_product(dossier: Dossier, **facts: Any) -> Product:
    """A product of the dossier's organisation, chosen for it."""
    owner = owner_of(dossier)
    given = {"name": "Cà phê Mẫu", "gtin": GTIN, **facts}
    product = products_register.save(dossier.organisation, ProductFacts(**given), actor=owner)
    snapshots.choose(dossier, [product.id], actor=owner)
    return product


def capture(dossier: Dossier, *events: dict[str, Any]) -> None:
    """Events of the dossier's organisation, read and stored."""
    job = capturing.accept(
        document(*(events or (EVENT,))),
        organisation=dossier.organisation,
        source=CaptureSource.UPLOAD,
    )
    capturing.run(job.id)


def frozen(state: str = "under_review", **how: Any) -> ComplianceSnapshot:
    """The frozen result of a dossier walked to a state after its submission."""
    dossier = make_dossier("registered")
    traced_product(dossier)
    capture(dossier)
    advance(dossier, state, **how)
    return next(iter(snapshots.current(dossier).values()))
