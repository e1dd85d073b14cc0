"""What a client's connectivity checks are known by."""

import secrets
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class IceCredentials:
    """What a client's connectivity checks are known by (RFC 8445 §5.3)."""

    ufrag: str
    password: bytes

    @staticmethod
    def fresh() -> "IceCredentials":
        """Return 64 bits of name, 128 bits of password."""
        return IceCredentials(ufrag=secrets.token_hex(8), password=secrets.token_hex(16).encode())
