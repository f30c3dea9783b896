"""The catalogue: standards with status and successor, legal provisions with days in force."""

from collections.abc import Iterable
from typing import TypeVar

from flask import render_template
from flask.typing import ResponseReturnValue

from award import clock
from award.forms import searched
from award.guard import public
from award.trace.blueprint import bp
from award.words import fold
from traceability import catalogue as core

Entry = TypeVar("Entry", core.Standard, core.Provision)


@bp.get("/standards")
@public
def catalogue() -> ResponseReturnValue:
    """Everything, or what holds every word of a search; accents do not matter."""
    words = searched()
    found = _holding(words, core.standards())
    return render_template(
        "trace/catalogue.html",
        words=words,
        national=[one for one in found if one.traceability],
        related=[one for one in found if not one.traceability],
        provisions=_holding(words, core.provisions()),
        today=clock.today_local(),
    )


def _holding(words: str, entries: Iterable[Entry]) -> list[Entry]:
    wanted = fold(words).split()
    return [one for one in entries if all(word in _text(one) for word in wanted)]


def _text(entry: core.Standard | core.Provision) -> str:
    if isinstance(entry, core.Standard):
        return fold(f"{entry.code} {entry.title} {entry.sector} {entry.replaced_by}")
    return fold(f"{entry.instrument} {entry.articles} {entry.subject} {entry.note}")
