"""Adds up the sound of all tracks. Positions are samples since the recording began; sound is stereo at 48 kHz."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE = 48_000  # samples per second
FRAME = 960  # samples: 20 ms
HELD = 4 * RATE  # samples

Sound = NDArray[np.int16]
"""Samples by channel: shape (n, 2)."""


class Mixer:
    """Holds what is still being added to; what was taken is final."""

    def __init__(self) -> None:
        self.taken = 0  # samples
        self._sum: NDArray[np.int32] = np.zeros((HELD, 2), np.int32)

    def add(self, position: int, sound: Sound) -> None:
        """Sound that comes after its moment was taken, or lies far ahead, is lost."""
        begin = position - self.taken
        late = max(0, -begin)
        part: NDArray[Any] = sound[late : max(0, HELD - begin)]
        if len(part):
            self._sum[begin + late : begin + late + len(part)] += part

    def take(self, until: int) -> list[Sound]:
        """All whole frames up to position `until`, in order; too loud is cut off."""
        frames: list[Sound] = []
        while self.taken + FRAME <= until:
            count = min((until - self.taken) // FRAME * FRAME, HELD)
            mixed = self._sum[:count].clip(-32768, 32767).astype(np.int16)
            frames += np.split(mixed, count // FRAME)
            self._sum[: -count or None] = self._sum[count:] if count < HELD else 0
            self._sum[HELD - count :] = 0
            self.taken += count
        return frames
