"""Records to rows of plain values and back; the same for every register.

Pydantic does the work: enums become their values, nested records become JSON.
"""

from functools import cache
from typing import Any, Generic

from pydantic import TypeAdapter, ValidationError

from live.errors import Rejected
from live.store.keepable import require_keepable
from live.store.registers import R, Value

Row = dict[str, Any]


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    """Return the adapter of a kind of record; building one takes milliseconds."""
    return TypeAdapter(kind)


class Shape(Generic[R]):
    """Converts the records of one kind to rows and back, and knows their key and order."""

    def __init__(self, kind: type[R]) -> None:
        self.kind = kind
        self._adapter: TypeAdapter[R] = _adapter(kind)

    def row(self, record: R) -> Row:
        """Return a record's fields as plain values.

        Raises:
            Rejected: ``not_recordable``: a database cannot store one of its texts.
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
        """Return the values of a record's key."""
        return tuple(getattr(record, name) for name in self.kind.KEY)

    def listed(self, records: list[R]) -> list[R]:
        """Sort records by `Record.ORDER`; missing values come last.

        Not done by the database, because databases collate text differently.
        """
        return sorted(records, key=lambda r: [_order(getattr(r, name)) for name in self.kind.ORDER])

    def taken(self) -> Rejected:
        """Return the refusal for a record that violates the unique constraint."""
        return Rejected("already_taken", field=" ".join(self.kind.UNIQUE))


def _order(value: Value) -> tuple[bool, Value]:
    return value is None, 0 if value is None else value
