"""What the tests ask of a PDF: its text, typefaces, page size, and what it must not hold."""

import io
import re
import subprocess
import unicodedata
from typing import Any

import pikepdf

A4 = (595, 842)


def pages_of(content: bytes) -> list[str]:
    """The text of each page as it is laid out, NFC, with plain spaces."""
    out = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True
    )
    text = unicodedata.normalize("NFC", out.stdout.decode()).replace("\u00a0", " ")
    return text.split("\f")[:-1]


def first_word_of(content: bytes, page: int) -> tuple[str, float, float]:
    """The uppermost word of a page (from 1), its middle from the left and its top, in points."""
    command = ["pdftotext", "-bbox", "-f", f"{page}", "-l", f"{page}", "-", "-"]
    out = subprocess.run(command, input=content, capture_output=True, check=True)
    words = re.findall(
        r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">(.*?)</word>',
        out.stdout.decode(),
    )
    left, top, right, word = min(words, key=lambda found: float(found[1]))
    return word, (float(left) + float(right)) / 2, float(top)


def words_of(content: bytes) -> str:
    """The whole text in the order in which it was written, runs of white space made single."""
    out = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True
    )
    return " ".join(unicodedata.normalize("NFC", out.stdout.decode()).split())


def fonts_of(content: bytes) -> list[tuple[str, bool]]:
    """Each typeface without the tag of its subset, and whether it is embedded."""
    out = subprocess.run(["pdffonts", "-"], input=content, capture_output=True, check=True)
    rows = [line for line in out.stdout.decode().splitlines()[2:] if line.strip()]
    return [(row.split()[0].partition("+")[2], row.split()[-5] == "yes") for row in rows]


def sizes_of(content: bytes) -> list[tuple[int, int]]:
    """The size of every page in points."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [(round(page.mediabox[2]), round(page.mediabox[3])) for page in pdf.pages]


def forbidden_in(content: bytes) -> list[str]:
    """Attachments, scripts and links that lead out of the paper."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        found = [f"attachment {name}" for name in pdf.attachments]
        names = pdf.Root.get("/Names", pikepdf.Dictionary())
        found += [key for key in ("/JavaScript", "/EmbeddedFiles") if key in names]
        found += [key for key in ("/OpenAction", "/AA") if key in pdf.Root]
        for page in pdf.pages:
            for note in page.get("/Annots", []):
                action = note.get("/A", pikepdf.Dictionary())
                if action.get("/S") in (pikepdf.Name.URI, pikepdf.Name.Launch):
                    found.append(str(action))
    return found


def facts_of(content: bytes) -> dict[str, Any]:
    """Title, language, bookmarks, tags and the words of pictures of a PDF."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        with pdf.open_outline() as outline:
            bookmarks = [title for item in outline.root for title in _titles(item)]
        with pdf.open_metadata() as metadata:
            conformance = (metadata.get("pdfaid:part"), metadata.get("pdfaid:conformance"))
        return {
            "title": str(pdf.docinfo.get("/Title", "")),
            "language": str(pdf.Root.get("/Lang", "")),
            "tagged": bool(pdf.Root.get("/MarkInfo", {}).get("/Marked", False)),
            "bookmarks": bookmarks,
            "pdfa": conformance,
            "pictures": [
                str(thing["/Alt"])
                for thing in pdf.objects
                if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing
            ],
        }


def _titles(item: Any) -> list[str]:
    return [item.title, *(title for child in item.children for title in _titles(child))]
