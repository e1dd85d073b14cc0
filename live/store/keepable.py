"""Which texts a database keeps.

PostgreSQL keeps no NUL, and UTF-8 has no halves of surrogate pairs. SQLite would keep the first of
them, memory both; so that every store answers alike, each asks here: such a text is refused where
it is to be written, and where it is looked for there is nothing of that name.
"""

import re
from typing import Final

from live.errors import Rejected

UNKEPT: Final = re.compile("[\0\ud800-\udfff]")


def keepable(value: object) -> bool:
    """Tell whether a value is no text, or one that every database keeps."""
    return not isinstance(value, str) or UNKEPT.search(value) is None


def require_keepable(*values: object) -> None:
    """Refuse what no database keeps.

    Raises:
        Rejected: ``not_recordable``.
    """
    if not all(map(keepable, values)):
        raise Rejected("not_recordable")
