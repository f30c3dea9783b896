"""`flask document render ID` and `flask document pending`: print on demand, without the worker."""

import click

from award.extensions import db
from award.models import DocumentState, IssuedDocument
from award.reports import pdf
from award.reports.views import bp


@bp.cli.command("render")
@click.argument("document_id", type=int)
def render(document_id: int) -> None:
    """Lập tệp PDF của một văn bản; văn bản đã lập thì không đổi gì."""
    if db.session.get(IssuedDocument, document_id) is None:
        raise click.ClickException(f"Không có văn bản {document_id}.")
    document = _render(document_id)
    if document.state is DocumentState.FAILED:
        raise click.ClickException(f"Văn bản {document_id}: {document.error}")
    pages = f", {document.pages} trang" if document.pages else ""
    click.echo(f"Văn bản {document_id} ({document.kind}): {document.state.value}{pages}")


@bp.cli.command("pending")
@click.option("--list", "only_list", is_flag=True, help="Chỉ liệt kê, không lập.")
def pending(only_list: bool) -> None:
    """Lập mọi văn bản đang chờ, kể cả văn bản từng lập không được."""
    waiting, failed = pdf.pending(), 0
    for document_id in waiting:
        if only_list:
            click.echo(document_id)
            continue
        document = _render(document_id)
        failed += document.state is DocumentState.FAILED
        click.echo(f"{document_id} {document.kind}: {document.state.value}")
    if failed:
        raise click.ClickException(f"{failed} văn bản không lập được.")
    click.echo(f"{len(waiting)} văn bản {'đang chờ' if only_list else 'đã lập'}.")


def _render(document_id: int) -> IssuedDocument:
    pdf.render(document_id)
    db.session.commit()
    return db.session.get_one(IssuedDocument, document_id)
