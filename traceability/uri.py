"""The parts of an http(s) URI that a GS1 Digital Link may have, after RFC 3986 and stricter."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from traceability.problem import CodeError, Problem

SCHEMES = ("https", "HTTPS", "http", "HTTP")
LONGEST_HOST = 253
LAST_PORT = 65535

_ALLOWED = re.compile(r"[-A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%]*")
_SPLIT = re.compile(r"([^:/?#]*)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?")
_LABEL = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9]{0,61}[A-Za-z0-9])?")
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Uri:
    """Scheme, host with port, path segments and query parameters, all still percent-encoded."""

    scheme: str
    authority: str
    segments: tuple[str, ...]
    parameters: tuple[str, ...]


def split(text: str) -> Uri:
    """Take an http(s) URI apart; the fragment is dropped, empty query parameters too.

    Raises CodeError for characters no URI has, another or mixed-case scheme, user information,
    an IPv6 zone, a host or port that cannot be, a wrong percent-encoding.
    """
    if not _ALLOWED.fullmatch(text) or (match := _SPLIT.fullmatch(text)) is None:
        raise _error("uri", "Đường dẫn có ký tự không được phép hoặc sai cấu trúc của URI.")
    scheme, authority, path, query = match.groups(default="")
    if scheme not in SCHEMES:
        raise _error("scheme", "Đường dẫn phải bắt đầu bằng https:// hoặc http://.")
    _check_authority(authority)
    if "[" in path + query or "]" in path + query:
        raise _error("uri", "Dấu ngoặc vuông chỉ được dùng cho địa chỉ IPv6.")
    if _BAD_PERCENT.search(path + query):
        raise _error("percent_encoding", "Sau dấu % phải là hai chữ số thập lục phân.")
    parameters = tuple(filter(None, query.split("&")))
    return Uri(scheme, authority, tuple(path.split("/")[1:]), parameters)


def decode(text: str, *, in_query: bool) -> str:
    """Percent-decode a value; `+` is a space in a query only.

    Bytes above 127 come back as U+FFFD or other characters that no GS1 value may hold.
    """
    plain = text.replace("+", " ") if in_query else text
    return unquote_to_bytes(plain).decode("utf-8", "replace")


def _check_authority(authority: str) -> None:
    if "@" in authority:
        raise _error("userinfo", "Đường dẫn không được kèm tên đăng nhập hay mật khẩu.")
    bracketed = re.fullmatch(r"\[([^\[\]]*)\](?::([^:]*))?", authority)
    if bracketed:
        _check_ipv6(bracketed[1])
        port = bracketed[2]
    else:
        host, colon, after = authority.partition(":")
        _check_host(host)
        port = after if colon else None
    if port is not None and not (re.fullmatch(r"[0-9]{1,5}", port) and 0 < int(port) <= LAST_PORT):
        raise _error("port", f"Cổng phải là số từ 1 đến {LAST_PORT}.")


def _check_ipv6(address: str) -> None:
    try:
        if "%" not in address:
            ipaddress.IPv6Address(address)
            return
    except ValueError:
        pass
    raise _error("host", "Địa chỉ IPv6 không hợp lệ; không dùng được mã vùng (%).")


def _check_host(host: str) -> None:
    labels = host.removesuffix(".").split(".")
    if len(host) > LONGEST_HOST or not all(_LABEL.fullmatch(label) for label in labels):
        raise _error("host", "Tên miền trong đường dẫn không hợp lệ.")


def _error(code: str, message: str) -> CodeError:
    return CodeError([Problem(code, message)])
