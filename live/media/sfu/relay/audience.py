"""The slots that receive one stream, those that wait for its next key frame, and held packets."""

from typing import NamedTuple

from live.media.sfu.relay.fanout import Fanout, Onward
from live.media.sfu.relay.subscriber import Subscriber
from live.media.sfu.sockets.batches import Sender


class SentCounts(NamedTuple):
    """How many packets were sent, and how many the kernel or libsrtp refused."""

    forwarded: int
    refused: int


class Audience:
    """The subscribers of one stream. Others may read its lists; only this class changes them."""

    __slots__ = ("_fan", "_held", "receivers", "waiting")

    def __init__(self) -> None:
        self.receivers: list[Subscriber] = []
        """Slots that are sent every packet."""
        self.waiting: list[Subscriber] = []
        """Slots that begin with the stream's next key frame (audio: with its next packet)."""
        self._held: list[Onward] = []
        """Packets to be sent together: see `forward.Forwarder.hold`."""
        self._fan: Fanout | None = None
        """The receivers prepared for sending; None after a receiver changed."""

    def is_empty(self) -> bool:
        """Return whether no slot receives the stream or waits for it."""
        return not self.receivers and not self.waiting

    def expect(self, subscriber: Subscriber) -> None:
        """Add a slot that waits for the stream's next key frame."""
        self.waiting.append(subscriber)

    def expect_no_more(self, subscriber: Subscriber) -> None:
        """Remove a waiting slot."""
        self.waiting.remove(subscriber)

    def begin(self, now: float) -> None:
        """Switch all waiting slots to the stream, whose newest packet allows that."""
        for subscriber in list(self.waiting):
            subscriber.begin(now)

    def join(self, subscriber: Subscriber) -> None:
        """Add a receiver: it is sent every packet from now on."""
        self.receivers.append(subscriber)
        self._fan = None

    def part(self, subscriber: Subscriber) -> None:
        """Remove a receiver."""
        self.receivers.remove(subscriber)
        self._fan = None

    def moved(self) -> None:
        """Take note that a receiver has another address."""
        self._fan = None

    def dismiss(self) -> None:
        """Stop all receivers and waiting slots: the stream has ended."""
        for subscriber in list(self.receivers):
            subscriber.stop()
        for subscriber in list(self.waiting):
            subscriber.cancel()

    def hold(self, packet: Onward) -> bool:
        """Keep a packet until `send`; return whether it is the first one."""
        self._held.append(packet)
        return len(self._held) == 1

    def send(self, port: Sender, now: float) -> SentCounts:
        """Send the held packets to all receivers."""
        packets, self._held = self._held, []
        fan = self._fan
        if fan is None:
            fan = self._fan = Fanout(port, self.receivers)
        refused = fan.send(packets, now)
        return SentCounts(len(fan) * len(packets) - refused, refused)
