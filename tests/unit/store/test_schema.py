"""What may come in fits into the columns that keep it."""

from sqlalchemy import String

from live.ids import AccountId
from live.store.sql.schema import METADATA
from live.store.usernames import LONGEST
from signaling import limits
from web.admission import key_of_account

LARGEST_KEY_BYTES = 2704
"""What an index of PostgreSQL takes at most: a third of a page (its nbtree.h, BTMaxItemSize)."""
LONGEST_ID = 40
"""Signs of an id in the forms (`web.forms.Id`)."""
UTF8_BYTES = 4
"""Of one sign at most (RFC 3629 §3)."""


def test_no_column_bounds_its_text_for_the_models_do() -> None:
    bounded = [
        f"{table.name}.{column.name}"
        for table in METADATA.sorted_tables
        for column in table.columns
        if isinstance(column.type, String) and column.type.length is not None
    ]
    assert bounded == []


def test_the_longest_keys_that_the_models_admit_fit_an_index() -> None:
    owner = key_of_account(AccountId("a" * LONGEST_ID))
    command = f"{owner}/{'c' * limits.NAME_CHARACTERS}"
    assert len(command) + LONGEST_ID < LARGEST_KEY_BYTES
    assert LONGEST * UTF8_BYTES < LARGEST_KEY_BYTES
    assert 2 * LONGEST_ID < LARGEST_KEY_BYTES
