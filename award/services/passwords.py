"""Passwords: how they are hashed, compared and judged; their text is kept nowhere."""

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import combinations
from pathlib import Path
from secrets import token_urlsafe
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn  # type: ignore[import-untyped]
from zxcvbn.frequency_lists import FREQUENCY_LISTS  # type: ignore[import-untyped]

from award.config import current
from award.policies import Refusal
from award.words import _N, fold

SHORTEST = 12  # characters; OWASP ASVS 5.0, 6.2.1 (at least 8, 15 advised)
LONGEST = 256  # characters; ASVS 6.2.9 wants 64 and more to be allowed
LEAST_SCORE = 4  # of 4: at least 10^10 guesses, counting names, dates, rows of keys, repetitions
JUDGED = 72  # characters; the estimate takes ever longer for longer texts
MOST_WORDS = 12  # of one name; the runs grow with their square
PATIENCE = 10  # seconds to wait for a turn at hashing

_SEPARATORS = dict.fromkeys(map(ord, " _-."))

_TOO_SHORT = _N("Mật khẩu cần ít nhất {least} ký tự. Một câu vài từ dễ nhớ là cách tốt.")
_TOO_LONG = _N("Mật khẩu dài quá {most} ký tự. Hãy chọn mật khẩu ngắn hơn.")
_COMMON = _N(
    "Mật khẩu này có trong danh sách mật khẩu hay dùng, kẻ xấu sẽ thử đầu tiên. "
    "Hãy chọn mật khẩu khác."
)
_GUESSABLE = _N(
    "Mật khẩu này dễ đoán: nó dựa vào tên, địa chỉ thư, từ hay dùng, ngày tháng hoặc dãy phím. "
    "Hãy ghép vài từ không liên quan với nhau."
)


class Busy(Exception):  # noqa: N818 - a state of the server, answered with 503
    """Too many passwords are being hashed at this moment."""


def hashed(password: str) -> str:
    """The argon2id hash to keep. Raises `Busy` when no turn comes within `PATIENCE` seconds."""
    with _turn():
        return _hasher().hash(_normal(password))


def matches(password: str, kept: str | None) -> bool:
    """Whether the password is the one whose hash is kept; takes as long when there is none."""
    with _turn():
        try:
            same = _hasher().verify(kept or _decoy(), _normal(password))
        except (VerificationError, InvalidHashError):
            return False
    return same and kept is not None


def outdated(kept: str) -> bool:
    """Whether the hash was made with other costs than today's settings ask for."""
    return _hasher().check_needs_rehash(kept)


def weakness(password: str, own_words: Iterable[str]) -> Refusal | None:
    """Why the password is not good enough; `own_words` are names a guesser would try first."""
    password = _normal(password)
    if len(password) < SHORTEST:
        return Refusal(_TOO_SHORT, least=SHORTEST)
    if len(password) > LONGEST:
        return Refusal(_TOO_LONG, most=LONGEST)
    bare = fold(password).translate(_SEPARATORS)
    if not _common().isdisjoint({password.lower(), bare}):
        return Refusal(_COMMON)
    words = [*_parts(own_words), *_context()]
    if any(zxcvbn(text[:JUDGED], words)["score"] < LEAST_SCORE for text in {password, bare} - {""}):
        return Refusal(_GUESSABLE)
    return None


def _normal(password: str) -> str:
    """The same password from every keyboard: accents composed (NFC), nothing else changed."""
    return unicodedata.normalize("NFC", password)


def _parts(own_words: Iterable[str]) -> Iterator[str]:
    """Each name or address as it is, and every run of its words written together; no accents."""
    for text in map(fold, own_words):
        yield text
        words = text.replace("@", " ").replace(".", " ").split()[:MOST_WORDS]
        for start, end in combinations(range(len(words) + 1), 2):
            yield "".join(words[start:end])


@cache
def _common() -> frozenset[str]:
    """Passwords that were found in leaks, from the list that zxcvbn ships."""
    return frozenset(FREQUENCY_LISTS["passwords"])


@cache
def _context() -> tuple[str, ...]:
    """Words of this award and of Vietnamese guesses, without accents and spaces."""
    return tuple(Path(__file__).with_name("password_words.txt").read_text().split())


def _hasher() -> PasswordHasher:
    settings = current()
    return _hasher_with(settings.password_memory_mib, settings.password_passes)


@cache
def _hasher_with(memory_mib: int, passes: int) -> PasswordHasher:
    return PasswordHasher(time_cost=passes, memory_cost=memory_mib * 1024, parallelism=1)


def _decoy() -> str:
    """A hash of today's costs that no password has; compared with where there is no account."""
    settings = current()
    return _decoy_with(settings.password_memory_mib, settings.password_passes)


@cache
def _decoy_with(memory_mib: int, passes: int) -> str:
    return _hasher_with(memory_mib, passes).hash(token_urlsafe())


@contextmanager
def _turn() -> Iterator[None]:
    """Only so many hashes at once in this process: each takes `password_memory_mib` of memory."""
    gate = _gate(current().passwords_at_once)
    if not gate.acquire(timeout=PATIENCE):
        raise Busy
    try:
        yield
    finally:
        gate.release()


@cache
def _gate(at_once: int) -> BoundedSemaphore:
    return BoundedSemaphore(at_once)
