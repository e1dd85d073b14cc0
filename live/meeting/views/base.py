"""What the views have in common: their type, who sees people one by one, and their bounds."""

from typing import Any, Final

from live.meeting.permissions import DESK, Role

View = dict[str, Any]

LISTS: Final = DESK | {Role.SUPERVISOR}
"""Who sees people one by one: categories, rows, who has not spoken, the private line."""

TEXTS: Final = 200
"""Messages, and a supervisor's own notes, that a view carries, the latest: whoever writes without
end burdens the record, not every screen; chosen."""
