"""Which texts every database can store.

PostgreSQL cannot store NUL, and UTF-8 cannot encode lone surrogates. SQLite would store NUL, memory
both; so that all stores behave alike, each uses these functions: such a text is refused in a write,
and matches nothing in a query.
"""

import re
from typing import Final

from live.errors import Rejected

UNKEPT: Final = re.compile("[\0\ud800-\udfff]")


def keepable(value: object) -> bool:
    """Tell whether every database can store a value; what is not text always can be."""
    return not isinstance(value, str) or UNKEPT.search(value) is None


def require_keepable(*values: object) -> None:
    """Refuse values that some database cannot store.

    Raises:
        Rejected: ``not_recordable``.
    """
    if not all(map(keepable, values)):
        raise Rejected("not_recordable")
