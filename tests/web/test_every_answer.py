"""What every answer carries, and what every unsafe request must bring along."""

import pytest

from tests.factories import sign_in
from tests.web import scene as scenes
from tests.web.test_every_route import every_call

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
DOWNLOAD_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
MACHINES = "epcis."  # they bring a token of their own in a header, which no other page can forge


def faults(answer):
    """The headers of an answer that are not as they must be."""
    wrong = {name: answer.headers.get(name) for name in ALWAYS}
    wrong = {name: value for name, value in wrong.items() if value != ALWAYS[name]}
    policy = answer.headers.get("Content-Security-Policy")
    attached = answer.headers.get("Content-Disposition", "").startswith("attachment")
    if policy != POLICY and not (attached and policy == DOWNLOAD_POLICY):
        wrong["Content-Security-Policy"] = policy
    return wrong


@pytest.mark.parametrize("who", ["nobody", "the_standing_body", "another_applicant"])
def test_every_answer_carries_every_header(app, client, who):
    scene = scenes.make_scene()
    if who != "nobody":
        sign_in(client, getattr(scenes, who)(scene))

    wrong = {
        rule.rule: found
        for rule, method in every_call(app)
        if method == "GET" and (found := faults(client.get(scene.address(app, rule))))
    }

    assert wrong == {}


def test_errors_carry_every_header(app, client, monkeypatch):
    def broken():
        raise RuntimeError("hỏng")

    monkeypatch.setitem(app.view_functions, "public.calendar", broken)

    answers = {
        404: client.get("/khong-co-trang-nay"),
        405: client.delete("/calendar"),
        422: client.post("/sign-in"),
        302: client.get("/dossiers"),
        500: client.get("/calendar"),
    }

    assert {code: answer.status_code for code, answer in answers.items()} == {
        code: code for code in answers
    }
    assert [faults(answer) for answer in answers.values()] == [{}] * 5


def test_files_of_the_screen_are_kept_long_and_never_guessed(app, client):
    answer = client.get(_stylesheet(client))

    assert answer.status_code == 200
    kept = set(answer.headers["Cache-Control"].split(", "))
    assert kept == {"public", "max-age=315360000", "immutable"}
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_number_that_no_row_can_have_is_no_page(app, client):
    scene = scenes.make_scene()
    sign_in(client, scenes.the_standing_body(scene))
    scene.ids = {name: 2**31 if isinstance(key, int) else key for name, key in scene.ids.items()}

    answers = {
        rule.rule: client.get(scene.address(app, rule)).status_code
        for rule, method in every_call(app)
        if method == "GET"
        and any("_id" in name for name in rule.arguments)
        and not rule.endpoint.startswith(MACHINES)
    }

    assert {rule: code for rule, code in answers.items() if code != 404} == {}


@pytest.mark.parametrize("typed", ["%00", "a%00b", "%ff", "%25_%5C"])
def test_no_search_is_too_awkward_for_a_list(app, client, typed):
    scene = scenes.make_scene()
    sign_in(client, scenes.the_standing_body(scene))

    answers = {
        rule.rule: client.get(f"{scene.address(app, rule)}?q={typed}").status_code
        for rule, method in every_call(app)
        if method == "GET"
    }

    assert {rule: code for rule, code in answers.items() if code >= 500} == {}


def test_text_sent_after_the_session_ended_comes_back_with_the_way_in(app, client):
    scene = scenes.make_scene()
    typed = "Đoàn đã xem hiện trường, phỏng vấn tổ trưởng và đối chiếu số liệu ba năm gần nhất."

    answer = client.post(
        f"/meetings/{scene.ids['meeting_id']}/minutes",
        data={"opinions": typed},
        headers={"Referer": "http://localhost/meetings/7/minutes"},
    )

    assert answer.status_code == 401
    assert typed in answer.text
    assert 'href="/sign-in?next=/meetings/7/minutes"' in answer.text


def test_who_was_put_out_before_pressing_a_button_returns_to_its_page(client):
    answer = client.post(
        "/meetings/7/invitation", headers={"Referer": "http://localhost/meetings/7"}
    )

    assert answer.location == "/sign-in?next=/meetings/7"


def _stylesheet(client):
    page = client.get("/").text
    return page.split('rel="stylesheet" href="')[1].split('"')[0]


def test_no_form_is_taken_without_its_token(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    scene = scenes.make_scene()
    sign_in(client, scenes.the_standing_body(scene))

    taken = {
        rule.rule: answer.status_code
        for rule, method in every_call(app)
        if method not in {"GET", "HEAD"}
        and not rule.endpoint.startswith(MACHINES)
        and (answer := client.open(scene.address(app, rule), method=method)).status_code != 400
    }

    assert taken == {}


def test_machines_are_refused_without_their_token_however_they_are_signed_in(app, client):
    scene = scenes.make_scene()
    sign_in(client, scenes.another_applicant(scene))

    answers = {
        rule.rule: client.open(scene.address(app, rule), method=method).status_code
        for rule, method in every_call(app)
        if rule.endpoint.startswith(MACHINES)
    }

    assert set(answers.values()) == {401}
