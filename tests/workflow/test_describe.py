"""The page on the procedure is made from the tables, so it cannot tell another story."""

from award.config import ROOT
from award.workflow.describe import describe


def test_the_page_on_the_procedure_is_the_one_the_tables_make():
    page = (ROOT / "docs" / "procedure.md").read_text(encoding="utf-8")

    assert page == describe()
