"""Plots: what is a point or a polygon, and the sentence for what is not."""

import json
from decimal import Decimal

import pytest

from traceability.plots import PlotError, needs_polygon, plot, read_plot

SQUARE = [[108.0, 12.0], [108.01, 12.0], [108.01, 12.01], [108.0, 12.01], [108.0, 12.0]]
HOLE = [[108.002, 12.002], [108.004, 12.002], [108.004, 12.004], [108.002, 12.002]]


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({"type": "Point", "coordinates": [108.05, 12.66]}, "Point"),
        ({"type": "Point", "coordinates": [108.05, 12.66, 512]}, "Point"),
        (polygon(SQUARE), "Polygon"),
        ({"type": "MultiPolygon", "coordinates": [[SQUARE], [HOLE]]}, "MultiPolygon"),
        ({"type": "Feature", "properties": {}, "geometry": polygon(SQUARE)}, "Polygon"),
        (
            {
                "type": "FeatureCollection",
                "features": [{"type": "Feature", "geometry": polygon(SQUARE)}],
            },
            "Polygon",
        ),
    ],
)
def test_a_plot_is_read_with_its_wrapping_off(value, kind):
    found = read_plot(json.dumps(value))

    assert found.geometry["type"] == kind
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("108.05, 12.66", "Không phải GeoJSON"),
        ('{"type": "Point", "coordinates": [NaN, 1]}', "Không phải GeoJSON"),
        ("[" * 200_000, "Không phải GeoJSON"),
        ("[]", "GeoJSON phải là một hình"),
        ('"Point"', "GeoJSON phải là một hình"),
        ('{"type": "Feature", "geometry": null}', "GeoJSON phải là một hình"),
        ('{"type": "FeatureCollection", "features": []}', "đúng một hình"),
        ('{"type": "FeatureCollection", "features": 3}', "đúng một hình"),
        ('{"type": "LineString", "coordinates": [[1, 2]]}', "Chỉ nhận GeoJSON loại"),
        ('{"type": ["Point"], "coordinates": [1, 2]}', "Chỉ nhận GeoJSON loại"),
        ('{"type": "Point", "coordinates": [108]}', "[kinh độ, vĩ độ]"),
        ('{"type": "Point", "coordinates": {"x": 1}}', "[kinh độ, vĩ độ]"),
        ('{"type": "Point", "coordinates": ["108", 12]}', "phải là số"),
        ('{"type": "Point", "coordinates": [true, 12]}', "phải là số"),
        ('{"type": "Point", "coordinates": [1e400, 12]}', "phải là số"),
        ('{"type": "Point", "coordinates": [12.6, 108.05]}', "bị đảo"),
        ('{"type": "Point", "coordinates": [540, 12]}', "ngoài quả đất"),
        ('{"type": "Polygon", "coordinates": []}', "ít nhất một đường biên"),
        ('{"type": "Polygon", "coordinates": [[[1, 2], [1, 3], [1, 2]]]}', "ít nhất 4 điểm"),
        ('{"type": "MultiPolygon", "coordinates": []}', "ít nhất một đa giác"),
        ('{"type": "Polygon"}', "ít nhất một đường biên"),
        (json.dumps(polygon([*SQUARE[:-1], [108.0, 12.001]])), "chưa khép kín"),
        (json.dumps(polygon([[108, 12]] * 4)), "không có diện tích"),
        (
            json.dumps(polygon([*SQUARE[:-1], *[[108.0, 12.01]] * 6_000, SQUARE[0]])),
            "hơn 5000 điểm",
        ),
        (" " * 600_000, "dài quá"),
    ],
)
def test_what_is_no_plot_is_refused_with_the_reason(text, sentence):
    with pytest.raises(PlotError, match=sentence.replace("[", r"\[").replace("]", r"\]")):
        read_plot(text)


def test_a_plot_far_from_viet_nam_is_taken_with_a_warning():
    found = plot({"type": "Point", "coordinates": [12.66, 8.05]})

    assert len(found.warnings) == 1
    assert "ngoài Việt Nam" in found.warnings[0]


def test_the_size_of_a_plot_is_that_on_the_globe_without_its_holes():
    whole, holed = plot(polygon(SQUARE)), plot(polygon(SQUARE, HOLE))
    twice = plot({"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]})

    assert Decimal(120) < whole.hectares < Decimal(122)
    assert Decimal(2) < whole.hectares - holed.hectares < Decimal(3)
    assert abs(twice.hectares - 2 * whole.hectares) < Decimal("0.001")


def test_a_point_has_no_size_and_large_plots_need_a_polygon():
    point = plot({"type": "Point", "coordinates": [108, 12]})

    assert (point.is_point, point.hectares) == (True, 0)
    assert not plot(polygon(SQUARE)).is_point
    assert [needs_polygon(size) for size in (None, Decimal(4), Decimal("4.1"))] == [
        False,
        False,
        True,
    ]
