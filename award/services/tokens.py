"""Random tokens for cookies and links: 256 bits, of which the database keeps only the hash."""

import hashlib
from secrets import token_urlsafe

BYTES = 32


def new() -> str:
    """A token nobody can guess, in characters that are safe in cookies and addresses."""
    return token_urlsafe(BYTES)


def hashed(token: str) -> str:
    """SHA-256 in hexadecimal; enough for a random token, unlike for a password."""
    return hashlib.sha256(token.encode()).hexdigest()
