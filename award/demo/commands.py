"""`flask demo`: fill an empty database, show the sign-ins, prove a whole award year."""

import signal
from pathlib import Path

import click
import psycopg
from flask import current_app
from flask.cli import AppGroup

from award.config import current
from award.demo import cycle as whole_cycle
from award.demo import people, seeding
from award.demo.throw_away import throw_away
from award.extensions import db
from award.postgres import PostgresError
from award.reports.printing import PrintError

demo = AppGroup("demo", help="Dữ liệu minh họa và phép thử trọn một năm giải thưởng.")


@demo.command("seed")
@click.option("--seed", "number", default=2025, show_default=True, help="Số gốc của dữ liệu.")
def seed(number: int) -> None:
    """Nạp dữ liệu minh họa vào cơ sở dữ liệu trống; có dữ liệu rồi thì không đổi gì."""
    try:
        dossiers = seeding.seed(number)
    except seeding.NotEmptyError:
        click.echo("Cơ sở dữ liệu đã có dữ liệu; không nạp thêm.")
        return
    except seeding.NotHereError as error:
        raise click.ClickException("Không nạp dữ liệu minh họa ở chế độ production.") from error
    db.session.commit()
    click.echo(f"Đã nạp dữ liệu minh họa: {dossiers} hồ sơ.")


@demo.command("accounts")
def accounts() -> None:
    """In danh sách đăng nhập thử, mỗi vai trò một dòng."""
    for line in people.listing():
        click.echo(line)


@demo.command("cycle")
@click.option(
    "--regime", required=True, type=click.Choice(list(whole_cycle.WINDOWS)), help="Bộ quy tắc."
)
@click.option("--dossiers", required=True, type=click.IntRange(min=1), help="Số hồ sơ.")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Thư mục ghi."
)
@click.option("--seed", "number", default=2025, show_default=True, help="Số gốc của dữ liệu.")
def cycle(regime: str, dossiers: int, out: Path, number: int) -> None:
    """Chạy trọn một năm trên cơ sở dữ liệu dùng một lần, ghi mọi PDF và summary.json."""
    signal.signal(signal.SIGTERM, _interrupted)
    try:
        with throw_away(current()) as settings:
            app = current_app.extensions["create_app"](settings)
            with app.app_context():
                try:
                    summary = whole_cycle.run(regime, dossiers, number, out, click.echo)
                finally:
                    db.session.remove()
                    db.engine.dispose()
    except (PostgresError, psycopg.OperationalError, PrintError) as error:
        raise click.ClickException(str(error)) from error
    states = ", ".join(f"{state}: {many}" for state, many in summary["dossiers"].items())
    click.echo(f"{states}\n{len(summary['documents'])} văn bản, kết quả: {out / 'summary.json'}")
    if broken := summary["invariants"]["violated"]:
        raise click.ClickException(f"{broken} vi phạm, nêu ở trên.")


def _interrupted(_signal: int, _frame: object) -> None:
    """End as Ctrl-C does, so that the database is dropped."""
    raise KeyboardInterrupt
