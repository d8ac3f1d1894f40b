from base64 import b64encode

import pytest

from proof.notes.malformed import Malformed
from proof.notes.note_signer import NoteSigner
from proof.notes.signed_note import Signature
from proof.notes.verifier_key import SignatureType, VerifierKey, cosigned_at
from tests.proof.notes.test_signed_note import PETER, PETERS_KEY
from tests.proof.notes.witnessing import cosign, witness_key

CHECKPOINT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PeterNeumann",
        PETERS_KEY.replace("Peter", "Paul"),
        PETERS_KEY.replace("c74f20a3", "c74f20a4"),
        PETERS_KEY.replace("c74f20a3", "C74F20A3"),
        PETERS_KEY.replace("+ARpc", "+ZRpc"),
        PETERS_KEY[:-4],
        PETERS_KEY + "BADK",
        PETERS_KEY.replace("PeterNeumann", "Peter Neumann"),
        PETERS_KEY.replace("PeterNeumann", ""),
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",  # Go's: too long, the id fits
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",  # Go's: an unknown type, the id fits
    ],
)
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        VerifierKey.parse(text)


@pytest.mark.parametrize("changed", [(0, "A"), (14, "x"), (26, "d"), (40, "A"), (len(PETER) - 1, "A")])
def test_a_damaged_private_key_is_refused_without_saying_it(changed: tuple[int, str]) -> None:
    place, letter = changed
    with pytest.raises(Malformed) as refused:
        NoteSigner.parse(PETER[:place] + letter + PETER[place + 1 :])
    assert "AYEKFALV" not in str(refused.value)


def test_a_private_key_isnt_shown_by_accident() -> None:
    assert repr(NoteSigner.parse(PETER)) == "NoteSigner(name='PeterNeumann')"


@pytest.mark.parametrize("name", ["", "two words", "a+b", "line\nbreak"])
def test_nobody_is_called_what_cant_be_told_apart(name: str) -> None:
    with pytest.raises(Malformed):
        NoteSigner.new(name)


def test_a_cosignature_binds_the_text_and_when() -> None:
    witness = NoteSigner.new("witness.example.com/w1")
    key = witness_key(witness)
    signed = cosign(witness, CHECKPOINT, 1_679_315_147).signature
    assert cosigned_at(signed) == 1_679_315_147
    assert key.verifies(CHECKPOINT, signed)
    assert not key.verifies(CHECKPOINT.replace("20852163", "20852164"), signed)
    assert not key.verifies(CHECKPOINT, (1_679_315_148).to_bytes(8, "big") + signed[8:])
    assert not key.verifies(CHECKPOINT, signed[8:])
    assert not witness.key.verifies(CHECKPOINT, signed)


def test_the_time_of_a_cosignature_is_as_the_specifications_example_has_it() -> None:
    line = "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA=="
    assert cosigned_at(Signature.parse(f"— witness.example.com/w1 {line}").signature) == 1_679_315_147


def test_the_same_key_has_another_id_as_a_witness() -> None:
    log = NoteSigner.parse(PETER)
    assert witness_key(log).id != log.key.id
    written = str(witness_key(log))
    assert VerifierKey.parse(written).type is SignatureType.COSIGNATURE
    assert written.endswith(b64encode(b"\x04" + log.key.public).decode())
