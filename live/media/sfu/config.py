"""Settings of the media engine, each with unit and reason. Reads no files or environment."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SfuConfig:
    """What the composition root decides about the engine.

    The defaults suit one machine in one network; ``port=0`` takes any free port.
    """

    host: str = ""
    """Where to listen; empty: on every interface, in IPv4 and IPv6."""
    port: int = 0
    advertise: tuple[str, ...] = ()
    """Addresses put into candidates, best first. Empty: this machine's own (`addresses`)."""
    connect_s: float = 30.0
    """Seconds from the answer within which a peer must complete ICE and DTLS."""
    consent_s: float = 30.0
    """Seconds for which a peer may be silent (RFC 7675 §5.1: consent expires after 30 seconds)."""
    silence_s: float = 5.0
    """Seconds without packets after which a source counts as ended; DTX sends one each 0.4 s."""
