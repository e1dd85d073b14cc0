"""Whatever two people type into one text at once, no word of either is lost."""

import json
import re
import subprocess
from collections import Counter
from pathlib import Path
from random import Random
from typing import Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from live.meeting.merging import merge

ROOT: Final = Path(__file__).parents[2]
FEW: Final = st.sampled_from(["một", "hai", "ba", "một hai", " ", "\n", "  "])
TEXTS: Final = st.one_of(st.text(max_size=40), st.lists(FEW, max_size=12).map("".join))
WORDS: Final = st.lists(st.sampled_from(["một", "hai", "ba", "bốn", "năm"]), max_size=8)
ALL: Final = """
import { merge } from "%s";
let given = "";
for await (const part of process.stdin) given += part;
console.log(JSON.stringify(JSON.parse(given).map((texts) => merge(...texts))));
"""


def words(text: str) -> Counter[str]:
    """Return how often each word stands in a text; as the program, by the space between them."""
    return Counter(re.findall(r"[^ \t\r\n]+", text))


@given(TEXTS, TEXTS, TEXTS)
def test_who_changed_nothing_takes_nothing_away(was: str, mine: str, theirs: str) -> None:
    assert merge(was, mine, was) == mine
    assert merge(was, was, theirs) == theirs
    assert merge(was, mine, mine) == mine


@given(TEXTS, TEXTS, TEXTS)
def test_every_word_that_either_wrote_is_there(was: str, mine: str, theirs: str) -> None:
    merged = words(merge(was, mine, theirs))
    new = (words(mine) | words(theirs)).keys() - words(was).keys()
    assert new <= merged.keys()


@given(WORDS, WORDS, WORDS, st.data())
def test_where_both_insert_every_word_is_there_as_often(
    was: list[str], mine: list[str], theirs: list[str], data: st.DataObject
) -> None:
    places = [data.draw(st.integers(0, len(was))) for _ in range(2)]
    one, other = (
        " ".join([*was[:place], *added, *was[place:]])
        for place, added in zip(places, (mine, theirs), strict=True)
    )
    merged = words(merge(" ".join(was), one, other))
    assert words(one) | words(other) <= merged


@given(WORDS, WORDS, WORDS, st.data())
def test_where_both_insert_at_one_place_every_word_of_both_is_there(
    was: list[str], mine: list[str], theirs: list[str], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(was)))
    one, other = (" ".join([*was[:place], *added, *was[place:]]) for added in (mine, theirs))
    assume(one != other)
    merged = words(merge(" ".join(was), one, other))
    assert merged == words(one) + words(other) - words(" ".join(was))


@pytest.mark.node
def test_the_browser_merges_as_the_server_does() -> None:
    random = Random(0)
    pieces = ["một", "hai", "ba", " ", " ", "\n", "👍", "x"]
    cases = [
        ["".join(random.choices(pieces, k=random.randrange(9))) for _ in range(3)]
        for _ in range(2000)
    ]
    script = ALL % (ROOT / "web/static/js/core/merging.js").as_uri()
    run = subprocess.run(
        ["node", "--no-warnings", "--input-type=module", "-e", script],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert json.loads(run.stdout) == [merge(*texts) for texts in cases]
