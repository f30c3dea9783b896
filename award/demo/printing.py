"""Many documents printed side by side: the pages are made here, two presses print them."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import local

from award import workflow
from award.extensions import db
from award.models import DocumentState, IssuedDocument
from award.reports import pdf
from award.reports.printing import Press
from award.services import storage

PRESSES = 2
AHEAD = 4  # pages that wait in the memory for a press

Job = tuple[int, "Future[tuple[bytes, int]]"]


def print_all(
    document_ids: Iterable[int], done: Callable[[IssuedDocument], None] | None = None
) -> int:
    """Print what waits among these documents, in their order; return how many.

    `done` is told of each one as soon as its file is kept. Raises `PrintError` when a page cannot
    be printed: made-up data have to print.
    """
    count = 0
    with _presses() as submit:
        waiting: deque[Job] = deque()
        for document_id in document_ids:
            document = db.session.get_one(IssuedDocument, document_id)
            if document.state is not DocumentState.RENDERING:
                continue
            waiting.append((document.id, submit(pdf.page(document), document.verification_code)))
            count += 1
            if len(waiting) > AHEAD:
                _keep(waiting.popleft(), done)
        while waiting:
            _keep(waiting.popleft(), done)
    return count


def _keep(job: Job, done: Callable[[IssuedDocument], None] | None) -> None:
    document_id, printed = job
    content, pages = printed.result()
    document = db.session.get_one(IssuedDocument, document_id)
    name = f"{document.kind}-{document.verification_code}.pdf"
    file = storage.keep(name, content, media_type="application/pdf", actor=None)
    workflow.perform("rendered", document, actor=None, file=file, pages=pages)
    if done is not None:
        done(document)


@contextmanager
def _presses() -> Iterator[Callable[[str, str], "Future[tuple[bytes, int]]"]]:
    """Gives pages to presses, one for each thread; all are closed at the end."""
    own = local()
    opened: list[Press] = []

    def start() -> None:
        own.press = Press()
        opened.append(own.press)

    def print_page(html: str, identifier: str) -> tuple[bytes, int]:
        printed: tuple[bytes, int] = own.press.print(html, identifier)
        return printed

    pool = ThreadPoolExecutor(PRESSES, initializer=start)
    try:
        yield lambda html, identifier: pool.submit(print_page, html, identifier)
    finally:
        pool.shutdown(cancel_futures=True)
        for press in opened:
            press.close()
