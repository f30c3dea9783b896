"""Words of the CBV and units of measure in Vietnamese; what has no word stays as it is written."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from traceability.events import BizTransaction, Event


def of_event(event: Event) -> str:
    """What happened, by the business step, else by the kind of the event."""
    if event.biz_step is None:
        return word("kind", event.type)
    return word("step", event.biz_step)


def of_document(document: BizTransaction) -> str:
    """A business document: its kind and its number, the last part of its URI."""
    number = document.id.rpartition(":")[2].rpartition("/")[2] or document.id
    return f"{word('document', document.type)} {number}" if document.type else number


def word(table: str, code: str | None) -> str:
    """The Vietnamese of a code in a table of epcis_words.toml; or the code itself."""
    return _tables()[table].get(code or "", code or "")


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    text = (files("award.services") / "epcis_words.toml").read_text("utf-8")
    return tomllib.loads(text)
