"""What persons write, rate and upload on the way; this author gives the least that is taken."""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, BinaryIO

import pikepdf

from award import clock, workflow
from award.demo import founding
from award.models import (
    Assignment,
    Dossier,
    IssuedDocument,
    SiteVisit,
    StoredFile,
    User,
    VisitIssue,
)

A4 = (595, 842)  # points


@dataclass(slots=True)
class Sheet:
    """An upload as a form hands it over."""

    filename: str | None
    stream: BinaryIO


@cache
def blank_pdf() -> bytes:
    """The smallest real PDF: one empty page."""
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=A4)
        pdf.save(target, deterministic_id=True)
    return target.getvalue()


class Author:
    """Short sentences, the same percents everywhere, empty pages; `percents` by assessor."""

    def __init__(
        self,
        percents: tuple[int, ...] = (60, 65, 70),
        percent: int = 65,
        reason: str = "Nhóm đã trao đổi.",
    ) -> None:
        self.percents = percents
        self.agreed = percent
        self.reason = reason

    def answer(self, dossier: Dossier, item: str) -> tuple[str, int]:
        """Text and own percent of an item."""
        return f"Cách làm của đơn vị ở hạng mục {item}.", 60

    def field(self, dossier: Dossier, code: str) -> str:
        """Text of a field of the general report."""
        return f"Nội dung {code}."

    def paper(self, dossier: Dossier, part: str, year: int | None) -> Sheet:
        """A paper of the dossier."""
        return Sheet(f"tài liệu phần {part}.pdf", io.BytesIO(blank_pdf()))

    def rating(self, assignment: Assignment, item: str, place: int) -> dict[str, Any]:
        """Percent and comments of the `place`-th assessor."""
        return {"percent": self.percents[place % len(self.percents)]} | self.remarks(item)

    def remarks(self, item: str) -> dict[str, Any]:
        """What an assessor notes beside a percent."""
        return {
            "strengths": f"Điểm mạnh ở {item}.",
            "improvements": f"Cơ hội cải tiến ở {item}.",
            "evidence": "Phần 3",
        }

    def agreement(self, dossier: Dossier, item: str) -> dict[str, Any]:
        """Agreed percent with reason and comments."""
        return {
            "percent": self.agreed,
            "reason": self.reason,
            "strengths": f"Điểm mạnh chung ở {item}.",
            "improvements": f"Cơ hội cải tiến chung ở {item}.",
        }

    def stance(self, assignment: Assignment, item: str) -> str | None:
        """A member's note against an agreed percent, "" for agreeing, None for saying nothing."""
        return None

    def visit(self, dossier: Dossier, starts_at: datetime) -> dict[str, Any]:
        """Place, hours and agenda of a visit."""
        return {
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=8),
            "place": "Số 1, phố Mẫu",
            "agenda": "08:00 làm việc với lãnh đạo",
        }

    def finding(self, issue: VisitIssue) -> str:
        """What was found on a matter to verify."""
        return "Đã xác minh tại chỗ."

    def record(self, visit: SiteVisit) -> tuple[str, str]:
        """The record of a visit, and the organisation's explanation."""
        return "Đoàn đã làm việc với đơn vị.", ""

    def report(self, dossier: Dossier) -> dict[str, str]:
        """The team's evaluation report; where it names no tier, the caller does."""
        return {
            "summary": "Tổ chức có cách làm rõ ràng ở hầu hết hạng mục.",
            "strengths": "Lãnh đạo trực tiếp theo dõi kết quả.",
            "improvements": "Chưa so sánh với đơn vị dẫn đầu.",
        }

    def discussion(self, dossier: Dossier | None) -> tuple[str, str]:
        """What was said and concluded on a point of an agenda."""
        return "Hội đồng đã thảo luận.", "Thống nhất."

    def minutes(self) -> dict[str, str]:
        """General opinions and conclusion of a session."""
        return {"opinions": "Các thành viên nhất trí.", "conclusion": "Thông qua."}

    def scan(self, name: str, actor: User) -> StoredFile:
        """A signed copy."""
        return founding.make_file(name)

    def order(self, document: IssuedDocument) -> None:
        """Let a document be printed that is going to be signed soon."""

    def render(self, document: IssuedDocument) -> None:
        """Let the worker print a document."""
        file = founding.make_file(f"{document.kind}.pdf")
        workflow.perform("rendered", document, actor=None, file=file, pages=1)

    def signed(self, document: IssuedDocument) -> dict[str, Any]:
        """Signer and date of a signed copy."""
        return {
            "signed_by": "Nguyễn Văn Mẫu",
            "signed_on": clock.today_local(),
            "organisation_seal": True,
        }


PLAIN = Author()
