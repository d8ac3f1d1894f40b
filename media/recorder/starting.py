"""Starts the process that a recording is made in."""

import asyncio
import os
import sys
from pathlib import Path

INHERITED = ("PATH", "PYTHONPATH", "LANG", "LD_LIBRARY_PATH", "TMPDIR")
"""What decodes strangers' packets gets no secret."""
NO_PROCESS = "The recorder can't be started: {}."


async def start_process(order: str, journal: Path, file: Path) -> asyncio.subprocess.Process:
    """Raises OSError."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # nothing from the folder that the process happens to be started in
        "-m",
        "media.recorder.process",
        order,
        str(journal),
        str(file),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={name: os.environ[name] for name in INHERITED if name in os.environ},
        start_new_session=True,
    )
