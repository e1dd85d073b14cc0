"""Every database keeps files as they are, and an adopted one for good."""

from dataclasses import replace

import pytest

from live.errors import Rejected
from live.store import Database
from live.store.files import FileOrigin, kept

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
MINUTES = kept(("m:minutes", "m", "minutes"), "bien-ban.pdf", PDF, FileOrigin(at_ms=5))


async def test_kept_file_comes_back_byte_for_byte(database: Database) -> None:
    assert await database.files.content("m:minutes") is None
    assert await database.files.add(MINUTES, PDF)
    assert await database.files.content("m:minutes") == PDF
    assert [*await database.files.of("m")] == [MINUTES]
    assert MINUTES.size == len(PDF)


async def test_file_that_is_kept_is_never_made_anew(database: Database) -> None:
    assert await database.files.add(MINUTES, PDF)
    assert not await database.files.add(replace(MINUTES, at_ms=9), b"other")
    assert await database.files.content("m:minutes") == PDF
    assert [*await database.files.of("m")] == [MINUTES]


async def test_form_takes_the_place_of_the_one_before(database: Database) -> None:
    key = ("u:f", "u", "minutes_form")
    form = kept(key, "a", b"one", FileOrigin(at_ms=1, by="An"))
    newer = kept(key, "b", b"two", FileOrigin(at_ms=2, by="An"))
    await database.files.put(form, b"one")
    await database.files.put(newer, b"two")
    assert [*await database.files.of("u")] == [newer]
    assert await database.files.content("u:f") == b"two"
    assert await database.files.remove("u:f")
    assert not await database.files.remove("u:f")
    assert [*await database.files.of("u")] == []


async def test_files_of_an_owner_come_in_the_order_of_time(database: Database) -> None:
    later = replace(MINUTES, id="a", at_ms=7)
    other = replace(MINUTES, id="b", owner="n")
    for each in (later, other, MINUTES):
        await database.files.add(each, PDF)
    assert [*await database.files.of("m")] == [MINUTES, later]
    assert [*await database.files.of("n")] == [other]


async def test_name_that_no_database_stores_is_refused_and_finds_nothing(
    database: Database,
) -> None:
    with pytest.raises(Rejected, match="not_recordable"):
        await database.files.add(replace(MINUTES, name="a\0"), PDF)
    assert await database.files.content("a\0") is None
    assert [*await database.files.of("\ud800")] == []
    assert not await database.files.remove("\0")
