"""``diemcau verify FILE``: sentences and exit codes."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from live.record.chain import log_lines, record_hash
from web.cli import main

EVENTS = [("meeting_created", '{"v":1}'), ("note_taken", '{"v":1,"person":"p"}')]


def verify(file: Path, *options: str) -> tuple[int, str]:
    ran = CliRunner().invoke(main, ["verify", str(file), *options])
    return ran.exit_code, ran.output


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"".join(log_lines("m1", "na-khoang", EVENTS, {2})))
    return path


def test_a_log_as_it_was_written_is_whole(log: Path) -> None:
    code, said = verify(log)
    assert code == 0
    assert "is whole: 2 events of meeting m1 of branch na-khoang" in said
    assert record_hash("m1", "na-khoang", EVENTS) in said
    assert "Of 1 events the log has the hash only" in said
    assert "nothing in it contradicts itself" in said
    assert "Compare the hash with the one on the signed minutes" in said


def test_the_hash_on_the_minutes_is_looked_for(log: Path) -> None:
    code, said = verify(log, "--hash", record_hash("m1", "na-khoang", EVENTS[:1]).upper())
    assert (code, "is that of event 1" in said) == (0, True)
    assert "events 1 to 1 are those that it was made from" in said
    assert "It says nothing of what came later: 1 event." in said
    assert "Compare the hash" not in said
    code, said = verify(log, "--hash", record_hash("m1", "na-khoang", EVENTS))
    assert (code, "events 1 to 2 are those" in said, "nothing of" in said) == (0, True, False)
    code, said = verify(log, "--hash", "12ab")
    assert (code, "No event in it has the hash 12ab" in said) == (1, True)


def test_a_hash_vouches_for_nothing_in_a_log_that_was_changed(log: Path) -> None:
    lines = log.read_bytes().splitlines(keepends=True)
    changed = lines[1].replace(b'"v":1', b'"v":2')
    log.write_bytes(b"".join([lines[0], changed, *lines[2:]]))
    code, said = verify(log, "--hash", record_hash("m1", "na-khoang", EVENTS))
    assert (code, "is that of event 2." in said, "made from" in said) == (1, True, False)


def test_a_damaged_log_says_where_and_how(log: Path) -> None:
    lines = log.read_bytes().splitlines(keepends=True)
    for damaged, sentence in (
        ([lines[0], lines[1].replace(b'"v":1', b'"v":2'), *lines[2:]], "Line 2 was changed."),
        ([lines[0], *lines[2:]], "Line 2: before it event 1 is missing."),
        ([lines[0], lines[3]], "Line 2: before it events 1 to 2 are missing."),
        (lines[1:], "Line 1: before it the header is missing."),
        (lines[3:], "Line 1: before it the header and events 1 to 2 are missing."),
        ([*lines, b"{}\n"], "Line 5 was added."),
        ([lines[0], lines[2], lines[1], lines[3]], "Line 2 and line 3 were swapped."),
        ([lines[0], lines[2], lines[3], lines[1]], "Line 2 stands in another place"),
        (lines[:3], "Line 4: the file ends here"),
        ([lines[0], *[b"{}\n"] * 30, *lines[1:]], "And 10 more."),
    ):
        log.write_bytes(b"".join(damaged))
        code, said = verify(log)
        assert (code, sentence in said) == (1, True), said


def test_a_line_made_anew_is_named_with_the_one_behind_it(log: Path) -> None:
    lines = log.read_bytes().splitlines(keepends=True)
    forged = list(log_lines("m1", "na-khoang", [("meeting_created", '{"v":2}'), EVENTS[1]]))
    log.write_bytes(b"".join([lines[0], forged[1], *lines[2:]]))
    assert "Line 2 or line 3 was changed, and its own hash made anew." in verify(log)[1]


def test_another_file_and_a_later_form_get_a_sentence(log: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.bin"
    other.write_bytes(b"\x00" * 1000)
    assert verify(other) == (
        2,
        f"{other} is no log of a meeting, or nothing in it is as it was written.\n",
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("live.record.chain.FORMAT", 2)
        log.write_bytes(b"".join(log_lines("m1", "na-khoang", EVENTS)))
    code, said = verify(log)
    assert (code, "only a later release" in said) == (2, True)


def test_what_is_not_there_or_a_folder_is_refused(tmp_path: Path) -> None:
    assert verify(tmp_path / "none")[0] == 2
    assert verify(tmp_path)[0] == 2
