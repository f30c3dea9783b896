"""What anybody may see: home, calendar, laureates, verification of a document."""

from award.public.views import bp

__all__ = ["bp"]
