"""`python -m traceability trace` and `check`: answers, exit codes, unusable input."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.traceability.chain_events import UNIT, at, born, good_chain, lot, made, seen, sent, wrong
from traceability.cli import main
from traceability.epcis_document import MasterDatum
from traceability.epcis_write import to_document, to_event
from traceability.events import Event

CONTEXT = "https://ref.gs1.org/standards/epcis/epcis-context.jsonld"
DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "epcis"


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command; exit code and answer."""

    def run(*arguments: object) -> tuple[int, dict[str, Any]]:
        code = main([str(argument) for argument in arguments])
        return code, json.loads(capsys.readouterr().out)

    return run


def write(path: Path, events: list[Event], *master_data: MasterDatum) -> Path:
    document = to_document(events, creation_date=at(100), master_data=master_data)
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def good(tmp_path: Path) -> list[Path]:
    """A good chain in two files, later events first."""
    events = good_chain()
    return [write(tmp_path / "sau.json", events[4:]), write(tmp_path / "truoc.json", events[:4])]


def test_t15_trace_up_tells_lots_events_parties_and_quantities(good: list[Path], ask: Any) -> None:
    code, answer = ask("trace", *good, "--lot", lot(3, "GOI-01"), "--direction", "up")

    assert code == 0
    assert answer["valid"] is True
    assert [one["lot"] for one in answer["lots"]] == ["GOI-01", "NHAN-01", "QUA-01", "QUA-02"]
    assert answer["lots"][0]["written"] == [lot(3, "GOI-01")]
    assert [one["order"] for one in answer["events"]] == list(range(1, 10))
    assert answer["events"][0]["file"] == str(good[1])
    assert answer["events"][0]["path"] == "$.epcisBody.eventList[0]"
    assert answer["parties"][0]["events"]
    assert answer["quantities"][0]["quantity"] == "600"
    assert answer["findings"] == []


def test_trace_down_follows_a_lot_by_its_bare_number(good: list[Path], ask: Any) -> None:
    code, answer = ask("trace", "--lot", "QUA-01", "--direction", "down", *good)

    assert code == 0
    assert [one["kind"] for one in answer["lots"]] == ["lot", "lot", "lot", "sscc"]


@pytest.mark.parametrize("text", ["KHONG-CO", "0", ""])
def test_an_unknown_lot_is_unusable_input(good: list[Path], ask: Any, text: str) -> None:
    code, answer = ask("trace", *good, "--lot", text, "--direction", "up")

    assert code == 2
    assert [(one["path"], one["code"]) for one in answer["findings"]] == [("$", "lot_unknown")]


def test_an_ambiguous_number_is_unusable_input(tmp_path: Path, ask: Any) -> None:
    file = write(tmp_path / "a.json", [born(lot(1, "A"), lot(2, "A"))])

    code, answer = ask("trace", file, "--lot", "A", "--direction", "up")

    assert (code, answer["findings"][0]["code"]) == (2, "lot_ambiguous")
    assert "/10/A" in answer["findings"][0]["message"]


def test_t13_voided_events_are_in_the_history_of_a_trace(tmp_path: Path, ask: Any) -> None:
    event = made([lot(1, "A")], [lot(2, "B")], day=1)
    file = write(tmp_path / "a.json", [born(lot(1, "A")), event, wrong(event)])

    _, answer = ask("trace", file, "--lot", "A", "--direction", "down")

    assert [one["lot"] for one in answer["lots"]] == ["A"]
    assert [one["state"] for one in answer["history"]] == ["voided", "error-declaration"]


def test_check_of_a_good_chain_conforms(good: list[Path], ask: Any) -> None:
    code, answer = ask("check", *good)

    assert code == 0
    assert answer["valid"] is True
    assert answer["findings"] == [
        one for one in answer["findings"] if one["code"] == "product_undeclared"
    ]
    assert [one["id"] for one in answer["metrics"]] == [f"M{number}" for number in range(1, 16)]
    assert answer["metrics"][0]["value"] == "1"
    assert answer["status"] == "chưa đủ bằng chứng"
    assert len(answer["points"]) == 23


def test_check_tells_where_in_which_file_something_is_wrong(tmp_path: Path, ask: Any) -> None:
    first = write(tmp_path / "a.json", [born((lot(1, "A"), 10))])
    second = write(
        tmp_path / "b.json",
        [seen(lot(1, "A"), day=1), made([(lot(1, "A"), 10)], [(lot(2, "B"), 99)], day=2)],
    )

    code, answer = ask("check", first, second)

    found = next(one for one in answer["findings"] if one["code"] == "mass_created")
    assert code == 1
    assert (found["level"], found["file"], found["path"]) == (
        "error",
        str(second),
        "$.epcisBody.eventList[1]",
    )


def test_a_document_with_errors_is_checked_as_far_as_it_goes(tmp_path: Path, ask: Any) -> None:
    file = write(tmp_path / "a.json", [born(lot(1, "A")), born(lot(1, "B"))])
    document = json.loads(file.read_text(encoding="utf-8"))
    del document["epcisBody"]["eventList"][0]["eventTime"]
    file.write_text(json.dumps(document), encoding="utf-8")

    code, answer = ask("check", file)
    traced, trace = ask("trace", file, "--lot", "B", "--direction", "up")

    assert (code, traced) == (1, 1)
    assert answer["files"][0]["valid"] is False
    assert answer["findings"][0]["code"] == "required"
    assert next(one for one in answer["points"] if one["code"] == "R13")["status"] == "không đạt"
    assert trace["events"][0]["path"] == "$.epcisBody.eventList[1]"


def test_t01_the_day_picks_the_rules(good: list[Path], ask: Any) -> None:
    _, old = ask("check", *good, "--at", "2026-06-30")
    _, new = ask("check", *good, "--at", "2026-07-01", "--seed", 3)

    assert [one["id"] for one in old["rule_sets"]] == ["tt02-6-3", "tt02-public"]
    assert [one["id"] for one in new["rule_sets"]] == ["nd37-23-5", "nd37-23-7"]
    assert new["at"] == "2026-07-01"


def test_a_profile_or_a_rule_set_may_be_named(good: list[Path], ask: Any) -> None:
    _, coffee = ask("check", *good, "--profile", "coffee")
    _, passport = ask("check", *good, "--profile", "nd37-32-1")
    _, system = ask("check", *good, "--profile", "tcvn-12850-2019")

    assert coffee["profile"] == "coffee"
    assert [one["id"] for one in passport["rule_sets"]] == ["nd37-32-1"]
    assert (system["profile"], len(system["points"])) == ("default", 23)


def test_master_data_say_what_a_product_is(tmp_path: Path, ask: Any) -> None:
    datum = MasterDatum(
        "urn:epcglobal:epcis:vtype:EPCClass",
        "urn:epc:idpat:sgtin:8938501.000001.*",
        {"urn:epcglobal:cbv:mda#descriptionShort": "Cà phê Mẫu"},
    )
    file = write(tmp_path / "a.json", [born(lot(1, "A"))], datum)

    code, answer = ask("check", file)

    missing = [one["message"] for one in answer["findings"] if one["code"] == "item_missing"]
    assert code == 0
    assert len(missing) == 2
    assert "Tên sản phẩm" not in missing[0]


def test_an_unknown_profile_is_answered_with_the_known_ones(good: list[Path], ask: Any) -> None:
    _, answer = ask("check", *good, "--profile", "tra")

    message = answer["findings"][0]["message"]
    assert "Có: default, coffee, " in message
    assert "tcvn-12850-2019" in message


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check"], "usage"),
        (["trace", "a.json"], "usage"),
        (["trace", "a.json", "--lot", "A", "--direction", "ngang"], "usage"),
        (["check", "a.json", "--seed", "x"], "usage"),
        (["check", "a.json", "--at", "hôm nay"], "date"),
        (["check", "a.json", "--profile", "không-có"], "profile"),
        (["check", "không-có.json"], "unreadable"),
        (["check", "."], "unreadable"),
        (["check", "\0"], "unreadable"),
    ],
)
def test_what_cannot_be_used_is_one_error_at_the_root(
    arguments: list[str], code: str, ask: Any
) -> None:
    status, answer = ask(*arguments)

    assert status == 2
    assert [(one["path"], one["code"]) for one in answer["findings"]] == [("$", code)]


def test_a_file_that_is_no_epcis_is_named(tmp_path: Path, ask: Any) -> None:
    file = tmp_path / "a.json"
    file.write_text("{", encoding="utf-8")

    code, answer = ask("check", file)

    assert (code, answer["findings"][0]["file"]) == (2, str(file))


def test_personal_numbers_are_masked_everywhere(tmp_path: Path, ask: Any) -> None:
    event = sent(lot(1, "A"), day=1, to="https://example.vn/ho/079085001234")
    file = write(tmp_path / "079085001234.json", [event])

    answers = [
        ask("check", file),
        ask("trace", file, "--lot", "A", "--direction", "down"),
        ask("trace", file, "--lot", "079085001234", "--direction", "down"),
        ask("check", tmp_path / "079085001235.json"),
    ]

    assert "07908500123" not in json.dumps(answers)


FRAMES: list[tuple[str, Any]] = [
    ("$", lambda event: event),
    ("$[0]", lambda event: [event]),
    (
        "$.epcisBody.queryResults.resultsBody.eventList[0]",
        lambda event: {
            "@context": CONTEXT,
            "type": "EPCISQueryDocument",
            "epcisBody": {
                "queryResults": {"queryName": "mau", "resultsBody": {"eventList": [event]}}
            },
        },
    ),
]


@pytest.mark.parametrize(("path", "frame"), FRAMES)
def test_an_event_is_found_where_it_stands(tmp_path: Path, ask: Any, path: str, frame: Any) -> None:
    event = to_event(born((lot(1, "A"), 5)))
    file = tmp_path / "mau.json"
    file.write_text(json.dumps(frame(event)), encoding="utf-8")

    _, answer = ask("trace", file, "--lot", "A", "--direction", "up")

    assert [one["path"] for one in answer["events"]] == [path]


def test_the_results_of_a_query_in_xml_are_found_where_they_stand(tmp_path: Path, ask: Any) -> None:
    event = (
        "<ObjectEvent><eventTime>2026-06-01T08:00:00Z</eventTime>"
        "<eventTimeZoneOffset>+07:00</eventTimeZoneOffset>"
        "<epcList><epc>urn:epc:id:sgtin:8938501.000001.7</epc></epcList>"
        "<action>OBSERVE</action></ObjectEvent>"
    )
    body = (
        f"<EPCISBody><q:QueryResults><queryName>mau</queryName><resultsBody>"
        f"<EventList>{event}{event.replace('T08', 'T09')}</EventList>"
        f"</resultsBody></q:QueryResults></EPCISBody>"
    )
    file = tmp_path / "mau.xml"
    file.write_text(
        f'<q:EPCISQueryDocument xmlns:q="urn:epcglobal:epcis-query:xsd:2" schemaVersion="2.0" '
        f'creationDate="2026-06-02T08:00:00Z">{body}</q:EPCISQueryDocument>',
        encoding="utf-8",
    )

    _, answer = ask("trace", file, "--lot", "7", "--direction", "up")

    start = "/EPCISQueryDocument/EPCISBody/QueryResults/resultsBody/EventList/*"
    assert [one["path"] for one in answer["events"]] == [f"{start}[1]", f"{start}[2]"]


def test_a_lot_may_be_written_as_a_link_in_capitals(good: list[Path], ask: Any) -> None:
    link = "HTTPS://ID.GS1.ORG/01/08938501000033/10/GOI-01"

    code, answer = ask("trace", *good, "--lot", link, "--direction", "up")

    assert (code, answer["lots"][0]["lot"]) == (0, "GOI-01")


@pytest.mark.parametrize(
    ("day", "codes"), [("2026-06-30", ["rules_not_in_force"]), ("2026-07-01", [])]
)
def test_a_rule_set_that_is_not_in_force_is_told(
    good: list[Path], ask: Any, day: str, codes: list[str]
) -> None:
    _, answer = ask("check", *good, "--profile", "tt31-6", "--at", day)

    found = [one for one in answer["findings"] if one["code"] == "rules_not_in_force"]
    assert [one["code"] for one in found] == codes
    assert all((one["level"], one["path"]) == ("warning", "$") for one in found)


@pytest.mark.parametrize(
    ("into", "out", "share"), [(1, 10**40, "hơn 100.000 %"), (1, -(10**40), "dưới -100.000 %")]
)
def test_an_amount_no_ship_could_carry_is_an_error_with_a_sentence(
    tmp_path: Path, ask: Any, into: int, out: int, share: str
) -> None:
    file = write(tmp_path / "mau.json", [made([(lot(1, "A"), into)], [(lot(2, "B"), out)], day=1)])

    code, answer = ask("check", file)

    [told] = [one for one in answer["findings"] if one["code"] in ("mass_created", "mass_lost")]
    assert (code, told["level"]) == (1, "error")
    assert share in told["message"]


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared EPCIS test data are absent")
def test_every_document_at_hand_can_be_checked_and_traced(ask: Any) -> None:
    for file in sorted(DATA.rglob("*.*ml")) + sorted(DATA.rglob("*.json")):
        code, answer = ask("check", file)
        assert code in (0, 1)
        assert answer["files"][0]["valid"] is True

    file = DATA / "xml-2.0" / "TransformationEvent.xml"
    code, answer = ask(
        "trace", file, "--lot", "urn:epc:id:sgtin:4012345.077889.27", "--direction", "up"
    )
    assert code == 0
    assert answer["events"][0]["path"] == "/EPCISDocument/EPCISBody/EventList/*[1]"
    assert len(answer["lots"]) > 3


def test_units_are_told_with_their_content(good: list[Path], ask: Any) -> None:
    _, answer = ask("trace", *good, "--lot", UNIT, "--direction", "up")

    assert [one["kind"] for one in answer["lots"]] == ["sscc", "lot", "lot", "lot", "lot"]
