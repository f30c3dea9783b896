"""The award's application: `create_app` puts the rooms together."""

from importlib import import_module
from importlib.util import find_spec

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from award import cli, database, errors, guard, headers, health, logs, navigation, screen
from award.config import ROOT, Settings
from award.extensions import csrf, db, login_manager, migrate

AREAS = (
    "accounts", "dossiers", "assessment", "councils", "localities", "programme", "trace", "reports",
    "admin", "public",
)  # fmt: skip


def create_app(settings: Settings | None = None) -> Flask:
    """The application under `settings`, or under those of the environment."""
    settings = settings or Settings()
    app = Flask(__name__, static_folder=None, instance_path=str(settings.instance))
    app.config.from_mapping(settings.for_flask() | database.for_flask(settings))
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies
        )
    app.url_map.converters["int"] = guard.RowNumber
    screen.init_app(app, settings.instance / "templates")
    navigation.init_app(app)
    logs.init_app(app, settings)
    db.init_app(app)
    with app.app_context():
        database.watch(db.engine, settings)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    login_manager.init_app(app)
    csrf.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    app.register_blueprint(health.bp)
    for area in AREAS:
        if find_spec(f"award.{area}") is not None:
            room = import_module(f"award.{area}")
            if not hasattr(room, "bp"):
                continue
            if hasattr(room, "init_app"):
                room.init_app(app)
            app.register_blueprint(room.bp)
    cli.init_app(app)
    app.extensions["create_app"] = create_app  # for commands that work on a database of their own
    return app
