"""The platform: what every answer carries, what people are told when something goes wrong."""

import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask, abort, request
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.test import TestResponse

from award import create_app
from award.config import ROOT, Settings
from award.database import OldDatabaseError
from award.extensions import csrf
from award.guard import public
from award.logs import log
from award.policies import Hidden, Refusal
from award.postgres import PostgresError
from award.services.editing import Overtaken

LONG = "Một đoạn văn dài mà người viết đã bỏ nhiều công sức, không ai muốn phải gõ lại lần thứ hai."


@pytest.fixture(scope="module")
def broken(tmp_path_factory) -> FlaskClient:
    """An application whose extra views fail in every way; no database behind it."""
    folder = tmp_path_factory.mktemp("broken")
    app = create_app(
        Settings(env="testing", DATABASE_URL="postgresql://nobody@/none?host=/nowhere",
                 instance=folder, max_upload_mb=1)
    )  # fmt: skip
    failures = {
        "refusal": Refusal("Hồ sơ {code} đã nộp.", code="HS-01"),
        "hidden": Hidden(),
        "stale": StaleDataError("UPDATE statement on table 'answer'"),
        "overtaken": Overtaken([("Nội dung", LONG, "Bản của đồng nghiệp <b>")]),
        "fault": RuntimeError("secret detail of table user_account"),
        "down": OperationalError("SELECT 1", {}, Exception("no route to 10.0.0.7")),
        "broken-server": PostgresError("Không khởi động được PostgreSQL."),
        "old": OldDatabaseError("Máy chủ ở DATABASE_URL là PostgreSQL 13."),
        "integrity": IntegrityError("INSERT INTO x", {}, Exception("null in column y")),
    }

    def fail(kind: str) -> str:
        raise failures[kind]

    def code(number: int) -> str:
        abort(number)

    def take() -> str:
        return str(len(request.form))

    for rule, view, methods in (
        ("/fail/<kind>", fail, ["GET", "POST"]), ("/code/<int:number>", code, ["GET"]),
        ("/take", take, ["POST"]),
    ):  # fmt: skip
        app.add_url_rule(rule, view.__name__, public(view), methods=methods)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app.test_client()


def sentence_of(page: str) -> str:
    """The first sentence of an error page."""
    found = re.search(r'<p class="govuk-body-l">([^<]*)<', page)
    assert found is not None, page
    return found.group(1)


def without_ids(response: TestResponse) -> str:
    """The page without what is different in every answer."""
    return response.text.replace(response.headers["X-Request-Id"], "")


def test_the_process_says_that_it_lives(broken):
    response = broken.get("/healthz/live")

    assert (response.status_code, response.json) == (200, {"status": "ok"})


def test_a_process_without_a_database_takes_no_work_and_says_which_part_is_missing(broken):
    response = broken.get("/healthz/ready")

    assert response.status_code == 503
    assert response.json["broken"][0] == "database"


def test_a_migrated_application_is_ready(client):
    response = client.get("/healthz/ready")

    assert (response.status_code, response.json) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/healthz/live", 200), ("/nowhere", 404), ("/fail/refusal", 403), ("/fail/hidden", 404),
        ("/fail/stale", 409), ("/fail/fault", 500), ("/fail/down", 503), ("/code/429", 429),
    ],
)  # fmt: skip
def test_every_answer_carries_the_security_headers(broken, path, status):
    response = broken.get(path)

    headers = {name: response.headers.get(name) for name in (
        "X-Content-Type-Options", "X-Frame-Options", "Cache-Control",
        "Cross-Origin-Opener-Policy", "Strict-Transport-Security",
    )}  # fmt: skip
    assert response.status_code == status
    assert headers == {
        "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
        "Cache-Control": "no-store", "Cross-Origin-Opener-Policy": "same-origin",
        "Strict-Transport-Security": None,
    }  # fmt: skip
    policy = dict(
        part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert (policy["script-src"], policy["style-src"]) == ("'self'", "'self'")


def test_a_refusal_says_its_sentence_with_its_parameters(broken):
    response = broken.get("/fail/refusal")

    assert sentence_of(response.text) == "Hồ sơ HS-01 đã nộp."


def test_what_may_not_be_seen_looks_like_what_does_not_exist(broken):
    hidden, missing = broken.get("/fail/hidden"), broken.get("/nowhere")

    assert hidden.status_code == missing.status_code == 404
    assert [without_ids(hidden), without_ids(missing)] == [without_ids(missing)] * 2


def test_a_fault_leaks_nothing_but_the_id_under_which_it_is_logged(broken, capsys):
    response = broken.get("/fail/fault")

    logged = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    fault = next(line for line in logged if line["event"] == "broken")
    assert "user_account" not in response.text
    assert response.headers["X-Request-Id"] in response.text
    assert fault["request_id"] == response.headers["X-Request-Id"]
    assert fault["exception"][0]["exc_value"] == "secret detail of table user_account"


def test_logged_tracebacks_hold_no_local_variables(broken, capsys):
    broken.get("/fail/fault")

    logged = capsys.readouterr().err
    assert broken.application.config["SECRET_KEY"] not in logged
    assert '"locals"' not in logged


def test_a_database_away_asks_to_come_back(broken):
    response = broken.get("/fail/down")

    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assert "10.0.0.7" not in response.text


@pytest.mark.parametrize("kind", ["broken-server", "old"])
def test_a_database_that_cannot_be_used_is_no_fault_of_the_request(broken, kind):
    assert broken.get(f"/fail/{kind}").status_code == 503


def test_an_integrity_fault_that_is_no_double_is_a_fault(broken):
    response = broken.get("/fail/integrity")

    assert response.status_code == 500


def test_whoever_was_overtaken_sees_both_versions_escaped(broken):
    response = broken.get("/fail/overtaken")

    assert response.status_code == 409
    assert LONG in response.text
    assert "Bản của đồng nghiệp &lt;b&gt;" in response.text


def test_whoever_was_overtaken_gets_back_what_the_comparison_leaves_out(broken):
    other = f"{LONG} Đoạn thứ hai."

    response = broken.post("/fail/overtaken", data={"text": LONG, "geometry": other})

    assert response.status_code == 409
    assert response.text.count(LONG) == 2
    assert other in response.text


def test_a_save_at_the_very_same_moment_loses_no_text(broken):
    response = broken.post(
        "/fail/stale", data={"text": LONG, "percent": "60", "csrf_token": "x" * 90}
    )

    assert response.status_code == 409
    assert LONG in response.text
    assert "x" * 90 not in response.text


@pytest.mark.parametrize(("kind", "status"), [("refusal", 403), ("fault", 500), ("down", 503)])
def test_a_save_that_is_refused_or_fails_gives_back_what_was_typed(broken, kind, status):
    response = broken.post(f"/fail/{kind}", data={"text": LONG})

    assert response.status_code == status
    assert LONG in response.text


def test_from_a_refused_save_one_returns_to_the_page_of_the_form(broken):
    response = broken.post(
        "/fail/refusal", data={"text": LONG}, headers={"Referer": "http://localhost/meetings/7?a=1"}
    )

    assert 'href="/meetings/7?a=1"' in response.text


@pytest.mark.parametrize("before", ["http://evil.example/x", "http://localhost//evil.example/x"])
def test_a_refused_save_leads_to_no_other_house(broken, before):
    response = broken.post("/fail/refusal", data={"text": LONG}, headers={"Referer": before})

    assert "//evil.example" not in response.text


def test_too_large_a_request_is_told_so(broken):
    small = broken.post("/take", data={"file": (BytesIO(b"%PDF-1.7"), "nhỏ.pdf")})
    too_large = broken.post(
        "/take", data=b"x" * (2**21 + 1), content_type="multipart/form-data; boundary=x"
    )

    assert small.status_code == 200
    assert too_large.status_code == 413
    assert sentence_of(too_large.text) == "Dữ liệu gửi lên vượt quá dung lượng cho phép."


def test_a_form_without_its_token_is_refused_and_not_acted_upon(broken, monkeypatch):
    monkeypatch.setitem(broken.application.config, "WTF_CSRF_ENABLED", True)

    response = broken.post("/take", data={"word": "x"})

    assert response.status_code == 400
    assert sentence_of(response.text).startswith("Biểu mẫu đã hết hiệu lực")


def test_only_views_behind_a_bearer_token_are_exempt_from_the_form_s_token(app):
    """A browser sends cookies by itself, but never a bearer token."""
    guards = {
        view.guarded_by[0]
        for endpoint, view in app.view_functions.items()
        if app.blueprints.get(endpoint.rpartition(".")[0]) in csrf._exempt_blueprints
    }

    assert (csrf._exempt_views, guards) == (set(), {"bearer"})


def test_an_error_page_that_cannot_be_rendered_is_replaced_by_a_bare_one(broken, monkeypatch):
    monkeypatch.setattr("award.errors.render_template", lambda *_, **__: 1 / 0)

    response = broken.get("/nowhere")

    assert response.status_code == 404
    assert "<title>Không tìm thấy trang</title>" in response.text


def test_in_production_the_browser_is_told_to_keep_to_https(tmp_path):
    app = production(tmp_path)

    response = app.test_client().get("/healthz/live")

    assert response.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert app.config["SESSION_COOKIE_SECURE"] is True


def test_a_stranger_cannot_choose_the_host_name(tmp_path):
    app = production(tmp_path, trusted_hosts=("giaithuong.example.vn",))

    statuses = [
        app.test_client().get("/healthz/live", headers={"Host": host}).status_code
        for host in ("giaithuong.example.vn", "evil.example")
    ]

    assert statuses == [200, 400]


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1"), (1, "203.0.113.9")])
def test_only_declared_proxies_are_believed_about_the_visitors_address(tmp_path, proxies, seen):
    app = production(tmp_path, proxies=proxies)
    app.add_url_rule("/me", "me", public(lambda: str(request.remote_addr)))

    response = app.test_client().get(
        "/me", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    )

    assert response.text == seen


def production(folder: Path, **others) -> Flask:
    return create_app(
        Settings(
            env="production", DATABASE_URL="postgresql://nobody@/none?host=/nowhere",
            secret="kQ9v2Lw8Zr4Tn6Xb1Ym3Pd5Hs7Jc0FgE4a", public_url="https://giaithuong.example.vn",
            instance=folder, **others,
        )
    )  # fmt: skip


def test_secrets_never_reach_the_log(capsys):
    log.warning("signed in", password="matkhau", session_token="abc", user=7)

    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert (line["password"], line["session_token"], line["user"]) == ("[hidden]", "[hidden]", 7)


def test_a_line_of_the_log_names_its_request_and_says_how_it_ended(broken, capsys):
    response = broken.get("/fail/refusal")

    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert (line["event"], line["status"], line["path"]) == ("request", 403, "/fail/refusal")
    assert line["request_id"] == response.headers["X-Request-Id"]


def test_the_create_app_file_stays_short():
    assert len((ROOT / "award" / "__init__.py").read_text().splitlines()) <= 60
