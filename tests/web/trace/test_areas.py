"""Growing areas: declared one by one or by the table, never public, named by events."""

import io
import json

import pytest
from sqlalchemy import select

from award.extensions import db
from award.models import CaptureSource, GrowingArea
from award.services import capturing, growing_areas
from award.services.growing_areas import AreaFacts
from tests.factories import make_organisation, make_user
from tests.web.at_field import told_at
from tests.web.trace import epcis

FORM = {
    "code": "vn-dlor-0123",
    "grower": "Hộ Mẫu A",
    "private_grower": "y",
    "crop": "Cà phê vối",
    "season": "2026",
    "area_ha": "1,25",
    "province_code": "66",
    "geometry": '{"type": "Point", "coordinates": [108.05, 12.66]}',
    "version": "1",
}
HEAD = "Mã số vùng trồng;Chủ vùng trồng;Là cá nhân;Vụ;Diện tích (ha);Tỉnh, thành phố;Kinh độ;Vĩ độ"
LINE = "VN-DLOR-{:04d};Hộ Mẫu {};x;2026;1,25;Đăk Nông;108,05;12.66"


@pytest.fixture
def base(organisation):
    return f"/trace/organisations/{organisation.id}/areas"


def all_areas():
    return db.session.scalars(select(GrowingArea).order_by(GrowingArea.code)).all()


def add(organisation, editor, **facts):
    return growing_areas.save(
        organisation, AreaFacts(**{"code": "VN-DLOR-0123", "grower": "Hộ Mẫu A"} | facts),
        actor=editor,
    )  # fmt: skip


def send(browser, editor, address, *lines, name="vung.csv", head=HEAD):
    body = "\n".join([head, *lines]).encode("utf-8-sig")
    return browser(editor).post(address, data={"table": (io.BytesIO(body), name)})


def packed_of(page):
    return page.text.split('name="packed" value="')[1].split('"')[0]


def test_an_editor_declares_an_area_and_changes_it(browser, editor, base):
    page = browser(editor).post(f"{base}/new", data=FORM, follow_redirects=True)
    area = all_areas()[0]
    changed = {**FORM, "grower": "Hộ Mẫu B", "geometry": ""}
    again = browser(editor).post(
        f"/trace/areas/{area.id}/edit", data=changed, follow_redirects=True
    )

    assert "VN-DLOR-0123" in page.text
    assert "Hộ Mẫu B" in again.text
    assert (area.code, area.grower, str(area.area_ha)) == ("VN-DLOR-0123", "Hộ Mẫu B", "1.250000")
    assert area.geometry is None


def test_the_form_shows_the_area_as_it_stands(browser, editor, organisation):
    point = {"type": "Point", "coordinates": [108.05, 12.66]}
    area = add(organisation, editor, geometry=point, private_grower=True, province_code="66")

    page = browser(editor).get(f"/trace/areas/{area.id}/edit").text

    assert "VN-DLOR-0123" in page
    assert "[108.05, 12.66]" in page
    assert 'value="66" selected' in page


def test_somebody_who_saves_an_older_version_is_told(browser, editor, organisation):
    area = add(organisation, editor)
    address = f"/trace/areas/{area.id}/edit"

    assert browser(editor).post(address, data={**FORM, "version": "0"}).status_code == 409
    assert browser(editor).post(address, data={**FORM, "version": "ba"}).status_code == 409


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("code", "số 1", "Ví dụ: VN-DLOR-0123"),
        ("grower", "", "Hãy ghi chủ vùng trồng."),
        ("area_ha", "0", "Diện tích phải lớn hơn 0"),
        ("area_ha", "1.000.000.000", "không quá 1.000.000 ha"),
        ("area_ha", "một", "Hãy ghi một số"),
        ("geometry", "12, 108", "Không phải GeoJSON"),
        ("geometry", '{"type": "Point", "coordinates": [12, 108]}', "bị đảo"),
        ("province_code", "xx", "Hãy chọn một trong các mục được nêu."),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    browser, editor, base, field, value, sentence
):
    page = browser(editor).post(f"{base}/new", data={**FORM, field: value})

    assert page.status_code == 422
    assert sentence in told_at(page, field)
    assert "Cà phê vối" in page.text
    assert all_areas() == []


def test_the_place_may_come_as_a_file(browser, editor, base):
    square = [[108, 12], [108.01, 12], [108.01, 12.01], [108, 12]]
    good = json.dumps({"type": "Polygon", "coordinates": [square]}).encode()
    wrong = {**FORM, "code": "VN-DLOR-0124", "file": (io.BytesIO(b"\xff{"), "v.geojson")}

    page = browser(editor).post(
        f"{base}/new",
        data={**FORM, "geometry": "", "file": (io.BytesIO(good), "v.geojson")},
        follow_redirects=True,
    )
    refused = browser(editor).post(f"{base}/new", data=wrong)

    assert "Đường biên" in page.text
    assert refused.status_code == 422
    assert [area.geometry["type"] for area in all_areas()] == ["Polygon"]


def test_a_code_stands_once_a_season(browser, editor, organisation, base):
    add(organisation, editor, season="2026")

    twin = browser(editor).post(f"{base}/new", data=FORM)
    other = browser(editor).post(f"{base}/new", data={**FORM, "season": "2027"})

    assert "đã khai cho vụ này" in twin.text
    assert other.status_code == 302


def test_t33_areas_are_seen_by_the_organisations_people_alone(
    browser, editor, reader, organisation, base
):
    area = add(organisation, editor)
    stranger = make_user("Người Mẫu ngoài")
    make_organisation(owner=stranger)
    addresses = (base, f"{base}.geojson", f"{base}/template.xlsx", f"/trace/areas/{area.id}")

    seen = [browser(reader).get(one).status_code for one in addresses]
    hidden = [browser(stranger).get(one).status_code for one in addresses]

    assert seen == [200] * 4
    assert hidden == [404] * 4
    assert browser(reader).post(f"/trace/areas/{area.id}/remove").status_code == 403
    assert "Thêm vùng trồng" not in browser(reader).get(base).text


def test_a_private_growers_name_is_masked_in_what_is_handed_over(
    browser, editor, organisation, base
):
    point = {"type": "Point", "coordinates": [108.05, 12.66]}
    add(organisation, editor, private_grower=True, geometry=point)
    add(organisation, editor, code="VN-DLOR-0124", grower="Hợp tác xã Mẫu", geometry=point)

    answer = browser(editor).get(f"{base}.geojson")

    growers = [one["properties"]["grower"] for one in json.loads(answer.data)["features"]]
    assert growers == ["Cá nhân (đã che tên)", "Hợp tác xã Mẫu"]
    assert "Hộ Mẫu A" in browser(editor).get(base).text


def test_the_list_is_searched_and_asks_as_much_for_many_as_for_one(
    browser, editor, organisation, base, questions
):
    add(organisation, editor)
    with questions() as few:
        browser(editor).get(base)
    for number in range(3):
        add(organisation, editor, code=f"VN-LDOR-000{number}", crop="Chè")
    with questions() as many:
        page = browser(editor).get(f"{base}?q=ch%C3%A8&page=x")

    assert len(many) == len(few)
    assert "VN-LDOR-0002" in page.text
    assert "VN-DLOR-0123" not in page.text


def test_the_page_of_an_area_lists_the_events_that_name_it(browser, editor, organisation):
    area = add(organisation, editor)
    grown = [{"type": "location", "source": growing_areas.address(area.code)}]
    ilmd = {"ex:growingAreaCode": area.code}
    document = epcis.document(
        epcis.event(1, sourceList=grown),
        epcis.event(2, ilmd=ilmd),
        epcis.event(3),
        context=[epcis.CONTEXT, {"ex": "https://example.vn/epcis/"}],
    )
    job = capturing.keep(
        json.dumps(document).encode(), organisation=organisation, source=CaptureSource.UPLOAD
    )
    capturing.run(job.id)

    page = browser(editor).get(f"/trace/areas/{area.id}").text

    assert [f"/10/L{number}" in page for number in (1, 2, 3)] == [True, True, False]


def test_an_area_is_taken_out_of_the_list(browser, editor, organisation):
    area = add(organisation, editor)

    page = browser(editor).post(f"/trace/areas/{area.id}/remove", follow_redirects=True)

    assert "Đã bỏ vùng trồng" in page.text
    assert all_areas() == []


def test_a_geometry_kept_under_older_rules_is_no_plot(browser, editor, organisation):
    area = add(organisation, editor, geometry={"type": "LineString", "coordinates": []})

    assert browser(editor).get(f"/trace/areas/{area.id}").status_code == 200


def test_a_table_is_shown_first_and_then_taken_in_as_a_whole(browser, editor, base):
    lines = [LINE.format(number, number) for number in range(3)]

    shown = send(browser, editor, f"{base}/import", *lines)
    before = len(all_areas())
    done = browser(editor).post(
        f"{base}/import/confirm", data={"packed": packed_of(shown)}, follow_redirects=True
    )

    assert (shown.status_code, before) == (200, 0)
    assert "Đã ghi 3 vùng trồng" in done.text
    area = all_areas()[0]
    assert (area.code, str(area.area_ha), area.province_code) == ("VN-DLOR-0000", "1.250000", "68")
    assert area.private_grower
    assert area.geometry == {"type": "Point", "coordinates": [108.05, 12.66]}


def test_a_table_with_one_wrong_cell_is_not_taken_in_at_all(browser, editor, organisation, base):
    add(organisation, editor, code="VN-DLOR-0001", season="2026")
    lines = [
        LINE.format(1, "đã khai"),
        LINE.format(2, "đúng"),
        LINE.format(2, "trùng dòng"),
        "số 3;Hộ;có;2026;-1;Tỉnh Không Có;108;12",
        "VN-DLOR-0004;;0;2026;12%;;x;12",
        "VN-DLOR-0005;Hộ;;2026;1;;108;",
        "VN-DLOR-0006;Hộ;;2026;1;;12;108",
    ]

    page = send(browser, editor, f"{base}/import", *lines)

    assert page.status_code == 422
    for sentence in (
        "Mã này đã khai cho vụ này.", "Mã này đã ghi cho vụ này ở dòng 3.", "Ví dụ: VN-DLOR-0123",
        "Không có tỉnh, thành phố này.", "Thiếu. Mỗi dòng phải ghi ô này.", "Ô ghi phần trăm",
        "Ghi độ thập phân", "Ghi cả kinh độ và vĩ độ", "bị đảo", "Ghi “x” hoặc để trống",
    ):  # fmt: skip
        assert sentence in page.text
    assert 'name="packed"' not in page.text
    assert len(all_areas()) == 1


def test_a_preview_that_came_true_meanwhile_or_was_changed_writes_nothing(
    browser, editor, organisation, base
):
    packed = packed_of(send(browser, editor, f"{base}/import", LINE.format(1, "A")))
    add(organisation, editor, code="VN-DLOR-0001", season="2026")

    late = browser(editor).post(f"{base}/import/confirm", data={"packed": packed})
    forged = browser(editor).post(f"{base}/import/confirm", data={"packed": packed[:-3] + "abc"})

    assert "Bảng còn 1 ô sai nên chưa ghi dòng nào." in late.text
    assert "Bản xem trước không còn dùng được" in forged.text
    assert len(all_areas()) == 1


def test_a_border_comes_in_the_table_too_and_no_table_is_no_error_of_ours(browser, editor, base):
    border = json.dumps({"type": "Point", "coordinates": [108.05, 12.66]}).replace('"', '""')
    head = "Mã số vùng trồng;Chủ vùng trồng;Đường biên (GeoJSON)"

    good = send(browser, editor, f"{base}/import", f'VN-DLOR-0001;Hộ;"{border}"', head=head)
    bad = send(browser, editor, f"{base}/import", "VN-DLOR-0001;Hộ;108", head=head)
    none = browser(editor).post(f"{base}/import")

    assert [good.status_code, bad.status_code, none.status_code] == [200, 422, 422]
    assert "Chỉ nhận GeoJSON" in bad.text or "GeoJSON phải là một hình" in bad.text
    assert "Hãy chọn một tệp" in none.text
    assert browser(editor).get(f"{base}/import").status_code == 200
