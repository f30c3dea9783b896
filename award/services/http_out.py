"""One POST to somebody else's server: https, no redirects, no private addresses, no long wait."""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from award.config import current
from award.policies import Refusal
from award.words import _N

PATIENCE = 20  # seconds for each step of the exchange
LONGEST_ANSWER = 4_000  # bytes of an answer that are kept


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said."""

    status: int
    text: str


def check_address(url: str) -> SplitResult:
    """The parts of an address that may be sent to.

    Raises `Refusal` for anything but https (http too where the system runs for trial), and for
    an address with a name and password in it or without a host.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refusal(_N("Địa chỉ của cổng không đọc được."), at="url") from error
    allowed = {"https"} if current().is_production else {"https", "http"}
    if parts.scheme not in allowed or not parts.hostname or port == 0:
        raise Refusal(_N("Địa chỉ của cổng phải là địa chỉ https:// đầy đủ."), at="url")
    if parts.username is not None or parts.password is not None:
        raise Refusal(_N("Địa chỉ của cổng không được chứa tên và mật khẩu."), at="url")
    if any(sign.isspace() or not sign.isprintable() for sign in url) or not url.isascii():
        raise Refusal(_N("Địa chỉ của cổng có ký tự không dùng được."), at="url")
    return parts


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send a body; any answer is an answer, a redirect too: it is never followed.

    Raises `Refusal` for an address that may not be sent to, `OSError` when nobody answers.
    """
    parts = check_address(url)
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    talk = _connection(parts)
    try:
        talk.request("POST", target, body=body, headers=dict(headers))
        response = talk.getresponse()
        text = response.read(LONGEST_ANSWER).decode("utf-8", "replace")
    except http.client.HTTPException as error:
        raise OSError(f"not HTTP: {error!r}") from error
    finally:
        talk.close()
    shown = "".join(sign for sign in text if sign.isprintable() or sign == "\n")
    return Answer(response.status, shown)


def _connection(parts: SplitResult) -> http.client.HTTPConnection:
    """A connection to the one address that was looked up and allowed."""
    host = str(parts.hostname)
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    found = _address(host, port)
    talk = http.client.HTTPConnection(host, port, timeout=PATIENCE)
    line = socket.create_connection((found, port), timeout=PATIENCE)
    if secure:
        line = ssl.create_default_context().wrap_socket(line, server_hostname=host)
    talk.sock = line
    return talk


def _address(host: str, port: int) -> str:
    """The host's address; in production never one of a private network or of this machine."""
    found = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if current().is_production:
        found = [one for one in found if ipaddress.ip_address(one.partition("%")[0]).is_global]
    if not found:
        raise Refusal(_N("Địa chỉ của cổng dẫn vào mạng nội bộ nên hệ thống không gửi tới đó."))
    return found[0]
