"""EPCIS files read together: one sequence of events, and where in which file each stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from traceability import epcis
from traceability.epcis_document import Document, MasterDatum
from traceability.epcis_report import UnusableError
from traceability.epcis_text import MOST_BYTES
from traceability.events import Event

_REASONS: Mapping[type[Exception], str] = MappingProxyType(
    {
        FileNotFoundError: "không có tệp này",
        PermissionError: "không có quyền đọc",
        IsADirectoryError: "đây là thư mục",
    }
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file as read."""

    name: str
    sha256: str
    document: Document


@dataclass(frozen=True, slots=True)
class Sources:
    """Files with their events in one sequence; `homes` has for each event the number of its file
    and its place there."""

    files: tuple[SourceFile, ...]
    homes: tuple[tuple[int, int], ...]

    @property
    def events(self) -> tuple[Event, ...]:
        """All events without errors, file by file."""
        return tuple(event for file in self.files for event in file.document.events)

    @property
    def master_data(self) -> tuple[MasterDatum, ...]:
        """All master data of the files' headers."""
        return tuple(datum for file in self.files for datum in file.document.master_data)

    @property
    def valid(self) -> bool:
        """Whether no file has an error."""
        return all(file.document.valid for file in self.files)

    def file_of(self, index: int) -> str:
        """The name of the file that an event of the sequence comes from."""
        return self.files[self.homes[index][0]].name

    def path_of(self, index: int) -> str:
        """Where an event of the sequence stands in its file, as JSONPath or XPath."""
        number, place = self.homes[index]
        return self.files[number].document.path_of(place)

    def as_json(self) -> list[dict[str, Any]]:
        """What was read, file by file."""
        return [
            {
                "file": file.name,
                "sha256": file.sha256,
                "format": file.document.format,
                "version": file.document.version,
                "events": file.document.event_count,
                "valid": file.document.valid,
            }
            for file in self.files
        ]


class UnusableFileError(Exception):
    """One of the files cannot be used at all; `name` is which, `cause` why."""

    def __init__(self, name: str, cause: UnusableError) -> None:
        self.name = name
        self.cause = cause
        super().__init__(name)


def read_files(names: Sequence[str], *, now: datetime) -> Sources:
    """Read EPCIS files of any kind; `now` (aware) is the time of reading.

    A file given twice is read once. Raises UnusableFileError for the first that cannot be read.
    """
    files = tuple(_read(name, now) for name in dict.fromkeys(names))
    homes = tuple(
        (number, place) for number, file in enumerate(files) for place in file.document.positions
    )
    return Sources(files, homes)


def _read(name: str, now: datetime) -> SourceFile:
    try:
        with Path(name).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        return SourceFile(name, sha256(data).hexdigest(), epcis.read(data, now=now))
    except UnusableError as error:
        raise UnusableFileError(name, error) from None
    except (OSError, ValueError) as error:
        reason = _REASONS.get(type(error), "đường dẫn không hợp lệ hoặc lỗi của hệ thống tệp")
        raise UnusableFileError(name, UnusableError("unreadable", reason=reason)) from None
