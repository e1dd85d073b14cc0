"""Who is sent one stream, who waits for it to begin, and what is about to be sent to them."""

from typing import NamedTuple

from live.media.sfu.relay.fanout import Fanout, Onward
from live.media.sfu.relay.subscriber import Subscriber
from live.media.sfu.sockets.batches import Sender


class SentCounts(NamedTuple):
    """How many packets went out, and how many the kernel or libsrtp did not take."""

    forwarded: int
    refused: int


class Audience:
    """The subscribers of one stream. Lists are read by everybody and changed here alone."""

    __slots__ = ("_fan", "_held", "receivers", "waiting")

    def __init__(self) -> None:
        self.receivers: list[Subscriber] = []
        """Who is sent every packet."""
        self.waiting: list[Subscriber] = []
        """Who is sent it from its next key frame on (sound: from its next packet on)."""
        self._held: list[Onward] = []
        """Packets that are about to be sent: see `forward.Forwarder.hold`."""
        self._fan: Fanout | None = None
        """The receivers laid out for sending; None since one of them changed."""

    def is_empty(self) -> bool:
        """Return whether nobody is sent the stream, or waits for it."""
        return not self.receivers and not self.waiting

    def expect(self, subscriber: Subscriber) -> None:
        """Let somebody wait for the stream to begin."""
        self.waiting.append(subscriber)

    def expect_no_more(self, subscriber: Subscriber) -> None:
        """Let somebody wait no more."""
        self.waiting.remove(subscriber)

    def begin(self, now: float) -> None:
        """Begin with everybody who waits: the packet at the stream's head is one to begin with."""
        for subscriber in list(self.waiting):
            subscriber.begin(now)

    def join(self, subscriber: Subscriber) -> None:
        """Send every packet to somebody from now on."""
        self.receivers.append(subscriber)
        self._fan = None

    def part(self, subscriber: Subscriber) -> None:
        """Send nothing to somebody any more."""
        self.receivers.remove(subscriber)
        self._fan = None

    def moved(self) -> None:
        """Take note that a receiver has another address."""
        self._fan = None

    def dismiss(self) -> None:
        """End: no packet will come in the stream any more."""
        for subscriber in list(self.receivers):
            subscriber.stop()
        for subscriber in list(self.waiting):
            subscriber.cancel()

    def hold(self, packet: Onward) -> bool:
        """Keep a packet until `send`; return whether it is the first one."""
        self._held.append(packet)
        return len(self._held) == 1

    def send(self, port: Sender, now: float) -> SentCounts:
        """Send what is held."""
        packets, self._held = self._held, []
        fan = self._fan
        if fan is None:
            fan = self._fan = Fanout(port, self.receivers)
        refused = fan.send(packets, now)
        return SentCounts(len(fan) * len(packets) - refused, refused)
