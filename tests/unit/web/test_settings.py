"""Settings: every one an option and a variable, wrong ones refused by name."""

import dataclasses
import stat
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner

from web.cli import main
from web.settings import Settings, addresses_of, secret_of, variable


def test_every_setting_is_an_option_with_its_variable() -> None:
    shown = CliRunner().invoke(main, ["serve", "--help"], terminal_width=300).output
    for field in dataclasses.fields(Settings):
        assert "--" + field.name.replace("_", "-") in shown
        assert f"env var: {variable(field)}" in shown


def test_the_program_says_which_release_it_is() -> None:
    result = CliRunner().invoke(main, ["--version"])
    assert (result.exit_code, result.output) == (0, f"diemcau {version('diemcau')}\n")


def test_settings_are_read_from_the_environment() -> None:
    environ = {
        "DIEMCAU_PORT": "9000",
        "DIEMCAU_DATA": "/tmp/elsewhere",  # noqa: S108 - a name only
        "DIEMCAU_PUBLIC_ADDRESS": "192.0.2.1, 192.0.2.2",
        "DIEMCAU_LANGUAGE": "",
    }
    settings = Settings.from_environment(environ)
    assert settings.port == 9000
    assert settings.database_url == "sqlite:////tmp/elsewhere/diemcau.sqlite3"
    assert settings.public_address == ("192.0.2.1", "192.0.2.2")
    assert settings.language == "vi"


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"DIEMCAU_PORT": "eighty"}, "port"),
        ({"DIEMCAU_PORT": "99999"}, "port"),
        ({"DIEMCAU_MEDIA_PORT": "-1"}, "media_port"),
        ({"DIEMCAU_MEDIA_PROCESSES": "-1"}, "media_processes"),
        ({"DIEMCAU_MEDIA_PROCESSES": "2", "DIEMCAU_MEDIA_PORT": "65535"}, "media_processes"),
        ({"DIEMCAU_MEDIA_PROCESSES": "2", "DIEMCAU_MEDIA": "in-process"}, "media_processes"),
        ({"DIEMCAU_DEAD_AFTER_S": "0"}, "dead_after_s"),
        ({"DIEMCAU_DEAD_AFTER_S": "21"}, "dead_after_s"),
        ({"DIEMCAU_LANGUAGE": "fr"}, "language"),
        ({"DIEMCAU_LOG": "loud"}, "log"),
        ({"DIEMCAU_TLS": "on"}, "tls"),
        ({"DIEMCAU_CERT": "a.pem"}, "cert"),
        ({"DIEMCAU_SECRET": "short"}, "secret"),
        ({"DIEMCAU_TIMEZONE": "Hà Nội"}, "timezone"),
        ({"DIEMCAU_TIMEZONE": "../etc/passwd"}, "timezone"),
        ({"DIEMCAU_REDIS": "127.0.0.1:6379"}, "redis://host:port"),
        ({"DIEMCAU_TURN_URLS": "turn:x"}, "turn_secret"),
        ({"DIEMCAU_MEDIA": "udp://10.0.0.2:8002"}, "tcp://host:port"),
        ({"DIEMCAU_MEDIA": "tcp://10.0.0.2"}, "tcp://host:port"),
        ({"DIEMCAU_MEDIA": "tcp://10.0.0.2:8002"}, "media_secret"),
        ({"DIEMCAU_MEDIA": "tcp://10.0.0.2:8002", "DIEMCAU_MEDIA_SECRET": "short"}, "media_secret"),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name(wrong: dict[str, str], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        Settings.from_environment(wrong)
    result = CliRunner().invoke(main, ["serve"], env=wrong)
    assert result.exit_code == 2
    assert named in result.output


def test_media_processes_of_several_machines_are_tried_in_the_order_in_which_they_are_named() -> (
    None
):
    environ = {
        "DIEMCAU_MEDIA": "tcp://10.0.0.2:8002, tcp://[fd00::2]:9000",
        "DIEMCAU_MEDIA_SECRET": "a secret for tests only",
    }
    settings = Settings.from_environment(environ)
    assert addresses_of(settings.media) == (("10.0.0.2", 8002), ("fd00::2", 9000))


def test_plain_http_stays_on_this_machine_unless_told_otherwise() -> None:
    assert Settings().listen_host == "127.0.0.1"
    assert Settings(tls="self-signed").listen_host == "0.0.0.0"  # noqa: S104 - compared only
    assert Settings(host="192.0.2.1").listen_host == "192.0.2.1"


def test_the_secret_is_made_once_and_for_our_eyes_only(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    secret = secret_of(settings)
    assert len(secret) > 40
    assert secret_of(settings) == secret
    assert settings.data.stat().st_mode & 0o077 == 0
    assert stat.S_IMODE((tmp_path / "data" / "secret").stat().st_mode) == 0o600
    assert list((tmp_path / "data").iterdir()) == [tmp_path / "data" / "secret"]


def test_a_given_secret_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", secret="given from outside")
    assert secret_of(settings) == "given from outside"
    assert not (tmp_path / "data").exists()
