"""Check digits of GS1 keys (modulo 10) and check character pairs of alphanumeric keys."""

import re

from biip.checksums import gs1_standard_check_digit

CHARACTER_SET_82 = (
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
)
CHARACTER_SET_32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
# GS1 General Specifications §7.9.5: weights are the primes from 2, right to left, modulo 1021.
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83)
MODULUS = 1021

_DIGITS = re.compile(r"[0-9]+")


def is_digits(text: str) -> bool:
    """True for one or more of the ten ASCII digits; other scripts' digits do not count."""
    return _DIGITS.fullmatch(text) is not None


def check_digit(payload: str) -> str:
    """Check digit of the digits before it (GS1 General Specifications §7.9.1).

    Raises ValueError unless `payload` consists of ASCII digits.
    """
    if not is_digits(payload):
        raise ValueError("Chỉ tính được chữ số kiểm tra cho dãy chữ số 0–9.")
    return str(gs1_standard_check_digit(payload))


def check_pair(payload: str) -> str:
    """Check character pair of an alphanumeric key (GMN) of 1 to 23 characters of set 82.

    Raises ValueError for other characters or lengths.
    """
    if not 1 <= len(payload) <= len(PRIMES):
        raise ValueError(f"Phần đứng trước cặp ký tự kiểm tra phải dài 1–{len(PRIMES)} ký tự.")
    values = [CHARACTER_SET_82.index(character) for character in reversed(payload)]
    total = sum(value * prime for value, prime in zip(values, PRIMES, strict=False)) % MODULUS
    return CHARACTER_SET_32[total >> 5] + CHARACTER_SET_32[total & 31]
