"""The commands of `python -m traceability` - code, epcis, trace, check - and who does them."""

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType

from traceability.command import UNUSABLE, Parser, UsageError, emit
from traceability.problem import Problem

# Command -> module whose main(arguments) does it; imported when asked for, so that `code` stays
# quick. `trace` and `check` share one module, which is told the command's name first.
COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "code": "traceability.code_cli",
        "epcis": "traceability.epcis_cli",
        "trace": "traceability.chain_cli",
        "check": "traceability.chain_cli",
    }
)


def main(arguments: list[str]) -> int:
    """Run one command: exit code 0 conforming, 1 findings of level error, 2 unusable input."""
    parser = Parser(prog="python -m traceability", description="Kiểm tra truy xuất nguồn gốc.")
    parser.add_argument("command", choices=COMMANDS, metavar="{code,epcis,trace,check}")
    try:
        command: str = parser.parse_args(arguments[:1]).command
        run: Callable[[list[str]], int] = import_module(COMMANDS[command]).main
        return run(arguments if command in ("trace", "check") else arguments[1:])
    except UsageError as error:
        problem = Problem("usage", str(error).strip())
        emit({"valid": False, "errors": [problem.as_dict()]})
        return UNUSABLE
