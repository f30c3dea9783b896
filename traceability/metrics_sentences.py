"""The sentence of each thing a metric can find wrong, and how it is mended."""

from collections.abc import Mapping
from types import MappingProxyType

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        # any metric, and events as a whole
        "metric_below": "Chỉ số {id} ({name}) là {value}, thấp hơn ngưỡng {least}.",
        "duplicate": "Sự kiện “{id}” lặp lại một sự kiện đã có, không tính lại.",
        "declaration_unmatched": "Khai báo lỗi “{id}” không khớp với sự kiện nào.",
        "personal_number": (
            "Sự kiện mang số định danh cá nhân trong mã sự kiện, mã bên hoặc mã địa điểm."
        ),
        # M1, M12, M15
        "identifier_invalid": "Mã “{id}” sai: {reason}",
        "prefix_unknown": "Mã “{id}” không thuộc tổ chức hay đối tác đã khai báo.",
        "prefix_expired": "Mã “{id}” thuộc mã doanh nghiệp đã hết hiệu lực.",
        "prefix_unauthorised": (
            "Mã “{id}” dùng mã doanh nghiệp nước ngoài mà chưa có giấy ủy quyền."
        ),
        "outside_gs1": "Mã “{id}” ngoài GS1, không tính là mã GS1 hợp lệ.",
        "commissioned_twice": "“{id}” được tạo lập {count} lần.",
        "unit_reused": "SSCC “{id}” được dùng lại sau chưa đủ {months} tháng.",
        "place_reused": "GLN “{id}” được dùng cho địa điểm khác sau chưa đủ {months} tháng.",
        "carrier_unreadable": "Vật mang dữ liệu giải mã ra “{content}”, không đúng chuẩn: {reason}",
        "carrier_differs": "Vật mang dữ liệu mang mã “{content}”, khác mã đã đăng ký “{id}”.",
        "carrier_dead": "Mã “{id}” không dẫn tới trang thông tin.",
        "carrier_incomplete": "Trang của mã “{id}” còn thiếu: {missing}.",
        # M2, M3
        "kde_missing": "Sự kiện “{id}” ({cte}) thiếu phần tử dữ liệu chính: {missing}.",
        "cte_missing": "Lô “{id}” thiếu sự kiện theo dõi trọng yếu: {missing}.",
        # M4, M5, M6, M9
        "origin_missing": "Truy ngược lô “{id}” dừng ở “{end}”, nơi không có sự kiện tạo lập "
        "và không rõ bên giao.",
        "recipient_missing": "Lô “{id}” rời đi mà sự kiện không nêu bên nhận.",
        "receipt_missing": "Lần giao “{id}” không có lần nhận tương ứng của đối tác.",
        "shipment_missing": "Lần nhận “{id}” không có lần giao tương ứng của đối tác.",
        "receipt_differs": "Lần giao “{id}” và lần nhận tương ứng khác nhau về số lượng.",
        "orphan": "Lô “{id}” được dùng hoặc thấy mà không có sự kiện tạo lập hay nhận.",
        "dead_end": "Lô “{id}” đã hết hạn ngày {expiry} mà không rõ đã đi đâu.",
        # M7
        "mass_created": "Chế biến “{id}” có đầu ra nhiều hơn đầu vào: tỷ lệ {share}, "
        "cao nhất là {most}.",
        "mass_lost": "Chế biến “{id}” hao hụt quá mức: tỷ lệ {share}, thấp nhất là {least}. "
        "Hãy khai báo hao hụt hoặc kiểm tra số lượng.",
        "mass_incomparable": "Chế biến “{id}” không so được khối lượng: {reason}.",
        "lot_overdrawn": "Lô “{id}” có {made} {uom} nhưng đã dùng, giao hoặc hủy {taken} {uom}.",
        # M8, M10, M13
        "before_creation": "Lô “{id}” có sự kiện trước khi được tạo lập.",
        "after_end": "Lô “{id}” có sự kiện sau khi đã hủy hoặc kết thúc.",
        "made_before_use": "Lô “{id}” được làm ra trước khi quá trình dùng đầu vào đầu tiên.",
        "used_after_made": "Lô “{id}” được dùng sau khi quá trình đã có đầu ra cuối cùng.",
        "recorded_before": "Sự kiện của lô “{id}” được ghi trước khi xảy ra.",
        "recorded_late": "Sự kiện “{id}” được ghi sau khi xảy ra {hours} giờ.",
        "retention_short": "Dữ liệu của lô “{id}” phải giữ đến {until}.",
        # M11
        "recall_missed": "Diễn tập với lô “{id}” không tìm ra: {missing}.",
        "recall_quantity": "Diễn tập với lô “{id}” chỉ giải trình được {share} lượng sản xuất.",
        "recall_slow": "Diễn tập với lô “{id}” mất {hours} giờ, giới hạn là {limit} giờ.",
        "recall_unknown": "Diễn tập với lô “{id}” chưa có số liệu tồn kho để đối chiếu.",
        # M14
        "product_undeclared": "Chưa có thông tin khai báo nào về sản phẩm “{id}”.",
        "item_missing": "Sản phẩm “{id}” thiếu thông tin: {missing} ({source}).",
    }
)
