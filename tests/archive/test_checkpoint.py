"""Checkpoints: C2SP notes with two signatures, and everything that spoils them."""

from __future__ import annotations

import base64
import hashlib
import struct
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
from hypothesis import given
from hypothesis import strategies as st

from archive import checkpoint
from archive.checkpoint import Checkpoint, CheckpointKeys, parse_note, parse_vkey, sign, verify
from archive.errors import CheckpointError
from tests.archive.conftest import BEGAN, KEYS, ORIGIN, STRANGER

HEAD = Checkpoint(ORIGIN, 20852163, bytes(range(32)))
NOTE = sign(HEAD, KEYS, BEGAN)

# The example note of C2SP tlog-checkpoint, whose key the signed-note specification does not give.
PUBLISHED = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE"
    "+xeMcTOAYQ8=\n"
)


def test_a_signed_checkpoint_is_verified_by_both_keys() -> None:
    assert verify(NOTE, KEYS.vkeys, every=True) == HEAD


def test_a_published_note_is_read_and_written_back() -> None:
    note = parse_note(PUBLISHED)
    assert (note.checkpoint.size, note.text()) == (20852163, PUBLISHED)


def test_the_note_has_the_three_lines_of_c2sp() -> None:
    root = base64.b64encode(HEAD.root).decode()
    assert NOTE.startswith(f"{ORIGIN}\n20852163\n{root}\n\n— {ORIGIN} ")


def test_ed25519_signs_the_text_and_ml_dsa_the_cosigned_message() -> None:
    ed25519, ml_dsa = parse_note(NOTE).signatures
    public_ed, public_ml = KEYS.verifier_keys()
    Ed25519PublicKey.from_public_bytes(public_ed.public).verify(ed25519.value, NOTE.split("\n\n")[0].encode() + b"\n")
    time_s = int(BEGAN.timestamp())
    name = ORIGIN.encode()
    message = struct.pack(">12s", b"subtree/v1\n\0") + bytes([len(name)]) + name + struct.pack(">Q", time_s)
    message += bytes([len(name)]) + name + struct.pack(">QQ32s", 0, HEAD.size, HEAD.root)
    assert ml_dsa.value[:8] == struct.pack(">Q", time_s)
    MLDSA44PublicKey.from_public_bytes(public_ml.public).verify(ml_dsa.value[8:], message)


def test_key_ids_are_those_of_signed_notes() -> None:
    for key, kind in zip(KEYS.verifier_keys(), (b"\x01", b"\x06"), strict=True):
        assert key.key_id == hashlib.sha256(ORIGIN.encode() + b"\n" + kind + key.public).digest()[:4]
        assert parse_vkey(str(key)) == key


def test_without_a_time_the_signature_states_none() -> None:
    note = sign(HEAD, KEYS)
    assert parse_note(note).signatures[1].value[:8] == bytes(8)
    assert verify(note, KEYS.vkeys, every=True) == HEAD


@given(st.integers(0, 2**53), st.binary(min_size=32, max_size=32))
def test_every_checkpoint_survives_its_note(size: int, root: bytes) -> None:
    head = Checkpoint(ORIGIN, size, root)
    assert verify(sign(head, KEYS), KEYS.vkeys, every=True) == head


@given(st.data())
def test_no_character_of_a_note_can_be_changed(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(NOTE) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda character: character != NOTE[at]))
    with pytest.raises(CheckpointError):
        verify(NOTE[:at] + other + NOTE[at + 1 :], KEYS.vkeys, every=True)


LINES = NOTE.splitlines(keepends=True)
DAMAGE = {
    "another origin": NOTE.replace("0042", "0043", 1),
    "another size": NOTE.replace("20852163", "20852164"),
    "a size with a zero before": NOTE.replace("20852163", "020852163"),
    "a size that is no number": NOTE.replace("20852163", "many"),
    "a size in other digits": NOTE.replace("20852163", "２0852163"),
    "a size beyond all": NOTE.replace("20852163", "9" * 30),
    "another root": NOTE.replace("AAECAw", "AAECAg"),
    "a short root": NOTE.replace(LINES[2], base64.b64encode(bytes(31)).decode() + "\n"),
    "a root that is not base64": NOTE.replace("AAECAw", "AAEC!w"),
    "an extension line": NOTE.replace("\n\n", "\nmore\n\n"),
    "no signatures": "".join(LINES[:4]),
    "no empty line": NOTE.replace("\n\n", "\n"),
    "the Ed25519 line missing": "".join(LINES[:4] + LINES[5:]),
    "the ML-DSA line missing": "".join(LINES[:5]),
    "a hyphen for the dash": NOTE.replace("— ", "- ", 1),
    "a signature cut short": "".join(LINES[:4]) + f"— {ORIGIN} AAAA\n" + LINES[5],
    "no newline at the end": NOTE.rstrip("\n"),
    "a line behind the end": NOTE + "more\n",
    "seventeen signatures": NOTE + LINES[4] * 15,
    "more than 64 KiB": NOTE + LINES[4] * 600,
    "Windows line ends": NOTE.replace("\n", "\r\n"),
    "nothing": "",
    "the signatures of another log's keys": sign(HEAD, STRANGER),
    "the signatures of another checkpoint": "".join(LINES[:4])
    + "".join(sign(replace(HEAD, size=1), KEYS).splitlines(keepends=True)[4:]),
    "unusual base64 padding bits": NOTE.replace("Hh8=", "Hh9="),
    "an Ed25519 signature of ML-DSA's length": "".join(LINES[:4])
    + checkpoint.Signature(ORIGIN, KEYS.verifier_keys()[0].key_id, bytes(2428)).line()
    + LINES[5],
    "a time moved by a second": None,
}


def moved_time() -> str:
    note = parse_note(NOTE)
    ml_dsa = note.signatures[1]
    time_s = int.from_bytes(ml_dsa.value[:8], "big") + 1
    moved = replace(ml_dsa, value=time_s.to_bytes(8, "big") + ml_dsa.value[8:])
    return replace(note, signatures=(note.signatures[0], moved)).text()


DAMAGE["a time moved by a second"] = moved_time()


@pytest.mark.parametrize("note", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_checkpoint_is_refused(note: str) -> None:
    assert note != NOTE
    with pytest.raises(CheckpointError):
        verify(note, KEYS.vkeys, every=True)


def test_lines_of_unknown_keys_are_passed_over() -> None:
    stranger = "— witness.example/w1 " + base64.b64encode(bytes(76)).decode() + "\n"
    assert verify(NOTE + stranger, KEYS.vkeys, every=True) == HEAD


def test_one_known_key_is_enough_where_not_all_are_asked_for() -> None:
    assert verify("".join(LINES[:5]), KEYS.vkeys) == HEAD


def test_a_bad_line_of_a_known_key_spoils_the_note() -> None:
    bad = sign(replace(HEAD, size=1), KEYS).splitlines(keepends=True)[5]
    with pytest.raises(CheckpointError, match="0x06"):
        verify("".join(LINES[:5]) + bad, KEYS.vkeys)


def test_no_key_verifies_nothing() -> None:
    with pytest.raises(CheckpointError):
        verify(NOTE, ())


VKEY = KEYS.vkeys[0]
BAD_VKEYS = {
    "another id": VKEY.replace("+", "+0", 1),
    "an id that is not the key's": f"{ORIGIN}+00000000+{VKEY.rsplit('+', 1)[1]}",
    "no parts": "x",
    "no name": VKEY.removeprefix(ORIGIN),
    "an unknown type": f"{ORIGIN}+00000000+" + base64.b64encode(b"\x02" + bytes(32)).decode(),
    "a short key": f"{ORIGIN}+00000000+" + base64.b64encode(b"\x01" + bytes(31)).decode(),
}


@pytest.mark.parametrize("vkey", BAD_VKEYS.values(), ids=BAD_VKEYS)
def test_a_bad_public_key_is_refused(vkey: str) -> None:
    with pytest.raises(CheckpointError):
        parse_vkey(vkey)


@pytest.mark.parametrize(
    "head", [replace(HEAD, root=b"short"), replace(HEAD, origin="a b"), replace(HEAD, origin="other.example")]
)
def test_what_is_no_checkpoint_of_this_log_is_not_signed(head: Checkpoint) -> None:
    with pytest.raises(CheckpointError):
        sign(head, KEYS)


def test_keys_survive_their_bytes_and_say_nothing_of_themselves() -> None:
    assert CheckpointKeys.from_bytes(KEYS.to_bytes()) == KEYS
    assert KEYS.ed25519_seed.hex() not in repr(KEYS)
    assert str(KEYS.ed25519_seed) not in repr(KEYS)


@pytest.mark.parametrize(
    "data",
    [b"", KEYS.to_bytes()[:-1], KEYS.to_bytes() + b"x", b"other" + KEYS.to_bytes(), b"luobi checkpoint keys 1\n"],
)
def test_other_bytes_are_no_keys(data: bytes) -> None:
    with pytest.raises(CheckpointError):
        CheckpointKeys.from_bytes(data)
