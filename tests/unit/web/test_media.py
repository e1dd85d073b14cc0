"""What the engine is told of the settings."""

import click
import pytest

from web.media import looked_up, media_config
from web.settings import Settings


def test_public_addresses_are_offered_in_their_order_and_once() -> None:
    settings = Settings(public_address=("203.0.113.9", "2001:db8::9", "203.0.113.9"))
    assert media_config(settings, 8001).advertise == ("203.0.113.9", "2001:db8::9")


def test_name_is_looked_up_at_the_start() -> None:
    found = looked_up(["localhost"])
    assert found
    assert set(found) <= {"127.0.0.1", "::1"}


@pytest.mark.parametrize("wrong", ["no such name", "203.0.113.9:8001", "a" * 70])
def test_name_that_nobody_knows_is_refused_by_the_name_of_its_setting(wrong: str) -> None:
    with pytest.raises(click.ClickException, match="public_address"):
        media_config(Settings(public_address=(wrong,)), 8001)
