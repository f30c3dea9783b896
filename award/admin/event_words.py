"""Events of the audit in the words of the procedure."""

from collections.abc import Mapping

from flask import current_app
from markupsafe import Markup

from award.models import AuditEvent
from award.words import _N
from award.workflow.transitions import TABLES

SUBJECTS: Mapping[str, str] = {
    "agenda_item": _N("Mục chương trình họp"),
    "assignment": _N("Phân công"),
    "authority": _N("Cơ quan"),
    "api_token": _N("Mã truy cập giao diện"),
    "authority_request": _N("Yêu cầu của cơ quan quản lý"),
    "award_cycle": _N("Năm giải thưởng"),
    "award_decision": _N("Quyết định"),
    "award_submission": _N("Tờ trình"),
    "breach_record": _N("Sự cố dữ liệu"),
    "carrier_check": _N("Lần đọc nhãn"),
    "check_override": _N("Ý kiến về kết quả kiểm tra truy xuất"),
    "check_run": _N("Lần kiểm tra truy xuất"),
    "company_prefix": _N("Mã doanh nghiệp GS1"),
    "complaint": _N("Khiếu nại, tố cáo"),
    "compliance_record": _N("Vi phạm được ghi nhận"),
    "capture_job": _N("Đợt nạp dữ liệu truy xuất"),
    "compliance_snapshot": _N("Kết quả truy xuất của hồ sơ"),
    "conformity_paper": _N("Công bố, chứng nhận"),
    "consent": _N("Đồng ý xử lý dữ liệu"),
    "consultation": _N("Công văn hiệp y, lấy ý kiến"),
    "council": _N("Hội đồng"),
    "deadline": _N("Thời hạn"),
    "dossier": _N("Hồ sơ"),
    "eligibility_record": _N("Điều kiện tham dự"),
    "evaluation_report": _N("Báo cáo đánh giá"),
    "evidence": _N("Minh chứng"),
    "expert_team": _N("Tổ (nhóm) chuyên gia"),
    "growing_area": _N("Vùng trồng"),
    "hand_over": _N("Bàn giao"),
    "issued_document": _N("Văn bản"),
    "meeting": _N("Phiên họp"),
    "membership": _N("Vai trò"),
    "organisation": _N("Tổ chức"),
    "partner": _N("Đối tác"),
    "past_award": _N("Giải năm trước"),
    "portal_link": _N("Kết nối với cổng truy xuất"),
    "portal_push": _N("Lần gửi cổng truy xuất"),
    "product": _N("Sản phẩm truy xuất"),
    "product_entry": _N("Sản phẩm tham dự"),
    "recall_drill": _N("Diễn tập truy xuất – thu hồi"),
    "reentry_lift": _N("Cho tham dự lại"),
    "revocation": _N("Thu hồi"),
    "rule_choice": _N("Bộ quy định tự chọn"),
    "score_sheet": _N("Bảng điểm"),
    "seat": _N("Thành viên hội đồng"),
    "shortlist": _N("Danh sách đề nghị"),
    "site": _N("Địa điểm"),
    "site_visit": _N("Đánh giá tại chỗ"),
    "supplement_request": _N("Yêu cầu bổ sung"),
    "team_member": _N("Chuyên gia"),
    "trace_evidence": _N("Tài liệu truy xuất"),
    "undertaking": _N("Cam kết"),
    "user_account": _N("Tài khoản"),
    "vote": _N("Bỏ phiếu"),
}

ACTIONS: Mapping[str, str] = {
    "add": _N("Thêm vào chương trình họp"),
    "add_agency": _N("Ghi cơ quan vào sổ"),
    "add_company_prefix": _N("Khai mã doanh nghiệp GS1"),
    "add_conformity_paper": _N("Khai công bố hoặc chứng nhận"),
    "add_council": _N("Thêm hội đồng"),
    "add_evidence": _N("Thêm minh chứng"),
    "add_partner": _N("Khai đối tác"),
    "add_past_award": _N("Ghi giải đã đạt"),
    "add_seat": _N("Ghi thành viên hội đồng"),
    "add_site": _N("Khai địa điểm"),
    "add_team": _N("Thêm tổ (nhóm) chuyên gia"),
    "add_team_member": _N("Ghi chuyên gia"),
    "add_trace_evidence": _N("Thêm tài liệu truy xuất"),
    "agree_percent": _N("Thống nhất tỷ lệ điểm một hạng mục"),
    "answer_issue": _N("Ghi kết quả xác minh tại chỗ"),
    "answer_authority": _N("Trả lời yêu cầu dữ liệu của cơ quan quản lý"),
    "answer_national_supplement": _N("Trả lời yêu cầu bổ sung ở cấp quốc gia"),
    "appoint_lead": _N("Chọn trưởng nhóm"),
    "approve": _N("Duyệt danh sách đề nghị"),
    "ask": _N("Đặt câu hỏi bỏ phiếu"),
    "assign": _N("Phân công chuyên gia"),
    "capture": _N("Nạp dữ liệu truy xuất"),
    "change": _N("Sửa phiên họp"),
    "change_term": _N("Đổi hạn nộp phiếu chấm điểm"),
    "check_intake": _N("Kiểm tra một phần hồ sơ"),
    "choose_products": _N("Chọn sản phẩm truy xuất cho hồ sơ"),
    "choose_rule_set": _N("Áp dụng bộ quy định tự chọn"),
    "confirm_override": _N("Xác nhận đánh giá khác kết quả truy xuất"),
    "count_papers": _N("Nhập kết quả kiểm phiếu giấy"),
    "create_api_token": _N("Tạo mã truy cập giao diện"),
    "create_cycle": _N("Lập năm giải thưởng"),
    "deactivate": _N("Khóa tài khoản"),
    "declare_compliance": _N("Cam kết tuân thủ pháp luật"),
    "declare_conflict": _N("Khai xung đột lợi ích"),
    "declare_no_conflict": _N("Khai không có xung đột lợi ích"),
    "declare_product": _N("Khai sản phẩm tham dự"),
    "delegate": _N("Ủy quyền điều hành phiên họp"),
    "discard_letter": _N("Bỏ dự thảo công văn"),
    "draft_letter": _N("Lập dự thảo công văn"),
    "drop_question": _N("Bỏ câu hỏi bỏ phiếu"),
    "drop_rule_set": _N("Thôi áp dụng bộ quy định tự chọn"),
    "end_membership": _N("Đưa người ra khỏi tổ chức"),
    "end_role": _N("Bỏ vai trò"),
    "end_seat": _N("Thôi thành viên hội đồng"),
    "end_team_member": _N("Thôi chuyên gia"),
    "close_drill": _N("Kết thúc diễn tập truy xuất – thu hồi"),
    "export_trace": _N("Xuất dữ liệu truy xuất"),
    "extend_deadline": _N("Gia hạn bằng quyết định"),
    "extend_national_supplement": _N("Gia hạn bổ sung ở cấp quốc gia"),
    "found": _N("Ghi quyết định thành lập"),
    "found_cycle": _N("Ghi quyết định tổ chức năm giải thưởng"),
    "freeze_compliance": _N("Cố định kết quả truy xuất của hồ sơ"),
    "freeze_eligibility": _N("Cố định điều kiện tham dự và in đơn"),
    "freeze_sheet": _N("Lưu cố định bảng điểm"),
    "give_consent": _N("Đồng ý xử lý dữ liệu cá nhân"),
    "grant_membership": _N("Giao vai trò trong tổ chức"),
    "grant_role": _N("Giao vai trò"),
    "issue": _N("Lập văn bản"),
    "lift_recall": _N("Rút lệnh thu hồi lô ghi nhầm"),
    "lift_reentry": _N("Cho tham dự lại"),
    "mark_attendance": _N("Ghi thành viên dự họp"),
    "move_rulebook": _N("Chuyển bộ quy tắc"),
    "move_up": _N("Đổi thứ tự chương trình họp"),
    "note_violation": _N("Ghi ý kiến hội đồng về vi phạm"),
    "plan": _N("Lập phiên họp"),
    "plan_visit": _N("Lập lịch đánh giá tại chỗ"),
    "propose_override": _N("Đề nghị đánh giá khác kết quả truy xuất"),
    "publish_sector_groups": _N("Công bố nhóm ngành, lĩnh vực"),
    "recall_lot": _N("Thu hồi lô"),
    "push_to_portal": _N("Gửi dữ liệu tới cổng truy xuất"),
    "reactivate": _N("Mở lại tài khoản"),
    "record_authority_request": _N("Ghi yêu cầu dữ liệu của cơ quan quản lý"),
    "record_breach": _N("Ghi sự cố dữ liệu cá nhân"),
    "record_decision": _N("Ghi quyết định đã ký"),
    "record_label": _N("Ghi kết quả đọc nhãn"),
    "record_opinion": _N("Ghi ý kiến bằng văn bản"),
    "record_revocation": _N("Ghi quyết định thu hồi"),
    "record_violation": _N("Ghi nhận vi phạm"),
    "register_complaint": _N("Ghi khiếu nại, tố cáo"),
    "register_organisation": _N("Đăng ký tổ chức"),
    "remind_drill": _N("Nhắc diễn tập truy xuất – thu hồi"),
    "remove": _N("Bỏ khỏi chương trình họp"),
    "remove_company_prefix": _N("Bỏ mã doanh nghiệp GS1"),
    "remove_conformity_paper": _N("Bỏ công bố hoặc chứng nhận"),
    "remove_evidence": _N("Rút minh chứng"),
    "remove_growing_area": _N("Bỏ vùng trồng"),
    "remove_label": _N("Bỏ kết quả đọc nhãn"),
    "remove_partner": _N("Bỏ đối tác"),
    "remove_sector_group": _N("Bỏ nhóm ngành, lĩnh vực"),
    "remove_site": _N("Bỏ địa điểm"),
    "remove_trace_evidence": _N("Rút tài liệu truy xuất"),
    "reply": _N("Trả lời công văn hiệp y, lấy ý kiến"),
    "report_breach": _N("Báo cáo sự cố dữ liệu"),
    "request_national_supplement": _N("Yêu cầu bổ sung ở cấp quốc gia"),
    "rerun_check": _N("Chạy lại kết quả truy xuất đã cố định"),
    "revoke_api_token": _N("Thu hồi mã truy cập giao diện"),
    "run_check": _N("Kiểm tra truy xuất"),
    "save_growing_area": _N("Khai vùng trồng"),
    "save_partner": _N("Sửa đối tác"),
    "save_portal": _N("Sửa kết nối với cổng truy xuất"),
    "save_product": _N("Sửa sản phẩm truy xuất"),
    "save_site": _N("Sửa địa điểm"),
    "send": _N("Gửi bàn giao"),
    "set_counting_board": _N("Lập ban kiểm phiếu"),
    "set_deadline": _N("Đặt thời hạn"),
    "set_password": _N("Đặt mật khẩu"),
    "save_drill": _N("Ghi số liệu diễn tập truy xuất – thu hồi"),
    "start": _N("Bắt đầu hồ sơ"),
    "start_drill": _N("Bắt đầu diễn tập truy xuất – thu hồi"),
    "submit_to_authority": _N("Ghi tờ trình"),
    "succeed_agency": _N("Ghi cơ quan kế tiếp"),
    "undertake": _N("Ký cam kết bảo mật và khách quan"),
    "update_organisation": _N("Sửa thông tin tổ chức"),
    "update_profile": _N("Sửa thông tin cá nhân"),
    "vote": _N("Đã bỏ phiếu"),
    "withdraw_consent": _N("Rút đồng ý xử lý dữ liệu cá nhân"),
    "write_minutes": _N("Ghi biên bản họp"),
    "write_point": _N("Ghi nội dung một mục họp"),
    "write_record": _N("Ghi biên bản đánh giá tại chỗ"),
    "write_report": _N("Viết báo cáo đánh giá"),
}

_MOVES = {
    (model.__tablename__, name): move.label
    for model, table in TABLES.items()
    for name, move in table.items()
}


_KINDS = {
    "dossier": "dossier",
    "assignment": "assignment",
    "award_cycle": "cycle",
    "meeting": "meeting",
    "vote": "vote",
    "site_visit": "visit",
    "hand_over": "hand_over",
    "consultation": "consultation",
    "complaint": "complaint",
    "issued_document": "document",
}


def what_happened(event: AuditEvent) -> str:
    """The event in words: the move's own label, or what the service did."""
    move = _MOVES.get((event.subject_type, event.action))
    if event.to_state is not None and move is not None:
        return move
    return ACTIONS.get(event.action, move or event.action)


def state(event: AuditEvent, name: str | None) -> str:
    """A state in the words the screens have for it; empty for none."""
    if not name:
        return ""
    shown = current_app.jinja_env.get_template("macros/dossier.html").module.state_tag(  # type: ignore[attr-defined]
        name, _KINDS[event.subject_type]
    )
    return str(Markup(shown).striptags())


def about(event: AuditEvent) -> str:
    """What it happened to: the noun and its number in the database."""
    noun = SUBJECTS.get(event.subject_type, event.subject_type)
    return f"{noun} {event.subject_id}"
