"""Hand-over between councils: the package with its hashes, sent, checked, received."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import (
    Council,
    CouncilLevel,
    Dossier,
    HandOver,
    HandOverState,
    IssuedDocument,
    Shortlist,
    ShortlistEntry,
    User,
)
from award.policies import Refusal
from award.services import auditing, scoresheets, snapshots, trace_annex
from award.words import _N
from scoring.aggregate import points_text
from scoring.canonical import sha256
from traceability.snapshot import Snapshot


def send(shortlist: Shortlist, *, letter_number: str, actor: User) -> HandOver:
    """Record what is handed over; the caller then moves each dossier with `hand_over`."""
    if not shortlist.entries:
        raise Refusal(_N("Danh sách đề nghị không có hồ sơ nào để bàn giao."))
    if not letter_number.strip():
        raise Refusal(_N("Cần ghi số văn bản gửi danh sách đề nghị."))
    if _running(shortlist):
        raise Refusal(_N("Danh sách này đã được bàn giao."))
    content = package(shortlist)
    hand_over = HandOver(
        shortlist_id=shortlist.id,
        to_council_id=_national(shortlist.council).id,
        content=content,
        sha256=sha256(content),
        letter_number=letter_number.strip(),
        sent_at=clock.now(),
        sent_by_id=actor.id,
    )
    db.session.add(hand_over)
    db.session.flush()
    auditing.record("send", hand_over, actor=actor, data={"sha256": hand_over.sha256})
    return hand_over


def _running(shortlist: Shortlist) -> bool:
    """Whether the list is under way or has arrived; only a refused one may be sent again."""
    alive = select(HandOver.id).where(
        HandOver.shortlist_id == shortlist.id, HandOver.state != HandOverState.REFUSED
    )
    return db.session.scalar(alive.limit(1)) is not None


def _national(council: Council) -> Council:
    national = db.session.scalar(
        select(Council).where(
            Council.cycle_id == council.cycle_id, Council.level == CouncilLevel.NATIONAL
        )
    )
    if national is None or not national.founded:
        raise Refusal(_N("Hội đồng quốc gia của năm chưa có quyết định thành lập."), rule="R20")
    return national


def package(shortlist: Shortlist) -> dict[str, Any]:
    """The dossiers with tiers, frozen sheets and document hashes, as they are now."""
    return {
        "council": shortlist.council.name,
        "approved_at": shortlist.approved_at.isoformat(),
        "dossiers": [_dossier_content(entry) for entry in shortlist.entries],
    }


def _dossier_content(entry: ShortlistEntry) -> dict[str, Any]:
    dossier = entry.dossier
    return {
        "number": dossier.number,
        "organisation": dossier.organisation.name,
        "tier": entry.tier,
        "sheets": [
            {"phase": sheet.phase.value, "total": points_text(sheet.total), "sha256": sheet.sha256}
            for sheet in scoresheets.all_of(dossier)
        ],
        "documents": [
            {"id": document.id, "kind": document.kind, "sha256": document.data_sha256}
            for document in _documents(dossier)
        ],
        "traceability": trace_annex.annex(dossier, overrides=True),
    }


def _documents(dossier: Dossier) -> list[IssuedDocument]:
    query = select(IssuedDocument).where(IssuedDocument.dossier_id == dossier.id)
    return list(db.session.scalars(query.order_by(IssuedDocument.id)))


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing of the package: the hash that was sent, and the hash of what is here now."""

    number: str
    kind: str
    what: str
    sent: str
    present: str | None

    @property
    def agrees(self) -> bool:
        """Whether what is here is what was sent."""
        return self.sent == self.present


def comparisons(hand_over: HandOver) -> list[Comparison]:
    """Every sheet, document and frozen traceability result of the package beside its hash,
    computed anew from its content."""
    dossiers = {entry.dossier.number: entry.dossier for entry in hand_over.shortlist.entries}
    rows = []
    for sent in hand_over.content["dossiers"]:
        dossier = dossiers.get(sent["number"])
        sheets, documents = _present(dossier)
        rows += [
            Comparison(
                sent["number"], "sheet", row["phase"], row["sha256"], sheets.get(row["phase"])
            )
            for row in sent["sheets"]
        ]
        rows += [
            Comparison(
                sent["number"], "document", row["kind"], row["sha256"], documents.get(row["id"])
            )
            for row in sent["documents"]
        ]
        rows += [
            Comparison(sent["number"], "traceability", row["name"], row["sha256"], present)
            for row, present in _results(dossier, sent.get("traceability", []))
        ]
    return rows


def _results(
    dossier: Dossier | None, sent: list[dict[str, Any]]
) -> list[tuple[dict[str, Any], str | None]]:
    """Each product of the package with the hash of its frozen result as it lies here."""
    frozen = {} if dossier is None or not sent else snapshots.current(dossier)
    contents = [one.check_run.content["snapshot"] for one in frozen.values()]
    here = {Snapshot.of(content).sha256 for content in contents}
    return [(row, row["sha256"] if row["sha256"] in here else None) for row in sent]


def _present(dossier: Dossier | None) -> tuple[dict[str, str], dict[int, str]]:
    """The hashes of a dossier's sheets by phase and of its documents by id, from the contents."""
    if dossier is None:
        return {}, {}
    sheets = {sheet.phase.value: sha256(sheet.content) for sheet in scoresheets.all_of(dossier)}
    return sheets, {document.id: sha256(document.data) for document in _documents(dossier)}


def first_fault(hand_over: HandOver) -> str | None:
    """What no longer agrees with the package that was sent, if anything."""
    if sha256(hand_over.content) != hand_over.sha256:
        return _N("nội dung gói bàn giao đã bị thay đổi.")
    known = {entry.dossier.number for entry in hand_over.shortlist.entries}
    for sent in hand_over.content["dossiers"]:
        if sent["number"] not in known:
            return _N("thiếu hồ sơ {}.").format(sent["number"])
    for row in comparisons(hand_over):
        if not row.agrees and row.kind == "sheet":
            return _N("bảng điểm của hồ sơ {} khác với khi gửi.").format(row.number)
        if not row.agrees and row.kind == "traceability":
            return _N("kết quả truy xuất của hồ sơ {} khác với khi gửi.").format(row.number)
        if not row.agrees:
            return _N("văn bản {} của hồ sơ {} không khớp mã băm.").format(row.what, row.number)
    return None
