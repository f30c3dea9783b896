"""Documents printed side by side with the story: pages are made here, two presses print them."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import local

from award import workflow
from award.extensions import db
from award.models import DocumentState, IssuedDocument
from award.reports import pdf
from award.reports.printing import Press
from award.services import storage
from award.services.locking import stay_open

PRESSES = 2
AHEAD = 6  # pages that wait in the memory for a press

Printed = tuple[bytes, int]


class House:
    """Takes orders for documents and keeps the files when they are asked for."""

    def __init__(self) -> None:
        self._own = local()
        self._presses: list[Press] = []
        self._pool = ThreadPoolExecutor(PRESSES, initializer=self._open)
        self._orders: dict[int, Future[Printed]] = {}

    def _open(self) -> None:
        self._own.press = Press()
        self._presses.append(self._own.press)

    def _print(self, html: str, identifier: str) -> Printed:
        printed: Printed = self._own.press.print(html, identifier)
        return printed

    def order(self, document: IssuedDocument) -> None:
        """Begin to print a document that waits for it; does not wait."""
        if document.state is DocumentState.RENDERING and document.id not in self._orders:
            page, code = pdf.page(document), document.verification_code
            self._orders[document.id] = self._pool.submit(self._print, page, code)

    def finish(self, document: IssuedDocument) -> None:
        """Wait for the file and keep it. Raises `PrintError`: made-up data have to print."""
        self.order(document)
        printing = self._orders.pop(document.id, None)
        if printing is None:
            return
        stay_open()
        content, pages = printing.result()
        name = f"{document.kind}-{document.verification_code}.pdf"
        file = storage.keep(name, content, media_type="application/pdf", actor=None)
        workflow.perform("rendered", document, actor=None, file=file, pages=pages)

    def print_all(self, document_ids: Iterable[int]) -> Iterator[IssuedDocument]:
        """Print these documents in their order; gives each as soon as its file is kept."""
        waiting: list[IssuedDocument] = []
        for document_id in document_ids:
            waiting.append(db.session.get_one(IssuedDocument, document_id))
            self.order(waiting[-1])
            if len(waiting) > AHEAD:
                yield self._finished(waiting.pop(0))
        for document in waiting:
            yield self._finished(document)

    def _finished(self, document: IssuedDocument) -> IssuedDocument:
        self.finish(document)
        return document

    def close(self) -> None:
        """End the presses, whatever they are doing; each thread learns it from its own pipe."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for press in self._presses:
            if press.process is not None:
                press.process.kill()
        self._pool.shutdown()
        for press in self._presses:
            press.close()


@contextmanager
def open_house() -> Iterator[House]:
    """A printing house for as long as a story lasts."""
    house = House()
    try:
        yield house
    finally:
        house.close()
