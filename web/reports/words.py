"""What the pages of reports say in the visitor's language."""

from live.meeting.rubric import Rating
from live.record.periods import BranchPeriod
from live.record.spans import Period, number_of
from live.record.wording import percent_text
from web.i18n import Catalogue, catalogue
from web.reports.scope import ReportScope


def title_of(scope: ReportScope, language: str) -> str:
    """Return of whom is reported."""
    if scope.unit:
        return scope.unit.name
    return catalogue(language)("reports.all" if scope.is_whole else "reports.followed")


def period_words(period: Period, text: Catalogue) -> str:
    """Return the name of a period on the screen."""
    if period.is_quarter:
        return text("reports.quarter", number=period.quarter, year=period.year)
    return text("reports.month", number=number_of(period.first), year=period.year)


def share_words(value: float | None, text: Catalogue) -> str:
    """Return an attendance rate on the screen; None: there was no meeting."""
    if value is None:
        return text("reports.no_figures")
    return text("reports.percent", n=number_words(value, text))


def number_words(value: float, text: Catalogue) -> str:
    """Return a number with at most one decimal, as the language writes it."""
    said = percent_text(value)
    return said if text.language == "vi" else said.replace(",", ".")


def held_words(row: BranchPeriod, text: Catalogue) -> str:
    """Return how often a branch met, and what is missing or cannot be read."""
    said = [text("reports.held", n=len(row.monthly))] if row.monthly else []
    if other := len(row.meetings) - len(row.monthly):
        said.append(text("reports.held_other", n=other))
    for key, months in (("reports.missed", row.missed), ("reports.awaited", row.awaited)):
        if months:
            said.append(text(key, months=", ".join(str(number_of(month)) for month in months)))
    if row.unread:
        said.append(text("reports.unread_here", n=len(row.unread)))
    return "; ".join(said)


def rated(rating: Rating | None, text: Catalogue) -> str:
    """Return a rating on the screen; None: the meeting was not scored."""
    return text("reports.not_scored") if rating is None else text(f"ui.rating.{rating}")
