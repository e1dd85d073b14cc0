"""Every setting of the program, each with its environment variable.

A field is the only definition of a setting: the command line takes its option and its help from
here, and ``.env.example`` is checked against it. Values are checked at construction and never
changed.
"""

import os
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

PREFIX: Final = "DIEMCAU_"
LANGUAGES: Final = ("vi", "en")
REDIS_SCHEMES: Final = ("redis", "rediss", "unix")
LOG_LEVELS: Final = ("debug", "info", "warning", "error")
LAST_PORT: Final = 65535
"""Ports have 16 bits (RFC 768, RFC 9293 §3.1); 0 means any free one."""
SECRET_BYTES: Final = 32
"""256 bits, the output size of the hash that signs with it (RFC 2104 §3)."""
PRIVATE: Final = 0o700
"""Mode of a data folder that we create, which has lists of people, links and hashes."""
SECRET_LETTERS: Final = 16
"""Fewest characters of a secret in the settings; chosen."""
LONGEST_DEAD_S: Final = 20
"""Most seconds for ``dead_after_s``: less than the shortest grace period of a unit; chosen."""

IN_PROCESS: Final = ("in-process",)
"""The value of ``media`` for an engine in this process: for tests and the smallest machine."""


def tells(text: str) -> dict[str, str]:
    """Return the metadata of a setting: its help text."""
    return {"help": text}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a running program. Paths and addresses are not opened here."""

    host: str = field(
        default="",
        metadata=tells("address to listen on; empty: 127.0.0.1, or every address with TLS"),
    )
    port: int = field(default=8000, metadata=tells("TCP port of pages and WebSocket"))
    public_url: str = field(
        default="",
        metadata=tells(
            "how browsers reach this server, for links; empty: as asked for, or by this machine's "
            "address where it was asked for as localhost"
        ),
    )
    trusted_proxies: str = field(
        default="127.0.0.1", metadata=tells("addresses whose X-Forwarded-* headers are believed")
    )
    media_port: int = field(
        default=8001,
        metadata=tells("UDP port of sound and picture; more media processes take the next ones"),
    )
    media_processes: int = field(
        default=0,
        metadata=tells(
            "processes beside that carry media, each meeting in one of them; 0: one for each core "
            "but one"
        ),
    )
    public_address: tuple[str, ...] = field(
        default=(),
        metadata=tells(
            "under which browsers reach the media ports: addresses or names, best first, comma "
            "separated; behind NAT the router's outer one; empty: this machine's own"
        ),
    )
    media: tuple[str, ...] = field(
        default=(),
        metadata=tells(
            "what carries media: empty: a process that is started beside; in-process: this one; "
            "tcp://host:port of a `diemcau media`, several comma separated: the first that answers"
        ),
    )
    media_secret: str = field(
        default="", metadata=tells("shared with every `diemcau media`; 16 characters or more")
    )
    data: Path = field(
        default=Path("data"),
        metadata=tells("folder of the database, the secret and the certificate"),
    )
    database: str = field(
        default="",
        metadata=tells("sqlite:///path or postgresql://…; empty: SQLite in the data folder"),
    )
    redis: str = field(
        default="",
        metadata=tells("redis://… joins several processes; empty: this process is alone"),
    )
    dead_after_s: int = field(
        default=15,
        metadata=tells(
            "seconds without a sign of life after which another process of the same database "
            "counts as dead; the same for all of them"
        ),
    )
    tls: str = field(
        default="off",
        metadata=tells("off, or self-signed: HTTPS with a certificate made on first use"),
    )
    cert: Path | None = field(
        default=None, metadata=tells("certificate chain in PEM form; with --key it means HTTPS")
    )
    key: Path | None = field(default=None, metadata=tells("private key of the certificate"))
    secret: str = field(
        default="",
        metadata=tells(
            "signs links and sessions; the same for all processes of one database; "
            "empty: made once in the data folder"
        ),
    )
    language: str = field(default="vi", metadata=tells("language before anybody chooses: vi or en"))
    timezone: str = field(
        default="Asia/Ho_Chi_Minh",
        metadata=tells("the zone of every time shown, wherever server and screens stand"),
    )
    turn_urls: tuple[str, ...] = field(
        default=(), metadata=tells("TURN servers, comma separated, such as turn:host:3478")
    )
    turn_secret: str = field(default="", metadata=tells("coturn's static-auth-secret"))
    log: str = field(default="info", metadata=tells("debug, info, warning or error"))

    def __post_init__(self) -> None:
        """Refuse invalid values, naming the setting."""
        if self.language not in LANGUAGES:
            raise ValueError(f"language: one of {', '.join(LANGUAGES)}, not {self.language!r}")
        if self.log not in LOG_LEVELS:
            raise ValueError(f"log: one of {', '.join(LOG_LEVELS)}, not {self.log!r}")
        for name in ("port", "media_port"):
            if not 0 <= getattr(self, name) <= LAST_PORT:
                raise ValueError(f"{name}: a number from 0 to {LAST_PORT}")
        if not 0 <= self.media_processes <= LAST_PORT - self.media_port + 1:
            raise ValueError(
                f"media_processes: ports from {self.media_port} on end with {LAST_PORT}"
            )
        if self.media and self.media_processes:
            raise ValueError("media_processes: only of the processes that are started beside")
        if not 1 <= self.dead_after_s <= LONGEST_DEAD_S:
            raise ValueError(f"dead_after_s: a number of seconds from 1 to {LONGEST_DEAD_S}")
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(
                f"timezone: a name such as Asia/Ho_Chi_Minh, not {self.timezone!r}"
            ) from None
        if self.tls not in ("off", "self-signed"):
            raise ValueError(f"tls: off or self-signed, not {self.tls!r}")
        if (self.cert is None) != (self.key is None):
            raise ValueError("cert and key go together: give both or neither")
        if self.secret and len(self.secret) < SECRET_LETTERS:
            raise ValueError(f"secret: at least {SECRET_LETTERS} characters")
        if self.turn_urls and not self.turn_secret:
            raise ValueError("turn_urls needs turn_secret")
        self._check_neighbours()

    def _check_neighbours(self) -> None:
        """Refuse invalid addresses of Redis and media processes."""
        if self.redis and urlsplit(self.redis).scheme not in REDIS_SCHEMES:
            raise ValueError(f"redis: redis://host:port/0, not {self.redis!r}")
        if not self.carries_media:
            addresses_of(self.media)
            media_secret_of(self)

    @property
    def https(self) -> bool:
        """Tell whether this process itself speaks TLS."""
        return self.cert is not None or self.tls == "self-signed"

    @property
    def listen_host(self) -> str:
        """Return the address to bind: plain HTTP stays on this machine unless told otherwise."""
        return self.host or ("0.0.0.0" if self.https else "127.0.0.1")  # noqa: S104 - by choice

    @property
    def carries_media(self) -> bool:
        """Tell whether media goes through a process on this machine."""
        return not self.media or self.media == IN_PROCESS

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone in which all times are shown."""
        return ZoneInfo(self.timezone)

    @property
    def database_url(self) -> str:
        """Return the URL of the database."""
        return self.database or f"sqlite:///{self.data / 'diemcau.sqlite3'}"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read every ``DIEMCAU_…`` variable that is set and not empty.

        Raises:
            ValueError: a value cannot be used; the message names the setting.
        """
        given = {f.name: environ.get(variable(f), "") for f in fields(cls)}
        values: dict[str, Any] = {
            f.name: parse(f, given[f.name]) for f in fields(cls) if given[f.name]
        }
        return cls(**values)


def variable(setting: Field[Any]) -> str:
    """Return the environment variable of a setting."""
    return PREFIX + setting.name.upper()


def parse(setting: Field[Any], text: str) -> object:
    """Turn the text of a variable or an option into the type of its setting.

    Raises:
        ValueError: the text is not of that type.
    """
    if setting.name in ("data", "cert", "key"):
        return Path(text)
    if isinstance(setting.default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if isinstance(setting.default, int):
        try:
            return int(text)
        except ValueError:
            raise ValueError(f"{setting.name}: a number, not {text!r}") from None
    return text


def addresses_of(urls: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Return host and port of every media process on another machine.

    Raises:
        ValueError: one is not of the form ``tcp://host:port``.
    """
    found = []
    for url in urls:
        parts = urlsplit(url)
        if parts.scheme != "tcp" or not parts.hostname or not parts.port or parts.path:
            raise ValueError(f"media: in-process or tcp://host:port, not {url!r}")
        found.append((parts.hostname, parts.port))
    return tuple(found)


def media_secret_of(settings: Settings) -> bytes:
    """Return the secret between this program and media processes on other machines.

    Raises:
        ValueError: there is none, or it is too short.
    """
    if len(settings.media_secret) < SECRET_LETTERS:
        raise ValueError(f"media_secret: at least {SECRET_LETTERS} characters")
    return settings.media_secret.encode()


def secret_of(settings: Settings) -> str:
    """Return the signing secret; if the settings have none, it is created once in the data folder,
    readable by this user only.

    Raises:
        OSError: the data folder cannot be used; the message says what to do.
    """
    if settings.secret:
        return settings.secret
    try:
        return _kept_secret(settings.data)
    except OSError as error:
        raise unusable_folder(settings, error) from error


def unusable_folder(settings: Settings, error: OSError) -> OSError:
    """Return the error for a data folder that cannot be used."""
    return OSError(
        f"the data folder {settings.data} cannot be used. It has to be a folder that this user may "
        f"write to: --data … (DIEMCAU_DATA) names another one ({cause_of(error)})"
    )


def cause_of(error: BaseException) -> str:
    """Return the message of the system or a library, to be put in brackets."""
    if isinstance(error, OSError) and error.strerror:
        about = f": {error.filename}" if error.filename else ""
        return error.strerror + about
    return str(error).partition("\n")[0] or type(error).__name__


def _kept_secret(folder: Path) -> str:
    """Return the secret of a folder.

    The file appears whole or not at all, so two processes that start together read the same.
    """
    folder.mkdir(PRIVATE, parents=True, exist_ok=True)
    path = folder / "secret"
    if not path.exists():
        draft = folder / f".secret-{secrets.token_hex(4)}"
        with open(draft, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(secrets.token_urlsafe(SECRET_BYTES))
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()
