"""What a browser's fake microphone and camera play: files with a tone and a picture, each over and over."""

import wave
from pathlib import Path

import numpy as np

RATE = 48_000
WIDTH, HEIGHT, FRAMES_PER_SECOND = 160, 120, 10
BAR = 8  # pixels


def tone_file(path: Path, frequency: int) -> Path:
    """A second of a sine, in Hz: whole waves, so that it repeats without a click."""
    path.parent.mkdir(exist_ok=True)
    samples = (9000 * np.sin(2 * np.pi * frequency * np.arange(RATE) / RATE)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return path


def picture_file(path: Path, brightness: int) -> Path:
    """A bar that moves over a grey of this brightness (0 to 255), as a YUV4MPEG2 of two seconds."""
    path.parent.mkdir(exist_ok=True)
    luma, bar = round(16 + brightness * 219 / 255), 235 if brightness < 128 else 16
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_PER_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for start in range(0, WIDTH, BAR):
            picture = np.full((HEIGHT, WIDTH), luma, np.uint8)
            picture[:, start : start + BAR] = bar
            file.write(b"FRAME\n" + picture.tobytes() + bytes([128]) * (WIDTH * HEIGHT // 2))
    return path
