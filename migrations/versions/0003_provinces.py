"""The 34 provinces and cities, and the former names they replace.

Revision ID: 0003
Revises: 0002

Source: Nghị quyết 202/2025/QH15 (sáp nhập, hiệu lực 01/07/2025); mã theo Quyết định
19/2025/QĐ-TTg. Huế became a city under central government on 01/01/2025 (Nghị quyết 175/2024/QH15).
"""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# code, name, kind, sort key, search key
PROVINCES = (
    ("01", "Hà Nội", "city", "LA!1 RTM!5", "ha noi"),
    ("04", "Cao Bằng", "province", "EAS!0 DBRK!1", "cao bang"),
    ("08", "Tuyên Quang", "province", "Z[`IR!0 W[ARK!0", "tuyen quang"),
    ("11", "Điện Biên", "province", "GMIR!5 DMIR!0", "dien bien"),
    ("12", "Lai Châu", "province", "PAM!0 ELC[!0", "lai chau"),
    ("14", "Sơn La", "province", "YUR!0 PA!0", "son la"),
    ("15", "Lào Cai", "province", "PAS!1 EAM!0", "lao cai"),
    ("19", "Thái Nguyên", "province", "ZLAM!4 RK[`IR!0", "thai nguyen"),
    ("20", "Lạng Sơn", "province", "PARK!5 YUR!0", "lang son"),
    ("22", "Quảng Ninh", "province", "W[ARK!2 RMRL!0", "quang ninh"),
    ("24", "Bắc Ninh", "province", "DBE!4 RMRL!0", "bac ninh"),
    ("25", "Phú Thọ", "province", "VL[!4 ZLS!5", "phu tho"),
    ("31", "Hải Phòng", "city", "LAM!2 VLSRK!1", "hai phong"),
    ("33", "Hưng Yên", "province", "L\\RK!0 `IR!0", "hung yen"),
    ("37", "Ninh Bình", "province", "RMRL!0 DMRL!1", "ninh binh"),
    ("38", "Thanh Hóa", "province", "ZLARL!0 LSA!4", "thanh hoa"),
    ("40", "Nghệ An", "province", "RKLI!5 AR!0", "nghe an"),
    ("42", "Hà Tĩnh", "province", "LA!1 ZMRL!3", "ha tinh"),
    ("44", "Quảng Trị", "province", "W[ARK!2 ZXM!5", "quang tri"),
    ("46", "Huế", "city", "L[I!4", "hue"),
    ("48", "Đà Nẵng", "city", "GA!1 RBRK!3", "da nang"),
    ("51", "Quảng Ngãi", "province", "W[ARK!2 RKAM!3", "quang ngai"),
    ("52", "Gia Lai", "province", "KMA!0 PAM!0", "gia lai"),
    ("56", "Khánh Hòa", "province", "OLARL!4 LSA!1", "khanh hoa"),
    ("66", "Đắk Lắk", "province", "GBO!4 PBO!4", "dak lak"),
    ("68", "Lâm Đồng", "province", "PCQ!0 GTRK!1", "lam dong"),
    ("75", "Đồng Nai", "province", "GTRK!1 RAM!0", "dong nai"),
    ("79", "Thành phố Hồ Chí Minh", "city", "ZLARL!1 VLT!4 LT!1 ELM!4 QMRL!0", "thanh pho ho chi minh"),
    ("80", "Tây Ninh", "province", "ZC`!0 RMRL!0", "tay ninh"),
    ("82", "Đồng Tháp", "province", "GTRK!1 ZLAV!4", "dong thap"),
    ("86", "Vĩnh Long", "province", "]MRL!3 PSRK!0", "vinh long"),
    ("91", "An Giang", "province", "AR!0 KMARK!0", "an giang"),
    ("92", "Cần Thơ", "city", "ECR!1 ZLU!0", "can tho"),
    ("96", "Cà Mau", "province", "EA!1 QA[!0", "ca mau"),
)

# former name, search key, code of the unit it now belongs to
FORMER = (
    ("Hà Giang", "ha giang", "08"),
    ("Yên Bái", "yen bai", "15"),
    ("Bắc Kạn", "bac kan", "19"),
    ("Vĩnh Phúc", "vinh phuc", "25"),
    ("Hòa Bình", "hoa binh", "25"),
    ("Bắc Giang", "bac giang", "24"),
    ("Thái Bình", "thai binh", "33"),
    ("Hải Dương", "hai duong", "31"),
    ("Hà Nam", "ha nam", "37"),
    ("Nam Định", "nam dinh", "37"),
    ("Quảng Bình", "quang binh", "44"),
    ("Quảng Nam", "quang nam", "48"),
    ("Kon Tum", "kon tum", "51"),
    ("Bình Định", "binh dinh", "52"),
    ("Ninh Thuận", "ninh thuan", "56"),
    ("Đắk Nông", "dak nong", "68"),
    ("Bình Thuận", "binh thuan", "68"),
    ("Phú Yên", "phu yen", "66"),
    ("Bình Dương", "binh duong", "79"),
    ("Bà Rịa - Vũng Tàu", "ba ria - vung tau", "79"),
    ("Bình Phước", "binh phuoc", "75"),
    ("Long An", "long an", "80"),
    ("Sóc Trăng", "soc trang", "92"),
    ("Hậu Giang", "hau giang", "92"),
    ("Bến Tre", "ben tre", "86"),
    ("Trà Vinh", "tra vinh", "86"),
    ("Tiền Giang", "tien giang", "82"),
    ("Bạc Liêu", "bac lieu", "96"),
    ("Kiên Giang", "kien giang", "91"),
    ("Thừa Thiên Huế", "thua thien hue", "46"),
)


def upgrade() -> None:
    province = sa.table(
        "province",
        *(sa.column(name) for name in ("code", "name", "kind", "sort_key", "search_key")),
        sa.column("valid_from", sa.Date()),
    )
    op.bulk_insert(
        province,
        [
            {
                "code": code,
                "name": name,
                "kind": kind,
                "sort_key": sort_key,
                "search_key": search_key,
                "valid_from": date(2025, 7, 1),
            }
            for code, name, kind, sort_key, search_key in PROVINCES
        ],
    )
    former = sa.table(
        "former_province",
        *(sa.column(name) for name in ("name", "search_key", "province_code")),
        sa.column("valid_to", sa.Date()),
    )
    op.bulk_insert(
        former,
        [
            {
                "name": name,
                "search_key": search_key,
                "province_code": code,
                "valid_to": date(2024, 12, 31) if name == "Thừa Thiên Huế" else date(2025, 6, 30),
            }
            for name, search_key, code in FORMER
        ],
    )


def downgrade() -> None:
    op.execute("DELETE FROM former_province")
    op.execute("DELETE FROM province")
