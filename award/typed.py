"""What somebody typed into the form that was sent, and the page on which the form stood."""

from urllib.parse import urlsplit

from flask import request

LONG_TEXT = 80  # characters: short ones are quickly typed again, and keys are short
NOT_TYPED = ("csrf", "password", "token", "seen")  # words in the names of what nobody typed


def texts() -> list[str]:
    """The longer texts of the form: what nobody wants to write again."""
    return [
        text
        for name, text in request.form.items()
        if not any(word in name for word in NOT_TYPED) and (len(text) >= LONG_TEXT or "\n" in text)
    ]


def page_before() -> str:
    """The page of this house on which the form stood; the form's own address when unknown."""
    before = urlsplit(request.referrer or "")
    if before.netloc != request.host:
        return request.path
    return "/" + before.path.lstrip("/") + (f"?{before.query}" if before.query else "")
