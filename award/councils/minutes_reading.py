"""The minutes of a session as one person may read them: without what does not exist for them."""

from typing import Any

from award.models import Meeting, User
from award.policies import council as policy
from award.services import issuing


def of(meeting: Meeting, actor: User) -> dict[str, Any] | None:
    """The data that the newest minutes were printed from, without the points hidden from the
    person; None before there are minutes.

    The agenda cannot change once a session is closed, so a point of the paper is the point of the
    agenda at the same place.
    """
    printed = issuing.of_subject(meeting, "session_minutes")
    if not printed:
        return None
    data = printed[0].data
    points = [
        point
        for item, point in zip(meeting.agenda, data["points"], strict=True)
        if policy.view_agenda_item(actor, item) is None
    ]
    return data | {"points": points, "left_out": len(points) < len(data["points"])}
