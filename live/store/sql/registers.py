"""A register in SQL: one table, one record a row."""

from collections.abc import Callable, Collection, Sequence
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Executable, Table, and_, delete, select, update
from sqlalchemy.exc import IntegrityError

from live.store import registers as kinds
from live.store.registers import R, Registers, Value
from live.store.rows import Row, Shape
from live.store.sql import schema
from live.store.sql.engine import Engine
from live.store.sql.insert import insert_on_conflict
from live.store.sql.matching import among, equals

T = TypeVar("T")


class SqlRegister(Generic[R]):
    """The records of one kind in their table."""

    def __init__(self, engine: Engine, table: Table, kind: type[R]) -> None:
        self._engine = engine
        self._table = table
        self._shape = Shape(kind)

    async def get(self, *key: str) -> R | None:
        """Return the record of this key."""
        found = await self._select(self._is(key))
        return found[0] if found else None

    async def find(self, **equal: Value | Collection[Value]) -> Sequence[R]:
        """Return the records whose fields have these values, or one of them."""
        conditions = (self._matches(name, value) for name, value in equal.items())
        return self._shape.listed(await self._select(*conditions))

    async def put(self, *records: R) -> None:
        """Add or replace records in one transaction."""
        rows = [self._shape.row(record) for record in records]
        if rows:
            await self._write(lambda connection: self._upsert(connection, rows))

    async def add(self, record: R) -> bool:
        """Add a record of a new key."""
        row, key = self._shape.row(record), self._shape.kind.KEY

        def insert(connection: Connection) -> bool:
            new = insert_on_conflict(connection, self._table).values(row)
            return connection.execute(new.on_conflict_do_nothing(index_elements=key)).rowcount > 0

        return await self._write(insert)

    async def renew(self, record: R) -> bool:
        """Replace a record that is there."""
        there = update(self._table).where(self._is(self._shape.key(record)))
        return await self._change(there.values(self._shape.row(record)))

    async def remove(self, *key: str) -> bool:
        """Remove the record of this key; tell whether there was one."""
        return await self._change(delete(self._table).where(self._is(key)))

    async def _change(self, statement: Executable) -> bool:
        return await self._write(lambda connection: connection.execute(statement).rowcount > 0)

    async def _write(self, work: Callable[[Connection], T]) -> T:
        try:
            return await self._engine.write(work)
        except IntegrityError as error:
            raise self._shape.taken() from error

    async def _select(self, *conditions: ColumnElement[bool]) -> list[R]:
        query = select(self._table).where(*conditions)
        rows = await self._engine.read(lambda c: c.execute(query).mappings().all())
        return [self._shape.record(dict(row)) for row in rows]

    def _upsert(self, connection: Connection, rows: list[Row]) -> None:
        key = self._shape.kind.KEY
        new = insert_on_conflict(connection, self._table)
        rest = {c.name: new.excluded[c.name] for c in self._table.c if c.name not in key}
        upsert = (
            new.on_conflict_do_update(index_elements=key, set_=rest)
            if rest
            else new.on_conflict_do_nothing()
        )
        connection.execute(upsert, rows)

    def _matches(self, name: str, value: Value | Collection[Value]) -> ColumnElement[bool]:
        column = self._table.c[name]
        if isinstance(value, Collection) and not isinstance(value, str):
            return among(column, value)
        return equals(column, value)

    def _is(self, key: Sequence[str]) -> ColumnElement[bool]:
        names = self._shape.kind.KEY
        return and_(*(equals(self._table.c[n], value) for n, value in zip(names, key, strict=True)))


def sql_registers(engine: Engine) -> Registers:
    """Return every register, each over its table."""
    return Registers(
        units=SqlRegister(engine, schema.UNITS, kinds.Unit),
        branches=SqlRegister(engine, schema.BRANCHES, kinds.Branch),
        people=SqlRegister(engine, schema.PEOPLE, kinds.Person),
        sites=SqlRegister(engine, schema.SITES, kinds.Site),
        templates=SqlRegister(engine, schema.TEMPLATES, kinds.Template),
        accounts=SqlRegister(engine, schema.ACCOUNTS, kinds.Account),
        sessions=SqlRegister(engine, schema.SESSIONS, kinds.Session),
        assignments=SqlRegister(engine, schema.ASSIGNMENTS, kinds.Assignment),
        attendees=SqlRegister(engine, schema.ATTENDEES, kinds.Attendee),
        calendars=SqlRegister(engine, schema.CALENDARS, kinds.CalendarKey),
        links=SqlRegister(engine, schema.LINKS, kinds.Link),
        preferences=SqlRegister(engine, schema.PREFERENCES, kinds.Preference),
    )
