"""The browsers that tests drive: Debian's, which make test installs as root, and says are missing otherwise."""

import shutil

import pytest

CHROMIUM = shutil.which("chromium")
FIREFOX = shutil.which("firefox-esr")

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")
needs_firefox = pytest.mark.skipif(FIREFOX is None, reason="Debian's firefox-esr is not installed")
