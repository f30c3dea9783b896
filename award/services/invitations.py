"""Letters that let somebody in: an invitation to a new account, a link to a forgotten password."""

from award.models import User
from award.services import letters, links, people, rate_limits


def invite(user: User, letter: str, **facts: object) -> None:
    """Send a person who has no password yet the link with which to choose one.

    `letter` names the template; it may use `link` (token, until), `user`, `base_url` and `facts`.
    """
    letters.send(letter, user, link=links.issue(user, links.INVITE), **facts)


def help_in(email: str) -> None:
    """Send a reset link, or the invitation again; silently nothing for an unknown address.

    At most three letters an hour go to one address, so that nobody's box can be filled.
    """
    user = people.by_address(email)
    if not rate_limits.allows(rate_limits.LETTERS, email) or user is None or not user.active:
        return
    if user.password_hash is None:
        invite(user, "invitation")
    else:
        letters.send("password_reset", user, link=links.issue(user, links.RESET))
