"""Exports of traceability data: each leaves its mark in the audit (T32)."""

from typing import Any

from award.models import Organisation, Product, RecallDrill, User
from award.services import auditing
from award.services.own_transaction import own_transaction


def note(
    subject: Organisation | Product | RecallDrill, file: str, *, actor: User, **about: Any
) -> None:
    """Record in its own transaction that somebody takes a file of this subject's data along."""
    data = {"file": file, **about}
    with own_transaction() as apart:
        auditing.record("export_trace", subject, actor=actor, data=data, session=apart)
