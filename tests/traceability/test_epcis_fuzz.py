"""Both readers answer damaged input: a few thousand here, as many as asked by EPCIS_FUZZ."""

import os
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "epcis"


@pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data/epcis is not there")
def test_damaged_documents_never_crash_the_readers() -> None:
    fuzz = runpy.run_path(str(ROOT / "bench" / "fuzz_epcis.py"))

    seen = fuzz["run"](int(os.environ.get("EPCIS_FUZZ", "4000")), seed=7)

    assert {"json accepted", "json refused", "json unusable"} <= seen.keys()
    assert {"xml accepted", "xml refused", "xml unusable"} <= seen.keys()
