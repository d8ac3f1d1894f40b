"""A small build, such as that of web/app."""

from pathlib import Path

import pytest

PAGE = b"<!doctype html><script type=module src=/assets/main-AB12CD34.js></script>"
SCRIPT = b"document.title = 'Ringlog'; " * 40


@pytest.fixture
def built(tmp_path: Path) -> Path:
    files = {
        "index.html": PAGE,
        "index.html.br": b"page in br",
        "ringlog.js": b"customElements.define('ringlog-room', Room)",
        "assets/main-AB12CD34.js": SCRIPT,
        "assets/main-AB12CD34.js.br": b"script in br",
        "assets/main-AB12CD34.js.gz": b"script in gzip",
        "assets/main-EF56AB78.css": b"body { margin: 0 }",
        "assets/icon-00000000.svg": b"<svg/>",
    }
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (tmp_path / "secret").write_text("beside the build")
    return folder
