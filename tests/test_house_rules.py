"""Rules that nobody should have to remember: guards, one writer of state, sizes, templates."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from award.config import ROOT
from tests.open_to_all import OPEN_TO_ALL

LONGEST_FILE = 400  # lines; migrations are exempt
LONGEST_FUNCTION = 40

CODE = sorted(
    path
    for folder in ("award", "scoring", "traceability", "bench")
    for path in (ROOT / folder).rglob("*.py")
)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted((ROOT / "award" / "templates").rglob("*.html"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def found(paths: list[Path], wanted: type[ast.AST] | tuple[type[ast.AST], ...]) -> Iterator:
    """Every node of a kind in those files, with the file's name."""
    for path in paths:
        for node in ast.walk(tree(path)):
            if isinstance(node, wanted):
                yield name_of(path), node


def routes(app: Flask) -> list[str]:
    return sorted(
        f"{rule.rule} {','.join(sorted((rule.methods or set()) - {'HEAD', 'OPTIONS'}))} "
        f"{rule.endpoint}"
        for rule in app.url_map.iter_rules()
    )


def test_every_view_is_guarded_or_open_on_purpose(shared_app):
    guards = {
        rule.endpoint: getattr(shared_app.view_functions[rule.endpoint], "guarded_by", None)
        for rule in shared_app.url_map.iter_rules()
    }

    unguarded = {endpoint for endpoint, guard in guards.items() if guard in {None, "public"}}

    assert unguarded == OPEN_TO_ALL


def test_no_route_came_or_went_unnoticed(shared_app):
    listed = (ROOT / "tests" / "routes.txt").read_text(encoding="utf-8").splitlines()

    assert routes(shared_app) == listed, "update with: python -m tests.list_routes"


def test_ids_in_addresses_are_typed(shared_app):
    untyped = [
        rule.rule for rule in shared_app.url_map.iter_rules() if re.search(r"<\w*id>", rule.rule)
    ]

    assert untyped == []


def test_nothing_changes_by_following_a_link(shared_app):
    """A view that only answers GET never commits."""
    read_only = {
        shared_app.view_functions[rule.endpoint].__module__ + "." + rule.endpoint.split(".")[-1]
        for rule in shared_app.url_map.iter_rules()
        if (rule.methods or set()) <= {"GET", "HEAD", "OPTIONS"}
    }
    writers = {
        f"{name.removesuffix('.py').replace('/', '.')}.{function.name}"
        for name, function in found(CODE, ast.FunctionDef)
        if any(_is_call_of(node, "commit") for node in ast.walk(function))
    }

    assert read_only & writers == GET_THAT_COMMITS


# Following the link in a letter is itself the act that the letter asks for.
GET_THAT_COMMITS: set[str] = set()


def test_only_the_engine_writes_a_state():
    writers = {
        name
        for name, node in found(CODE, (ast.Assign, ast.AugAssign, ast.AnnAssign))
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        for part in ast.walk(target)
        if isinstance(part, ast.Attribute) and part.attr == "state"
    }

    assert writers <= {"award/workflow/engine.py"}


def test_nobody_sets_attributes_by_name():
    callers = {
        name
        for name, node in found(CODE, ast.Call)
        if isinstance(node.func, ast.Name) and node.func.id == "setattr"
    }

    assert callers == {"award/workflow/engine.py"}  # it stamps the instants a transition names


COMMITTERS = re.compile(
    r"award/(\w+/views(/\w+|_\w+)?|\w+/\w*views|\w+/commands|cli|worker|demo(/\w+)?)\.py"
)


def test_only_views_commands_and_the_worker_commit():
    committers = {name for name, node in found(CODE, ast.Call) if _is_call_of(node, "commit")}

    assert {name for name in committers if not COMMITTERS.fullmatch(name)} == set()


def test_the_signed_in_person_is_named_in_views_only():
    users = {
        name
        for name, node in found(CODE, (ast.Name, ast.ImportFrom))
        if "current_user" in ([node.id] if isinstance(node, ast.Name) else _names(node))
    }

    allowed = re.compile(r"award/(\w+/views(/\w+|_\w+)?|\w+/\w*views|guard|navigation)\.py")
    assert {name for name in users if not allowed.fullmatch(name)} == set()


def test_no_clock_but_ours():
    """`datetime.now`, `date.today` and `time.time` would escape the request's fixed instant."""
    readers = {
        name
        for name, node in found(CODE, ast.Call)
        if isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "today", "utcnow", "time"}
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date", "time"}
    }

    tools = re.compile(r"traceability/\w+_cli\.py")  # the cores are used without the application
    assert {name for name in readers if not tools.fullmatch(name)} == {"award/clock.py"}


@pytest.mark.parametrize("path", [*CODE, *TESTS], ids=name_of)
def test_no_file_is_too_long_to_be_read(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_no_function_is_too_long_to_be_read():
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    lengths = {
        f"{name}:{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for name, node in found(CODE, kinds)
    }

    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_every_module_says_in_one_sentence_what_lives_here(path):
    text = path.read_text(encoding="utf-8")
    docstring = ast.get_docstring(tree(path)) or ""

    assert not text.strip() or docstring.partition("\n\n")[0].rstrip().endswith((".", "!", "?"))


def test_there_is_no_junk_drawer():
    junk = {"utils", "util", "helpers", "helper", "misc", "common", "manager", "handlers"}

    assert [name_of(path) for path in [*CODE, *TESTS] if path.stem in junk] == []


def test_code_asks_nobody_to_finish_it():
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError")

    assert [name_of(path) for path in CODE if marks.search(path.read_text(encoding="utf-8"))] == []


def test_every_silenced_warning_says_why():
    bare = re.compile(r"# noqa(?!: [A-Z]+\d+(, ?[A-Z]+\d+)*( - |  # )\w)")
    lines = [
        f"{name_of(path)}:{number}"
        for path in [*CODE, *TESTS]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if bare.search(line) and path != Path(__file__)
    ]

    assert lines == []


INLINE = {
    "style attribute": re.compile(r"<[^>{]*\sstyle\s*="),
    "event attribute": re.compile(r"<[^>{]*\son[a-z]+\s*="),
    "style element": re.compile(r"<style\b"),
    "script element with text": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>"),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "unquoted attribute": re.compile(r"<\w[^>]*\s[\w-]+=\{\{"),
    "text taken for safe": re.compile(r"\|\s*safe\b"),
}


@pytest.mark.parametrize("rule", INLINE)
def test_screen_templates_keep_to_the_content_security_policy(rule):
    screens = [path for path in TEMPLATES if "reports" not in path.parts[-2:]]

    offenders = [
        name_of(path)
        for path in screens
        if path.name != "print.html" and INLINE[rule].search(path.read_text(encoding="utf-8"))
    ]

    assert offenders == []


def test_numbers_of_the_award_live_in_rulebooks():
    """The thresholds, sizes and weights that decrees set are not written in Python."""
    decreed = {800, 600, 120, 85, 90, 450, 250, 300, 1000}
    rooms = [path for path in CODE if path.parts[-2] in {"policies", "workflow", "councils"}]

    literals = {
        f"{name}:{node.lineno} {node.value}"
        for name, node in found(rooms, ast.Constant)
        if type(node.value) is int and node.value in decreed
    }

    assert literals == set()


def test_the_repository_does_not_know_the_machine_it_was_written_on():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if tracked.returncode:
        pytest.skip("../shared: not a git checkout")
    secret = re.compile(
        "/" + "work/|pypi" + r"\.org|registry\.npm" + "js|files\\.python" + "hosted"
    )

    knowing = [
        name
        for name in tracked.stdout.splitlines()
        if (path := ROOT / name).suffix in {".py", ".md", ".toml", ".lock", ".txt", ".html", ".sh"}
        and path.exists()
        and secret.search(path.read_text(encoding="utf-8", errors="replace"))
    ]

    assert knowing == []


def test_the_floors_hold():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout


def _is_call_of(node: ast.AST, method: str) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == method
    )


def _names(node: ast.ImportFrom) -> list[str]:
    return [alias.name for alias in node.names]
