"""Small real files for browsers to upload."""

from pathlib import Path

import pikepdf


def a_pdf(path: Path, text: str) -> Path:
    """Write a PDF whose bytes depend on `text`; return its path."""
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        document.docinfo["/Title"] = text
        document.save(path)
    return path
