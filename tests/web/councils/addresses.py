"""Addresses of the room's pages."""


def page_of(dossier):
    """The secretary's page of a dossier."""
    return f"/councils/{dossier.council_id}/dossiers/{dossier.id}"


def point_of(meeting, place=0):
    """The page of a point of a session's agenda."""
    return f"/meetings/{meeting.id}/points/{meeting.agenda[place].id}"
