"""Who asked for something and from where, as facts keep it."""

import pytest

from api.access.person import Person
from api.access.tokens import Role
from domain.kernel.occasion import Cause
from tests.people import ADA


def cause(role: Role, address: str) -> Cause:
    return Person(ADA, "directory", role).cause(address)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SERVICE])
def test_a_user_s_address_is_theirs(role: Role) -> None:
    asked = cause(role, "192.0.2.17")
    assert (asked.origin, asked.person) == ("192.0.2.17", ADA)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.17", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("::ffff:192.0.2.17", "192.0.2.0/24"),
        ("unknown", "unknown"),
    ],
)
def test_of_a_program_s_address_only_the_network_is_kept(address: str, network: str) -> None:
    asked = cause(Role.SERVICE, address)
    assert (asked.origin, asked.person) == (network, None)
