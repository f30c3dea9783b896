"""Requests for supplements in the national stage: asked and answered without a change of state."""

from datetime import datetime

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import Dossier, DossierState, SupplementRequest, User
from award.policies import Refusal
from award.policies import dossier as policy
from award.services import auditing, issuing, outbox, recipients, rulebooks
from award.words import _N


def request_national(
    dossier: Dossier, *, parts: list[str], reason: str, due_at: datetime, actor: User
) -> SupplementRequest:
    """Ask the organisation for supplements while the national council reviews; flushes.

    The named parts open for the organisation until it answers. Raises `Refusal` when the dossier
    is not in the national review, a request is already open, or parts, reason or term are wrong.
    """
    if why := policy.take_in(actor, dossier):
        raise why
    if dossier.state is not DossierState.NATIONAL_REVIEW:
        raise Refusal(_N("Chỉ yêu cầu bổ sung ở cấp quốc gia khi hồ sơ đang được xét tại đó."))
    if policy.open_supplement(dossier) is not None:
        raise Refusal(_N("Đang có một yêu cầu bổ sung chưa được trả lời."))
    _check(dossier, parts, reason, due_at)
    request = SupplementRequest(
        dossier=dossier,
        national=True,
        parts=parts,
        reason=reason.strip(),
        due_at=due_at,
        requested_at=clock.now(),
        requested_by_id=actor.id,
    )
    dossier.due_at = due_at
    db.session.add(request)
    db.session.flush()
    issuing.issue("supplement_notice", request, actor=actor, dossier=dossier)
    auditing.record("request_national_supplement", dossier, actor=actor, note=request.reason)
    _tell(
        recipients.owners(dossier), dossier, _N("Hội đồng quốc gia yêu cầu bổ sung hồ sơ."), due_at
    )
    return request


def _check(dossier: Dossier, parts: list[str], reason: str, due_at: datetime) -> None:
    known = {part.code for part in rulebooks.of(dossier.cycle).parts}
    if not parts or not set(parts) <= known:
        raise Refusal(_N("Cần chọn ít nhất một phần phải bổ sung."), at="parts")
    if not reason.strip():
        raise Refusal(_N("Cần ghi nội dung cần bổ sung và lý do."))
    if due_at <= clock.now():
        raise Refusal(_N("Thời hạn bổ sung phải sau hôm nay."), at="days")


def answer(request: SupplementRequest, text: str, *, actor: User) -> None:
    """The organisation's answer closes the request and the parts it had opened; flushes.

    Raises `Refusal` when it is answered already, late, empty, or belongs to the intake, where the
    dossier is submitted again instead.
    """
    dossier = request.dossier
    if why := policy.answer_supplement(actor, request):
        raise why
    if dossier.state is not DossierState.NATIONAL_REVIEW:
        raise Refusal(_N("Yêu cầu này được trả lời bằng cách nộp lại hồ sơ."))
    if clock.now() > request.due_at:
        raise Refusal(_N("Đã quá hạn bổ sung; hãy đề nghị thư ký hội đồng gia hạn."), rule="R18")
    if not text.strip():
        raise Refusal(_N("Hãy ghi nội dung đã bổ sung."))
    request.answer = text.strip()
    request.answered_at, request.answered_by_id = clock.now(), actor.id
    dossier.due_at = None
    db.session.flush()
    auditing.record("answer_national_supplement", dossier, actor=actor, note=request.answer)
    _tell(recipients.secretaries(dossier), dossier, _N("Tổ chức đã bổ sung hồ sơ."), None)


def extend_national(
    request: SupplementRequest, due_at: datetime, *, reason: str, actor: User
) -> None:
    """Give the organisation more time for an open request of the national stage; flushes.

    Raises `Refusal` without a reason, for an earlier term, or when it is answered.
    """
    dossier = request.dossier
    if why := policy.take_in(actor, dossier):
        raise why
    open_now = policy.open_supplement(dossier)
    if dossier.state is not DossierState.NATIONAL_REVIEW or open_now is not request:
        raise Refusal(_N("Yêu cầu bổ sung này không còn chờ trả lời."))
    if not reason.strip() or due_at <= max(request.due_at, clock.now()):
        raise Refusal(_N("Cần ghi lý do và một thời hạn muộn hơn."))
    request.due_at = dossier.due_at = due_at
    db.session.flush()
    auditing.record("extend_national_supplement", dossier, actor=actor, note=reason.strip())
    _tell(recipients.owners(dossier), dossier, _N("Thời hạn bổ sung hồ sơ được gia hạn."), due_at)


def all_of(dossier: Dossier) -> list[SupplementRequest]:
    """Every request on the dossier, newest first."""
    return list(
        db.session.scalars(
            select(SupplementRequest)
            .where(SupplementRequest.dossier_id == dossier.id)
            .order_by(SupplementRequest.id.desc())
        )
    )


def _tell(who: list[User], dossier: Dossier, text: str, due_at: datetime | None) -> None:
    """A letter without content of the dossier; the reason stands on the page and in the notice."""
    subject = _N("Hồ sơ {number}: {what}").format(number=dossier.number, what=text.rstrip("."))
    until = "" if due_at is None else f"\n{_N('Thời hạn')}: {clock.local(due_at):%d/%m/%Y, %H:%M}"
    outbox.email(who, subject, f"{dossier.organisation.name}\n\n{text}{until}\n")
