"""Column kinds that several tables share."""

from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Enum
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column

LARGEST_INTEGER = 2**31 - 1  # what an integer column holds


class Versioned:
    """A row that two people can edit: the second save of one version is refused, not lost."""

    version: Mapped[int] = mapped_column(sort_order=100)

    __mapper_args__: ClassVar[dict[str, Any]] = {"version_id_col": version}


def state_column(kind: type[StrEnum], **options: Any) -> MappedColumn[Any]:
    """A text column that the database limits to the words of `kind`."""
    column_type = Enum(
        kind,
        name=kind.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda words: [word.value for word in words],
    )
    return mapped_column(column_type, **options)
