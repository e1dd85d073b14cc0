"""The log of a meeting: what is in it, and that one reader's log is chained as another's."""

import io
import json
from collections.abc import Iterable

import pytest

from live.record.chain import FORMAT, Stored, log_lines, record_hash, withheld_from
from live.record.checking import Damage, NotALog, check_untrusted

NOTE = ("note_taken", '{"v":1,"person":"đ/c Lịch","text":"Chú ý giờ \\n \\"x\\""}')
EVENTS: tuple[Stored, ...] = (
    ("meeting_created", '{"v":1,"title":"Sinh hoạt 🎉"}'),
    NOTE,
    ("meeting_opened", '{"v":1,"at_ms":5}'),
)


def log(withheld: frozenset[int] = frozenset()) -> bytes:
    return b"".join(log_lines("m/1", 'chi "bộ"', EVENTS, withheld))


def test_every_line_is_json_and_holds_an_event_exactly_as_it_is_stored() -> None:
    header, *entries, closing = log().splitlines()
    assert json.loads(header)["format"] == FORMAT
    assert (json.loads(header)["meeting"], json.loads(header)["branch"]) == ("m/1", 'chi "bộ"')
    assert json.loads(closing)["events"] == len(EVENTS)
    for line, (name, text) in zip(entries, EVENTS, strict=True):
        assert json.loads(line)["name"] == name
        assert f'"event":{text},"hash"'.encode() in line


def test_a_log_that_is_whole_has_the_hash_of_the_record() -> None:
    checked = check_untrusted(io.BytesIO(log()))
    assert checked.findings == ()
    assert (checked.events, checked.withheld, checked.meeting) == (3, 0, "m/1")
    assert checked.hash == record_hash("m/1", 'chi "bộ"', EVENTS)
    assert checked.hash != record_hash("m/2", 'chi "bộ"', EVENTS)


def test_a_note_is_in_the_log_of_its_author_and_by_its_hash_in_that_of_others() -> None:
    assert withheld_from("đ/c Lịch", False, EVENTS) == frozenset()
    own, other = log(), log(withheld_from("somebody else", True, EVENTS))
    assert "Chú ý giờ".encode() in own
    assert "Chú ý giờ".encode() not in other
    checked = check_untrusted(io.BytesIO(other))
    assert (checked.findings, checked.withheld) == ((), 1)
    assert checked.hash == check_untrusted(io.BytesIO(own)).hash


@pytest.mark.parametrize(
    ("method", "end", "for_all"),
    [
        ("named", "ballot_confirmed", True),
        ("named", "ballot_cancelled", False),
        ("hands", "ballot_confirmed", False),
        ("hands", "ballot_cancelled", False),
    ],
)
def test_who_pressed_what_is_for_all_readers_only_in_a_vote_by_name_with_a_result(
    method: str, end: str, for_all: bool
) -> None:
    events = (
        ("ballot_opened", f'{{"v":1,"ballot":"b","method":"{method}"}}'),
        ("vote_cast", '{"v":1,"ballot":"b","person":"đ/c Dao","choice":["for"]}'),
        (end, '{"v":1,"ballot":"b"}'),
    )
    assert withheld_from("đ/c Dao", True, events) == frozenset()
    withheld = withheld_from("đ/c Dao", False, events)
    assert withheld == (frozenset() if for_all else frozenset({2}))
    other = b"".join(log_lines("m", "b", events, withheld))
    assert ("đ/c Dao".encode() in other) is for_all
    checked = check_untrusted(io.BytesIO(other))
    assert (checked.findings, checked.withheld) == ((), len(withheld))
    assert checked.hash == record_hash("m", "b", events)


def test_only_notes_and_votes_may_be_withheld() -> None:
    checked = check_untrusted(io.BytesIO(log(frozenset({3}))))
    assert [(f.damage, f.line) for f in checked.findings] == [(Damage.CHANGED, 4)]


def test_the_hash_of_an_earlier_state_of_the_record_is_found() -> None:
    before = record_hash("m/1", 'chi "bộ"', EVENTS[:2])
    assert check_untrusted(io.BytesIO(log()), before).asked_at == 2
    assert check_untrusted(io.BytesIO(log()), "0" * 64).asked_at == 0


@pytest.mark.parametrize("data", [b"", b"\n", b"{}\n{}\n", b"PK\x03\x04" * 9, b"a;b\n1;2\n"])
def test_another_file_is_no_log(data: bytes) -> None:
    with pytest.raises(NotALog) as raised:
        check_untrusted(io.BytesIO(data))
    assert not raised.value.later


def test_a_log_of_a_later_form_says_so() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("live.record.chain.FORMAT", FORMAT + 1)
        later = log()
    with pytest.raises(NotALog) as raised:
        check_untrusted(io.BytesIO(later))
    assert raised.value.later


def test_a_later_form_in_the_midst_of_a_log_is_damage_and_ends_no_check() -> None:
    lines = log().splitlines(keepends=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("live.record.chain.FORMAT", FORMAT + 1)
        later = log().splitlines(keepends=True)[0]
    findings = check_untrusted([*lines[:2], later, *lines[2:]]).findings
    assert [(f.damage, f.line) for f in findings] == [(Damage.ADDED, 3)]


def test_an_intact_line_of_a_longer_log_is_added_and_later_damage_is_still_found() -> None:
    lines = log().splitlines(keepends=True)
    foreign = list(log_lines("m/1", 'chi "bộ"', [("a", "{}")] * 9))[8]
    changed = lines[3].replace(b'"at_ms":5', b'"at_ms":6')
    findings = check_untrusted([*lines[:2], foreign, lines[2], changed, lines[4]]).findings
    assert [(f.damage, f.line) for f in findings] == [(Damage.ADDED, 3), (Damage.CHANGED, 5)]


def test_a_line_that_stands_before_its_place_is_added_there_and_missing_where_it_was() -> None:
    lines = list(log_lines("m", "b", [("a", "{}")] * 6))
    findings = check_untrusted([*lines[:2], lines[5], *lines[2:5], *lines[6:]]).findings
    assert [(f.damage, f.line) for f in findings] == [(Damage.ADDED, 3), (Damage.MISSING, 7)]
    assert (findings[1].first, findings[1].last) == (5, 5)


def test_neighbours_that_were_swapped_are_not_taken_for_an_added_line() -> None:
    lines = log().splitlines(keepends=True)
    lines[2], lines[3] = lines[3], lines[2]
    findings = check_untrusted(lines).findings
    assert [(f.damage, f.line, f.other) for f in findings] == [(Damage.SWAPPED, 3, 4)]


def test_a_log_with_a_gap_at_every_second_line_is_judged_in_one_pass() -> None:
    """Counted, not timed: the numbers are put in order once, however many gaps there are."""
    lines = list(log_lines("m", "b", [("a", "{}")] * 4000))
    sorts: list[int] = []

    def put_in_order(numbers: Iterable[int]) -> list[int]:
        sorts.append(1)
        return sorted(numbers)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("live.record.checking.sorted", put_in_order, raising=False)
        findings = check_untrusted(lines[:1] + lines[1::2]).findings
    assert (len(findings), len(sorts)) == (2000, 1)
    assert {f.damage for f in findings} == {Damage.MISSING}


def test_a_line_made_anew_with_a_hash_that_fits_breaks_the_chain_behind_it() -> None:
    lines = log().splitlines(keepends=True)
    forged = [*EVENTS[:1], ("note_taken", '{"v":1}'), *EVENTS[2:]]
    lines[2] = list(log_lines("m/1", 'chi "bộ"', forged))[2]
    findings = check_untrusted(lines).findings
    assert [(f.damage, f.line, f.other) for f in findings] == [(Damage.CHANGED, 3, 4)]


def test_events_added_before_the_end_are_found() -> None:
    more = list(log_lines("m/1", 'chi "bộ"', [*EVENTS, ("meeting_closed", '{"v":1}')]))
    lines = [*more[:-1], log().splitlines(keepends=True)[-1]]
    findings = check_untrusted(lines).findings
    assert [(f.damage, f.line) for f in findings] == [(Damage.ADDED, 5)]


def test_a_closing_line_with_a_huge_number_is_judged_at_once() -> None:
    lines = log().splitlines(keepends=True)
    many = [("a", "{}")] * 2
    huge = list(log_lines("m/1", 'chi "bộ"', many))[-1].replace(
        b'"events":2', b'"events":999999999'
    )
    assert check_untrusted([*lines[:-1], huge]).findings
