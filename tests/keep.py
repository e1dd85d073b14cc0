"""Writes the database that a release leaves to all later ones as test data.

::

    python -m tests.keep tests/data/kept/0.2.0

holds the evening of `tests.evening` in a fresh database and writes it, packed, with all that must
be shown of it: the same rows each time; and the forms of all events (`tests.forms`). Run it once
for each release, before it is tagged, and commit the three files; they are never written again.
`tests/integration/test_kept.py` opens all of them, `tests/unit/store/test_forms.py` holds the
events of today against them.
"""

import asyncio
import json
import lzma
import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import Final

from live.bus import LocalBus
from live.clock import ManualClock
from live.ids import random_id
from live.service import Meetings
from live.store import open_database
from tests.evening import MEETING, hold, shown
from tests.forms import forms_of_today

DATABASE: Final = "evening.sqlite3.xz"
SHOWN: Final = "evening.json"
FORMS: Final = "events.json"


async def keep(folder: Path) -> None:
    """Write the files into a folder."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "diemcau.sqlite3"
        database = await open_database(f"sqlite:///{path}")
        try:
            await hold(database)
            meetings = Meetings(database.events, LocalBus(), ManualClock(), random_id)
            told = await shown(database, await meetings.state(MEETING))
        finally:
            await database.close()
        packed = path.with_name("packed.sqlite3")
        with sqlite3.connect(path) as connection:
            connection.execute("VACUUM INTO ?", (str(packed),))
        connection.close()
        (folder / DATABASE).write_bytes(lzma.compress(packed.read_bytes(), preset=9))
    for name, content in ((SHOWN, told), (FORMS, forms_of_today())):
        text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
        (folder / name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    new = Path(sys.argv[1])
    new.mkdir(parents=True)  # what is there is never written again
    asyncio.run(keep(new))
