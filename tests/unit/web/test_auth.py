"""Passwords, attempts and seals by themselves."""

import unicodedata

import pytest
from argon2 import extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.web.conftest import PASSWORD
from web.auth import (
    FIRST_WAIT_S,
    FORGOTTEN_S,
    HASHER,
    LONGEST_PASSWORD,
    LONGEST_WAIT_S,
    REMEMBERED,
    TRIES,
    TRIES_SPREAD,
    Attempts,
    Seal,
    hash_password,
    opaque,
    password_fits,
)


def fail(attempts: Attempts, username: str, address: str, times: int) -> None:
    for _ in range(times):
        attempts.begun(username, address, 0.0)


def test_hashes_that_are_kept_are_made_as_the_standard_recommends() -> None:
    kept = extract_parameters(HASHER.hash(PASSWORD))
    assert kept == RFC_9106_LOW_MEMORY
    assert (kept.time_cost, kept.memory_cost, kept.parallelism) == (3, 64 * 1024, 4)


async def test_a_password_fits_its_own_hash_only(password_hash: str) -> None:
    assert await password_fits(PASSWORD, password_hash)
    assert not await password_fits(PASSWORD + ".", password_hash)
    assert not await password_fits(PASSWORD, "no hash at all")
    assert not await password_fits("\0", None)


APART = unicodedata.normalize("NFD", PASSWORD)
LETTER_AND_TONE = "m\u00e2\u0323t kh\u00e2\u0309u đu\u0309 da\u0300i"
"""As some keyboards type it: the letter with its hat, then the tone."""


@pytest.mark.parametrize("typed", [APART, LETTER_AND_TONE, PASSWORD.replace(" ", "\u00a0")])
async def test_a_password_fits_however_its_letters_are_typed(
    typed: str, password_hash: str
) -> None:
    assert typed != PASSWORD
    assert await password_fits(typed, password_hash)
    assert await password_fits(PASSWORD, await hash_password(typed))
    assert not await password_fits(typed.upper(), password_hash)


async def test_a_hash_from_before_passwords_had_one_form_keeps_working() -> None:
    for typed in (APART, LETTER_AND_TONE):
        assert await password_fits(typed, HASHER.hash(typed))
    assert await password_fits(PASSWORD, HASHER.hash(APART))


@pytest.mark.parametrize("typed", ["\ud800" * 12, "x" * (LONGEST_PASSWORD + 1), "x" * 100_000])
async def test_what_can_be_nobodys_password_does_not_fit(typed: str, password_hash: str) -> None:
    assert not await password_fits(typed, password_hash)


@given(st.text(max_size=50))
def test_the_one_form_of_a_password_is_its_own_and_that_of_all_its_spellings(typed: str) -> None:
    assert opaque(opaque(typed)) == opaque(typed)
    assert opaque(unicodedata.normalize("NFD", typed)) == opaque(typed)
    opaque(typed).encode()


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


def test_failures_for_others_keep_nobody_out_where_he_has_signed_in_before() -> None:
    attempts = Attempts()
    attempts.begun("an", "1.2.3.4", 0.0)
    attempts.succeeded("an", "1.2.3.4")
    for number in range(TRIES_SPREAD + 20):
        attempts.begun(f"name{number}", "1.2.3.4", 0.0)
    assert attempts.wait_s("an", "1.2.3.4", 0.0) == 0
    assert attempts.wait_s("another", "1.2.3.4", 0.0) > 0
    fail(attempts, "an", "1.2.3.4", TRIES)
    assert attempts.wait_s("an", "1.2.3.4", 0.0) == FIRST_WAIT_S


def test_signing_in_where_one_is_known_frees_no_guesses_at_others() -> None:
    attempts = Attempts()
    attempts.begun("mine", "1.2.3.4", 0.0)
    attempts.succeeded("mine", "1.2.3.4")
    for number in range(TRIES_SPREAD):
        attempts.begun(f"name{number}", "1.2.3.4", 0.0)
    waits = attempts.wait_s("another", "1.2.3.4", 0.0)
    attempts.begun("mine", "1.2.3.4", 0.0)
    attempts.succeeded("mine", "1.2.3.4")
    assert attempts.wait_s("another", "1.2.3.4", 0.0) == waits > 0


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


def test_a_seal_says_what_was_said() -> None:
    seal = Seal("secret", "ticket")
    assert seal.open_untrusted(seal.close("a", "m"), 2) == ["a", "m"]


@pytest.mark.parametrize("other", [Seal("secret", "session"), Seal("another", "ticket")])
def test_a_seal_of_another_purpose_or_secret_opens_nothing(other: Seal) -> None:
    assert other.open_untrusted(Seal("secret", "ticket").close("a"), 1) is None


@pytest.mark.parametrize("text", ["", "x", "W10.x", "é", "a" * 10_000, "\ud800"])
def test_what_is_no_seal_opens_nothing(text: str) -> None:
    assert Seal("secret", "ticket").open_untrusted(text, 1) is None


@pytest.mark.parametrize("said", [["too", "short"], "text", {"a": 1}, [1, 2, 3]])
def test_a_signed_text_of_another_shape_opens_nothing(said: object) -> None:
    seal = Seal("secret", "ticket")
    assert seal.open_untrusted(seal._serializer().dumps(said), 3) is None
