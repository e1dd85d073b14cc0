"""An engine for meetings without media: every offer is answered, nothing flows."""

from collections.abc import Mapping

from live.errors import EngineError
from live.media.engine import Answer, Listener, PeerDown, PeerId, Route, SourceName
from live.media.sfu.answer import Rejected, answer
from live.media.sfu.negotiate import read_offer


class NullEngine:
    """Keeps the seam's promises about names, and opens no socket."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._peers: set[PeerId] = set()

    async def start(self) -> None:
        """Do nothing."""

    async def stop(self) -> None:
        """Forget every peer."""
        for peer in list(self._peers):
            await self.close(peer)

    def listen(self, listener: Listener) -> None:
        """Call ``listener`` with every event from now on; there is only `PeerDown`."""
        self._listeners.append(listener)

    async def connect(
        self, peer: PeerId, offer_sdp: str, publishes: tuple[SourceName, ...]
    ) -> Answer:
        """Answer an offer by rejecting each of its sections.

        Raises:
            EngineError: ``bad_offer``, as every engine does.
        """
        offer = read_offer(offer_sdp)
        self._peers.add(peer)
        verdicts = {section.mid: Rejected() for section in offer.sections}
        return Answer(sdp=answer(offer, verdicts, None), slots=())

    async def route(self, peer: PeerId, routes: tuple[Route, ...]) -> None:
        """Accept what is to be shown.

        Raises:
            EngineError: ``no_such_peer``.
        """
        if peer not in self._peers:
            raise EngineError("no_such_peer", peer)

    async def close(self, peer: PeerId) -> None:
        """Forget a peer."""
        if peer in self._peers:
            self._peers.discard(peer)
            for listener in self._listeners:
                listener(PeerDown(peer=peer, reason="closed"))

    def stats(self) -> Mapping[str, float]:
        """Return how many peers there are."""
        return {"peers": len(self._peers)}
