"""Who reads what within one process, in bounded queues."""

import pytest

from live.bus import LAGGED, LocalBus, open_bus
from live.bus.contract import QUEUE_NOTES
from live.bus.redis import RedisBus
from live.bus.topics import TopicReader, Topics


async def read_all(reader: TopicReader) -> list[object]:
    reader.end()
    return [note async for note in reader]


async def test_a_reader_never_holds_more_than_its_bound() -> None:
    reader = TopicReader()
    for _ in range(3 * QUEUE_NOTES):
        reader.put(b"note")
    held = await read_all(reader)
    assert held[0] is LAGGED
    assert len(held) <= QUEUE_NOTES


async def test_lagging_replaces_what_waits_and_what_follows_is_kept() -> None:
    reader = TopicReader()
    for note in (b"gone", LAGGED, b"kept"):
        reader.put(note)
    assert await read_all(reader) == [LAGGED, b"kept"]


async def test_a_topic_knows_its_first_and_its_last_reader() -> None:
    topics, one, two = Topics(), TopicReader(), TopicReader()
    assert topics.add("a", one)
    assert not topics.add("a", two)
    assert list(topics) == ["a"]
    assert not topics.discard("a", one)
    assert topics.discard("a", two)
    assert list(topics) == []


async def test_only_a_topics_readers_get_its_notes() -> None:
    topics, one, two = Topics(), TopicReader(), TopicReader()
    topics.add("a", one)
    topics.add("b", two)
    topics.deliver("a", b"note")
    topics.deliver("nobody's", b"note")
    assert await read_all(one) == [b"note"]
    assert await read_all(two) == []


@pytest.mark.parametrize(
    ("url", "kind"), [("", LocalBus), ("redis://localhost:1/0", RedisBus)], ids=["alone", "redis"]
)
async def test_the_setting_chooses_the_bus(url: str, kind: type) -> None:
    bus = open_bus(url)
    assert isinstance(bus, kind)
    await bus.stop()
