import pytest

from domain.kernel.errors import InvalidInput
from domain.log_keys.log_key import LogKey
from domain.log_keys.use_cases import LogKeyUseCases, log_key_of
from event_log.application import Ringlog
from tests.people import CAUSE, at
from tests.turned_clock import TurnedClock

FIRST, SECOND = "calls.example.org/log+11111111+AAAA", "calls.example.org/log+22222222+BBBB"
ANOTHER = "calls.example.org/log2+33333333+CCCC"
NOTE = "calls.example.org/log\n7\nroot\n\nsignatures\n"


def begun() -> LogKey:
    return LogKey.begin(at(), verifier_key=FIRST)


def test_a_log_begins_under_the_name_of_its_first_key() -> None:
    log_key = begun()
    assert (log_key.origin, log_key.keys) == ("calls.example.org/log", (FIRST,))
    assert [type(fact) for fact in log_key.pending_events] == [LogKey.OriginChosen, LogKey.Added]


def test_while_keys_change_both_sign() -> None:
    log_key = begun()
    log_key.add(at(1), verifier_key=SECOND, checkpoint=NOTE)
    assert list(log_key.keys) == [FIRST, SECOND]
    log_key.retire(at(2), verifier_key="11111111", lost=False)
    assert list(log_key.keys) == [SECOND]
    assert list(log_key.retired) == [FIRST]


def test_a_key_is_added_once() -> None:
    log_key = begun()
    log_key.add(at(1), verifier_key=FIRST, checkpoint=NOTE)
    assert log_key.keys == (FIRST,)


def test_a_retired_key_comes_back_no_more() -> None:
    log_key = begun()
    log_key.add(at(1), verifier_key=SECOND, checkpoint=NOTE)
    log_key.retire(at(2), verifier_key=FIRST, lost=True)
    with pytest.raises(InvalidInput, match="was retired"):
        log_key.add(at(3), verifier_key=FIRST, checkpoint=NOTE)


def test_the_only_key_isnt_retired() -> None:
    with pytest.raises(InvalidInput, match="is the only key: add another"):
        begun().retire(at(1), verifier_key=FIRST, lost=True)


def test_what_doesnt_sign_isnt_retired() -> None:
    with pytest.raises(InvalidInput, match="No key 22222222 signs for this log"):
        begun().retire(at(1), verifier_key="22222222", lost=False)


def test_a_key_for_another_log_isnt_added() -> None:
    with pytest.raises(InvalidInput, match="This key signs for calls"):
        begun().add(at(1), verifier_key=ANOTHER, checkpoint=NOTE)


def test_a_log_that_was_put_back_goes_on_as_another_with_a_key_of_its_own() -> None:
    log_key = begun()
    log_key.go_on_as_another(at(1), verifier_key=ANOTHER, checkpoint=NOTE)
    assert (log_key.origin, log_key.keys) == ("calls.example.org/log2", (ANOTHER,))
    assert (log_key.former_origins, log_key.retired) == (("calls.example.org/log",), (FIRST,))


@pytest.mark.parametrize("verifier_key", [FIRST, SECOND])
def test_it_doesnt_go_on_under_a_name_that_it_had(verifier_key: str) -> None:
    log_key = begun()
    log_key.go_on_as_another(at(1), verifier_key=ANOTHER, checkpoint=NOTE)
    with pytest.raises(InvalidInput, match=r"was calls\.example\.org/log already"):
        log_key.go_on_as_another(at(2), verifier_key=verifier_key, checkpoint=NOTE)


def test_of_two_workers_that_begin_one_is_first(log: Ringlog, clock: TurnedClock) -> None:
    log_keys = LogKeyUseCases(log, clock)
    log_keys.begin(verifier_key=FIRST, cause=CAUSE)
    log_keys.begin(verifier_key=ANOTHER, cause=CAUSE)
    kept = log_key_of(log)
    assert kept is not None
    assert kept.keys == (FIRST,)


def test_everything_is_recorded(log: Ringlog, clock: TurnedClock) -> None:
    log_keys = LogKeyUseCases(log, clock)
    log_keys.begin(verifier_key=FIRST, cause=CAUSE)
    log_keys.add(verifier_key=SECOND, checkpoint=NOTE, cause=CAUSE)
    log_keys.retire(verifier_key=FIRST, lost=False, cause=CAUSE)
    log_keys.go_on_as_another(verifier_key=ANOTHER, checkpoint=NOTE, cause=CAUSE)
    kept = log_key_of(log)
    assert kept is not None
    assert (kept.origin, kept.keys, kept.retired) == ("calls.example.org/log2", (ANOTHER,), (FIRST, SECOND))


def test_keys_change_only_of_a_log_that_has_one(log: Ringlog, clock: TurnedClock) -> None:
    with pytest.raises(InvalidInput, match="This log has no key yet"):
        LogKeyUseCases(log, clock).add(verifier_key=FIRST, checkpoint=None, cause=CAUSE)
