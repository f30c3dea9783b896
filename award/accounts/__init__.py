"""Signing in and out, passwords, one's own account, and the people of an organisation."""

from flask import Flask

from award.accounts import browser, own_views, team_views, views
from award.accounts.blueprint import bp
from award.extensions import limiter

__all__ = ["bp", "init_app", "own_views", "team_views", "views"]


def init_app(app: Flask) -> None:
    """Let the application know its visitors and count their tries."""
    browser.init_app(app)
    limiter.init_app(app)
