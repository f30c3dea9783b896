"""The room of documents: their pages, their PDF, their signed copies."""

from award.reports.views import bp

__all__ = ["bp"]
