"""Papers of traceability, outside any award year: one step each way of a lot, a recall drill."""

from typing import Any

from sqlalchemy import exists, select

from award import clock
from award.extensions import db
from award.models import AwardCycle, Organisation, RecallDrill, User
from award.policies import Refusal
from award.services import paper_parts, stories
from award.services.paper_parts import Paper
from award.services.stories import Amount, Bond
from award.words import _N


def common(kind: str, title: str, organisation: Organisation) -> dict[str, Any]:
    """What these papers know: their kind, whose they are, when they were made."""
    return {
        "kind": kind,
        "kind_title": title,
        "at": clock.now().isoformat(),
        "day": clock.today_local().isoformat(),
        "demo": bool(db.session.scalar(select(exists().where(AwardCycle.demo)))),
        "award": organisation.name,
        "place": paper_parts.place_name(organisation.province_code),
        "organisation": paper_parts.organisation(organisation),
        "signer": paper_parts.signer(
            organisation.representative_position or _N("Người đại diện theo pháp luật"),
            organisation.legal_representative,
            mode=_N("Đại diện tổ chức, doanh nghiệp"),
        ),
    }


def lot_steps(organisation: Organisation, *, actor: User, lot: str, **_: Any) -> Paper:
    """Bảng một bước trước – một bước sau of a lot, as it is at this moment (T16)."""
    story = stories.of(organisation, lot)
    data = common("lot_steps", _N("Bảng một bước trước – một bước sau"), organisation)
    data |= {
        "lot": {"id": story.lot.id, "text": story.lot.text, "product": story.lot.product},
        "back": [_bond(bond) for bond in story.bonds if bond.back],
        "forward": [_bond(bond) for bond in story.bonds if not bond.back],
        "made_by": actor.full_name,
    }
    title = _N("Một bước trước – một bước sau: {lot}").format(lot=story.lot.text)
    return Paper(title, data)


def _bond(bond: Bond) -> dict[str, Any]:
    return {
        "step": bond.step,
        "lot": "" if bond.lot is None else bond.lot.text,
        "product": "" if bond.lot is None else bond.lot.product,
        "parties": list(bond.parties),
        "amount": amount(bond.amount),
        "documents": list(bond.documents),
        "at": bond.when.at.isoformat(),
        "told": bond.when.told,
    }


def amount(found: Amount | None) -> dict[str, str] | None:
    """An amount as frozen data carry it; None where nothing is known."""
    if found is None or found.number is None:
        return None
    return {"number": f"{found.number:f}", "unit": found.unit}


def recall_drill_record(drill: RecallDrill, *, actor: User, **_: Any) -> Paper:
    """Biên bản diễn tập truy xuất – thu hồi, from the result of a closed drill (T19).

    Raises `Refusal` while the drill goes on.
    """
    if drill.result is None or drill.finished_at is None:
        raise Refusal(_N("Cuộc diễn tập chưa kết thúc nên chưa lập được biên bản."))
    organisation = drill.product.organisation
    title = _N("Biên bản diễn tập truy xuất – thu hồi")
    data = common("recall_drill_record", title, organisation)
    data |= {
        "product": {"name": drill.product.name, "gtin": drill.product.gtin or ""},
        "seed": drill.seed,
        "started_at": drill.started_at.isoformat(),
        "finished_at": drill.finished_at.isoformat(),
        "started_by": db.session.get_one(User, drill.started_by_id).full_name,
        "finished_by": actor.full_name,
        "result": drill.result,
    }
    return Paper(_N("{title}: {name}").format(title=title, name=drill.product.name), data)
