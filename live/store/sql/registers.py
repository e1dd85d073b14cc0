"""A register in SQL: one table, one record a row."""

from collections.abc import Collection, Sequence
from typing import Generic

from sqlalchemy import ColumnElement, Table, and_, delete, select
from sqlalchemy.exc import IntegrityError

from live.store import registers as kinds
from live.store.registers import R, Registers, Value
from live.store.rows import Shape
from live.store.sql import schema
from live.store.sql.engine import Engines


class SqlRegister(Generic[R]):
    """The records of one kind in their table."""

    def __init__(self, engines: Engines, table: Table, kind: type[R]) -> None:
        self._engines = engines
        self._table = table
        self._shape = Shape(kind)

    async def get(self, *key: str) -> R | None:
        """Return the record of this key."""
        async with self._engines.read.connect() as connection:
            found = (await connection.execute(select(self._table).where(self._is(key)))).mappings()
            row = found.one_or_none()
        return None if row is None else self._shape.record(dict(row))

    async def find(self, **equal: Value | Collection[Value]) -> Sequence[R]:
        """Return the records whose fields have these values, or one of them."""
        query = select(self._table)
        for name, value in equal.items():
            column = self._table.c[name]
            if isinstance(value, Collection) and not isinstance(value, str):
                query = query.where(column.in_(value))
            else:
                query = query.where(column == value)
        async with self._engines.read.connect() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return self._shape.listed([self._shape.record(dict(row)) for row in rows])

    async def put(self, *records: R) -> None:
        """Add or replace records in one transaction."""
        if not records:
            return
        key = self._shape.kind.KEY
        new = self._engines.insert(self._table)
        rest = {c.name: new.excluded[c.name] for c in self._table.c if c.name not in key}
        upsert = (
            new.on_conflict_do_update(index_elements=key, set_=rest)
            if rest
            else new.on_conflict_do_nothing()
        )
        try:
            async with self._engines.write.begin() as connection:
                await connection.execute(upsert, [self._shape.row(record) for record in records])
        except IntegrityError as error:
            raise self._shape.taken() from error

    async def remove(self, *key: str) -> bool:
        """Remove the record of this key; tell whether there was one."""
        async with self._engines.write.begin() as connection:
            done = await connection.execute(delete(self._table).where(self._is(key)))
        return done.rowcount > 0

    def _is(self, key: Sequence[str]) -> ColumnElement[bool]:
        names = self._shape.kind.KEY
        return and_(*(self._table.c[n] == value for n, value in zip(names, key, strict=True)))


def sql_registers(engines: Engines) -> Registers:
    """Return every register, each over its table."""
    return Registers(
        units=SqlRegister(engines, schema.UNITS, kinds.Unit),
        branches=SqlRegister(engines, schema.BRANCHES, kinds.Branch),
        people=SqlRegister(engines, schema.PEOPLE, kinds.Person),
        sites=SqlRegister(engines, schema.SITES, kinds.Site),
        templates=SqlRegister(engines, schema.TEMPLATES, kinds.Template),
        accounts=SqlRegister(engines, schema.ACCOUNTS, kinds.Account),
        assignments=SqlRegister(engines, schema.ASSIGNMENTS, kinds.Assignment),
        links=SqlRegister(engines, schema.LINKS, kinds.Link),
    )
