"""What ``diemcau verify`` says about a file: the sentences and the exit code."""

from pathlib import Path
from typing import Final

from live.record.checking import CheckedLog, Damage, Finding, NotALog, check_untrusted

WHOLE, DAMAGED, NO_LOG = 0, 1, 2
"""Exit codes."""
LONGEST_BYTES: Final = 1 << 24
"""Longest line that is read at once; a meeting's longest event is far below it. Chosen."""
SAID: Final = 20
"""Most damages that are told one by one; chosen."""


def verdict(file: str, asked: str = "") -> tuple[int, list[str]]:
    """Check a file, line by line.

    Args:
        asked: the hash of the record that the file should have; "": any.

    Returns:
        the exit code, and the sentences.
    """
    try:
        with Path(file).open("rb") as opened:
            checked = check_untrusted(iter(lambda: opened.readline(LONGEST_BYTES), b""), asked)
    except NotALog as error:
        if error.later:
            return NO_LOG, [f"{file} has a form that only a later release of diemcau knows."]
        return NO_LOG, [f"{file} is no log of a meeting, or nothing in it is as it was written."]
    except OSError as error:
        return NO_LOG, [f"{file} cannot be read: {error.strerror}."]
    said = [] if checked.findings else [_whole(file, checked, asked)]
    if checked.findings:
        said = [f"{file} is not as it was written."]
        said += [_damage(finding) for finding in checked.findings[:SAID]]
        if (more := len(checked.findings) - SAID) > 0:
            said.append(f"And {more} more.")
    if checked.withheld:
        said.append(
            f"Of {checked.withheld} events the log has the hash only: notes that belong to their "
            "author alone, and votes that are for the desk."
        )
    if asked and not checked.asked_at:
        return DAMAGED, [*said, f"No event in it has the hash {asked}."]
    if asked:
        said.append(_asked(checked))
    return DAMAGED if checked.findings else WHOLE, said


def _whole(file: str, checked: CheckedLog, asked: str) -> str:
    """Say that nothing contradicts itself, which a log that was made anew as a whole does not
    either."""
    said = (
        f"{file} is whole: {checked.events} events of meeting {checked.meeting} of branch "
        f"{checked.branch}; nothing in it contradicts itself.\nHash of the record: {checked.hash}"
    )
    if asked:
        return said
    return (
        f"{said}\nCompare the hash with the one on the signed minutes (--hash): only that tells "
        "whether these are the events that were signed for."
    )


def _asked(checked: CheckedLog) -> str:
    """Say which events a hash from elsewhere vouches for; none while the chain is broken."""
    last = checked.asked_at
    if checked.findings:
        return f"The hash that was asked for is that of event {last}."
    said = (
        f"The hash that was asked for is that of event {last}: events 1 to {last} are those that "
        "it was made from."
    )
    if last < checked.events:
        later = checked.events - last
        said += f" It says nothing of what came later: {later} event{'s' if later > 1 else ''}."
    return said


SENTENCES: Final = {
    Damage.CHANGED: "Line {line} was changed.",
    Damage.MISSING: "Line {line}: before it {missing}.",
    Damage.ADDED: "Line {line} was added.",
    Damage.SWAPPED: "Line {line} stands in another place than it was written; what follows is not "
    "judged.",
    Damage.CUT: "Line {line}: the file ends here, before its end.",
}
WITH_OTHER: Final = {
    Damage.CHANGED: "Line {line} or line {other} was changed, and its own hash made anew.",
    Damage.SWAPPED: "Line {line} and line {other} were swapped.",
}
"""What is said of a finding that names another line."""


def _damage(finding: Finding) -> str:
    sentences = WITH_OTHER if finding.other else SENTENCES
    missing = _missing(finding.first, finding.last)
    return sentences[finding.damage].format(line=finding.line, other=finding.other, missing=missing)


def _missing(first: int, last: int) -> str:
    if last == 0:
        return "the header is missing"
    if first == last:
        return f"event {first} is missing"
    return f"{'the header and ' if first == 0 else ''}events {max(1, first)} to {last} are missing"
