"""Who is at the other end: the session cookie, the person behind it, and the forms' secret."""

import hashlib
import hmac
from typing import Any

from flask import Flask, Request, g
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from werkzeug.wrappers import Response

from award.config import current
from award.extensions import login_manager
from award.models import User, UserSession
from award.services import sessions

_FORM_SECRET = "csrf_token"  # where Flask-WTF looks for it


def init_app(app: Flask) -> None:
    """Take persons from the session cookie alone, never from Flask's signed one."""
    app.config["SESSION_PROTECTION"] = None
    app.session_interface = BoundSessions()


class BoundSessions(SecureCookieSessionInterface):
    """Flask's signed cookie, for messages and forms; its form secret is bound to the session.

    So a form made before signing in, or in somebody else's session, is refused after it.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The signed cookie's content, with the form secret of the session it comes with."""
        session = super().open_session(app, request)
        settings = app.config["AWARD"]
        token = request.cookies.get(settings.cookie_name)
        if session is not None and token:
            key = settings.secret_key.encode()
            secret = hmac.new(key, b"form " + token.encode(), hashlib.sha256).hexdigest()
            if session.get(_FORM_SECRET) != secret:
                session[_FORM_SECRET] = secret
        return session


@login_manager.request_loader
def _person(request: Request) -> User | None:
    """The person whose session the cookie names, while it lasts."""
    token = request.cookies.get(current().cookie_name)
    session = sessions.resume(token) if token else None
    if session is None:
        return None
    sessions.note_seen(session)
    g.user_session = session
    return session.user


def session_here() -> UserSession:
    """The session of this request; only for views that need a signed-in person."""
    session: UserSession = g.user_session
    return session


def has_stale_cookie(request: Request) -> bool:
    """Whether the browser was signed in and is no longer: the page then says so."""
    return current().cookie_name in request.cookies


def keep(response: Response, token: str) -> Response:
    """Give the browser the token of its new session."""
    response.set_cookie(current().cookie_name, token, **_cookie())
    return response


def forget(response: Response) -> Response:
    """Take the token from the browser."""
    response.delete_cookie(current().cookie_name, **_cookie())
    return response


def _cookie() -> dict[str, Any]:
    return {
        "path": "/",
        "secure": current().is_production,
        "httponly": True,
        "samesite": "Lax",
    }
