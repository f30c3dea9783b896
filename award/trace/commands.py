"""`flask trace rerun` checks a frozen result again, `flask trace criteria` a bought checklist."""

from pathlib import Path

import click

from award import clock
from award.extensions import db
from award.models import ComplianceSnapshot
from award.policies import Refusal
from award.services import checking, criteria, rerunning
from award.trace.blueprint import bp
from traceability.checks_import import template


@bp.cli.command("rerun")
@click.argument("snapshot_id", type=int)
def rerun(snapshot_id: int) -> None:
    """Chạy lại kết quả truy xuất đã cố định của một hồ sơ; mã thoát 1 khi mã băm khác."""
    snapshot = db.session.get(ComplianceSnapshot, snapshot_id)
    if snapshot is None:
        raise click.ClickException(f"Không có kết quả cố định số {snapshot_id}.")
    try:
        result = rerunning.run(snapshot, actor=None)
    except Refusal as why:
        raise click.ClickException(str(why)) from why
    db.session.commit()
    click.echo(f"Mã băm đã cố định: {snapshot.check_run.sha256}")
    click.echo(f"Mã băm chạy lại:   {result.sha256}")
    for sentence in (*result.differences, *result.since, *result.now):
        click.echo(f"- {sentence}")
    if not result.same:
        raise click.ClickException("Kết quả chạy lại khác kết quả đã cố định; lý do nêu trên.")
    click.echo("Kết quả chạy lại trùng với kết quả đã cố định.")


@bp.cli.command("criteria")
@click.argument(
    "path", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def check_criteria(path: Path | None) -> None:
    """Kiểm tra tệp CSV các điểm kiểm soát TCVN 13167 đã mua; không nêu tệp thì in bảng mẫu."""
    rules = checking.sections(clock.today_local())
    if rules is None:
        raise click.ClickException("Hôm nay không có bộ tiêu chí nào áp dụng.")
    if path is None:
        click.echo(template(rules.sections), nl=False)
        return
    points, faults = criteria.read(path, rules.sections)
    for fault in faults:
        click.echo(f"- {fault.message}")
    if faults or not points:
        raise click.ClickException("Tệp chưa dùng được; sửa các dòng nêu trên.")
    click.echo(f"Đọc được {len(points)} điểm. Đặt AWARD_CRITERIA={path.absolute()} để dùng.")
