"""Queries on fields deep in events: users' fields, master data, what sensors report."""

import pytest

from tests.web.trace.epcis import CONTEXT, SITE, document, event, make_system

SENSED = {
    "sensorMetadata": {"time": "2026-11-03T01:00:00Z", "deviceID": "urn:x:dev:1"},
    "sensorReport": [
        {"type": "Temperature", "value": 3.5, "uom": "CEL", "maxValue": 5, "percRank": 90,
         "mau:kenh": "A", "mau:trong": {"mau:o": "6"}},
        {"type": "AbsoluteHumidity", "value": 80, "uom": "A93"},
    ],
    "mau:lap": 2,
    "mau:trong": {"mau:o": "5"},
}  # fmt: skip
ERROR = {
    "declarationTime": "2026-11-21T08:00:00Z",
    "reason": "did_not_occur",
    "mau:nguoi": "Tổ Mẫu",
}


@pytest.fixture
def system(client):
    """Four events: with fields of its own, with master data, with a sensor, with a declaration."""
    system = make_system(client)
    events = [
        event(1, **{"mau:khoi": {"mau:dai": [12, 15]}, "mau:do": 7, "mau:dat": True}),
        event(2, ilmd={"mau:han": "2026-12-31", "mau:mau": {"mau:o": "3"}, "mau:do": "12,5"}),
        event(
            3,
            action="OBSERVE",
            sensorElementList=[SENSED],
            readPoint={"id": SITE, "mau:kho": 4, "mau:trong": {"mau:o": "7"}},
            bizLocation={"id": SITE, "mau:kho": "Bắc", "mau:trong": {"mau:o": "9"}},
        ),
        event(4, errorDeclaration=ERROR, **{"mau:do": "11"}),
    ]
    system.capture_body(document(*events, context=[CONTEXT, {"mau": "https://mau.vn/"}]))
    assert system.ids() == [4, 3, 2, 1]
    return system


QUERIES = [
    ({"EQ_mau:do": "7"}, [1]),
    ({"EQ_mau:do": "7,11"}, [4, 1]),
    ({"EQ_mau:dat": "true"}, [1]),
    ({"GT_mau:do": "7"}, [4]),
    ({"GE_mau:do": "7"}, [4, 1]),
    ({"LT_mau:do": "11"}, [1]),
    ({"LE_mau:do": "11"}, [4, 1]),
    ({"EXISTS_mau:do": ""}, [4, 1]),
    ({"EQ_INNER_mau:dai": "15"}, [1]),
    ({"GT_INNER_mau:dai": "14"}, [1]),
    ({"GT_INNER_mau:dai": "15"}, []),
    ({"EXISTS_INNER_mau:dai": ""}, [1]),
    ({"GE_ILMD_mau:han": "2026-12-01"}, [2]),
    ({"LT_ILMD_mau:han": "2026-12-01"}, []),
    ({"EQ_ILMD_mau:do": "12.5"}, []),
    ({"EQ_INNER_ILMD_mau:o": "3"}, [2]),
    ({"EXISTS_INNER_ILMD_mau:o": ""}, [2]),
    ({"EXISTS_ILMD_mau:o": ""}, []),
    ({"EQ_ERROR_DECLARATION_mau:nguoi": "Tổ Mẫu"}, [4]),
    ({"EXISTS_ERROR_DECLARATION_mau:nguoi": ""}, [4]),
    ({"EQ_SENSORELEMENT_mau:lap": "2"}, [3]),
    ({"EQ_SENSORREPORT_mau:kenh": "A"}, [3]),
    ({"EXISTS_SENSORMETADATA_mau:kenh": ""}, []),
    ({"EQ_INNER_SENSORELEMENT_mau:o": "5"}, [3]),
    ({"EQ_INNER_SENSORREPORT_mau:o": "6"}, [3]),
    ({"EQ_INNER_SENSORREPORT_mau:o": "5"}, []),
    ({"EXISTS_INNER_SENSORMETADATA_mau:o": ""}, []),
    ({"GE_readPoint_mau:kho": "4"}, [3]),
    ({"GT_readPoint_mau:kho": "4"}, []),
    ({"EQ_INNER_readPoint_mau:o": "7"}, [3]),
    ({"EQ_bizLocation_mau:kho": "Bắc"}, [3]),
    ({"EQ_readPoint_mau:kho": "Bắc"}, []),
    ({"EXISTS_INNER_bizLocation_mau:o": ""}, [3]),
    ({"GE_value_CEL": "3.5"}, [3]),
    ({"GT_value_CEL": "3.5"}, []),
    ({"EQ_value_A93": "80"}, [3]),
    ({"LT_maxValue_CEL": "6"}, [3]),
    ({"GE_maxValue_A93": "1"}, []),
    ({"GE_percRank": "90"}, [3]),
    ({"GE_time": "2026-11-03T08:00:00+07:00"}, [3]),
    ({"LT_time": "2026-11-03T08:00:00+07:00"}, []),
    ({"GE_startTime": "2026-11-03T08:00:00+07:00"}, []),
]


@pytest.mark.parametrize(("query", "found"), QUERIES)
def test_a_field_is_found_wherever_it_stands(system, query, found):
    assert system.ids(**query) == found


@pytest.mark.parametrize(
    "name", ["GE_mau", "EQ_INNER_x", "LE_time", "HASATTR_bizStep", "EQ_value_", "GE_percRank_"]
)
def test_what_the_standard_does_not_know_is_refused(system, name):
    answer = system.get("/events", **{name: "không phải số"})

    assert answer.status_code == 400


def test_a_name_that_tries_to_be_more_than_a_name_finds_nothing(system):
    for name in ('EQ_mau:x" || true', "EXISTS_a:b'); --", 'EQ_a:"ữ', "GT_a:b\\"):
        assert system.ids(**{name: "1"}) == []


def test_a_time_without_zone_is_told(system):
    answer = system.get("/events", GE_time="hôm qua")

    assert answer.status_code == 400
    assert "không phải một thời điểm có múi giờ" in answer.json["detail"]
