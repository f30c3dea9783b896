"""Templates compiled at one start are read at the next, and never when anything is amiss."""

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from award.screen import CompiledTemplates


class Reader(Environment):
    """An environment of a later start, in which nothing is compiled."""

    def compile(self, *args, **options):
        raise AssertionError("compiled once more")


def start(folder: Path, source: str, kind: type[Environment] = Environment) -> Environment:
    return kind(loader=DictLoader({"page.html": source}), bytecode_cache=CompiledTemplates(folder))


def shown(environment: Environment) -> str:
    return environment.get_template("page.html").render(name="Mẫu")


def test_the_next_start_reads_what_this_one_compiled(tmp_path):
    shown(start(tmp_path / "kept", "Chào {{ name }}"))

    assert shown(start(tmp_path / "kept", "Chào {{ name }}", Reader)) == "Chào Mẫu"


def test_a_template_that_changed_is_compiled_anew(tmp_path):
    shown(start(tmp_path, "Chào {{ name }}"))

    assert shown(start(tmp_path, "Kính chào {{ name }}")) == "Kính chào Mẫu"


def test_after_an_upgrade_of_the_compiler_nothing_old_is_read(tmp_path, monkeypatch):
    shown(start(tmp_path, "Chào {{ name }}"))
    monkeypatch.setattr("award.screen.jinja_version", "99")

    with pytest.raises(AssertionError, match="compiled once more"):
        shown(start(tmp_path, "Chào {{ name }}", Reader))


@pytest.mark.parametrize("size", [0, 10, 40, 80])
def test_a_file_that_was_cut_short_is_not_read(tmp_path, size):
    shown(start(tmp_path, "Chào {{ name }}"))
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:size])

    assert shown(start(tmp_path, "Chào {{ name }}")) == "Chào Mẫu"


def test_a_folder_that_cannot_be_made_or_written_is_no_fault(tmp_path):
    taken = tmp_path / "taken"
    taken.write_text("no folder")

    assert shown(start(taken, "Chào {{ name }}")) == "Chào Mẫu"
    assert shown(start(taken / "below", "Chào {{ name }}")) == "Chào Mẫu"
