"""After signing in one lands in this house, whatever the address says."""

from urllib.parse import quote, urlsplit

import pytest

from award.accounts.redirects import own_path
from tests.web.accounts.visiting import PASSWORD

ELSEWHERE = [
    "https://evil.example",
    "http:evil.example",
    "https:/evil.example",
    "https:evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "//\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    " https://evil.example",
    "\x00//evil.example",
    "/\x00/evil.example",
    "/%2f/evil.example",
    "/%2fevil.example",
    "%2f%2fevil.example",
    "/%5cevil.example",
    "/%255cevil.example",
    "/%252fevil.example",
    "/%09/evil.example",
    "/%0d%0aLocation:%20https://evil.example",
    "/x\r\nSet-Cookie: sid=planted",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "evil.example",
    "evil.example/path",
    "www.evil.example",
    "@evil.example",
    "http://localhost@evil.example",
    "http://evil.example#localhost",
    "https://localhost.evil.example/",
    "ftp://evil.example",
    "/\u2028/evil.example",
    "/\u202e/evil.example",
    "/\ufeff/evil.example",
    "／／evil.example",
    "〱evil.example",
    "https://[::1",
    "//[evil",
    "?next=//evil.example",
    "#//evil.example",
    ".//evil.example",
    "..//evil.example",
    "",
    "/" + "a" * 3000,
]
OURS = [
    "/",
    "/account",
    "/account/sessions?x=1",
    "/dossiers/7?part=3",
    "/dossiers/7?q=h%E1%BB%93%20s%C6%A1",
    "/dossiers/7#phan-3",
    "/team/1?back=/account",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_led_out_of_the_house(client, person, target):
    response = client.post(
        f"/sign-in?next={quote(target, safe='')}",
        data={"email": person.email, "password": PASSWORD},
    )

    assert (response.status_code, response.location) == (302, "/")
    assert client.get_cookie("sid").value != "planted"


@pytest.mark.parametrize("target", OURS)
def test_one_comes_back_to_where_one_was(client, person, target):
    response = client.post(
        f"/sign-in?next={quote(target, safe='')}",
        data={"email": person.email, "password": PASSWORD},
    )

    assert response.location == target


def test_a_missing_target_is_none():
    assert own_path(None) is None


def test_a_foreign_host_header_never_reaches_the_redirect(client, person):
    response = client.get("/account", headers={"Host": "evil.example"})

    assert urlsplit(response.location).netloc == ""
