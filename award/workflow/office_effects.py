"""What a letter, a complaint or a document brings with it."""

from sqlalchemy import select

from award.extensions import db
from award.models import ConsultationEntry, RecallDrill, Reply
from award.services import issuing, outbox, recipients
from award.words import _N
from award.workflow.move import Move


def tell_province(move: Move) -> None:
    """The officers of the province learn that a letter waits for their reply."""
    letter = move.subject
    issuing.issue("consultation_letter", letter, actor=move.person)
    outbox.email(
        recipients.province(letter.province_code or ""),
        _N("Công văn số {number} chờ ý kiến").format(number=letter.number),
        _N(
            "Kính gửi quý cơ quan,\n\nCông văn số {number} đang chờ ý kiến của địa phương, "
            "hạn trả lời {due}.\n"
        ).format(number=letter.number, due=f"{letter.due_on:%d/%m/%Y}"),
    )


def mark_no_reply(move: Move) -> None:
    """R27: what was not answered in time is recorded as such, never as consent."""
    for entry in db.session.scalars(
        select(ConsultationEntry).where(
            ConsultationEntry.consultation_id == move.subject.id, ConsultationEntry.reply.is_(None)
        )
    ):
        entry.reply = Reply.NONE
        entry.replied_at = move.at


def keep_outcome(move: Move) -> None:
    """The outcome of a complaint stays with it."""
    move.subject.outcome = move.note


def keep_file(move: Move) -> None:
    """The rendered file and its number of pages."""
    move.subject.file_id = move.data["file"].id
    move.subject.pages = move.data["pages"]
    move.subject.error = ""


def keep_error(move: Move) -> None:
    """Why the rendering failed, for the operator."""
    move.subject.error = move.note


def render_again(move: Move) -> None:
    """A document whose making has failed goes back to the worker."""
    move.subject.error = ""
    outbox.render(move.subject)


def keep_signed_file(move: Move) -> None:
    """The signed copy beside the generated file, with its signer and date."""
    document = move.subject
    document.signed_file_id = move.data["file"].id
    document.signed_by = move.data.get("signed_by", "")
    document.signed_on = move.data.get("signed_on")
    document.organisation_seal = bool(move.data.get("organisation_seal"))
    if move.data.get("number"):
        document.number = move.data["number"]
    if move.data.get("issued_on"):
        document.issued_on = move.data["issued_on"]
    if document.subject_type == RecallDrill.__tablename__:
        drill = db.session.get_one(RecallDrill, document.subject_id)
        drill.record_file_id = document.signed_file_id
