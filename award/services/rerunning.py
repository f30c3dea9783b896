"""A frozen check run again: the same hash, or why not, and what has happened since (T25)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from award.extensions import db
from award.models import ComplianceSnapshot, EventKey, Product, TraceEvidence, User
from award.policies import Refusal, trace
from award.services import auditing, checking
from award.services.checking import Terms
from award.words import _N
from traceability import checks
from traceability.snapshot import Snapshot, declared, explain, explain_declared


@dataclass(frozen=True, slots=True)
class Rerun:
    """The hash of the second run and why it differs; what is new; what the result would be now."""

    sha256: str
    same: bool
    differences: tuple[str, ...]
    since: tuple[str, ...]
    now: tuple[str, ...]


def run(snapshot: ComplianceSnapshot, *, actor: User | None) -> Rerun:
    """Check the same events again by the same rules on the same day, and compare; flushes.

    Raises `Refusal` for a person who does not read the dossier, and for a run of which no list
    of events was kept. Nothing that is kept changes.
    """
    if actor is not None and (why := trace.view_snapshot(actor, snapshot)):
        raise why
    kept, product = snapshot.check_run, snapshot.product
    if "events" not in kept.content:
        raise Refusal(_N("Lần kiểm tra này không lưu danh sách sự kiện nên không chạy lại được."))
    old = Snapshot.of(kept.content["snapshot"])
    terms = Terms(
        profile=old.content["profile"]["id"],
        seed=old.content["seed"],
        known_until=kept.ran_at,
    )
    loaded = checking.read(product.organisation_id, kept.content["events"])
    new, inputs = _again(product, loaded, old, terms)
    since = tuple(_since(snapshot))
    same = new.sha256 == kept.sha256 == old.sha256
    result = Rerun(
        sha256=new.sha256,
        same=same,
        differences=() if same else _why(snapshot, old, new, inputs),
        since=since,
        now=_now(product, old) if since else (),
    )
    data = {"product": product.id, "sha256": result.sha256, "same": result.same}
    auditing.record("rerun_check", snapshot, actor=actor, data=data)
    return result


def _again(
    product: Product, loaded: checking.Loaded, old: Snapshot, terms: Terms | None
) -> tuple[Snapshot, dict[str, Any]]:
    case = checking.case_of(product, loaded, date.fromisoformat(old.content["at"]), terms)
    return Snapshot.freeze(case, checks.run(case), loaded.hashes), declared(case)


def _why(
    snapshot: ComplianceSnapshot, old: Snapshot, new: Snapshot, inputs: dict[str, Any]
) -> tuple[str, ...]:
    """Causes of another hash: damage to what was kept, declared inputs, rules, events."""
    kept = snapshot.check_run
    damaged = old.sha256 != kept.sha256
    return (
        *([_N("Kết quả đã lưu không còn khớp mã băm của chính nó.")] if damaged else ()),
        *explain_declared(kept.content["declared"], inputs),
        *explain(old, new),
    )


def _since(snapshot: ComplianceSnapshot) -> list[str]:
    """What has come after the run: events, voidings, evidence; sentences, empty when nothing."""
    kept, product = snapshot.check_run, snapshot.product
    known = set(kept.content["events"])
    counts = (
        (_N("{count} sự kiện được ghi nhận sau khi cố định."),
         len(set(checking.numbers(product)) - known)),
        (_N("{count} sự kiện đã dùng nay bị tuyên bố là sai."),
         _voided(product, known) - len(kept.content["voided"])),
        (_N("{count} bằng chứng được thêm sau khi cố định."),
         _evidence(product, TraceEvidence.added_at > kept.ran_at)),
        (_N("{count} bằng chứng bị rút sau khi cố định."),
         _evidence(product, TraceEvidence.removed_at > kept.ran_at)),
    )  # fmt: skip
    return [words.format(count=count) for words, count in counts if count]


def _voided(product: Product, numbers: set[int]) -> int:
    return _count(
        select(func.count())
        .select_from(EventKey)
        .where(
            EventKey.organisation_id == product.organisation_id,
            EventKey.event_no.in_(numbers),
            EventKey.voided_by.is_not(None),
        )
    )


def _evidence(product: Product, which: Any) -> int:
    return _count(
        select(func.count())
        .select_from(TraceEvidence)
        .where(TraceEvidence.product_id == product.id, which)
    )


def _count(query: Any) -> int:
    return db.session.scalar(query) or 0


def _now(product: Product, old: Snapshot) -> tuple[str, ...]:
    """How the result would differ with everything that is known today, on the same day."""
    new, _ = _again(product, checking.load(product), old, None)
    return explain(old, new)
