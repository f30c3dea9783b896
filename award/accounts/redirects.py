"""Where a person is sent after signing in: to pages of this house only."""

from urllib.parse import unquote, urlsplit

LONGEST = 2000


def own_path(target: str | None) -> str | None:
    """The target if it is a path of ours, such as `/dossiers/7?part=3`; else None.

    Browsers read `\\` as `/`, drop control characters, and take `//host` for another host, so
    anything with those, in whatever encoding, is refused.
    """
    if not target or len(target) > LONGEST:
        return None
    for text in (target, unquote(target), unquote(unquote(target))):
        if not text.startswith("/") or text.startswith("//"):
            return None
        if "\\" in text or not text.isprintable():
            return None
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else target
