"""``diemcau`` as people run it: what it prints, HTTPS by itself, two copies side by side."""

import re
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result
from typing_extensions import override

from tests.program import START_S, Program
from tests.servers import free_port
from web.addresses import machine_addresses
from web.cli import main


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Program]:
    """Run the program on an empty database."""
    with Program("serve", tmp_path / "data") as program:
        yield program


def diemcau(data: Path, *arguments: str, answers: str = "") -> Result:
    """Run a command that works beside the program."""
    environ = {"DIEMCAU_DATA": str(data), "DIEMCAU_PORT": "8000"}
    return CliRunner().invoke(main, arguments, env=environ, input=answers)


def first_link(program: Program) -> str:
    """Return the first administrator's link when it has been printed."""
    said = re.compile(r"First administrator: (\S+)$", re.MULTILINE)
    program.wait_for(lambda: said.search(program.log.read_text()), "no link")
    return str(said.findall(program.log.read_text())[-1])


def test_an_empty_database_prints_the_first_administrators_link(served: Program) -> None:
    served.wait_for(lambda: "First administrator" in served.log.read_text(), "no link")
    link = re.search(
        r"First administrator: http://localhost:\d+(/first/\S+)", served.log.read_text()
    )
    assert link
    with httpx.Client(base_url=served.url, timeout=START_S) as browser:
        assert browser.get(link[1]).status_code == 200
        form = {"name": "An", "username": "an", "password": "đủ dài để dùng"}
        assert browser.post(link[1], data=form).status_code == 303
        assert browser.get("/admin/units").status_code == 200
    served.stop()
    served.log.write_text("")
    served.start()
    served.wait_for(lambda: f":{served.port}/" in served.log.read_text(), "no address")
    assert "First administrator" not in served.log.read_text()


def test_ctrl_c_ends_the_program_with_a_sentence_and_no_complaint(served: Program) -> None:
    served.wait_for(lambda: "First administrator" in served.log.read_text(), "not ready")
    assert served.interrupt() == 0
    printed = served.log.read_text()
    assert "Điểm Cầu has stopped." in printed
    assert "Aborted" not in printed
    assert "Traceback" not in printed


def test_accounts_are_made_reset_and_let_in_beside_the_running_program(served: Program) -> None:
    data = served.data
    first = diemcau(data, "admin", "link")
    assert "/first/" in first.output
    made = diemcau(data, "admin", "create", "An", answers="đủ dài để dùng\nđủ dài để dùng\n")
    assert made.exit_code == 0, made.output
    again = diemcau(data, "admin", "create", "an", "--password", "đủ dài để dùng")
    assert (again.exit_code, "taken" in again.output) == (1, True)
    short = diemcau(data, "admin", "reset-password", "an", "--password", "short")
    assert (short.exit_code, "at least" in short.output) == (1, True)
    nobody = diemcau(data, "admin", "reset-password", "nobody", "--password", "đủ dài để dùng")
    assert (nobody.exit_code, "no account" in nobody.output) == (1, True)
    diemcau(data, "admin", "reset-password", "an", "--password", "một mật khẩu mới")

    link = diemcau(data, "admin", "link", "an").output.strip()
    with httpx.Client(base_url=served.url, timeout=START_S) as browser:
        path = link.replace("http://localhost:8000", "")
        assert browser.get(path).status_code == 200
        assert browser.get("/admin/units").status_code == 303, "a look signs nobody in"
        assert browser.post(path).status_code == 303
        assert browser.get("/admin/units").status_code == 200
    with httpx.Client(base_url=served.url, timeout=START_S) as browser:
        form = {"username": "an", "password": "một mật khẩu mới"}
        assert browser.post("/signin", data=form).status_code == 303
    assert "there are accounts" in diemcau(data, "admin", "link").output


class OverTls(Program):
    """A program that speaks HTTPS with the certificate it made for itself."""

    @property
    @override
    def url(self) -> str:
        return f"https://{'[::1]' if ':' in self.host else 'localhost'}:{self.port}"

    @property
    def trust(self) -> ssl.SSLContext:
        """Trust that certificate and no other."""
        return ssl.create_default_context(cafile=str(self.data / "self-signed.crt"))

    @override
    def serves(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health", verify=self.trust).status_code == 200
        except (OSError, httpx.TransportError):
            return False


def test_self_signed_tls_needs_nothing_but_to_be_asked_for(tmp_path: Path) -> None:
    program = OverTls("serve", tmp_path / "data", DIEMCAU_TLS="self-signed")
    with program:
        page = httpx.get(f"{program.url}/signin", verify=program.trust, timeout=START_S)
        link = first_link(program)
        opened = httpx.get(link, verify=program.trust, timeout=START_S)
    assert page.status_code == 200
    assert page.headers["strict-transport-security"]
    assert opened.status_code == 200
    reached = next((a for a in machine_addresses() if ":" not in a), "localhost")
    assert link.startswith(f"https://{reached}:{program.port}/first/")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "::1"])  # noqa: S104
def test_every_address_that_is_printed_answers(tmp_path: Path, host: str) -> None:
    program = OverTls("serve", tmp_path / "data", DIEMCAU_TLS="self-signed", DIEMCAU_HOST=host)
    with program:
        first_link(program)
        printed = re.findall(r"https://\S+:\d+/$", program.log.read_text(), re.MULTILINE)
        assert printed
        for url in printed:
            assert (
                httpx.get(f"{url}health", verify=program.trust, timeout=START_S).status_code == 200
            )


def test_two_copies_run_side_by_side(served: Program, tmp_path: Path) -> None:
    with Program("serve", tmp_path / "other") as other:
        assert other.port != served.port
        for program in (served, other):
            assert httpx.get(f"{program.url}/health", timeout=START_S).json()["status"] == "ok"
        assert (served.data / "secret").read_text() != (other.data / "secret").read_text()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"DIEMCAU_DATABASE": "mysql://localhost/x"}, "mysql"),
        ({"DIEMCAU_DATABASE": "postgresql://nobody@127.0.0.1:1/x"}, "See that PostgreSQL runs"),
        ({"DIEMCAU_HOST": "192.0.2.77"}, "192.0.2.77 is no address of this machine"),
        ({"DIEMCAU_DATA": "/proc/nowhere"}, "data folder /proc/nowhere cannot be used"),
        (
            {"DIEMCAU_CERT": "/nowhere.crt", "DIEMCAU_KEY": "/nowhere.key"},
            "file /nowhere.crt cannot",
        ),
    ],
)
@pytest.mark.parametrize("command", ["serve", "demo"])
def test_what_cannot_be_opened_ends_the_program_with_a_sentence(
    tmp_path: Path, command: str, wrong: dict[str, str], said: str
) -> None:
    with pytest.raises(AssertionError) as ended:
        Program(command, tmp_path / "data", **wrong).start()
    assert said in str(ended.value)
    assert "Traceback" not in str(ended.value)
    assert "Errno" not in str(ended.value)


class WithoutRedis(Program):
    """A program that was told of a Redis which is not there: not well, but up."""

    @override
    def serves(self) -> bool:
        return "DIEMCAU_REDIS" in self.log.read_text()


def test_while_redis_is_away_the_program_serves_and_says_what_to_do(tmp_path: Path) -> None:
    away = "redis://:geheim@127.0.0.1:1/0"
    with WithoutRedis("serve", tmp_path / "data", DIEMCAU_REDIS=away) as program:
        assert httpx.get(f"{program.url}/signin", timeout=START_S).status_code == 200
        printed = program.log.read_text()
    assert "Redis does not answer at redis://:…@127.0.0.1:1/0" in printed
    assert "geheim" not in printed


def test_a_second_program_in_the_same_folder_is_refused_and_a_killed_one_starts_again_at_once(
    served: Program,
) -> None:
    for command in ("serve", "demo"):
        with pytest.raises(AssertionError, match="Stop the other one first") as ended:
            Program(command, served.data).start()
        assert "Traceback" not in str(ended.value)
    assert served.health()["status"] == "ok"
    served.kill()
    served.start()
    assert served.health()["status"] == "ok"


def test_a_port_that_is_taken_ends_the_program_with_a_sentence(
    served: Program, tmp_path: Path
) -> None:
    second = Program("serve", tmp_path / "other", DIEMCAU_PORT=str(served.port))
    second.port = free_port()  # asked for its health nobody answers
    with pytest.raises(AssertionError) as ended:
        second.start()
    assert "already in use" in str(ended.value)
    assert "Traceback" not in str(ended.value)
