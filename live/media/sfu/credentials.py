"""Our ICE user name fragment and password for one client."""

import secrets
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class IceCredentials:
    """Our user name fragment and password for one client's connectivity checks (RFC 8445 §5.3)."""

    ufrag: str
    password: bytes

    @staticmethod
    def fresh() -> "IceCredentials":
        """Return a random user name fragment (64 bits) and password (128 bits)."""
        return IceCredentials(ufrag=secrets.token_hex(8), password=secrets.token_hex(16).encode())
