"""The programme's pictures as static SVG: attributes only, so they suit a strict CSP."""

import base64
from collections.abc import Sequence
from decimal import Decimal
from html import escape

from award.services.programme_pictures import Chart, Point, plain

WIDTH, ROW, LEFT, RIGHT = 760, 30, 250, 90
LINE_HEIGHT, TOP, BOTTOM = 300, 30, 40
LABEL = 34  # signs of a label; the table behind the picture has it whole
SIGN = 8  # how wide one of them is
GAP = 8  # between a bar and its value
INK, QUIET, FAINT, MAIN, MARK = "#16181a", "#5a5c5e", "#cfcfcf", "#9f1d28", "#16181a"
FONT = 'font-family="Be Vietnam Pro, Arial, sans-serif"'  # a picture knows no page's fonts


def draw(chart: Chart) -> str:
    """The picture of a chart as a `data:` address."""
    svg = _line(chart.points) if chart.line else _bars(chart.points, chart.unit)
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def _frame(height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}">{"".join(parts)}</svg>'
    )


def _most(points: Sequence[Point], unit: str) -> Decimal:
    """What the whole width stands for: 100 %, or the largest value there is."""
    if unit == "%":
        return Decimal(100)
    return max((one.value for one in points if one.value), default=Decimal(1))


def _bars(points: Sequence[Point], unit: str) -> str:
    """One bar a row, its value behind it, an upright mark where something had to be reached."""
    left = min(LEFT, 20 + SIGN * max((len(_short(one.label)) for one in points), default=0))
    room, most = WIDTH - left - RIGHT, _most(points, unit)
    parts = []
    for place, point in enumerate(points):
        top = place * ROW + 6
        parts.append(_text(left - 10, top + 15, _short(point.label), INK, "end"))
        length = 0.0
        if point.value is not None:
            length = float(point.value / most) * room
            parts.append(
                f'<rect x="{left}" y="{top}" width="{length:.1f}" height="20" fill="{MAIN}"/>'
            )
            shown = f"{plain(point.value)} {unit}".strip()
        else:
            shown = "–"
        if point.mark is not None:
            mark = float(point.mark / most) * room
            parts.append(
                f'<path d="M{left + mark:.1f} {top - 4}v28" stroke="{MARK}" stroke-width="3"/>'
            )
            if length < mark < length + GAP + SIGN * len(shown):
                length = mark  # the value stands behind the mark, not under it
        parts.append(_text(left + length + GAP, top + 15, shown, INK, "start"))
    parts.insert(0, f'<path d="M{left} 0v{len(points) * ROW + 6}" stroke="{FAINT}"/>')
    return _frame(len(points) * ROW + 12, parts)


def _line(points: Sequence[Point]) -> str:
    """A line from year to year, each dot with its value; a stroke where it had to be."""
    values = [one for point in points for one in (point.value, point.mark) if one is not None]
    low, high = min([*values, Decimal(0)]), max([*values, Decimal(0)])
    span = (high - low) or Decimal(1)
    step = (WIDTH - 120) / max(len(points) - 1, 1)
    columns = [(60 + place * step, point) for place, point in enumerate(points)]

    def height(value: Decimal) -> float:
        return TOP + float((high - value) / span) * (LINE_HEIGHT - TOP - BOTTOM)

    dots = [(x, height(one.value), one.value) for x, one in columns if one.value is not None]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y, _ in dots)
    parts = [
        f'<path d="M40 {LINE_HEIGHT - BOTTOM}h{WIDTH - 80}" stroke="{FAINT}"/>',
        f'<path d="M{path}" fill="none" stroke="{MAIN}" stroke-width="2.4"/>',
    ]
    for x, y, value in dots:
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{MAIN}"/>')
        parts.append(_text(x, y - 10, plain(value), INK, "middle"))
    for x, point in columns:
        parts.append(_text(x, LINE_HEIGHT - 12, point.label, QUIET, "middle"))
        if point.mark is not None:
            y = height(point.mark)
            parts.append(f'<path d="M{x - 14:.1f} {y:.1f}h28" stroke="{MARK}" stroke-width="3"/>')
            if point.value is None:  # else the two numbers could lie on one another
                parts.append(_text(x, y - 10, plain(point.mark), QUIET, "middle"))
    return _frame(LINE_HEIGHT, parts)


def _short(label: str) -> str:
    return label if len(label) <= LABEL else f"{label[: LABEL - 1]}…"


def _text(x: float, y: float, text: str, colour: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" {FONT} font-size="14" fill="{colour}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )
