"""Who is speaking, round by round, and live in a call."""

from uuid import uuid4

from media.provider import TrackKind
from media.sfu.speaker_detector import HOLD, SpeakerDetector
from tests.media.conftest import Reported, Room
from tests.media.peers import Tone, until

A, B = uuid4(), uuid4()


def test_who_begins_to_speak_is_named_once() -> None:
    speakers = SpeakerDetector()
    assert speakers.hear({A: 20, B: 127}) == (A,)
    assert speakers.hear({A: 22, B: 127}) is None


def test_the_loudest_comes_first() -> None:
    assert SpeakerDetector().hear({A: 40, B: 15}) == (B, A)


def test_a_pause_between_words_ends_nothing_and_a_longer_one_does() -> None:
    speakers = SpeakerDetector()
    speakers.hear({A: 20})
    rounds = [speakers.hear({A: 127}) for _ in range(HOLD)]
    assert rounds == [None] * (HOLD - 1) + [()]


def test_who_leaves_while_speaking_is_no_speaker() -> None:
    speakers = SpeakerDetector()
    speakers.hear({A: 20, B: 20})
    assert speakers.hear({B: 20}) == (B,)


def test_silence_and_noise_are_nobody() -> None:
    assert SpeakerDetector().hear({A: None, B: 60}) is None


async def test_the_call_is_told_who_speaks_and_that_the_muted_do_not(room: Room, reported: Reported) -> None:
    speaker_id = uuid4()
    async with room.peer(speaker_id) as speaker:
        speaker.publish(Tone(440))
        await speaker.negotiate()
        await until(lambda: bool(reported.speakers))
        assert reported.speakers[0][:2] == (room.call_id, (speaker_id,))
        room.sfu.set_forwarding(speaker_id, TrackKind.MICROPHONE, False)
        await until(lambda: len(reported.speakers) > 1)
        assert reported.speakers[1][:2] == (room.call_id, ())
