"""`python -m traceability code "TEXT"`: the verdict on one code as JSON.

The answer has `valid`, `kind`, `ai` (value of each application identifier, percent-decoded),
`element_string` (bracketed, in the order of the text, an opening bracket in a value as `\\(`) and
`errors` (objects with `path`, `code`, `message`). Kinds: digital-link, element-string, epc-urn,
gtin, gln, sscc, mst, personal-number (never shown), growing-area, non-gs1, unknown (unusable).
"""

from datetime import UTC, datetime

from traceability.command import CONFORMING, FINDINGS, UNUSABLE, Parser, UsageError, emit
from traceability.forms import Kind
from traceability.problem import Problem
from traceability.verdict import Verdict, judge


def main(arguments: list[str]) -> int:
    """Judge the text, print the verdict, return 0 conforming, 1 not valid, 2 unusable."""
    year = datetime.now(UTC).year
    verdict = _verdict(arguments, year)
    emit(verdict.as_dict(), year=year)
    if not verdict.usable:
        return UNUSABLE
    return CONFORMING if verdict.valid else FINDINGS


def _verdict(arguments: list[str], year: int) -> Verdict:
    parser = Parser(prog="python -m traceability code", description="Kiểm tra một mã.")
    choices = [str(kind) for kind in Kind if kind not in (Kind.NON_GS1, Kind.UNKNOWN)]
    parser.add_argument("--kind", choices=choices, metavar="KIND", help=", ".join(choices))
    parser.add_argument("text", metavar="TEXT", help="mã cần kiểm tra")
    # A single argument is the text itself, also when it begins with a dash.
    lone_text = len(arguments) == 1 and arguments[0] not in ("-h", "--help")
    try:
        options = parser.parse_args(["--", *arguments] if lone_text else arguments)
    except UsageError as error:
        return Verdict(Kind.UNKNOWN, (), (Problem("usage", str(error)),), usable=False)
    kind = Kind(options.kind) if options.kind else None
    return judge(options.text, year=year, kind=kind)
