"""A bought checklist of TCVN 13167 is read from CSV; its points replace the bare sections."""

import pytest

from award import clock
from award.services import checking, criteria, evidence_map
from tests.web.trace.chains import capture
from tests.web.trace.epcis import event
from tests.web.trace.test_checks import CLAIM

HEAD = "phần,mã,nội dung,mức,bằng chứng,chỉ số\n"
RIGHT = (
    f"{HEAD}9,9.1,Điểm mẫu về đào tạo,Bắt buộc,tự khai,\n"
    "5,5.2,Điểm mẫu đo được,MC,máy kiểm tra,M1\n"
)


@pytest.fixture
def bought(app, monkeypatch, tmp_path):
    """Names a file with this text in the settings."""

    def name(text: str | bytes):
        path = tmp_path / "tcvn-13167.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        settings = app.config["AWARD"].model_copy(update={"criteria": path})
        monkeypatch.setitem(app.config, "AWARD", settings)
        return path

    return name


def codes():
    return [one.code for one in checking.sections(clock.today_local()).points]


def test_t22_bought_points_take_evidence_and_stand_in_the_map(browser, editor, product, bought):
    bought(RIGHT)
    capture(product.organisation, event(1))
    before = checking.run(product, actor=editor)

    page = browser(editor).get(f"/trace/products/{product.id}/evidence")
    saved = browser(editor).post(f"/trace/products/{product.id}/evidence/S9.1", data=CLAIM)
    after = checking.run(product, actor=editor)

    rows = {one.code: one for one in evidence_map.of(product).rows}
    assert codes() == ["S9.1", "S5.2"]
    assert "Điểm mẫu về đào tạo" in page.text
    assert saved.status_code == 302
    assert rows["S9.1"].state == "đạt"
    assert rows["S5.2"].machine[0].startswith("M1: ")
    assert (before.index, before.coverage) == (after.index, after.coverage)


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "99,1.1,Phần không có,Bắt buộc,,\n",
        HEAD + "9,9/1,Mã lạ,Bắt buộc,,\n",
        b"\xff\xfe\x00",
        b"x" * (criteria.LARGEST + 1),
        "",
    ],
)
def test_a_file_with_a_fault_leaves_the_sections(app, bought, text):
    path = bought(text)

    told = app.test_cli_runner().invoke(args=["trace", "criteria", str(path)])

    assert codes()[:2] == ["S1", "S2"]
    assert told.exit_code == 1
    assert "Tệp chưa dùng được" in told.output


def test_a_file_that_is_gone_leaves_the_sections(bought):
    bought(RIGHT).unlink()

    assert codes()[:2] == ["S1", "S2"]


def test_a_file_that_was_mended_is_read_again(bought):
    bought(HEAD)
    before = codes()
    bought(RIGHT)

    assert (before[0], codes()) == ("S1", ["S9.1", "S5.2"])


def test_the_command_gives_a_template_and_says_how_to_use_a_right_file(app, bought):
    runner = app.test_cli_runner()

    empty = runner.invoke(args=["trace", "criteria"])
    right = runner.invoke(args=["trace", "criteria", str(bought(RIGHT))])

    assert empty.output.splitlines()[0] == "phần,mã,nội dung,mức,bằng chứng,chỉ số,điều kiện"
    assert len(empty.output.splitlines()) == 13
    assert right.exit_code == 0
    assert "Đọc được 2 điểm. Đặt AWARD_CRITERIA=" in right.output
