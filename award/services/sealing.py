"""Secrets of others that must be read again: encrypted at rest, with a key from our own secret."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from award.config import current
from award.policies import Refusal
from award.words import _N


def seal(secret: str, *, purpose: str) -> str:
    """The secret encrypted; only with the same purpose can it be opened."""
    return _box(purpose).encrypt(secret.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """The secret again. Raises `Refusal` when our own secret has changed meanwhile."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Refusal(
            _N("Mã truy cập đã lưu không mở được vì khóa của hệ thống đã đổi; hãy ghi lại mã.")
        ) from error


def _box(purpose: str) -> MultiFernet:
    """The present key first, then those before it."""
    settings = current()
    secrets = [settings.secret_key, *(one.get_secret_value() for one in settings.secret_fallbacks)]
    return MultiFernet([Fernet(_key(secret, purpose)) for secret in secrets])


def _key(secret: str, purpose: str) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"seal {purpose}".encode())
    return base64.urlsafe_b64encode(derive.derive(secret.encode()))
