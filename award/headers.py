"""Security headers on every answer, errors and static files included."""

from flask import Flask, Response, request, session

from award.config import current

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)

_ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_ONE_YEAR = 31_536_000  # seconds


def init_app(app: Flask) -> None:
    """Register the last hook that touches an answer."""
    app.after_request(_secure)


def _secure(response: Response) -> Response:
    """Add what is missing; a view that sets a stricter policy (a download's sandbox) keeps it."""
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
    if current().is_production:
        response.headers.setdefault(
            "Strict-Transport-Security", f"max-age={_ONE_YEAR}; includeSubDomains"
        )
    if request.endpoint != "static" and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    if session.accessed:
        response.vary.add("Cookie")
    return response
