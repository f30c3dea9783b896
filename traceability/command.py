"""What the commands of `python -m traceability` share: JSON out, masking, misuse, exit codes."""

import argparse
import json
import sys
from datetime import UTC, datetime
from typing import IO, Any, NoReturn

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

    def print_help(self, file: IO[str] | None = None) -> None:
        """Help is JSON too: whoever reads the output need not tell it apart."""
        emit({"help": self.format_help().splitlines()})


def emit(answer: Any) -> None:
    """Write one JSON document to standard output, as UTF-8 whatever the terminal says.

    Numbers that could be a person's are masked, wherever in the answer they stand.
    """
    masked = masked_content(answer, year=datetime.now(UTC).year)
    document = json.dumps(masked, ensure_ascii=False, indent=2) + "\n"
    sys.stdout.flush()
    sys.stdout.buffer.write(document.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()
