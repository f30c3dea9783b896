"""Reading what is confidential: the reader's name goes onto every page and into the record."""

import io

import pikepdf
from PIL import Image, ImageDraw, ImageFont
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from award import clock
from award.config import ROOT
from award.models import AccessRecord, Evidence, User
from award.policies import dossier as policy
from award.services import storage
from award.services.own_transaction import own_transaction
from award.words import _N

STAMPABLE = ("pdf", "jpg", "png")
_FONT = ROOT / "award" / "static" / "fonts" / "BeVietnamPro-Regular.ttf"
_TYPEFACE = "asset:typeface"
_GREY = (110, 110, 110, 110)


def marked_for(reader: User, paper: Evidence) -> bytes | None:
    """A confidential paper as a reader from outside gets it; None: the bytes as they were kept."""
    own = policy.belongs(reader, paper.dossier) is None
    return None if own or not paper.confidential else stamped(paper, reader=reader)


def stamped(paper: Evidence, *, reader: User) -> bytes:
    """The bytes of a confidential paper with the reader's name on it; the reading is recorded.

    Raises `ValueError` when the stored bytes are not those that were kept.
    """
    note(paper, reader=reader)
    local = clock.local(clock.now())
    words = _N("Mật kinh doanh · {name} · {at:%d/%m/%Y, %H:%M}").format(
        name=reader.full_name, at=local
    )
    content = storage.read(paper.file)
    if paper.file.media_type == "application/pdf":
        return stamp_pdf(content, words)
    return stamp_image(content, words)


def note(paper: Evidence, *, reader: User) -> None:
    """Record the reading in its own transaction (R36): it stays whatever becomes of the request."""
    with own_transaction() as apart:
        apart.add(
            AccessRecord(
                at=clock.now(),
                user_id=reader.id,
                subject_type="evidence",
                subject_id=paper.id,
                what="read_confidential",
            )
        )


def stamp_pdf(content: bytes, words: str) -> bytes:
    """The PDF with `words` across every page."""
    with pikepdf.open(io.BytesIO(content)) as document, _overlay(words) as overlay:
        layer = overlay.pages[0]
        for page in document.pages:
            page.add_overlay(layer, pikepdf.Rectangle(page.trimbox))
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def _overlay(words: str) -> pikepdf.Pdf:
    """One transparent A4 page with the words on it, from escaped text and our own typeface."""
    fonts = FontConfiguration()
    safe = words.replace("&", "&amp;").replace("<", "&lt;")
    lines = f"<p>{safe}</p>" * 3
    style = (
        f'<style>@font-face{{font-family:"Be Vietnam Pro";src:url("{_TYPEFACE}")}}'
        '@page{size:A4;margin:0}p{color:#6e6e6e;opacity:.35;font:16pt "Be Vietnam Pro";'
        "text-align:center;margin:70mm 0 0;transform:rotate(-30deg)}</style>"
    )
    drawn = HTML(string=style + lines, url_fetcher=_Typeface()).write_pdf(font_config=fonts)
    return pikepdf.open(io.BytesIO(drawn))


class _Typeface(URLFetcher):
    """Gives the typeface of our papers and refuses everything else."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The one file there is, under its name; a `ValueError` for any other address."""
        if url != _TYPEFACE:
            raise ValueError(f"nothing is fetched for a watermark: {url}")
        return URLFetcherResponse(url, _FONT.read_bytes(), {"Content-Type": "font/ttf"})


def stamp_image(content: bytes, words: str) -> bytes:
    """The picture with `words` across it, in its own format."""
    with Image.open(io.BytesIO(content)) as picture:
        kind = picture.format or "PNG"
        base = picture.convert("RGBA")
    layer = Image.new("RGBA", base.size, (0, 0, 0, 0))
    size = max(base.width // 30, 12)
    pen, font = ImageDraw.Draw(layer), ImageFont.truetype(str(_FONT), size)
    for top in range(size, base.height, max(base.height // 4, size * 3)):
        pen.text((base.width // 20, top), words, fill=_GREY, font=font)
    out = io.BytesIO()
    Image.alpha_composite(base, layer).convert("RGB").save(out, format=kind)
    return out.getvalue()
