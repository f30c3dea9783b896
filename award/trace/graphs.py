"""The picture of a lot's trace: what it came from above it, what became of it below."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from award.screen import local_date
from award.services.stories import Reached, Side, Story
from award.words import _N

BOX, GAP, EDGE, BETWEEN, LINE_HEIGHT = 256, 16, 8, 50, 20
MOST_WIDE, MOST_DEEP = 4, 4  # lots side by side, links away from the lot on each side
SIGNS = 27  # of one line in a box; the tables below the picture have the whole
INK, QUIET, LINE, MAIN = "#16181a", "#5a5c5e", "#8a8d90", "#9f1d28"
# What, which product, why and when, where, who: each in its size, weight and colour.
STYLES = ((14, "700", INK), (14, "400", INK), *((13, "400", QUIET),) * 3)


@dataclass(frozen=True, slots=True)
class _Box:
    lot: str
    lines: tuple[str, ...]
    left: float
    top: float
    height: float
    main: bool = False


def picture(story: Story) -> str:
    """The trace as a `data:` address of an SVG: attributes only, as a strict policy demands.

    The nearest lots alone: `drawn` says how many.
    """
    levels = _levels(story)
    width = max(len(level) for level in levels) * (BOX + GAP) - GAP + 2 * EDGE
    boxes = list(_placed(levels, width, story.lot.id))
    height = boxes[-1].top + boxes[-1].height + EDGE
    parts = [*_edges(story, boxes), *(part for box in boxes for part in _drawn(box))]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:.0f}" '
        f'width="{width}" height="{height:.0f}">{"".join(parts)}</svg>'
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def drawn(story: Story) -> int:
    """How many lots of the trace the picture shows, the lot itself included."""
    return sum(len(level) for level in _levels(story))


def _levels(story: Story) -> list[list[tuple[str, tuple[str, ...]]]]:
    """Rows from the furthest source to the furthest product; each box with its lines."""
    own = [(story.lot.id, _own_lines(story))]
    up, down = _near(story.up), _near(story.down)
    return [*reversed(up), own, *down]


def _near(side: Side) -> list[list[tuple[str, tuple[str, ...]]]]:
    rows = []
    for distance in range(1, MOST_DEEP + 1):
        level = [one for one in side.lots if one.distance == distance][:MOST_WIDE]
        if level:
            rows.append([(one.lot.id, _lines(one)) for one in level])
    return rows


def _own_lines(story: Story) -> tuple[str, ...]:
    first = next((one for one in story.entries if one.void is None), None)
    happened = "" if first is None else f"{first.what}, {local_date(first.when.at)}"
    where, who = ((), ()) if first is None else (first.where, first.who)
    return story.lot.text, story.lot.product, happened, ", ".join(where), ", ".join(who)


def _lines(one: Reached) -> tuple[str, ...]:
    happened = one.what if one.when is None else f"{one.what}, {local_date(one.when.at)}"
    return one.lot.text, one.lot.product, happened, ", ".join(one.where), ", ".join(one.who)


def _placed(
    levels: Sequence[Sequence[tuple[str, tuple[str, ...]]]], width: float, main: str
) -> Iterator[_Box]:
    lines_at_most = max(len(list(filter(None, lines))) for level in levels for _, lines in level)
    height = (lines_at_most + 0.6) * LINE_HEIGHT
    for row, level in enumerate(levels):
        first = (width - len(level) * (BOX + GAP) + GAP) / 2
        top = EDGE + row * (height + BETWEEN)
        for place, (lot, lines) in enumerate(level):
            yield _Box(lot, lines, first + place * (BOX + GAP), top, height, lot == main)


def _edges(story: Story, boxes: Sequence[_Box]) -> Iterator[str]:
    """Lines from each lot to the one it was reached from, with an arrow the way goods went."""
    by_lot = {box.lot: box for box in boxes}
    for side, upward in ((story.up, True), (story.down, False)):
        for one in side.lots:
            far, near = by_lot.get(one.lot.id), by_lot.get(one.came_from)
            if far is not None and near is not None and far.top != near.top:
                yield from _arrow(*((far, near) if upward else (near, far)))


def _arrow(start: _Box, end: _Box) -> Iterator[str]:
    x1, y1 = start.left + BOX / 2, start.top + start.height
    x2, y2 = end.left + BOX / 2, end.top
    middle = (y1 + y2) / 2
    yield (
        f'<path d="M{x1:.0f} {y1:.0f}'
        f'C{x1:.0f} {middle:.0f} {x2:.0f} {middle:.0f} {x2:.0f} {y2:.0f}" '
        f'fill="none" stroke="{LINE}" stroke-width="1.5"/>'
    )
    yield f'<path d="M{x2 - 5:.0f} {y2 - 8:.0f}h10l-5 8z" fill="{LINE}"/>'


def _drawn(box: _Box) -> Iterator[str]:
    edge, fill = (MAIN, "#fdf3f3") if box.main else (LINE, "#ffffff")
    yield (
        f'<rect x="{box.left:.0f}" y="{box.top:.0f}" width="{BOX}" height="{box.height:.0f}" '
        f'rx="4" fill="{fill}" stroke="{edge}" stroke-width="{2 if box.main else 1}"/>'
    )
    top = box.top + 23
    for (size, weight, colour), line in zip(STYLES, box.lines, strict=True):
        if not line:
            continue
        yield (
            f'<text x="{box.left + 10:.0f}" y="{top:.0f}" font-family="Be Vietnam Pro, sans-serif" '
            f'font-size="{size}" font-weight="{weight}" fill="{colour}">{escape(_cut(line))}</text>'
        )
        top += LINE_HEIGHT


def _cut(text: str) -> str:
    return text if len(text) <= SIGNS else f"{text[: SIGNS - 1]}…"


def caption(story: Story) -> str:
    """What the picture says, for those who do not see it."""
    words = _N(
        "Chuỗi của {lot}: {up} lô đầu nguồn ở trên, {down} lô được làm ra hoặc chứa lô này ở dưới."
    )
    return words.format(lot=story.lot.text, up=story.up.total, down=story.down.total)
