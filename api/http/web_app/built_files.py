"""What the build of web/app left in its folder, read once: it is less than a megabyte."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

BUILT = Path(__file__).with_name("dist")
"""In a checkout a link to where the build writes, and in a wheel the files themselves."""
PAGE = "index.html"
CODINGS = {"br": ".br", "gzip": ".gz"}
"""Content codings, the better first, and how the build calls files that have one."""
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class Representation:
    """The bytes that are sent, and their entity tag."""

    content: bytes
    tag: str

    @classmethod
    def read(cls, file: Path) -> "Representation":
        content = file.read_bytes()
        return cls(content, f'"{sha256(content).hexdigest()[:32]}"')


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """A file as it is, and by content coding as it was compressed beforehand."""

    media_type: str
    plain: Representation
    coded: Mapping[str, Representation]


def is_built(folder: Path) -> bool:
    return (folder / PAGE).is_file()


def read_build(folder: Path) -> dict[str, BuiltFile]:
    """By path below the folder; none where nothing was built."""
    if not is_built(folder):
        return {}
    files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
    compressed = {name + suffix for name in files for suffix in CODINGS.values()}
    return {name: _read(name, files) for name in files if name not in compressed}


def _read(name: str, files: Mapping[str, Path]) -> BuiltFile:
    file = files[name]
    coded = {
        coding: Representation.read(files[name + suffix])
        for coding, suffix in CODINGS.items()
        if name + suffix in files
    }
    return BuiltFile(TYPES.get(file.suffix, "application/octet-stream"), Representation.read(file), coded)
