"""Kept files in SQL: one table, the content in the row."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, delete, select

from live.store.files import KeptFile
from live.store.keepable import keepable, require_keepable
from live.store.sql.engine import Engine
from live.store.sql.insert import insert_on_conflict
from live.store.sql.schema import FILES

_KEPT = [column for column in FILES.c if column.name != "content"]


class SqlFiles:
    """`live.store.files.KeptFiles` over SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def add(self, file: KeptFile, content: bytes) -> bool:
        """Keep a file of a new id."""
        row = _row(file, content)

        def insert(connection: Connection) -> bool:
            new = insert_on_conflict(connection, FILES).values(row).on_conflict_do_nothing()
            return connection.execute(new).rowcount > 0

        return await self._engine.write(insert)

    async def put(self, file: KeptFile, content: bytes) -> None:
        """Keep a file in place of one of the same id."""
        row = _row(file, content)

        def upsert(connection: Connection) -> None:
            new = insert_on_conflict(connection, FILES).values(row)
            rest = {name: value for name, value in row.items() if name != "id"}
            connection.execute(new.on_conflict_do_update(index_elements=["id"], set_=rest))

        await self._engine.write(upsert)

    async def of(self, owner: str) -> Sequence[KeptFile]:
        """Return the files of a meeting or unit."""
        if not keepable(owner):
            return ()
        query = select(*_KEPT).where(FILES.c.owner == owner).order_by(FILES.c.at_ms, FILES.c.id)
        rows = await self._engine.read(lambda c: c.execute(query).mappings().all())
        return [KeptFile(**row) for row in rows]

    async def content(self, file: str) -> bytes | None:
        """Return the bytes of a file."""
        if not keepable(file):
            return None
        query = select(FILES.c.content).where(FILES.c.id == file)
        found = await self._engine.read(lambda c: c.execute(query).scalar())
        return None if found is None else bytes(found)

    async def remove(self, file: str) -> bool:
        """Remove a file."""
        if not keepable(file):
            return False
        gone = delete(FILES).where(FILES.c.id == file)
        return await self._engine.write(lambda c: c.execute(gone).rowcount > 0)


def _row(file: KeptFile, content: bytes) -> dict[str, object]:
    row = asdict(file)
    require_keepable(*row.values())
    return {**row, "content": content}
