"""Settings of the media engine, each with unit and reason. Nothing is read from the world."""

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
    """How long a peer may take from its answer to being up."""
    consent_s: float = 30.0
    """How long a peer may be silent (RFC 7675 §5.1: consent expires after 30 seconds)."""
    silence_s: float = 5.0
    """How long a source may send nothing before it counts as ended; DTX sends each 0.4 s."""
