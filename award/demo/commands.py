"""`flask demo`: fill an empty database, show the sign-ins, prove a whole award year."""

import click
from flask.cli import AppGroup

from award.demo import people, seeding
from award.extensions import db

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
