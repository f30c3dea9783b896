"""The dossier as tasks in the order of its parts, and the one thing to do next."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from award.dossiers import queries
from award.models import DocumentState, Dossier, DossierState, User, VisitState
from award.policies import dossier as policy
from award.services import completeness, registration, starting
from award.services.completeness import PartProgress
from award.words import _N

S = DossierState


@dataclass(frozen=True, slots=True)
class Task:
    """A line of the task list; `state` is a word of the macro `state_tag` for parts."""

    title: str
    href: str
    hint: str
    state: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do now, with the link that leads there; empty link: nothing but waiting."""

    text: str
    label: str = ""
    href: str = ""


def of(dossier: Dossier, *, actor: User) -> list[Task]:
    """Every part of the dossier, before them the product where one enters."""
    parts = [_part(dossier, progress, actor) for progress in completeness.progress(dossier)]
    if not starting.enters_products(dossier.cycle):
        return parts
    entry = dossier.product
    product = Task(
        _N("Sản phẩm, hàng hóa tham dự"),
        url_for("dossiers.product", dossier_id=dossier.id),
        "" if entry is None else f"{entry.name} · {entry.sector_group.name}",
        "missing" if entry is None else "done",
    )
    return [product, *parts]


def _part(dossier: Dossier, progress: PartProgress, actor: User) -> Task:
    part = progress.part
    title = f"{part.code}. {part.title}"
    if part.kind == "form":
        return Task(
            title,
            url_for("dossiers.registration", dossier_id=dossier.id),
            _form_hint(dossier),
            "done" if dossier.registered_at else "started" if dossier.eligibility else "empty",
        )
    pages = {"report": "dossiers.report", "answers": "dossiers.self_assessment"}
    href = (
        url_for(pages[part.kind], dossier_id=dossier.id)
        if part.kind in pages
        else url_for("dossiers.papers", dossier_id=dossier.id, part=part.code)
    )
    return Task(title, href, _hint(dossier, progress, actor), _state(progress))


def _form_hint(dossier: Dossier) -> str:
    if dossier.number is None:
        return _N("Điều kiện tham dự, cam kết, in và ký đơn")
    return _N("Số hồ sơ {number}").format(number=dossier.number)


def _hint(dossier: Dossier, progress: PartProgress, actor: User) -> str:
    """How much is there; for a part still open after submission, that it is."""
    counted = ""
    if progress.needed:
        counted = _N("{done}/{needed} mục").format(done=progress.done, needed=progress.needed)
    named = policy.open_supplement(dossier)
    if named is not None and progress.part.code in named.parts:
        asked = _N("hội đồng yêu cầu bổ sung phần này")
        return f"{counted} · {asked}" if counted else asked.capitalize()
    return counted


def _state(progress: PartProgress) -> str:
    if not progress.part.required:
        return "optional"
    if progress.complete:
        return "done"
    return "started" if progress.done else "empty"


def next_step(dossier: Dossier, *, actor: User) -> NextStep:
    """The one thing that moves the dossier on, as far as the organisation can do it."""
    request = policy.open_supplement(dossier)
    if request is not None:
        return _step(
            dossier, _N("trả lời yêu cầu bổ sung của hội đồng."), _N("Xem yêu cầu"),
            "dossiers.supplement", supplement_request_id=request.id,
        )  # fmt: skip
    if dossier.state is S.DRAFT:
        return _registering(dossier)
    if dossier.state is S.REGISTERED:
        return _completing(dossier)
    return _visit(dossier) or _waiting(dossier)


def _step(dossier: Dossier, text: str, label: str, endpoint: str, **values: Any) -> NextStep:
    return NextStep(text, label, url_for(endpoint, dossier_id=dossier.id, **values))


def _registering(dossier: Dossier) -> NextStep:
    form = registration.current_form(dossier)
    if form is None or registration.facts_changed(dossier):
        text, label = _N("kiểm tra điều kiện và in Đơn đăng ký tham dự."), _N("Đăng ký tham dự")
    elif form.state in {DocumentState.SIGNED, DocumentState.COPY}:
        text, label = _N("đăng ký tham dự bằng đơn đã ký."), _N("Đăng ký")
    else:
        text = _N("ký đơn đã in và đính kèm bản đã ký.")
        label = _N("Đính kèm đơn đã ký")
    return _step(dossier, text, label, "dossiers.registration")


def _completing(dossier: Dossier) -> NextStep:
    missing = len(completeness.gaps(dossier))
    if missing:
        text = _N("hoàn thành hồ sơ, còn thiếu {count} mục.").format(count=missing)
        return _step(dossier, text, _N("Xem danh mục còn thiếu"), "dossiers.completeness")
    return _step(dossier, _N("nộp hồ sơ."), _N("Kiểm tra và nộp"), "dossiers.submission")


def _visit(dossier: Dossier) -> NextStep | None:
    """A visit that waits for the organisation's confirmation or signature."""
    texts = {
        VisitState.PROPOSED: _N("xác nhận lịch đánh giá tại chỗ."),
        VisitState.RECORDED: _N("đọc và ký biên bản đánh giá tại chỗ."),
    }
    for visit in queries.visits(dossier):
        if visit.state in texts:
            return _step(
                dossier, texts[visit.state], _N("Xem lịch và biên bản"), "dossiers.visit",
                site_visit_id=visit.id,
            )  # fmt: skip
    return None


def _waiting(dossier: Dossier) -> NextStep:
    if dossier.state in policy.CLOSED:
        return NextStep(_N("không còn việc nào phải làm; kết quả và văn bản ở bên dưới."))
    return NextStep(_N("chờ kết quả; bạn sẽ nhận thư khi hồ sơ chuyển bước."))
