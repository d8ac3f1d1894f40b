from hashlib import sha256

import pytest

from proof.notes.malformed import Malformed
from proof.notes.note_signer import NoteSigner
from proof.notes.policy import Policy
from tests.proof.notes.witnessing import witness_key


def signer(name: str) -> NoteSigner:
    """Always the same one, since the keys are in the names of tests."""
    return NoteSigner(name, sha256(name.encode()).digest())


LOG = signer("example.com/log").key
X1, X2, X3, Y1, Y2 = (witness_key(signer(f"witness.example/{name}")) for name in ("x1", "x2", "x3", "y1", "y2"))
POLICY = f"""# Ours, and theirs.
log {LOG} https://example.com/log

witness X1 {X1} https://witness.example/x1/
witness\tX2  {X2}
  witness X3 {X3}
group X-witnesses 2 X1 X2 X3

witness Y1 {Y1}
witness Y2 {Y2}
group Y-witnesses any Y1 Y2
  # Both of them.
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


def test_a_quorum_of_groups_is_met_by_enough_of_each() -> None:
    policy = Policy.parse(POLICY.encode())
    assert policy.is_met_by([X1, X3, Y2])
    assert policy.is_met_by([X1, X2, X3, Y1, Y2])
    assert not policy.is_met_by([X1, X2, X3])
    assert not policy.is_met_by([X1, Y1, Y2])
    assert not policy.is_met_by([])


def test_logs_and_addresses_are_read() -> None:
    policy = Policy.parse(POLICY.encode())
    assert policy.logs == (LOG,)
    assert policy.witnesses["X1"].url == "https://witness.example/x1"
    assert policy.witnesses["X2"].url is None


def test_a_quorum_of_one_or_none() -> None:
    assert Policy.parse(f"witness W {X1}\nquorum W".encode()).is_met_by([X1])
    assert not Policy.parse(f"witness W {X1}\nquorum W".encode()).is_met_by([X2])
    assert Policy.parse(b"quorum none\n").is_met_by([])


def test_names_may_be_in_any_encoding() -> None:
    assert Policy.parse(b"witness \xff " + str(X1).encode() + b"\nquorum \xff\n").is_met_by([X1])


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("", "no line that says the quorum"),
        (f"witness W {X1}", "no line that says the quorum"),
        ("quorum W", 'Line 1 of the policy: "W" isn\'t defined before'),
        (f"quorum W\nwitness W {X1}", 'Line 1 of the policy: "W"'),
        ("quorum none\nquorum none", "Line 2 of the policy: there is a quorum already"),
        (f"witness W {X1}\nwitness W {X2}", 'Line 2 of the policy: "W" is there already'),
        (f"witness V {X1}\nwitness W {X1}", "is there already, or is none of a witness"),
        (f"witness none {X1}", '"none" is there already'),
        (f"witness W {LOG}", "none of a witness"),
        (f"log {X1}", "none of a log"),
        (f"log {LOG}\nlog {LOG}", "is there already"),
        (f"witness W {X1} ftp://w", "no web address"),
        (f"witness W {X1} https://w more", "defines no log, witness, group or quorum"),
        (f"witness W {str(X1)[:-1]}", "Line 1 of the policy"),
        (f"witness W {X1}\ngroup G 2 W", "can't be a threshold"),
        (f"witness W {X1}\ngroup G 0 W", "can't be a threshold"),
        (f"witness W {X1}\ngroup G some W", "can't be a threshold"),
        ("group G all", "can't be a threshold"),
        (f"witness W {X1}\ngroup G any W\ngroup H any W", "W is a member already"),
        ("group G any none", '"none" isn\'t defined before'),
        ("witnesses", "defines no log, witness, group or quorum"),
        ("quorum none\r", "control characters"),
    ],
)
def test_a_wrong_policy_is_refused_naming_the_line(lines: str, problem: str) -> None:
    with pytest.raises(Malformed) as refused:
        Policy.parse(lines.encode())
    assert problem in str(refused.value)
