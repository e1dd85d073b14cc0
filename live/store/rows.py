"""Records to rows of plain values and back; the same for every register.

Pydantic does the work: enums become their values, nested records become JSON.
"""

from typing import Any, Generic

from pydantic import TypeAdapter, ValidationError

from live.errors import Rejected
from live.store.keepable import require_keepable
from live.store.registers import R, Value

Row = dict[str, Any]


class Shape(Generic[R]):
    """How the records of one kind are written as rows, told apart and listed."""

    def __init__(self, kind: type[R]) -> None:
        self.kind = kind
        self._adapter = TypeAdapter[R](kind)

    def row(self, record: R) -> Row:
        """Return a record's fields as plain values.

        Raises:
            Rejected: ``not_recordable``: no database keeps one of its texts.
        """
        row: Row = self._adapter.dump_python(record, mode="json")
        require_keepable(*row.values())
        return row

    def record(self, row: Row) -> R:
        """Return the record of a row. Fields that the row lacks take their defaults.

        Raises:
            Rejected: ``record_unknown``: another version of the program wrote it.
        """
        try:
            return self._adapter.validate_python(row)
        except ValidationError as error:
            raise Rejected("record_unknown", record=self.kind.__name__) from error

    def key(self, record: R) -> tuple[str, ...]:
        """Return what names a record."""
        return tuple(getattr(record, name) for name in self.kind.KEY)

    def listed(self, records: list[R]) -> list[R]:
        """Sort records as they are listed; what is missing comes last.

        Done here and not by a database: their orders of text differ.
        """
        return sorted(records, key=lambda r: [_order(getattr(r, name)) for name in self.kind.ORDER])

    def taken(self) -> Rejected:
        """Return the refusal of a record whose unique fields another one has."""
        return Rejected("already_taken", field=" ".join(self.kind.UNIQUE))


def _order(value: Value) -> tuple[bool, Value]:
    return value is None, 0 if value is None else value
