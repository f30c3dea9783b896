"""The award year: planned, founded, given its groups and deadlines, moved to another edition."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO

from sqlalchemy import exists, select

from award import clock
from award.extensions import db
from award.models import (
    AwardCycle,
    Council,
    CycleState,
    Deadline,
    DeadlineExtension,
    DeadlineKind,
    Dossier,
    DossierState,
    Evidence,
    ProductEntry,
    Rating,
    SectorGroup,
    SelfAssessment,
    User,
)
from award.policies import Refusal
from award.policies.dossier import OPEN
from award.services import auditing, deadlines, outbox, recipients, refiling, rulebooks
from award.services.locking import lock
from award.services.people import one_line
from award.words import _N
from scoring import rulebook
from scoring.rulebook import Rulebook

KIND_NAMES = {
    DeadlineKind.REGISTRATION: _N("Đăng ký tham dự"),
    DeadlineKind.SUBMISSION: _N("Nộp hồ sơ"),
}


def editions() -> Sequence[Rulebook]:
    """Every edition that comes with the software, the newest first."""
    books = [rulebook.load(rulebook_id) for rulebook_id in rulebook.known_ids()]
    return sorted(books, key=lambda book: -book.first_year)


def create(year: int, rulebook_id: str, *, actor: User) -> AwardCycle:
    """Plan an award year under an edition.

    Raises `Refusal` for a year there is already, or one the edition is not for (R1).
    """
    book = rulebook.load(rulebook_id)
    if year < book.first_year or (book.last_year is not None and year > book.last_year):
        raise Refusal(
            _N("Bộ quy tắc “{title}” không áp dụng cho năm {year}."),
            rule="R1",
            title=book.title,
            year=year,
        )
    if db.session.scalar(select(exists().where(AwardCycle.year == year))):
        raise Refusal(_N("Năm giải thưởng {year} đã có."), year=year)
    cycle = AwardCycle(
        year=year,
        rulebook_id=book.id,
        rulebook_sha256=book.sha256,
        created_at=clock.now(),
    )
    db.session.add(cycle)
    db.session.flush()
    auditing.record(
        "create_cycle", cycle, actor=actor, data={"rulebook": book.id, "sha256": book.sha256}
    )
    return cycle


@dataclass(frozen=True, slots=True)
class Founding:
    """A founding decision: the letter that proposed it, who decided, its number and date."""

    proposal_letter: str
    authority: str
    number: str
    decided_on: date

    def check(self) -> None:
        """Raise `Refusal` for a decision of the future."""
        if self.decided_on > clock.today_local():
            raise Refusal(_N("Ngày quyết định không được sau hôm nay."), at="decided_on")

    def content(self) -> dict[str, str]:
        """The same for the audit."""
        return {
            "proposal_letter": self.proposal_letter,
            "authority": self.authority,
            "number": self.number,
            "decided_on": self.decided_on.isoformat(),
        }


def found(cycle: AwardCycle, founding: Founding, *, actor: User) -> None:
    """Record the decision that founds the year; it may be corrected until the year opens."""
    lock(cycle)
    if cycle.state is not CycleState.PLANNED:
        raise Refusal(_N("Năm giải thưởng đã mở nên quyết định tổ chức không sửa được nữa."))
    founding.check()
    cycle.proposal_letter = one_line(founding.proposal_letter)
    cycle.decision_authority = one_line(founding.authority)
    cycle.decision_number = one_line(founding.number)
    cycle.decision_date = founding.decided_on
    db.session.flush()
    auditing.record("found_cycle", cycle, actor=actor, data=founding.content())


def add_sector_groups(
    cycle: AwardCycle, pasted: str, *, number: str, published_on: date, actor: User
) -> int:
    """Add groups from lines of code and name (`;`, tab or comma between); return how many.

    Raises `Refusal` naming the line that cannot be read or repeats a code; nothing is then added.
    """
    lock(cycle)
    if rulebooks.of(cycle).award.grouping != "sector":
        raise Refusal(_N("Bộ quy tắc của năm này xếp theo loại hình, không theo nhóm ngành."))
    if published_on > clock.today_local():
        raise Refusal(_N("Ngày văn bản công bố không được sau hôm nay."), at="published_on")
    rows = _groups_in(pasted)
    known = {group.code for group in cycle.sector_groups}
    for place, (code, name) in enumerate(rows, start=1):
        if code in known:
            raise Refusal(_N("Dòng {place}: mã “{code}” đã có."), place=place, code=code)
        known.add(code)
        cycle.sector_groups.append(
            SectorGroup(
                code=code, name=name, document_number=one_line(number), document_date=published_on
            )
        )
    db.session.flush()
    auditing.record(
        "publish_sector_groups",
        cycle,
        actor=actor,
        data={"number": number, "groups": [list(row) for row in rows]},
    )
    return len(rows)


def _groups_in(pasted: str) -> list[tuple[str, str]]:
    lines = [line for line in pasted.splitlines() if line.strip()]
    if not lines:
        raise Refusal(_N("Hãy dán ít nhất một dòng gồm mã và tên nhóm."))
    sign = next((sign for sign in (";", "\t", ",") if sign in lines[0]), ";")
    rows = []
    for place, cells in enumerate(csv.reader(StringIO("\n".join(lines)), delimiter=sign), start=1):
        code, name = one_line(cells[0]), one_line(sign.join(cells[1:]))
        if not code or not name or len(code) > 20:
            raise Refusal(_N("Dòng {place}: cần mã (không quá 20 ký tự) và tên nhóm."), place=place)
        rows.append((code, name))
    return rows


def remove_sector_group(group: SectorGroup, *, actor: User) -> None:
    """Take back a group that nobody has entered in."""
    used = exists().where(ProductEntry.sector_group_id == group.id)
    if db.session.scalar(select(used)):
        raise Refusal(_N("Đã có sản phẩm tham dự trong nhóm này nên không bỏ được."))
    cycle = group.cycle
    auditing.record("remove_sector_group", cycle, actor=actor, data={"code": group.code})
    cycle.sector_groups.remove(group)
    db.session.delete(group)
    db.session.flush()


def set_deadline(
    cycle: AwardCycle, kind: DeadlineKind, at: datetime, council: Council | None, *, actor: User
) -> Deadline:
    """Set a first deadline, of the year or of a receiving council; freely until the year opens.

    Raises `Refusal` for a time past, a submission before its registration, or where a deadline
    binds already and the year is open: then only an extension moves it (R19).
    """
    lock(cycle)
    if at <= clock.now():
        raise Refusal(_N("Thời hạn phải ở sau thời điểm này."))
    present = _deadline(cycle, kind, council)
    binding = present or _deadline(cycle, kind, None)
    if cycle.state is not CycleState.PLANNED and binding is not None:
        raise Refusal(
            _N("Thời hạn đã có hiệu lực; chỉ đổi được bằng quyết định gia hạn."), rule="R19"
        )
    _check_order(cycle, kind, at, council)
    deadline = present or Deadline(
        cycle_id=cycle.id, council_id=None if council is None else council.id, kind=kind
    )
    deadline.at = at
    db.session.add(deadline)
    db.session.flush()
    auditing.record("set_deadline", deadline, actor=actor, data={"at": at.isoformat()})
    return deadline


def _deadline(cycle: AwardCycle, kind: DeadlineKind, council: Council | None) -> Deadline | None:
    place = Deadline.council_id.is_(None) if council is None else Deadline.council_id == council.id
    return db.session.scalar(
        select(Deadline).where(Deadline.cycle_id == cycle.id, Deadline.kind == kind, place)
    )


def _check_order(
    cycle: AwardCycle, kind: DeadlineKind, at: datetime, council: Council | None
) -> None:
    """Registration ends before submission does."""
    other = next(one for one in DeadlineKind if one is not kind)
    partner = _deadline(cycle, other, council) or _deadline(cycle, other, None)
    if partner is None:
        return
    first, last = (at, partner.at) if kind is DeadlineKind.REGISTRATION else (partner.at, at)
    if first > last:
        raise Refusal(_N("Hạn đăng ký không được sau hạn nộp hồ sơ."))


@dataclass(frozen=True, slots=True)
class Extension:
    """A recorded decision that moves a deadline."""

    new_at: datetime
    reason: str
    number: str
    decided_on: date


def extend(
    cycle: AwardCycle,
    kind: DeadlineKind,
    council: Council | None,
    extension: Extension,
    *,
    actor: User,
) -> DeadlineExtension:
    """Move a deadline by a recorded decision: the year's, or one council's alone (R19).

    A council that went by the year's deadline gets its own. Raises `Refusal` when there is nothing
    to extend, or the new time is past or not later than the old.
    """
    lock(cycle)
    deadline = _deadline(cycle, kind, council) or _own_copy(cycle, kind, council)
    if deadline is None:
        raise Refusal(_N("Chưa có thời hạn này để gia hạn."), at="kind")
    if extension.new_at <= deadline.at:
        raise Refusal(
            _N("Thời hạn mới phải sau thời hạn đang có ({at})."),
            at=f"{clock.local(deadline.at):%d/%m/%Y, %H:%M}",
        )
    if extension.new_at <= clock.now():
        raise Refusal(_N("Không gia hạn được đến một thời điểm đã qua."))
    if extension.decided_on > clock.today_local():
        raise Refusal(_N("Ngày quyết định không được sau hôm nay."), at="decided_on")
    _check_order(cycle, kind, extension.new_at, council)
    return deadlines.extend(
        deadline,
        extension.new_at,
        reason=extension.reason,
        decision_number=one_line(extension.number),
        decision_date=extension.decided_on,
        actor=actor,
    )


def _own_copy(cycle: AwardCycle, kind: DeadlineKind, council: Council | None) -> Deadline | None:
    general = _deadline(cycle, kind, None)
    if council is None or general is None:
        return None
    own = Deadline(cycle_id=cycle.id, council_id=council.id, kind=kind, at=general.at)
    db.session.add(own)
    db.session.flush()
    return own


def successors(cycle: AwardCycle) -> list[Rulebook]:
    """The editions that declare where the items of the year's present edition go."""
    return [
        book
        for book in editions()
        if any(one.predecessor == cycle.rulebook_id for one in book.item_maps)
    ]


def move_rulebook(cycle: AwardCycle, rulebook_id: str, *, actor: User) -> int:
    """Move the year to a successor edition before the first rating (procedure §2).

    Texts follow the declared item map and none is lost; every applicant is told. Returns how many
    texts have no item in the new edition. Raises `Refusal` when it is no successor, a rating was
    given, or a dossier stands where the new edition cannot take it up.
    """
    lock(cycle)
    before = rulebooks.of(cycle)
    after = next((book for book in successors(cycle) if book.id == rulebook_id), None)
    if after is None:
        raise Refusal(_N("Bộ quy tắc này không kế tiếp bộ quy tắc của năm."))
    dossiers = db.session.scalars(select(Dossier).where(Dossier.cycle_id == cycle.id)).all()
    _check_move(cycle, dossiers, before, after)
    cycle.rulebook_id, cycle.rulebook_sha256 = after.id, after.sha256
    _change_councils(dossiers, after)
    db.session.flush()
    homeless = refiling.refile(cycle, before, after, actor=actor)
    auditing.record(
        "move_rulebook",
        cycle,
        actor=actor,
        data={"from": before.id, "to": after.id, "sha256": after.sha256, "unfiled": homeless},
    )
    for dossier in dossiers:
        _tell(dossier, after)
    return homeless


def _check_move(
    cycle: AwardCycle, dossiers: Iterable[Dossier], before: Rulebook, after: Rulebook
) -> None:
    rated = exists().where(
        Rating.self_assessment_id == SelfAssessment.id, SelfAssessment.cycle_id == cycle.id
    )
    if db.session.scalar(select(rated)):
        raise Refusal(
            _N("Đã có điểm chấm nên năm này không chuyển bộ quy tắc được nữa."), rule="R2"
        )
    if after.award.grouping == "sector" and not cycle.sector_groups and _is_open(cycle):
        raise Refusal(_N("Cần nhập danh mục nhóm ngành, lĩnh vực trước khi chuyển."))
    for dossier in dossiers:
        if dossier.state not in OPEN:
            continue
        if dossier.state.value not in after.state_codes:
            raise Refusal(_N("Hồ sơ {number} ở bước không có trong bộ quy tắc mới."),
                          number=dossier.number)  # fmt: skip
        entered = dossier.state is not DossierState.DRAFT
        if entered and before.award.object != after.award.object:
            raise Refusal(_N("Đã có tổ chức đăng ký theo đối tượng của bộ quy tắc cũ."))
    _check_papers(cycle, after)


def _is_open(cycle: AwardCycle) -> bool:
    return cycle.state is not CycleState.PLANNED


def _check_papers(cycle: AwardCycle, after: Rulebook) -> None:
    parts = [part.code for part in after.parts]
    lost = exists().where(
        Evidence.dossier_id == Dossier.id,
        Dossier.cycle_id == cycle.id,
        Evidence.part.not_in(parts),
    )
    if db.session.scalar(select(lost)):
        raise Refusal(_N("Có minh chứng thuộc phần không có trong bộ quy tắc mới."))


def _change_councils(dossiers: Iterable[Dossier], after: Rulebook) -> None:
    """Dossiers of a council level that the new edition lacks go to the national council."""
    levels = {rule.level for rule in after.councils}
    for dossier in dossiers:
        if dossier.receiving_council.level.value in levels:
            continue
        national = db.session.scalar(
            select(Council).where(Council.cycle_id == dossier.cycle_id, Council.level == "national")
        )
        if national is None:
            raise Refusal(_N("Cần lập Hội đồng quốc gia của năm trước khi chuyển bộ quy tắc."))
        dossier.receiving_council = dossier.council = national


def _tell(dossier: Dossier, after: Rulebook) -> None:
    outbox.email(
        recipients.owners(dossier),
        _N("Năm {year} chuyển sang bộ quy tắc mới").format(year=dossier.cycle.year),
        _N(
            "Kính gửi {name},\n\nNăm giải thưởng {year} nay theo “{title}”. Nội dung đã viết được "
            "xếp sang hạng mục tương ứng; phần chưa có hạng mục vẫn đọc được ở mục “chưa xếp hạng "
            "mục”. Xin kiểm tra lại hồ sơ trước khi nộp.\n"
        ).format(name=dossier.organisation.name, year=dossier.cycle.year, title=after.title),
    )
