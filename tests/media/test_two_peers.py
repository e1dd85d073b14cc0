"""Two stock aiortc peers through the engine: what one publishes, the other decodes."""

from collections.abc import Callable

from av import AudioFrame, VideoFrame

from live.media.engine import MediaKind, PeerUp, Route, SourceName, SourceUp
from live.media.sfu.server import Sfu
from tests.media.clients import Client, Picture, Sound
from tests.media.conftest import Events


async def test_receiver_decodes_sound_and_picture_of_publisher(
    engine: Sfu, events: Events, client: Callable[[str], Client]
) -> None:
    publisher, receiver = client("publisher"), client("receiver")
    await publisher.connect(tracks=[Sound(), Picture()], publishes=["m/microphone", "m/camera"])
    await receiver.connect(audio_slots=3, video_slots=2)
    audio, video = receiver.slot(MediaKind.AUDIO), receiver.slot(MediaKind.VIDEO)
    await engine.route(
        receiver.peer,
        (
            Route(mid=audio, source=SourceName("m/microphone")),
            Route(mid=video, source=SourceName("m/camera")),
        ),
    )
    await events.until(lambda e: e == PeerUp(peer=publisher.peer))
    await events.until(lambda e: e == SourceUp(peer=publisher.peer, source=SourceName("m/camera")))
    sound = await receiver.frames(audio, 10)
    pictures = await receiver.frames(video, 10)
    assert all(isinstance(frame, AudioFrame) for frame in sound)
    assert {(f.width, f.height) for f in pictures if isinstance(f, VideoFrame)} == {(64, 48)}
