"""Packing Ringlog, for which pyproject.toml says everything but this: screens that aren't built can't be packed."""

import os
import shutil
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

SCREENS = "api/http/web_app/dist"  # in a checkout a link to web/app/dist
PAGE = Path(__file__).parent / SCREENS / "index.html"
WITHOUT = "RINGLOG_WITHOUT_SCREENS"


def require_screens() -> None:
    """Ends the packing, unless it was said that there need not be any."""
    if not PAGE.is_file() and not os.environ.get(WITHOUT):
        sys.exit(
            "Ringlog's screens aren't built, and would be missing. In a checkout, `make dist` builds and packs "
            f"everything. To pack Ringlog without screens, set {WITHOUT}=1."
        )


class PackingModules(build_py):
    def run(self) -> None:
        """An editable installation packs nothing: it finds the screens where they are built."""
        if not self.editable_mode:
            require_screens()
            shutil.rmtree(
                Path(self.build_lib) / SCREENS, ignore_errors=True
            )  # those of an earlier build have other names
        super().run()


class PackingSources(sdist):
    def run(self) -> None:
        require_screens()
        super().run()


setup(cmdclass={"build_py": PackingModules, "sdist": PackingSources})
