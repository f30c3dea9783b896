"""The commands of `flask`: postgres here, and the groups that the rooms add."""

import sys

import click
from flask import Flask
from flask.cli import AppGroup

from award import database
from award.config import current
from award.demo.commands import demo
from award.extensions import db
from award.policies import Refusal
from award.postgres import PostgresError
from award.services import auditing, staff, storage
from award.services import invariants as checking
from award.workflow.describe import describe

postgres = AppGroup("postgres", help="PostgreSQL nhúng trong thư mục instance/.")
audit = AppGroup("audit", help="Chuỗi nhật ký kiểm toán.")
files = AppGroup("files", help="Kho tệp.")
invariants = AppGroup("invariants", help="Các bất biến của dữ liệu.")
office = AppGroup("office", help="Cơ quan thường trực.")


def init_app(app: Flask) -> None:
    """Add the groups to `flask`."""
    for group in (postgres, audit, invariants, files, office, demo):
        app.cli.add_command(group)
    app.cli.add_command(procedure)


@click.command("procedure", help="In quy trình thành trang tài liệu, lấy từ các bảng.")
def procedure() -> None:
    """Print docs/procedure.md."""
    click.echo(describe(), nl=False)


@postgres.command("status")
def postgres_status() -> None:
    """Cho biết máy chủ có đang chạy không và dữ liệu nằm ở đâu."""
    _embedded_only()
    status = database.cluster(current()).status()
    if status.running:
        click.echo(f"PostgreSQL {status.version} đang chạy (tiến trình {status.pid}).")
    else:
        click.echo("PostgreSQL không chạy. Lệnh nào cần tới sẽ tự khởi động nó.")
    click.echo(f"Dữ liệu:  {status.data}\nỔ cắm:    {status.socket}\nNhật ký:  {status.log}")
    if not status.running:
        sys.exit(3)


@postgres.command("stop")
def postgres_stop() -> None:
    """Dừng máy chủ đúng cách; không làm gì nếu nó không chạy."""
    _embedded_only()
    try:
        stopped = database.cluster(current()).stop()
    except (PostgresError, PermissionError) as error:
        raise click.ClickException(str(error)) from error
    click.echo("Đã dừng PostgreSQL." if stopped else "PostgreSQL không chạy.")


@audit.command("verify")
def audit_verify() -> None:
    """Kiểm tra chuỗi băm và phát lại nó so với trạng thái hiện tại; nêu dòng sai đầu tiên."""
    first = next(auditing.faults(), None)
    if first is not None:
        raise click.ClickException(first)
    count, head = auditing.head()
    click.echo(f"Chuỗi nguyên vẹn: {count} sự kiện, đầu chuỗi {head}")


@invariants.command("check")
def invariants_check() -> None:
    """Chạy mọi bất biến; nêu tên và các dòng vi phạm."""
    broken = list(checking.breaches())
    for breach in broken:
        click.echo(f"{breach.name}: {', '.join(str(row) for row in breach.rows)}", err=True)
    if broken:
        raise click.ClickException(f"{len(broken)} bất biến bị vi phạm.")
    click.echo(f"{len(checking.named())} bất biến, không vi phạm.")


@office.command("open")
@click.argument("email")
@click.argument("name")
def office_open(email: str, name: str) -> None:
    """Ghi nhận người đầu tiên của cơ quan thường trực và gửi thư mời đặt mật khẩu."""
    try:
        membership = staff.open_office(email=email, name=name)
    except Refusal as why:
        raise click.ClickException(str(why)) from why
    db.session.commit()
    click.echo(f"{membership.user.full_name}: thư mời đặt mật khẩu đang chờ gửi tới {email}.")


@files.command("sweep")
def files_sweep() -> None:
    """Xóa các tệp không thuộc dòng nào trong cơ sở dữ liệu, cũ hơn một ngày."""
    click.echo(f"Đã xóa {storage.sweep()} tệp thừa.")


def _embedded_only() -> None:
    if current().database_url is not None:
        raise click.ClickException("DATABASE_URL đã được đặt: máy chủ ấy không do lệnh này quản.")
