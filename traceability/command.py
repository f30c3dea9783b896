"""What the commands of `python -m traceability` share: JSON out, masking, misuse, exit codes."""

import argparse
import json
import sys
from typing import Any, NoReturn

from traceability.parties import masked_content

CONFORMING = 0
FINDINGS = 1
UNUSABLE = 2


class UsageError(Exception):
    """The command line was not understood; the message says in Vietnamese how it is used."""


class Parser(argparse.ArgumentParser):
    """An argument parser that raises UsageError where argparse would print and exit."""

    def error(self, message: str) -> NoReturn:
        """Raise with the usage; `message`, argparse's own reason, is English and left out."""
        usage = " ".join(self.format_usage().split()).removeprefix("usage: ")
        raise UsageError(f"Không hiểu dòng lệnh. Cách dùng: {usage}")

    def print_help(self, file: object = None) -> None:
        """Help is JSON too: whoever reads the output need not tell it apart."""
        emit({"help": self.format_help().splitlines()})


def emit(answer: Any, *, year: int | None = None) -> None:
    """Write one JSON document to standard output, as UTF-8 whatever the terminal says.

    With `year`, the current one, numbers that could be a person's are masked wherever they stand:
    give it for every answer that repeats what was read.
    """
    masked = answer if year is None else masked_content(answer, year=year)
    document = json.dumps(masked, ensure_ascii=False, indent=2) + "\n"
    sys.stdout.flush()
    sys.stdout.buffer.write(document.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()
