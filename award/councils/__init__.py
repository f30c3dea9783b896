"""Councils of every level: intake, teams, visits, sessions, votes, scoreboard, list, hand-over."""

import award.councils.conflict_views
import award.councils.content_views
import award.councils.dossier_views
import award.councils.list_views
import award.councils.meeting_views
import award.councils.move_views
import award.councils.point_views
import award.councils.team_views
import award.councils.views
import award.councils.visit_views
import award.councils.vote_views  # noqa: F401 - they register their views
from award.councils.blueprint import bp

__all__ = ["bp"]
