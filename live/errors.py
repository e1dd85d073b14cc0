"""The few errors that cross a border, and nothing else.

::

    Rejected         to the person: a stable code and facts; the sentence is made at the screen
    VersionConflict  to the caller of a store: another writer was first; reload, decide again
    DuplicateCommand to the caller of a store: this command was recorded before
    StoreUnavailable to the caller of a store: nothing can be written, or read, at this moment
    BadPacket        bytes from a network that are not what they claim; counted and dropped
    EngineError      to the caller of a media engine: the offer or request cannot be served

Anything else that is raised is a bug.
"""

from typing_extensions import override

Fact = str | int | float | bool | None


class Rejected(Exception):
    """A command or request refused for a reason that a person can act on.

    ``code`` is stable, lower case with underscores, listed in ``signaling/PROTOCOL.md`` and
    translated as ``refused.<code>`` in both catalogues; ``facts`` fill the sentence.
    """

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    @override
    def __str__(self) -> str:
        facts = " ".join(f"{key}={value!r}" for key, value in self.facts.items())
        return f"{self.code} {facts}".strip()


class VersionConflict(Exception):
    """An append named a version that is no longer the last one."""

    def __init__(self, expected: int, actual: int) -> None:
        super().__init__(f"expected version {expected}, found {actual}")
        self.expected = expected
        self.actual = actual


class DuplicateCommand(Exception):
    """An append carried a command that is on record; ``version`` is what it led to then."""

    def __init__(self, version: int) -> None:
        super().__init__(f"recorded before, leading to version {version}")
        self.version = version


class StoreUnavailable(Exception):
    """A store cannot do what it is asked, for a reason that passes; nothing was done.

    ``code`` is ``storage_full``, ``storage_read_only`` or ``storage_away`` (it does not answer).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class BadPacket(Exception):
    """Network bytes that do not parse. The sender's connection stays open."""


class EngineError(Exception):
    """A media engine cannot serve this request; ``code`` is stable, as in `Rejected`."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
