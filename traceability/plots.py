"""Where things grow: a plot's point or polygon as GeoJSON, checked before anybody relies on it."""

import json
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

_EARTH = 6_371_008.8  # metres, the mean radius
_SHORTEST_RING = 4

Position = tuple[float, float]
Ring = list[Position]


class PlotError(Exception):
    """A text that is no plot; the message is a Vietnamese sentence."""


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot that was read: its geometry as GeoJSON, and what a person should look at again."""

    geometry: Mapping[str, Any]
    warnings: tuple[str, ...] = ()

    @property
    def is_point(self) -> bool:
        """Whether only one place of the plot is known."""
        return bool(self.geometry["type"] == "Point")

    @property
    def hectares(self) -> Decimal:
        """The size on the globe, rounded to a square metre; 0 of a point."""
        return Decimal(round(abs(_size(self.geometry)))) / 10_000


def read_plot(text: str) -> Plot:
    """The plot of a GeoJSON text: Point, Polygon, MultiPolygon, or one feature of such.

    Raises PlotError with the reason.
    """
    if len(text.encode()) > _rules()["limits"]["bytes"]:
        raise PlotError("Tọa độ dài quá. Hãy giản lược đường biên của vùng trồng.")
    try:
        value = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise PlotError(
            'Không phải GeoJSON. Ví dụ đúng: {"type": "Point", "coordinates": [108.05, 12.66]}.'
        ) from error
    return plot(value)


def plot(value: Any) -> Plot:
    """The plot of a GeoJSON value; raises PlotError with the reason."""
    geometry = _geometry(value)
    kind = geometry.get("type")
    if not isinstance(kind, str) or kind not in _READERS:
        raise PlotError("Chỉ nhận GeoJSON loại Point, Polygon hoặc MultiPolygon.")
    coordinates = _READERS[kind](geometry.get("coordinates"))
    positions = _positions(kind, coordinates)
    if len(positions) > _rules()["limits"]["positions"]:
        limit = _rules()["limits"]["positions"]
        raise PlotError(f"Đường biên có hơn {limit} điểm. Hãy giản lược đường biên.")
    found = {"type": kind, "coordinates": coordinates}
    if kind != "Point" and _size(found) == 0:
        raise PlotError("Đa giác không có diện tích: các điểm nằm trên một đường.")
    return Plot(found, tuple(_warnings(positions)))


def needs_polygon(hectares: Decimal | None) -> bool:
    """Whether a plot of this size must be given as a polygon under the rules on deforestation."""
    return hectares is not None and hectares > _rules()["eudr"]["polygon_above_hectares"]


def _geometry(value: Any) -> Mapping[str, Any]:
    """The geometry inside a feature, or a collection of a single one."""
    if isinstance(value, Mapping) and value.get("type") == "FeatureCollection":
        features = value.get("features")
        if not isinstance(features, list) or len(features) != 1:
            raise PlotError("Tệp có nhiều vùng. Mỗi vùng trồng nhận đúng một hình.")
        value = features[0]
    if isinstance(value, Mapping) and value.get("type") == "Feature":
        value = value.get("geometry")
    if not isinstance(value, Mapping):
        raise PlotError("GeoJSON phải là một hình Point, Polygon hoặc MultiPolygon.")
    return value


def _position(value: Any) -> Position:
    if not isinstance(value, list) or not 2 <= len(value) <= 3:
        raise PlotError("Mỗi điểm phải là [kinh độ, vĩ độ].")
    if not all(_is_number(one) for one in value):
        raise PlotError("Kinh độ và vĩ độ phải là số, viết với dấu chấm thập phân.")
    longitude, latitude = float(value[0]), float(value[1])
    if abs(latitude) > 90 and abs(longitude) <= 90:
        raise PlotError("Vĩ độ vượt quá 90: có lẽ kinh độ và vĩ độ bị đảo. Ghi [kinh độ, vĩ độ].")
    if abs(longitude) > 180 or abs(latitude) > 90:
        raise PlotError("Tọa độ nằm ngoài quả đất: kinh độ −180 đến 180, vĩ độ −90 đến 90.")
    return longitude, latitude


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9


def _ring(value: Any) -> Ring:
    if not isinstance(value, list) or len(value) < _SHORTEST_RING:
        raise PlotError("Mỗi đường biên cần ít nhất 4 điểm, điểm cuối trùng điểm đầu.")
    positions = [_position(one) for one in value]
    if positions[0] != positions[-1]:
        raise PlotError("Đường biên chưa khép kín: điểm cuối phải trùng điểm đầu.")
    return positions


def _polygon(value: Any) -> list[Ring]:
    if not isinstance(value, list) or not value:
        raise PlotError("Đa giác phải có ít nhất một đường biên.")
    return [_ring(one) for one in value]


def _polygons(value: Any) -> list[list[Ring]]:
    if not isinstance(value, list) or not value:
        raise PlotError("Hình phải có ít nhất một đa giác.")
    return [_polygon(one) for one in value]


_READERS: Mapping[str, Any] = {
    "Point": _position,
    "Polygon": _polygon,
    "MultiPolygon": _polygons,
}


def _positions(kind: str, coordinates: Any) -> Sequence[Position]:
    if kind == "Point":
        return [coordinates]
    polygons = [coordinates] if kind == "Polygon" else coordinates
    return [position for rings in polygons for ring in rings for position in ring]


def _warnings(positions: Sequence[Position]) -> list[str]:
    near = _rules()["near"]
    outside = any(
        not (
            near["west"] <= longitude <= near["east"] and near["south"] <= latitude <= near["north"]
        )
        for longitude, latitude in positions
    )
    return (
        ["Có điểm nằm ngoài Việt Nam. Kiểm tra thứ tự: kinh độ trước, vĩ độ sau."]
        if outside
        else []
    )


def _size(geometry: Mapping[str, Any]) -> float:
    """Square metres: outer rings less the holes in them."""
    if geometry["type"] == "Point":
        return 0.0
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    return sum(
        abs(_ring_size(rings[0])) - sum(abs(_ring_size(hole)) for hole in rings[1:])
        for rings in polygons
    )


def _ring_size(ring: Ring) -> float:
    """Square metres within a ring on a sphere."""
    total = 0.0
    for (west, south), (east, north) in pairwise(ring):
        total += math.radians(east - west) * (
            2 + math.sin(math.radians(south)) + math.sin(math.radians(north))
        )
    return total * _EARTH * _EARTH / 2


def _no_number(name: str) -> Any:
    raise ValueError(name)


@cache
def _rules() -> Mapping[str, Any]:
    return tomllib.loads((files("traceability") / "rules" / "plots.toml").read_text("utf-8"))
