"""The one spelling of a content that hashes are taken over."""

import hashlib
import json


def canonical(content: object) -> str:
    """Return JSON with sorted keys, no blanks and plain UTF-8: equal contents, equal text."""
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def sha256(content: object) -> str:
    """Return the SHA-256 of the canonical JSON of `content` as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()
