"""What a province's programme holds on an organisation is shown to its own people alone."""

from datetime import date

from award import clock
from award.demo.founding import officer_of
from award.demo.programme import make_survey
from award.extensions import db
from award.models import (
    Inspection,
    InspectionField,
    InspectionResult,
    PriorityProduct,
    ProductList,
    SupportGrant,
)
from tests.factories import make_organisation, make_province_officer, make_user


def test_an_organisation_sees_what_concerns_it_and_nobody_elses(browse):
    owner = make_user()
    organisation = make_organisation(owner=owner, province_code="22")
    day, code = date(2026, 3, 2), organisation.tax_code
    by = {"province_code": "22", "recorded_at": clock.now(),
          "recorded_by_id": officer_of("22").id}  # fmt: skip
    db.session.add_all(
        [
            SupportGrant(recipient="Mẫu", tax_code=code, purpose="Tem truy xuất Mẫu",
                         amount_vnd=50_000_000, legal_basis="Nghị quyết mẫu", granted_on=day, **by),
            SupportGrant(recipient="Khác", tax_code="0100112437", purpose="Việc của người khác",
                         amount_vnd=1, legal_basis="Nghị quyết mẫu", granted_on=day, **by),
            PriorityProduct(list=ProductList.OCOP, name="Chả mực Mẫu", organisation_name="Mẫu",
                            tax_code=code, decision_number="01/QĐ-UBND", decided_on=day, stars=4,
                            **by),
            Inspection(organisation_name="Mẫu", tax_code=code, site="Chợ Mẫu",
                       field=InspectionField.LABEL, inspected_on=day,
                       result=InspectionResult.VIOLATION, finding="Nhãn thiếu", **by),
        ]
    )  # fmt: skip
    make_survey([code])
    address = f"/programme/organisations/{organisation.id}"

    page = browse(owner).get(address).text
    statuses = [browse(one).get(address).status_code
                for one in (make_user(), make_province_officer("22"))]  # fmt: skip

    for shown in ("Tem truy xuất Mẫu", "Chả mực Mẫu", "Nhãn thiếu", "50.000.000",
                  "Khảo sát tự báo cáo"):  # fmt: skip
        assert shown in page
    assert "Việc của người khác" not in page
    assert statuses == [404, 404]


def test_what_was_found_at_a_branch_concerns_its_enterprise(browse):
    owner = make_user()
    organisation = make_organisation(owner=owner, province_code="22")
    db.session.add(
        Inspection(
            province_code="22", organisation_name="Chi nhánh Mẫu", site="Kho Mẫu",
            tax_code=f"{organisation.tax_code}-001", field=InspectionField.LABEL,
            inspected_on=date(2026, 3, 2), result=InspectionResult.CLEAN, recorded_at=clock.now(),
            recorded_by_id=officer_of("22").id,
        )
    )  # fmt: skip

    page = browse(owner).get(f"/programme/organisations/{organisation.id}").text

    assert "Kho Mẫu" in page


def test_an_organisation_nobody_wrote_about_is_told_so(browse):
    owner = make_user()
    organisation = make_organisation(owner=owner)

    page = browse(owner).get(f"/programme/organisations/{organisation.id}").text

    assert "Chưa có ghi nhận nào" in page
