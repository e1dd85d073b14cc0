"""Ballots as documents state them: matter, method, figures and how the denominator came about."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotAccount:
    """One confirmed ballot."""

    number: str
    matter: str
    method: str
    result: str
    """Passed, not passed, who is elected: one line."""
    paragraphs: tuple[str, ...]
    """Everything that is said of it, the result included."""
