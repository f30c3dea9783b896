"""A dossier begins: which years and councils are open, and the rows it is made of."""

from collections.abc import Sequence

from sqlalchemy import exists, or_, select

from award import clock
from award.extensions import db
from award.models import (
    AssessmentScope,
    AwardCycle,
    Council,
    CouncilLevel,
    CycleState,
    Deadline,
    DeadlineKind,
    Dossier,
    DossierState,
    Organisation,
    SelfAssessment,
    User,
)
from award.policies import Refusal, office
from award.services import auditing, products, rulebooks
from award.services.products import ProductFacts
from award.words import _N


def open_cycles() -> Sequence[AwardCycle]:
    """The award years that take entrants now, the newest first.

    Once every term of registration is over, a dossier begun now could never be registered.
    """
    terms = Deadline.cycle_id == AwardCycle.id, Deadline.kind == DeadlineKind.REGISTRATION
    return db.session.scalars(
        select(AwardCycle)
        .where(
            AwardCycle.state == CycleState.OPEN,
            or_(~exists().where(*terms), exists().where(*terms, Deadline.at >= clock.now())),
        )
        .order_by(AwardCycle.year.desc())
    ).all()


def enters_products(cycle: AwardCycle) -> bool:
    """Whether the edition's entrant is a product (2026) or the organisation itself (2020)."""
    return rulebooks.of(cycle).award.object == "product"


def receiving_councils(cycle: AwardCycle, organisation: Organisation) -> Sequence[Council]:
    """Founded councils that may receive a dossier of the organisation in this award year.

    Where the edition knows preliminary councils: its province's, and every ministry's. Otherwise
    the national council alone.
    """
    query = select(Council).where(Council.cycle_id == cycle.id, Council.decision_number != "")
    if rulebooks.of(cycle).words.preliminary is None:
        return db.session.scalars(query.where(Council.level == CouncilLevel.NATIONAL)).all()
    return db.session.scalars(
        query.where(
            or_(
                Council.level == CouncilLevel.MINISTRY,
                Council.province_code == organisation.province_code,
            )
        ).order_by(Council.level.desc(), Council.name)
    ).all()


def start(
    organisation: Organisation,
    cycle: AwardCycle,
    council: Council | None,
    *,
    product: ProductFacts | None = None,
    actor: User,
) -> Dossier:
    """Begin a dossier in an open year; flushes.

    Raises `Refusal` when the year is not open, the council cannot receive it, the organisation
    already has a dossier (2020), or the product is already entered (2026, R14).
    """
    if why := office.edit_organisation(actor, organisation):
        raise why
    db.session.refresh(organisation, with_for_update=True)
    if cycle.state is not CycleState.OPEN:
        raise Refusal(_N("Năm giải thưởng này chưa mở hoặc đã kết thúc nhận hồ sơ."))
    if council is None or council not in receiving_councils(cycle, organisation):
        raise Refusal(_N("Hãy chọn hội đồng tiếp nhận của tỉnh mình hoặc của bộ quản lý ngành."))
    if enters_products(cycle):
        if product is None:
            raise Refusal(_N("Cần khai sản phẩm, hàng hóa tham dự."), rule="R14", at="name")
        products.refuse_twin(organisation, cycle, product.name)
    else:
        _refuse_second(organisation, cycle)
    dossier = _dossier(organisation, cycle, council)
    if product is not None and enters_products(cycle):
        products.enter(dossier, product, actor=actor)
    auditing.record("start", dossier, actor=actor, data={"year": cycle.year})
    return dossier


def _refuse_second(organisation: Organisation, cycle: AwardCycle) -> None:
    """Where the organisation itself is the entrant, it enters once a year."""
    ended = [DossierState.WITHDRAWN]
    if db.session.scalar(
        select(Dossier.id).where(
            Dossier.organisation_id == organisation.id,
            Dossier.cycle_id == cycle.id,
            Dossier.state.not_in(ended),
        )
    ):
        raise Refusal(_N("Tổ chức đã có hồ sơ trong năm giải thưởng này."))


def _dossier(organisation: Organisation, cycle: AwardCycle, council: Council) -> Dossier:
    shared = None
    scope = AssessmentScope.WHOLE
    if rulebooks.of(cycle).management_scope == "organisation":
        shared, scope = shared_part(organisation, cycle), AssessmentScope.ENTRY
    own = SelfAssessment(organisation_id=organisation.id, cycle_id=cycle.id, scope=scope)
    dossier = Dossier(
        cycle=cycle,
        organisation=organisation,
        receiving_council=council,
        council=council,
        own_part=own,
        management_part=shared,
        created_at=clock.now(),
    )
    db.session.add(dossier)
    db.session.flush()
    return dossier


def shared_part(organisation: Organisation, cycle: AwardCycle) -> SelfAssessment:
    """The management part that all entries of the organisation share in this year; made once."""
    scope = AssessmentScope.MANAGEMENT
    part = db.session.scalar(
        select(SelfAssessment).where(
            SelfAssessment.organisation_id == organisation.id,
            SelfAssessment.cycle_id == cycle.id,
            SelfAssessment.scope == scope,
        )
    )
    if part is None:
        part = SelfAssessment(organisation_id=organisation.id, cycle_id=cycle.id, scope=scope)
        db.session.add(part)
        db.session.flush()
    return part
