"""What the views have in common: their type, who sees people one by one, and their bounds."""

from typing import Any, Final

View = dict[str, Any]

TEXTS: Final = 200
"""Messages, and a supervisor's own notes, that a view carries, the latest: whoever writes without
end burdens the record, not every screen; chosen."""
