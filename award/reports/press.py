"""The press: a process of its own that turns HTML into PDF and can reach nothing but named assets.

It runs apart from the application (`python -I press.py <static folder>`) without its settings,
secrets or database: it reads a page from standard input and writes the PDF to standard output.
"""

import json
import os
import resource
import shutil
import sys
import traceback
import warnings
from pathlib import Path
from typing import Any, BinaryIO

MEMORY = 3 * 1024**3  # bytes of address space
FILE_SIZE = 64 * 1024**2  # bytes: the typefaces that the renderer puts into its own folder
OPEN_FILES = 128
TYPES = {".css": "text/css", ".ttf": "font/ttf", ".svg": "image/svg+xml"}
PICTURES = ("data:image/svg+xml", "data:image/png")


class RefusedError(Exception):
    """The page asked for something that is not a named asset."""


def serve(static: Path, source: BinaryIO, target: BinaryIO) -> None:
    """Print page after page until the source ends; each answer says whether it went well."""
    assets = {
        f"asset:{path.relative_to(static).as_posix()}": path
        for path in sorted(static.rglob("*"))
        if path.suffix in TYPES
    }
    while header := source.read(8):
        order = json.loads(source.read(int.from_bytes(header, "big")))
        limit_time(order["seconds"])
        try:
            content, pages = print_page(order["html"], order["identifier"], assets)
            good, answer = b"+", pages.to_bytes(4, "big") + content
        except Exception:
            good, answer = b"-", traceback.format_exc().encode()
        target.write(good + len(answer).to_bytes(8, "big") + answer)
        target.flush()


def print_page(html: str, identifier: str, assets: dict[str, Path]) -> tuple[bytes, int]:
    """One PDF/A-3u with tags, and how many pages it has; the same input gives the same bytes.

    Raises `RefusedError` when the page names an address that is no asset of ours.
    """
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    fetcher, pages = make_fetcher(assets), []
    content: bytes = HTML(string=html, url_fetcher=fetcher).write_pdf(
        font_config=FontConfiguration(),
        pdf_variant="pdf/a-3u",
        pdf_tags=True,
        pdf_identifier=identifier.encode(),
        finisher=lambda document, _: pages.append(len(document.pages)),
    )
    if fetcher.refused:
        raise RefusedError(", ".join(url[:200] for url in fetcher.refused))
    return content, pages[0]


def make_fetcher(assets: dict[str, Path]) -> Any:
    """A fetcher that gives named assets and inline pictures, and notes whatever else is asked."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Assets(URLFetcher):
        refused: list[str]

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url.startswith(PICTURES):
                return super().fetch(url, headers)
            path = assets.get(url)
            if path is None:
                self.refused.append(url)
                raise ValueError("not a named asset")
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": TYPES[path.suffix]})

    fetcher = Assets(allowed_protocols=("data",), allow_redirects=False)
    fetcher.refused = []
    return fetcher


def limit_process() -> None:
    """Bound memory, files and dumps for good; nothing here may grow without end."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_time(seconds: int) -> None:
    """So many seconds of processor from now on; then the system ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def main() -> None:
    """Keep the pipe for answers alone: whatever a library prints goes to standard error.

    When the application is gone, however it went, the press takes its own folder with it.
    """
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    warnings.simplefilter("ignore")
    limit_process()
    try:
        serve(Path(sys.argv[1]), sys.stdin.buffer, answers)
    finally:
        shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)


if __name__ == "__main__":
    main()
