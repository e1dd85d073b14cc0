"""The numbers a superior unit may set for its branches, with their defaults.

Data only: the rules that use them are elsewhere. Each default names where it comes from;
"chosen" means that no source fixes it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The limits and targets of one meeting: a snapshot of the unit's settings."""

    min_duration_regular_min: int = 90
    """Minutes; HD 42-HD/BTCTW."""
    min_duration_combined_min: int = 120
    """Minutes, regular and thematic in one session; HD 42."""
    attendance_target_pct: int = 85
    """Percent of the base that must be exceeded; HD 12-HD/BTCTW."""
    quorum_advisory_pct: float = 200 / 3
    """Percent of the vote denominator that should be present; warns only; chosen."""
    speaker_target_pct: int = 30
    """Percent of attending members who should speak; warns only; chosen."""
    speech_limit_s: int | None = 300
    """Seconds for one turn, the chair may extend; None: no limit; chosen."""
    current_affairs_warn_min: int = 15
    """Minutes after which an item of notices counts as "only reading notices"; chosen."""
    grace_s: int = 90
    """Seconds during which a person whose link dropped stays present; chosen."""
    late_after_min: int = 10
    """Minutes after opening from which a member is late, unless the roll call report was earlier;
    chosen."""
    temp_in_counts: bool = True
    """Whether `roster.Category.TEMP_IN` counts in the attendance rate; a unit's setting."""
    excused_in_denominator: bool = False
    """Whether official members absent with an accepted reason stay in the vote denominator; the
    default is inferred from Regulation 24-QĐ/TW §9.3.2, which takes them off."""
    late_start_min: int = 5
    """Minutes after its hour from which an unopened meeting is late; chosen."""
    required_late_min: int = 20
    """Minutes after its planned beginning from which a required item that has not begun is missed;
    chosen: longer than an ordinary meeting is behind its agenda."""
    overrun_min: int = 30
    """Minutes by which the expected end may pass the planned one; chosen."""
    silence_min: int = 5
    """Minutes of a discussion without any turn that count as "nobody speaks"; chosen."""
    monologue_min: int = 10
    """Minutes of one turn in a discussion that count as one voice alone; chosen."""
    one_voice_pct: int = 60
    """Percent of a discussion's speaking time that one member may have; chosen."""
    queue_wait_min: int = 10
    """Minutes that somebody may wait for the floor; chosen."""
    online_presence_counts: bool = True
    """Whether people outside the main room count as present; no regulation decides that."""
