"""Conditions on columns that behave alike in both databases for every value."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, false

from live.store.keepable import keepable


def equals(column: ColumnElement[str], value: object) -> ColumnElement[bool]:
    """Return the condition that a column has a value; false for one that cannot be stored."""
    if value is None:
        return column.is_(None)
    return column == value if keepable(value) else false()


def among(column: ColumnElement[str], values: Collection[object]) -> ColumnElement[bool]:
    """Return the condition that a column has one of these values."""
    return column.in_([value for value in values if keepable(value)])
