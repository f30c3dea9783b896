"""Invented persons who can sign in, all with one password; none of them exists."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from award import clock
from award.demo import founding
from award.extensions import db
from award.models import Role, User
from award.services import consents, passwords, people
from award.words import fold

PASSWORD = "tre-xanh-ben-cau-da"
DOMAIN = "mau.example.vn"


class Cast:
    """Makes persons; their one password is hashed once."""

    def __init__(self) -> None:
        self.hash = passwords.hashed(PASSWORD)

    def person(self, name: str, position: str = "", *, email: str = "") -> User:
        """The person of this name, made when there is none; the address follows the name."""
        address = email or address_of(name)
        user = people.by_address(address)
        if user is None:
            user = founding.make_user(
                name,
                email=address,
                position=position,
                phone="",
                demo=True,
                password_hash=self.hash,
                password_changed_at=clock.now(),
            )
            consents.give(user)
        return user

    def standing_body(self) -> User:
        """The first person of the standing body, who enters everything else."""
        found = db.session.scalar(
            select(User).where(User.email == address_of("Cán bộ Mẫu Thường trực"))
        )
        if found is not None:
            return found
        user = self.person("Cán bộ Mẫu Thường trực", "Chuyên viên cơ quan thường trực")
        founding.grant(user, Role.STANDING_BODY)
        return user


def address_of(name: str) -> str:
    """`can.bo.mau.thuong.truc@mau.example.vn`: the name without accents, dots between words."""
    return f"{'.'.join(fold(name).replace('.', ' ').replace(',', ' ').split())}@{DOMAIN}"


@dataclass(frozen=True, slots=True)
class SignIn:
    """One line of the list of sign-ins."""

    role: str
    name: str
    task: str


SIGN_INS = (
    SignIn("Chủ tài khoản của tổ chức", "Đại diện Mẫu 01", "khai, đăng ký, nộp hồ sơ, ký biên bản"),
    SignIn("Người soạn của tổ chức", "Người soạn Mẫu 01", "viết báo cáo, đính kèm minh chứng"),
    SignIn("Người đọc của tổ chức", "Người đọc Mẫu 01", "chỉ xem hồ sơ của tổ chức"),
    SignIn("Tổ chức có chuỗi truy xuất", "Đại diện Mẫu Truy Xuất", "sản phẩm, sự kiện, kiểm tra"),
    SignIn("Thư ký hội đồng cấp tỉnh", "Thư ký Mẫu Hà Nội", "tiếp nhận, phân công, phiên họp"),
    SignIn("Thư ký hội đồng cấp bộ", "Thư ký Mẫu Bộ Công Thương", "như trên, hội đồng cấp bộ"),
    SignIn("Thư ký Hội đồng quốc gia", "Thư ký Mẫu Quốc gia", "bàn giao; tiếp nhận năm 2026"),
    SignIn("Chuyên gia đánh giá", "Chuyên gia Mẫu Hà Nội 04", "nhận phân công, chấm điểm"),
    SignIn("Trưởng tổ chuyên gia", "Chuyên gia Mẫu Hà Nội 02", "thống nhất điểm, báo cáo"),
    SignIn("Nhóm chuyên gia năm 2026", "Chuyên gia Mẫu Nhóm 01 04", "chấm mô hình và sản phẩm"),
    SignIn("Chủ tịch hội đồng", "Chủ tịch Mẫu Hà Nội", "điều hành phiên họp, mở và đóng bỏ phiếu"),
    SignIn("Phó chủ tịch hội đồng", "Phó Chủ tịch Mẫu Hà Nội", "điều hành khi được ủy quyền"),
    SignIn("Ủy viên hội đồng", "Ủy viên Mẫu Hà Nội 03", "xem bảng điểm, bỏ phiếu"),
    SignIn("Ban kiểm phiếu", "Kiểm phiếu Mẫu Hải Phòng 01", "nhập kết quả phiếu giấy"),
    SignIn("Cơ quan thường trực", "Cán bộ Mẫu Thường trực", "hiệp y, trình, quyết định"),
    SignIn("Quản trị hệ thống", "Quản trị Mẫu", "tài khoản, nhật ký"),
    SignIn("Cán bộ địa phương", "Cán bộ Mẫu Hà Nội", "chương trình, báo cáo, trả lời công văn"),
)  # fmt: skip


def listing() -> Iterator[str]:
    """The list of sign-ins as lines of text; only those that the database has."""
    emails = [address_of(one.name) for one in SIGN_INS]
    there = set(db.session.scalars(select(User.email).where(User.email.in_(emails), User.demo)))
    rows = [(one.role, address_of(one.name), one.task) for one in SIGN_INS]
    rows = [row for row in rows if row[1] in there]
    if not rows:
        yield "Chưa có dữ liệu minh họa: chạy flask demo seed."
        return
    wide = max(len(role) for role, _, _ in rows), max(len(email) for _, email, _ in rows)
    yield f"Đăng nhập thử (mật khẩu chung: {PASSWORD})"
    for role, email, task in rows:
        yield f"  {role:<{wide[0]}}  {email:<{wide[1]}}  {task}"
