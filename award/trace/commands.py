"""`flask trace rerun SNAPSHOT`: a frozen traceability result checked again."""

import click

from award.extensions import db
from award.models import ComplianceSnapshot
from award.policies import Refusal
from award.services import rerunning
from award.trace.blueprint import bp


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
