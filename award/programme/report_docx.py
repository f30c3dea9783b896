"""The province's report as a DOCX that officers go on editing, laid out after Decree 30/2020."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from award.screen import local_date, long_date, number
from award.services.report_rules import rules
from award.words import _N

NATION = _N("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
MOTTO = _N("Độc lập - Tự do - Hạnh phúc")
RULE = "───────────"
_HEAD, _FIGURES = (Mm(66), Mm(96)), (Mm(12), Mm(89), Mm(26), Mm(35))
_LISTED = (Mm(12), Mm(36), Mm(26), Mm(28), Mm(60))
_SMALL, _TABLE = Pt(12), Pt(12)


def made(data: dict[str, Any]) -> bytes:
    """The file, from what `report_papers.content` says."""
    paper = Document()
    _layout(paper)
    _head(paper, data["head"])
    _line(paper, _N("BÁO CÁO"), bold=True, align=ALIGN.CENTER, before=16)
    _line(paper, data["about"], bold=True, align=ALIGN.CENTER)
    _line(paper, RULE, align=ALIGN.CENTER, after=12)
    _line(
        paper, _N("Kính gửi: {name}").format(name=data["addressee"]), align=ALIGN.CENTER, after=10
    )
    _opening(paper, data)
    for place, section in enumerate(data["sections"], start=1):
        _section(paper, place, section)
    last = _text(paper, _N("{agency} trân trọng báo cáo./.").format(agency=data["head"]["agency"]))
    last.paragraph_format.keep_with_next = True
    _end(paper, data)
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def _layout(paper: Paper) -> None:
    """A4, the margins and the typeface of the decree; the number of a page in its head."""
    look, section = rules().paper, paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(look.top), Mm(look.bottom)
    section.left_margin, section.right_margin = Mm(look.left), Mm(look.right)
    style = paper.styles["Normal"]
    style.font.name, style.font.size = look.font, Pt(look.size)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), look.font)
    style.paragraph_format.space_after = Pt(0)
    section.different_first_page_header_footer = True
    _page_number(section.header.paragraphs[0])


def _page_number(line: Paragraph) -> None:
    line.alignment = ALIGN.CENTER
    run = line.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = run._r.makeelement(qn("w:fldChar" if kind else "w:instrText"), {})
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text or None
        run._r.append(part)


def _head(paper: Paper, head: dict[str, Any]) -> None:
    """Agency and number on the left; nation, motto, place and day on the right."""
    table = paper.add_table(rows=1, cols=2)
    _widths(table, _HEAD)
    left, right = table.rows[0].cells
    if head["superior"]:
        _cell(left, head["superior"].upper(), size=_SMALL)
    _cell(left, head["agency"].upper(), bold=True, size=_SMALL)
    _cell(left, RULE, size=_SMALL)
    given = head["number"] or f"          /{head['symbol']}"
    _cell(left, _N("Số: {number}").format(number=given), size=Pt(13))
    _cell(right, NATION, bold=True, size=_SMALL)
    _cell(right, MOTTO, bold=True, size=Pt(13))
    _cell(right, RULE * 2, size=_SMALL)
    on = long_date(date.fromisoformat(head["day"]) if head["day"] else None)
    _cell(right, f"{head['place']}, {on}", italic=True, size=Pt(13))


def _opening(paper: Paper, data: dict[str, Any]) -> None:
    if data["correction"]:
        _text(paper, data["correction"])
    days = {name: local_date(date.fromisoformat(day)) for name, day in data["span"].items()}
    sentence = _N(
        "{agency} báo cáo kết quả từ {first} đến {last} như sau (số liệu lấy từ các sổ ngày "
        "{drawn}):"
    )
    _text(
        paper,
        sentence.format(
            agency=data["head"]["agency"],
            first=days["from"],
            last=days["until"],
            drawn=days["drawn_on"],
        ),
    )


def _section(paper: Paper, place: int, section: dict[str, Any]) -> None:
    _line(paper, f"{place}. {section['title']}", bold=True, before=8, after=6, keep=True)
    words = [part.strip() for part in section["words"].splitlines() if part.strip()]
    if not words and not section["figures"]:
        words = [_N("Không có.")]
    for part in words:
        _text(paper, part)
    if section["figures"]:
        _figures(paper, section["figures"])
    for one in section["figures"]:
        if one["lines"]:
            _listed(paper, one)


def _figures(paper: Paper, figures: list[dict[str, Any]]) -> None:
    rows = [
        (
            f"{one['title']} ({one['note']})" if one["note"] else one["title"],
            one["unit"],
            number(one["value"]),
        )
        for one in figures
    ]
    heads = (_N("Nội dung"), _N("Đơn vị"), _N("Số liệu"))
    _table(paper, heads, rows, _FIGURES, last=ALIGN.RIGHT)


def _listed(paper: Paper, figure: dict[str, Any]) -> None:
    """The lines of a figure, under its title."""
    _line(paper, figure["title"], after=2, keep=True)
    _table(paper, figure["heads"], figure["lines"], _LISTED)


def _table(
    paper: Paper,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: tuple[Any, ...],
    *,
    last: Any = ALIGN.LEFT,
) -> None:
    """Rows with their numbers in front; `last` is how the last column is aligned."""
    table = paper.add_table(rows=1, cols=len(heads) + 1, style="Table Grid")
    for cell, text in zip(table.rows[0].cells, (_N("TT"), *heads), strict=True):
        _cell(cell, text, bold=True, size=_TABLE, room=2)
    aligned = (ALIGN.CENTER, *(ALIGN.LEFT for _ in heads[1:]), last)
    for place, row in enumerate(rows, start=1):
        cells = table.add_row().cells
        for cell, text, align in zip(cells, (f"{place}", *row), aligned, strict=True):
            _cell(cell, text, size=_TABLE, align=align, room=2)
    _widths(table, widths)
    _keep_rows(table)
    _line(paper, "", after=4)


def _keep_rows(table: Table) -> None:
    """The head stands on every page, and no row is cut by the end of one."""
    for place, row in enumerate(table.rows):
        kept = row._tr.get_or_add_trPr()
        for name in ("w:cantSplit", "w:tblHeader")[: 1 if place else 2]:
            kept.append(kept.makeelement(qn(name), {}))


def _end(paper: Paper, data: dict[str, Any]) -> None:
    """Recipients on the left, the signature on the right; never alone on a page."""
    _line(paper, "", before=8, keep=True)
    table = paper.add_table(rows=1, cols=2)
    _widths(table, _HEAD)
    left, right = table.rows[0].cells
    _cell(left, _N("Nơi nhận:"), bold=True, italic=True, size=_SMALL, align=ALIGN.LEFT)
    for name in data["recipients"]:
        last = name == data["recipients"][-1]
        _cell(left, f"- {name}{'.' if last else ';'}", size=Pt(11), align=ALIGN.LEFT)
    signer = data["signer"]
    for text in (*signer["mode"], signer["post"]):
        _cell(right, text.upper(), bold=True)
    for _ in range(4):
        _cell(right, "")
    _cell(right, signer["name"], bold=True)


def _widths(table: Table, widths: tuple[Any, ...]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _cell(
    cell: _Cell,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    size: Any = None,
    align: Any = ALIGN.CENTER,
    room: int = 0,
) -> None:
    """A line of a cell; the empty one that a new cell brings is used first."""
    first = cell.paragraphs[0]
    fresh = len(cell.paragraphs) == 1 and not first.runs
    line = first if fresh else cell.add_paragraph()
    line.alignment = align
    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(room)
    run = line.add_run(text)
    run.bold, run.italic = bold, italic
    if size is not None:
        run.font.size = size


def _text(paper: Paper, text: str) -> Paragraph:
    line = _line(paper, text, align=ALIGN.JUSTIFY, after=6)
    line.paragraph_format.first_line_indent = Mm(10)
    return line


def _line(
    paper: Paper,
    text: str,
    *,
    bold: bool = False,
    align: Any = ALIGN.LEFT,
    before: int = 0,
    after: int = 0,
    keep: bool = False,
) -> Paragraph:
    line = paper.add_paragraph()
    line.alignment = align
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(before), Pt(after)
    line.paragraph_format.keep_with_next = keep
    line.add_run(text).bold = bold
    return line
