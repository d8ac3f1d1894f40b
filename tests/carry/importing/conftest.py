from tests.carry.exporting.conftest import signed_log

__all__ = ["signed_log"]  # a fixture here too
