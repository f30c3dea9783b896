"""The procedure as a page of documentation, made from the tables and nothing else."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from award.workflow.move import Transition
from award.workflow.transitions import TABLES
from scoring import rulebook

HEAD = """# The procedure

Made by `flask --app wsgi procedure` from the tables in `award/workflow/`; do not edit by hand. \
What a row's checks ask is said in their docstrings; who may make a move is the policy named. A \
dossier enters only those states that its edition has.
"""


def describe() -> str:
    """The whole page as Markdown: states per edition, then one table and diagram per noun."""
    return "\n".join([HEAD, *_editions(), *_tables()]).rstrip() + "\n"


def _editions() -> Iterator[str]:
    """The states of a dossier in each edition, in order, with who acts."""
    books = [rulebook.load(name) for name in rulebook.known_ids()]
    yield "## States of a dossier by edition\n"
    yield "| state | " + " | ".join(book.id for book in books) + " |"
    yield "|---" * (len(books) + 1) + "|"
    codes = {code: None for book in books for code in book.state_codes}
    for code in codes:
        labels = (book.state(code).label if code in book.state_codes else "–" for book in books)
        yield f"| `{code}` | " + " | ".join(labels) + " |"
    yield ""


def _tables() -> Iterator[str]:
    for model, rows in TABLES.items():
        yield f"## {model.__name__}\n"
        yield "| move | label | from | to | who | checks | a reason |"
        yield "|---|---|---|---|---|---|---|"
        yield from (_row(row) for row in rows.values())
        yield "\n```mermaid\nstateDiagram-v2"
        yield from _arrows(rows)
        yield "```\n"


def _row(row: Transition) -> str:
    sources = ", ".join(sorted(f"`{source}`" for source in row.sources))
    who = "the system" if row.allowed is None else f"`{_name(row.allowed)}`"
    checks = ", ".join(f"`{_name(check)}`" for check in row.ready)
    cells = (f"`{row.name}`", row.label, sources, f"`{row.target}`", who, checks, row.note)
    return f"| {' | '.join(cells)} |"


def _arrows(rows: Mapping[str, Transition]) -> Iterable[str]:
    for row in rows.values():
        for source in sorted(row.sources):
            yield f"    {source} --> {row.target}: {row.name}"


def _name(function: Any) -> str:
    """`module.function`; what a factory made is named after the factory."""
    module = function.__module__.rpartition(".")[2]
    return f"{module}.{function.__qualname__.split('.<locals>')[0]}"
