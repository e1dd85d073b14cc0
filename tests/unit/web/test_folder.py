"""The data folder belongs to one program, unless programs hear of each other; what cannot be used
is named, with what to do."""

import fcntl
import logging
from pathlib import Path

import pytest

from web.folder import Taken, database_of, held, without_password
from web.settings import Settings, secret_of

REDIS = "redis://127.0.0.1:1/0"


def alone(data: Path) -> Settings:
    return Settings(data=data)


def joined(data: Path) -> Settings:
    return Settings(data=data, redis=REDIS)


def test_a_second_program_without_redis_is_refused_until_the_first_has_ended(
    tmp_path: Path,
) -> None:
    with held(alone(tmp_path)):
        with pytest.raises(Taken, match=r"Stop the other one.*--data.*--database.*--redis"):
            held(alone(tmp_path)).__enter__()
        with held(alone(tmp_path / "another")):
            pass
    with held(alone(tmp_path)):
        pass


def test_programs_with_redis_share_a_folder_but_not_with_one_that_has_none(tmp_path: Path) -> None:
    with held(joined(tmp_path)), held(joined(tmp_path)), pytest.raises(Taken):
        held(alone(tmp_path)).__enter__()
    with held(alone(tmp_path)), pytest.raises(Taken):
        held(joined(tmp_path)).__enter__()


def test_a_program_that_keeps_nothing_in_the_folder_needs_none(tmp_path: Path) -> None:
    elsewhere = Settings(
        data=tmp_path / "none", redis=REDIS, database="postgresql://127.0.0.1:1/diemcau"
    )
    with held(elsewhere), held(elsewhere):
        assert not elsewhere.data.exists()


def test_where_the_file_system_knows_no_locks_the_program_starts_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    with caplog.at_level(logging.WARNING), held(alone(tmp_path)):
        assert "cannot be locked (" in caplog.text


def test_a_folder_that_cannot_be_used_is_named_with_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    below = Settings(data=file / "data")
    for settings, cause in ((Settings(data=file), "File exists"), (below, "Not a directory")):
        for use in (lambda s: held(s).__enter__(), secret_of):
            with pytest.raises(OSError, match=rf"{settings.data} .*DIEMCAU_DATA.*\({cause}"):
                use(settings)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", r"data folder .*DIEMCAU_DATA.*\(file is not a database\)$"),
        ("sqlite:////proc/nowhere.sqlite3", r"write .*DIEMCAU_DATABASE.*\(unable to open"),
        (
            "postgresql://a:geheim@127.0.0.1:1/x",
            r"//a:…@127.0.0.1:1/x .*PostgreSQL runs there.*DIEMCAU_DATABASE.*\(Connect",
        ),
    ],
)
async def test_a_database_that_cannot_be_opened_is_named_with_what_to_do(
    tmp_path: Path, url: str, said: str
) -> None:
    (tmp_path / "diemcau.sqlite3").write_text("something else altogether, and no table in it")
    with pytest.raises(OSError, match=said) as caught:
        await database_of(Settings(data=tmp_path, database=url))
    assert "geheim" not in str(caught.value)
    assert "Errno" not in str(caught.value)


async def test_a_database_of_no_kind_is_refused_without_repeating_it(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="sqlite:///") as caught:
        await database_of(Settings(data=tmp_path, database="geheim"))
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("url", ["sqlite:////a/b", "postgresql://a@host/x", "postgresql://host/x"])
def test_an_address_without_a_password_is_shown_as_it_is(url: str) -> None:
    assert without_password(url) == url
