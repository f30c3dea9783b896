"""A product's evidence against all requirements, and two of its checks side by side."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award.guard import require
from award.models import CheckRun, Product
from award.policies import trace as policy
from award.services import comparing, evidence_map, exporting
from award.trace import queries, sending
from award.trace.blueprint import bp
from award.words import _N

_MAP = _N("Bản đồ bằng chứng")
_HEADS = (
    _N("Bộ quy định"), _N("Nguồn, phiên bản"), _N("Mã"), _N("Yêu cầu"), _N("Cần"), _N("Tự khai"),
    _N("Tài liệu"), _N("Máy xác minh"), _N("Tình trạng"), _N("Hiệu lực"), _N("Còn thiếu"),
)  # fmt: skip
COMPARED = 200  # newest runs to choose from


@bp.get("/trace/products/<int:product_id>/map")
@require(policy.view_product, Product)
def evidence_map_page(product: Product) -> ResponseReturnValue:
    """Every requirement with the evidence for it, and what is missing."""
    found = evidence_map.of(product)
    return render_template("trace/map.html", product=product, groups=found.groups(), run=found.run)


@bp.get("/trace/products/<int:product_id>/map.xlsx")
@require(policy.view_product, Product)
def map_workbook(product: Product) -> ResponseReturnValue:
    """The same as a workbook."""
    exporting.note(product, "map.xlsx", actor=current_user)
    rows = (
        [
            row.rules, row.source, row.code, row.title, row.needs, "\n".join(row.declared),
            "\n".join(row.document), "\n".join(row.machine), row.state, "\n".join(row.validity),
            row.missing,
        ]
        for row in evidence_map.of(product).rows
    )  # fmt: skip
    return sending.workbook(_MAP, _HEADS, rows)


@bp.get("/trace/runs/<int:check_run_id>/compare")
@require(policy.view_run, CheckRun)
def compare(check_run: CheckRun) -> ResponseReturnValue:
    """This run and that of the year before, or another that is asked for."""
    others = [
        one
        for one in queries.runs(check_run.product, COMPARED)
        if one.id != check_run.id and policy.view_run(current_user, one) is None
    ]
    wanted = request.args.get("with", 0, type=int)
    chosen = next((one for one in others if one.id == wanted), None)
    other = chosen or comparing.counterpart(check_run, others)
    return render_template(
        "trace/compare.html",
        run=check_run,
        product=check_run.product,
        others=others,
        other=other,
        years=comparing.years([check_run, *others]),
        found=None if other is None else comparing.of(check_run, other),
        own=policy.view_product(current_user, check_run.product) is None,
    )
