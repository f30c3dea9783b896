"""A province's room: its entrants, the letters that ask for its opinion, its yearly report."""

from award.localities import views
from award.localities.blueprint import bp

__all__ = ["bp", "views"]
