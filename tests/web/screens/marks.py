"""What each file of these tests begins with: `pytestmark = MARKS`."""

import pytest

from tests.browsers import needs_chromium, needs_firefox
from tests.system.network import needs_host

MARKS = [
    pytest.mark.system,
    pytest.mark.asyncio(loop_scope="session"),  # the browsers' connections live in one event loop
    pytest.mark.timeout(300),  # a build and a start take long on a busy machine
    needs_chromium,
    needs_firefox,
    needs_host,
]
