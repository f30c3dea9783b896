"""The command line: JSON in and out, and one Vietnamese sentence for what cannot be used."""

import argparse
import json
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NoReturn

from scoring import intake, rulebook
from scoring.aggregate import Rating, aggregate
from scoring.agreement import agreement
from scoring.assignment import Assessor, Dossier, Pair, Problem, solve
from scoring.errors import ScoringError
from scoring.sheet import result_content

UNUSABLE: Final = 2
_MOST_COST: Final = 1_000_000_000
_MOST_PEOPLE: Final = 1_000_000


_HELP: Final = """Lõi chấm điểm của Giải thưởng Chất lượng Quốc gia. Kết quả là JSON.

  python -m scoring rulebook check [ID|TỆP]     kiểm tra mọi bộ quy tắc, hoặc một bộ
  python -m scoring rulebook show ID            in cả bộ quy tắc
  python -m scoring score --rulebook ID TỆP     tính điểm từ lượt chấm và điểm thống nhất
  python -m scoring agreement TỆP.csv           đo mức nhất quán giữa các chuyên gia
  python -m scoring assign TỆP                  phân công chuyên gia

Dữ liệu không dùng được: mã thoát 2 và một câu giải thích.
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise ScoringError("command", reason="thiếu, thừa hoặc sai tham số")

    def format_help(self) -> str:
        return _HELP


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 2 with nothing on stdout when the input cannot be used."""
    try:
        options = _parser().parse_args(arguments)
        answer = options.answer(options)
    except ScoringError as error:
        sys.stderr.buffer.write(f"{error}\n".encode(errors="backslashreplace"))
        return UNUSABLE
    text = json.dumps(answer, ensure_ascii=False, indent=2, allow_nan=False, default=_number)
    sys.stdout.buffer.write(f"{text}\n".encode())
    return 0


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(allow_abbrev=False)
    commands = parser.add_subparsers(required=True)
    actions = commands.add_parser("rulebook").add_subparsers(required=True)
    checks = actions.add_parser("check")
    checks.add_argument("book", nargs="?")
    checks.set_defaults(answer=_check)
    shows = actions.add_parser("show")
    shows.add_argument("book")
    shows.set_defaults(answer=_show)
    scores = commands.add_parser("score", allow_abbrev=False)
    scores.add_argument("--rulebook", required=True)
    scores.add_argument("file")
    scores.set_defaults(answer=_score)
    for name, answer in (("agreement", _agreement), ("assign", _assign)):
        command = commands.add_parser(name)
        command.add_argument("file")
        command.set_defaults(answer=answer)
    return parser


def _check(options: argparse.Namespace) -> dict[str, Any]:
    if options.book is None:
        books = [rulebook.load(known) for known in rulebook.known_ids()]
    elif options.book in rulebook.known_ids() or not _is_file_name(options.book):
        books = [rulebook.load(options.book)]
    else:
        books = [rulebook.parse(intake.read_text(options.book), file=Path(options.book).name)]
    return {"valid": True, "rulebooks": [{"id": b.id, "sha256": b.sha256} for b in books]}


def _is_file_name(text: str) -> bool:
    return text.endswith(".toml") or Path(text).name != text or Path(text).exists()


def _show(options: argparse.Namespace) -> dict[str, Any]:
    book = rulebook.load(options.book)
    return {**book.content, "sha256": book.sha256}


def _score(options: argparse.Namespace) -> dict[str, Any]:
    book = rulebook.load(options.rulebook)
    given = intake.table(
        intake.read_json(options.file), options.file, needed=(), optional=("ratings", "consensus")
    )
    if not given:
        raise ScoringError("value_wrong", key=options.file, reason="thiếu khóa “ratings”")
    ratings = [_rating(entry, key) for key, entry in _entries(given, "ratings")]
    consensus = intake.mapping(given.get("consensus", {}), "consensus")
    answer = result_content(book.scheme, aggregate(book.scheme, ratings, consensus))
    return {**answer, "rulebook": {"id": book.id, "sha256": book.sha256}}


def _rating(entry: Any, key: str) -> Rating:
    fields = intake.table(entry, key, needed=("assessor", "item", "percent"))
    assessor = intake.text(fields["assessor"], f"{key}.assessor")
    return Rating(intake.text(fields["item"], f"{key}.item"), assessor, fields["percent"])


def _agreement(options: argparse.Namespace) -> dict[str, Any]:
    found = agreement(intake.read_table(options.file))
    return {**found.values, "reasons": dict(found.reasons)}


def _assign(options: argparse.Namespace) -> dict[str, Any]:
    found = solve(_problem(intake.read_json(options.file), options.file))
    return {
        "status": found.status,
        "objective": found.objective,
        "teams": {dossier: list(team) for dossier, team in found.teams.items()},
        "why": dict(found.why),
    }


def _problem(content: Any, file: str) -> Problem:
    given = intake.table(
        content, file,
        needed=("team_size", "max_load", "dossiers", "assessors"),
        optional=("conflicts", "costs", "rules"),
    )  # fmt: skip
    dossiers = tuple(_dossier(entry, key) for key, entry in _entries(given, "dossiers"))
    assessors = tuple(_assessor(entry, key) for key, entry in _entries(given, "assessors"))
    known = (_ids("dossiers", dossiers), _ids("assessors", assessors))
    rules = intake.table(
        given.get("rules", {}), "rules", needed=(), optional=("bar_same_province", "need_lead")
    )
    return Problem(
        dossiers,
        assessors,
        intake.count(given["team_size"], "team_size", least=1, most=_MOST_PEOPLE),
        intake.count(given["max_load"], "max_load", least=0, most=_MOST_PEOPLE),
        frozenset(_pair(entry, key, known, 2) for key, entry in _entries(given, "conflicts")),
        _costs(given, known),
        intake.flag(rules.get("bar_same_province", False), "rules.bar_same_province"),
        intake.flag(rules.get("need_lead", False), "rules.need_lead"),
    )


def _entries(given: dict[str, Any], name: str) -> list[tuple[str, Any]]:
    entries = intake.listing(given.get(name, []), name)
    return [(f"{name}[{place}]", entry) for place, entry in enumerate(entries)]


def _dossier(entry: Any, key: str) -> Dossier:
    fields = intake.table(entry, key, needed=("id", "province", "sector"))
    return Dossier(*(intake.text(fields[n], f"{key}.{n}") for n in ("id", "province", "sector")))


def _assessor(entry: Any, key: str) -> Assessor:
    fields = intake.table(entry, key, needed=("id", "province", "sectors"), optional=("lead",))
    sectors = intake.listing(fields["sectors"], f"{key}.sectors")
    return Assessor(
        intake.text(fields["id"], f"{key}.id"),
        intake.text(fields["province"], f"{key}.province"),
        frozenset(intake.text(sector, f"{key}.sectors") for sector in sectors),
        intake.flag(fields.get("lead", False), f"{key}.lead"),
    )


def _ids(name: str, people: Sequence[Dossier] | Sequence[Assessor]) -> set[str]:
    seen: set[str] = set()
    for one in people:
        if one.id in seen:
            raise ScoringError("value_repeated", key=f"{name}.id", value=one.id)
        seen.add(one.id)
    return seen


def _pair(entry: Any, key: str, known: tuple[set[str], set[str]], length: int) -> Pair:
    if len(intake.listing(entry, key)) != length:
        raise ScoringError("value_wrong", key=key, reason=f"phải có đúng {length} giá trị")
    dossier, assessor = (intake.text(entry[place], f"{key}[{place}]") for place in (0, 1))
    for one, ids in ((dossier, known[0]), (assessor, known[1])):
        if one not in ids:
            raise ScoringError("value_unknown", key=key, value=one)
    return dossier, assessor


def _costs(given: dict[str, Any], known: tuple[set[str], set[str]]) -> dict[Pair, int | Decimal]:
    costs: dict[Pair, int | Decimal] = {}
    for key, entry in _entries(given, "costs"):
        pair = _pair(entry, key, known, 3)
        if pair in costs:
            raise ScoringError("value_repeated", key=key, value=", ".join(pair))
        costs[pair] = intake.number(entry[2], f"{key}[2]", most=_MOST_COST)
    return costs
