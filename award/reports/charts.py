"""Charts as static SVG: attributes only, no script or style, so they suit a strict CSP."""

import base64
from collections.abc import Sequence
from decimal import Decimal
from html import escape
from math import cos, pi, sin

WIDTH, HEIGHT, RADIUS = 760, 520, 170
CENTRE = (WIDTH / 2, HEIGHT / 2)
LABEL = 24  # characters on one line of an axis label; the table behind the chart has it whole
LINES = 3
RINGS = (25, 50, 75, 100)
INK, QUIET, FAINT, MAIN = "#16181a", "#5a5c5e", "#cfcfcf", "#9f1d28"
FONT = 'font-family="Be Vietnam Pro"'


def radar(axes: Sequence[tuple[str, Decimal]]) -> str:
    """A radar of percents (0–100), one (title, percent) per axis, as a `data:` address of an SVG.

    Raises `ValueError` for fewer than three axes. The picture needs an alternative text and the
    table behind it from its template.
    """
    if len(axes) < 3:
        raise ValueError("a radar needs three axes")
    percents = [percent for _, percent in axes]
    parts = [*_rings(len(axes)), *_spokes(len(axes)), _area(percents)]
    for place, (title, percent) in enumerate(axes):
        parts += [_dot(place, len(axes), percent), *_label(place, len(axes), title, percent)]
    return as_data(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}">{"".join(parts)}</svg>'
    )


def trend(texts: Sequence[str]) -> str:
    """A small line from value to value, as wide as a word, as a `data:` address of an SVG."""
    values = [Decimal(text) for text in texts]
    low, high = min(values), max(values)
    step, span = 150 / max(len(values) - 1, 1), float(high - low) or 1.0
    dots = [
        (5 + place * step, 6 + float(high - value) / span * 28)
        for place, value in enumerate(values)
    ]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in dots)
    x, y = dots[-1]
    return as_data(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 40" width="160" height="40">'
        f'<path d="M{path}" fill="none" stroke="{MAIN}" stroke-width="2.4"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{MAIN}"/></svg>'
    )


def share(reached: str | None, points: int) -> Decimal:
    """What percent of the full points was reached; of nothing scored yet, 0."""
    return Decimal(0) if reached is None else Decimal(reached) * 100 / points


def as_data(svg: str) -> str:
    """An SVG as a `data:` address."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def wrapped(title: str) -> list[str]:
    """A title in at most three lines, cut between words; a cut title ends with three dots."""
    lines, words = [""], title.split()
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= LABEL or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], f"{lines[LINES - 1]}…"]
    return lines


def _point(place: int, count: int, percent: float) -> tuple[float, float]:
    """Where a percent lies on an axis; the first axis points up, the others follow the clock."""
    angle = 2 * pi * place / count - pi / 2
    distance = RADIUS * percent / 100
    return CENTRE[0] + distance * cos(angle), CENTRE[1] + distance * sin(angle)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in points)}Z"


def _rings(count: int) -> list[str]:
    """The scale: one ring per quarter with its percent beside the upright axis."""
    parts = []
    for ring in RINGS:
        corners = [_point(place, count, ring) for place in range(count)]
        parts.append(f'<path d="{_path(corners)}" fill="none" stroke="{FAINT}" stroke-width="1"/>')
        x, y = _point(0, count, ring)
        parts.append(_text(x + 4, y + 12, f"{ring}", 10, QUIET, "start"))
    return parts


def _spokes(count: int) -> list[str]:
    ends = [_point(place, count, 100) for place in range(count)]
    return [
        f'<path d="M{CENTRE[0]:.1f} {CENTRE[1]:.1f}L{x:.1f} {y:.1f}" stroke="{FAINT}"/>'
        for x, y in ends
    ]


def _area(percents: Sequence[Decimal]) -> str:
    corners = [
        _point(place, len(percents), float(percent)) for place, percent in enumerate(percents)
    ]
    return (
        f'<path d="{_path(corners)}" fill="{MAIN}" fill-opacity="0.16" stroke="{MAIN}" '
        f'stroke-width="2.4" stroke-linejoin="round"/>'
    )


def _dot(place: int, count: int, percent: Decimal) -> str:
    x, y = _point(place, count, float(percent))
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{MAIN}"/>'


def _label(place: int, count: int, title: str, percent: Decimal) -> list[str]:
    """The title in its lines outside the outer ring, its percent in bold below."""
    x, y = _point(place, count, 100)
    dx, dy = (x - CENTRE[0]) / RADIUS, (y - CENTRE[1]) / RADIUS
    anchor = "middle" if abs(dx) < 0.15 else ("start" if dx > 0 else "end")
    lines = wrapped(title)
    height = 17 * len(lines) + 19
    left = x + 16 * dx
    top = y + 16 * dy - height * (1 - dy) / 2 + 14
    parts = [_text(left, top + 17 * row, line, 14, INK, anchor) for row, line in enumerate(lines)]
    shown = f"{percent:.1f}".removesuffix(".0").replace(".", ",")
    parts.append(_text(left, top + 17 * len(lines) + 1, f"{shown} %", 14, MAIN, anchor, "700"))
    return parts


def _text(
    x: float, y: float, text: str, size: int, colour: str, anchor: str, weight: str = "400"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" {FONT} font-size="{size}" font-weight="{weight}" '
        f'fill="{colour}" text-anchor="{anchor}">{escape(text)}</text>'
    )
