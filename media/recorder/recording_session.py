"""One recording as it is made: from what the media process tells to what the journal holds."""

from collections.abc import Callable
from uuid import UUID

from media.provider import TrackKind
from media.recorder.journal import Journal, Kind, Record
from media.recorder.messages import (
    ClockReported,
    KeyframeWanted,
    Message,
    PacketArrived,
    TrackBegan,
    TrackEnded,
    TrackPaused,
)
from media.recorder.mixer import RATE, Mixer
from media.recorder.picture import PictureTrack
from media.recorder.sound import EncodedSound, SoundEncoder, SoundTrack
from media.recorder.stream_clock import PublisherClock, StreamClock

LATENESS = 1.0  # s that sound may come late and still be mixed in
AT_ONCE = RATE // 10  # samples mixed in one go


class RecordingSession:
    """Pure but for the journal: time comes with the messages. All methods raise what the journal raises."""

    def __init__(self, journal: Journal, began: float, say: Callable[[KeyframeWanted], None]) -> None:
        """`began`: now, as the messages count time."""
        self._journal = journal
        self._began = self._now = began
        self._say = say
        self._mixer = Mixer()
        self._encoder = SoundEncoder()
        self._publishers: dict[UUID, PublisherClock] = {}
        self._sounds: dict[int, SoundTrack] = {}
        self._pictures: dict[int, PictureTrack] = {}
        self._shown: int | None = None  # the track whose pictures are recorded: the newest
        self._showing = False

    def take(self, message: Message) -> None:
        """Whatever is told but `Stop`."""
        match message:
            case TrackBegan():
                self._begin(message)
            case PacketArrived():
                self._pass_until(message.at)
                self._packet(message)
            case ClockReported():
                track = self._sounds.get(message.track) or self._pictures.get(message.track)
                if track is not None:
                    track.reported(message.ntp, message.timestamp, message.at)
            case TrackPaused() | TrackEnded():
                self._pass_until(message.at)
                self._end_picture(message.track, message.at)
                if isinstance(message, TrackEnded):
                    self._sounds.pop(message.track, None)
                    self._pictures.pop(message.track, None)
            case _:
                self._pass_until(message.at)
                self._journal.flush(self._now)

    def stop(self, at: float) -> None:
        """The end of what is recorded."""
        self._mix(round((at - self._began) * RATE))
        self._write(self._encoder.finish())
        self._journal.flush(at)

    def _begin(self, track: TrackBegan) -> None:
        publisher = self._publishers.setdefault(track.publisher_id, PublisherClock())
        clock = StreamClock(track.clock_rate, publisher)
        if track.kind is TrackKind.SCREEN:
            self._pictures[track.track] = PictureTrack(clock)
            self._shown = track.track
        else:
            self._sounds[track.track] = SoundTrack(clock, self._mixer, self._began)

    def _packet(self, packet: PacketArrived) -> None:
        if (sound := self._sounds.get(packet.track)) is not None:
            sound.arrived(packet)
        elif packet.track == self._shown and (picture := self._pictures.get(packet.track)) is not None:
            wanted = picture.wants_keyframe
            for frame in picture.arrived(packet):
                kind = Kind.KEYFRAME if frame.is_keyframe else Kind.PICTURE
                self._journal.append(Record(kind, self._milliseconds(frame.at), frame.data))
                self._showing = True
            if picture.wants_keyframe and not wanted:
                self._say(KeyframeWanted(packet.track))

    def _end_picture(self, track: int, at: float) -> None:
        picture = self._pictures.get(track)
        if picture is None:
            return
        picture.pause()
        if track == self._shown and self._showing:
            self._journal.append(Record(Kind.BLANK, self._milliseconds(at), b""))
            self._showing = False

    def _pass_until(self, at: float) -> None:
        self._now = max(self._now, at)
        until = round((self._now - LATENESS - self._began) * RATE)
        if until >= self._mixer.taken + AT_ONCE:
            self._mix(until)

    def _mix(self, until: int) -> None:
        for frame in self._mixer.take(until):
            self._write(self._encoder.encode(frame))

    def _write(self, packets: list[EncodedSound]) -> None:
        for packet in packets:
            self._journal.append(Record(Kind.SOUND, packet.at, packet.data))

    def _milliseconds(self, at: float) -> int:
        return max(0, round((at - self._began) * 1000))
