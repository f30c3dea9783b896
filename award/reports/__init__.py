"""The room of documents: their pages, their PDF, their signed copies."""

from award.reports import commands
from award.reports.pdf import init_app
from award.reports.views import bp

__all__ = ["bp", "commands", "init_app"]
