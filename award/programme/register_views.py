"""The registers: a list, an entry, a workbook; an inspection that the award hears of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import downloads
from award.extensions import db
from award.forms import searched
from award.guard import require
from award.models import (
    Inspection,
    InspectionResult,
    PriorityProduct,
    ProgrammeDocument,
    Province,
    SupportGrant,
    TraceSystem,
    masked_tax_code,
)
from award.policies import office, programme
from award.programme.blueprint import bp
from award.programme.figure_views import of_any_place, place_url
from award.programme.forms import differences
from award.programme.paging import paged
from award.programme.register_forms import (
    DocumentForm,
    EntryForm,
    InspectionForm,
    ProductForm,
    SupportForm,
    SystemForm,
)
from award.refused import told_in
from award.screen import local_date, number
from award.services import places, workbooks
from award.services import programme_registers as service
from award.services.editing import expect_version
from award.words import _N


@dataclass(frozen=True, slots=True)
class Register:
    """One register: what stands in it and how a line of its list reads."""

    code: str
    title: str
    model: Any
    form: type[EntryForm]
    entry: str
    heads: tuple[str, ...]
    cells: Callable[[Any], tuple[str, ...]]
    empty: str


def _document(row: ProgrammeDocument) -> tuple[str, ...]:
    return (row.number, local_date(row.issued_on), service.DOCUMENTS[row.kind], row.title,
            row.issuer)  # fmt: skip


def _system(row: TraceSystem) -> tuple[str, ...]:
    portal = service.PORTAL_STATES[row.portal_state]
    if row.connected_on is not None:
        portal = f"{portal} {local_date(row.connected_on)}"
    conformity = service.CONFORMITIES[row.conformity]
    return (row.name, service.SYSTEM_KINDS[row.kind], row.operator, conformity,
            row.declaration_number, portal, row.source)  # fmt: skip


def _product(row: PriorityProduct) -> tuple[str, ...]:
    stars = "" if row.stars is None else _N("{stars} sao").format(stars=row.stars)
    return (row.name, service.LISTS[row.list], stars, row.organisation_name,
            masked_tax_code(row.tax_code), f"{row.decision_number}, {local_date(row.decided_on)}",
            row.criteria)  # fmt: skip


def _support(row: SupportGrant) -> tuple[str, ...]:
    return (row.recipient, masked_tax_code(row.tax_code), row.purpose, number(row.amount_vnd),
            row.legal_basis, local_date(row.granted_on))  # fmt: skip


def _inspection(row: Inspection) -> tuple[str, ...]:
    follow = row.follow_up
    if row.follow_up_on is not None:
        follow = _N("{what} (hạn {day})").format(what=follow, day=local_date(row.follow_up_on))
    return (row.organisation_name, masked_tax_code(row.tax_code), row.site,
            service.FIELDS[row.field], local_date(row.inspected_on),
            service.RESULTS[row.result], row.finding, row.sanction, follow)  # fmt: skip


REGISTERS = {
    one.code: one
    for one in (
        Register(
            "documents", _N("Văn bản đã ban hành"), ProgrammeDocument, DocumentForm, "document",
            (_N("Số, ký hiệu"), _N("Ngày"), _N("Loại"), _N("Trích yếu"), _N("Cơ quan ban hành")),
            _document, _N("Ghi nghị quyết, quyết định, công văn của tỉnh về chương trình."),
        ),
        Register(
            "systems", _N("Hệ thống và bên cung cấp giải pháp"), TraceSystem, SystemForm,
            "system",
            (_N("Tên"), _N("Loại"), _N("Đơn vị vận hành"), _N("Hợp chuẩn"), _N("Số công bố"),
             _N("Cổng quốc gia"), _N("Nguồn")),
            _system, _N("Ghi hệ thống của tỉnh, bên cung cấp giải pháp, sàn thương mại điện tử."),
        ),
        Register(
            "products", _N("Sản phẩm ưu tiên, OCOP"), PriorityProduct, ProductForm, "product",
            (_N("Sản phẩm"), _N("Danh mục"), _N("Hạng"), _N("Tổ chức sản xuất"), _N("Mã số thuế"),
             _N("Quyết định"), _N("Tiêu chí")),
            _product, _N("Ghi sản phẩm theo quyết định của tỉnh, kèm số sao của OCOP."),
        ),
        Register(
            "support", _N("Hỗ trợ đã thực hiện"), SupportGrant, SupportForm, "support",
            (_N("Bên được hỗ trợ"), _N("Mã số thuế"), _N("Nội dung"), _N("Số tiền (đồng)"),
             _N("Căn cứ"), _N("Ngày")),
            _support, _N("Ghi ai được hỗ trợ gì, bao nhiêu, theo căn cứ nào."),
        ),
        Register(
            "inspections", _N("Thanh tra, kiểm tra"), Inspection, InspectionForm,
            "inspection",
            (_N("Tổ chức"), _N("Mã số thuế"), _N("Địa điểm"), _N("Lĩnh vực"), _N("Ngày"),
             _N("Kết quả"), _N("Vi phạm"), _N("Xử phạt"), _N("Khắc phục")),
            _inspection, _N("Ghi từng lần kiểm tra: ngày, địa điểm, lĩnh vực, kết quả."),
        ),
    )
}  # fmt: skip
NATIONAL_REGISTERS = frozenset({"systems"})


def _register(code: str, province: Province | None) -> Register:
    if code not in REGISTERS or (province is None and code not in NATIONAL_REGISTERS):
        abort(404)
    return REGISTERS[code]


@of_any_place("get", "registers/<register>", programme.view, office.manage, "register")
def show_register(province: Province | None, register: str) -> ResponseReturnValue:
    """The entries of a register of a place."""
    book = _register(register, province)
    words = searched()
    policy = office.manage if province is None else programme.edit
    return render_template(
        "programme/register.html",
        province=province,
        register=book,
        registers=REGISTERS if province else {"systems": book},
        page=paged(service.entries(book.model, province, words)),
        words=words,
        place_url=place_url,
        may_edit=policy(current_user, province) is None,
        unclean=InspectionResult,
    )


@of_any_place(
    "get", "registers/<register>.xlsx", programme.view, office.manage, "register_workbook"
)
def register_workbook(province: Province | None, register: str) -> Response:
    """The register as a workbook."""
    book = _register(register, province)
    rows = [book.cells(row) for row in service.entries(book.model, province)]
    content = workbooks.of_texts(_N("Sổ"), book.heads, rows)
    place = _N("cả nước") if province is None else province.name
    return downloads.send_made(content, downloads.XLSX, f"{book.title} – {place}.xlsx")


@of_any_place("get", "registers/<register>/new", programme.edit, office.manage, "new_entry")
def new_entry(province: Province | None, register: str) -> ResponseReturnValue:
    """The form for an entry."""
    book = _register(register, province)
    return _form_page(book, book.form(formdata=None), province)


@of_any_place("post", "registers/<register>", programme.edit, office.manage, "add_entry")
def add_entry(province: Province | None, register: str) -> ResponseReturnValue:
    """Add an entry."""
    book = _register(register, province)
    row = book.model(province_code=None if province is None else province.code)
    return _save(book, row, province, new=True)


def _entry_views(book: Register) -> None:
    """The form of an entry, and its correction; both at the address of the register's rows."""
    name = book.model.__tablename__
    address = f"/programme/{book.code}/<int:{name}_id>"

    def edit(**rows: Any) -> str:
        row = rows[name]
        form = book.form(formdata=None, obj=row, seen=row.version)
        return _form_page(book, form, _place(row), row)

    def save(**rows: Any) -> ResponseReturnValue:
        return _save(book, rows[name], _place(rows[name]))

    guarded = require(programme.edit, book.model)
    bp.get(address, endpoint=f"edit_{book.entry}")(guarded(edit))
    bp.post(address, endpoint=f"save_{book.entry}")(guarded(save))


for _book in REGISTERS.values():
    _entry_views(_book)


@bp.get("/programme/documents/<int:programme_document_id>/file")
@require(programme.view, ProgrammeDocument)
def document_file(programme_document: ProgrammeDocument) -> Response:
    """The document itself."""
    return downloads.send(programme_document.file)


@bp.post("/programme/inspections/<int:inspection_id>/compliance")
@require(programme.edit, Inspection)
def note_compliance(inspection: Inspection) -> ResponseReturnValue:
    """Let the award know of a violation."""
    service.note_compliance(inspection, actor=current_user)
    db.session.commit()
    flash(_N("Đã chuyển vi phạm sang hồ sơ xét giải của tổ chức."), "success")
    return redirect(place_url("register", _place(inspection), register="inspections"))


def _place(row: Any) -> Province | None:
    return places.by_code(row.province_code) if row.province_code else None


def _save(
    book: Register, row: Any, province: Province | None, *, new: bool = False
) -> ResponseReturnValue:
    form = book.form()
    if form.validate():
        if not new:
            expect_version(row, form.seen.number, differences(form, row))
        with told_in(form):
            service.save(row, form.fill, actor=current_user)
            db.session.commit()
            flash(_N("Đã ghi vào sổ."), "success")
            return redirect(place_url("register", province, register=book.code))
    return _form_page(book, form, province, None if new else row), 422


def _form_page(book: Register, form: EntryForm, province: Province | None, row: Any = None) -> str:
    action = (
        place_url("add_entry", province, register=book.code)
        if row is None
        else url_for(f"programme.edit_{book.entry}", **{f"{row.__tablename__}_id": row.id})
    )
    return render_template(
        "programme/entry.html",
        register=book,
        form=form,
        province=province,
        place_url=place_url,
        action=action,
        row=row,
    )
