"""The audit: searched, read in words, checked, exported; the yearly figures of the whole."""

from collections.abc import Iterable, Iterator

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import downloads
from award.admin import event_words, record_queries
from award.admin.audit_forms import AuditForm
from award.admin.blueprint import bp
from award.guard import require
from award.models import AuditEvent, AwardCycle
from award.policies import office
from award.screen import local_time
from award.services import auditing, rulebooks, workbooks, yearly_figures
from award.words import _N

_HEADS = (
    _N("Số"), _N("Lúc (giờ Việt Nam)"), _N("Người"), _N("Việc"), _N("Đối tượng"), _N("Từ"),
    _N("Đến"), _N("Ghi chú"), _N("Mã băm"),
)  # fmt: skip
_SYSTEM = _N("Hệ thống")
_NAME = _N("Nhật ký kiểm toán")


@bp.get("/office/audit")
@require(office.manage)
def audit() -> ResponseReturnValue:
    """Events that fit the search, in words."""
    form = AuditForm(request.args)
    form.validate()
    count, head = auditing.head()
    return render_template(
        "admin/audit.html",
        form=form,
        page=record_queries.events(
            form.wanted(), request.args.get("page", 1, type=int), current_user
        ),
        what=event_words.what_happened,
        about=event_words.about,
        state=event_words.state,
        query={key: value for key, value in request.args.items() if key != "page"},
        count=count,
        head=head,
    )


@bp.get("/office/audit/chain")
@require(office.manage)
def audit_chain() -> ResponseReturnValue:
    """Walk the whole chain and say whether it holds."""
    count, head = auditing.head()
    return render_template(
        "admin/audit_chain.html", fault=next(auditing.faults(), None), count=count, head=head
    )


@bp.get("/office/audit.csv")
@require(office.manage)
def audit_csv() -> Response:
    """The events that fit as CSV."""
    content = workbooks.csv_of_texts(_HEADS, _texts(_wanted_events()))
    return downloads.send_made(content, "text/csv; charset=utf-8", f"{_NAME}.csv")


@bp.get("/office/audit.xlsx")
@require(office.manage)
def audit_workbook() -> Response:
    """The events that fit as a workbook."""
    content = workbooks.of_texts(_NAME, _HEADS, _texts(_wanted_events()))
    return downloads.send_made(content, downloads.XLSX, f"{_NAME}.xlsx")


def _wanted_events() -> Iterable[AuditEvent]:
    form = AuditForm(request.args)
    form.validate()
    return record_queries.all_events(form.wanted(), current_user)


def _texts(events: Iterable[AuditEvent]) -> Iterator[tuple[str, ...]]:
    """The content of an event without its data, in which points may stand before they are open."""
    for event in events:
        yield (
            str(event.id),
            local_time(event.at),
            _SYSTEM if event.actor is None else event.actor.full_name,
            event_words.what_happened(event),
            event_words.about(event),
            event_words.state(event, event.from_state),
            event_words.state(event, event.to_state),
            event.note,
            event.hash,
        )


@bp.get("/office/cycles/<int:award_cycle_id>/figures")
@require(office.manage, AwardCycle)
def figures(award_cycle: AwardCycle) -> ResponseReturnValue:
    """The yearly report in figures (R39)."""
    return render_template(
        "admin/figures.html",
        cycle=award_cycle,
        book=rulebooks.of(award_cycle),
        tables=yearly_figures.tables(award_cycle, current_user),
    )


@bp.get("/office/cycles/<int:award_cycle_id>/figures.xlsx")
@require(office.manage, AwardCycle)
def figures_workbook(award_cycle: AwardCycle) -> Response:
    """The same as a workbook."""
    content = yearly_figures.workbook(yearly_figures.tables(award_cycle, current_user))
    name = _N("Số liệu Giải thưởng năm {year}.xlsx").format(year=award_cycle.year)
    return downloads.send_made(content, downloads.XLSX, name)
