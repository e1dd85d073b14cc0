"""Passwords, attempts and seals by themselves."""

import pytest

from live.ids import AccountId, MeetingId
from live.meeting.permissions import Role
from live.store.registers import Account
from tests.unit.web.conftest import PASSWORD
from web.auth import (
    FIRST_WAIT_S,
    FORGOTTEN_S,
    LONGEST_WAIT_S,
    REMEMBERED,
    TRIES,
    TRIES_SPREAD,
    Attempts,
    Seal,
    password_fits,
)

ACCOUNT = Account(
    id=AccountId("a"), username="a", name="A", password_hash="one hash", role=Role.CHAIR
)


def fail(attempts: Attempts, username: str, address: str, times: int) -> None:
    for _ in range(times):
        attempts.begun(username, address, 0.0)


async def test_a_password_fits_its_own_hash_only(password_hash: str) -> None:
    assert await password_fits(PASSWORD, password_hash)
    assert not await password_fits(PASSWORD + ".", password_hash)
    assert not await password_fits(PASSWORD, "no hash at all")
    assert not await password_fits("\0", None)


def test_the_wait_doubles_with_each_failure_up_to_its_bound() -> None:
    attempts = Attempts()
    fail(attempts, "an", "1.2.3.4", TRIES - 1)
    assert attempts.wait_s("an", "1.2.3.4", 0.0) == 0
    fail(attempts, "an", "1.2.3.4", 1)
    assert attempts.wait_s("an", "1.2.3.4", 0.0) == FIRST_WAIT_S
    fail(attempts, "an", "1.2.3.4", 1)
    assert attempts.wait_s("an", "1.2.3.4", 0.0) == 2 * FIRST_WAIT_S
    fail(attempts, "an", "1.2.3.4", 20)
    assert attempts.wait_s("an", "1.2.3.4", 0.0) == LONGEST_WAIT_S


def test_somebody_elses_failures_lock_nobody_out_of_an_office() -> None:
    attempts = Attempts()
    fail(attempts, "an", "1.2.3.4", TRIES)
    assert attempts.wait_s("binh", "1.2.3.4", 0.0) == 0
    assert attempts.wait_s("an", "5.6.7.8", 0.0) == 0


def test_guessing_from_many_addresses_or_for_many_names_waits_too() -> None:
    attempts = Attempts()
    for number in range(TRIES_SPREAD):
        attempts.begun("an", f"10.0.0.{number}", 0.0)
        attempts.begun(f"name{number}", "1.2.3.4", 0.0)
    assert attempts.wait_s("an", "another", 0.0) > 0
    assert attempts.wait_s("another", "1.2.3.4", 0.0) > 0


def test_signing_in_forgets_the_failures_before_it() -> None:
    attempts = Attempts()
    fail(attempts, "an", "1.2.3.4", TRIES)
    attempts.succeeded("an", "1.2.3.4")
    assert attempts.wait_s("an", "1.2.3.4", 0.0) == 0


def test_signing_in_oneself_buys_no_guesses_at_others() -> None:
    attempts = Attempts()
    for number in range(TRIES_SPREAD):
        attempts.begun(f"name{number}", "1.2.3.4", 0.0)
        attempts.begun("mine", "1.2.3.4", 0.0)
        attempts.succeeded("mine", "1.2.3.4")
    attempts.begun("another", "1.2.3.4", 0.0)
    assert attempts.wait_s("yet another", "1.2.3.4", 0.0) > 0


def test_guesses_from_elsewhere_keep_nobody_out_where_he_has_signed_in_before() -> None:
    attempts = Attempts()
    attempts.begun("an", "1.2.3.4", 0.0)
    attempts.succeeded("an", "1.2.3.4")
    for number in range(TRIES_SPREAD):
        attempts.begun("an", f"10.0.0.{number}", 0.0)
    assert attempts.wait_s("an", "5.6.7.8", 0.0) > 0
    assert attempts.wait_s("an", "1.2.3.4", 0.0) == 0
    fail(attempts, "an", "1.2.3.4", TRIES)
    assert attempts.wait_s("an", "1.2.3.4", 0.0) > 0


def test_failures_of_long_ago_are_forgotten() -> None:
    attempts = Attempts()
    fail(attempts, "an", "1.2.3.4", TRIES + 5)
    attempts.begun("an", "1.2.3.4", FORGOTTEN_S + 1)
    assert attempts.wait_s("an", "1.2.3.4", FORGOTTEN_S + 1) == 0


def test_failures_are_remembered_within_bounds() -> None:
    attempts = Attempts()
    for number in range(REMEMBERED):
        attempts.begun(f"name{number}", f"address{number}", 0.0)
    assert len(attempts.failures) == REMEMBERED


def test_a_seal_says_what_was_said_until_its_time() -> None:
    seal = Seal("secret", "ticket")
    text = seal.close(ACCOUNT, 1000, MeetingId("m"))
    said = seal.open_untrusted(text, 999)
    assert said is not None
    assert (said.account, said.meeting) == ("a", "m")
    assert seal.fits(said, ACCOUNT)
    assert not seal.fits(said, None)
    assert seal.open_untrusted(text, 1000) is None


@pytest.mark.parametrize("other", [Seal("secret", "session"), Seal("another", "ticket")])
def test_a_seal_of_another_purpose_or_secret_opens_nothing(other: Seal) -> None:
    text = Seal("secret", "ticket").close(ACCOUNT, 1000)
    assert other.open_untrusted(text, 0) is None


@pytest.mark.parametrize("text", ["", "x", "W10.x", "é", "a" * 10_000])
def test_what_is_no_seal_opens_nothing(text: str) -> None:
    assert Seal("secret", "ticket").open_untrusted(text, 0) is None


def test_a_signed_text_of_another_shape_opens_nothing() -> None:
    seal = Seal("secret", "ticket")
    text = seal._serializer().dumps(["too", "short"])
    assert seal.open_untrusted(text, 0) is None
