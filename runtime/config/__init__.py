"""The configuration: read from `RINGLOG_…` variables once, at start, and never changed afterwards.

`config` has all settings, `reading` reads and checks them, `values` says what each may be. What admins set in the
workspace is something else: `domain/workspace/settings.py`.

A value that can't be used stops the start with a sentence that says what to do. Secrets appear in no representation
and in no message.
"""

from runtime.config.config import Config
from runtime.config.problems import WrongSettings
from runtime.config.reading import read_config
from runtime.config.variables import PREFIX

__all__ = ["PREFIX", "Config", "WrongSettings", "read_config"]
