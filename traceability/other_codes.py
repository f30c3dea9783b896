"""Codes outside GS1, their own kind: allowed, but never to be taken for a GS1 code."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from traceability.forms import gs1_form
from traceability.problem import CodeError, Problem


@dataclass(frozen=True, slots=True)
class OtherCode:
    """A code of an organisation's own; raises CodeError when it could pass for a GS1 code."""

    value: str

    def __post_init__(self) -> None:
        if (problem := other_code_problem(self.value)) is not None:
            raise CodeError([problem])


def other_code_problem(text: str) -> Problem | None:
    """Why a text may not serve as a code outside GS1 (Decree 37/2026/NĐ-CP Điều 28.4)."""
    if not re.fullmatch(party_rules()["internal"]["accepted"], text):
        message = (
            "Mã nội bộ gồm 1–64 chữ cái, chữ số, dấu cách và các dấu . / - _, "
            "bắt đầu và kết thúc bằng chữ cái hoặc chữ số."
        )
        return Problem("characters", message)
    if gs1_form(text) is not None:
        message = "Mã không thuộc GS1 không được có dạng dễ nhầm với mã GS1 hoặc mã số thuế."
        return Problem("gs1_collision", message)
    return None


@cache
def party_rules() -> dict[str, Any]:
    """The whole of rules/parties.toml."""
    text = (resources.files("traceability") / "rules" / "parties.toml").read_text("utf-8")
    return tomllib.loads(text)
