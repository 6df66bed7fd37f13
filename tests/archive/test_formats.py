"""The specifications in docs/formats say what the code does."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from archive.checkpoint import Checkpoint, CheckpointKeys, parse_note, sign
from archive.entry import commitment, parse
from archive.receipt import parse_receipt
from tests.archive.conftest import ORIGIN

FORMATS = Path(__file__).parents[2] / "docs/formats"
KEYS = CheckpointKeys(ORIGIN, bytes(range(32)), bytes(range(32, 64)))


def text(name: str) -> str:
    return (FORMATS / name).read_text("utf-8")


def blocks(name: str) -> list[str]:
    return re.findall(r"```\n(.*?)```", text(name), re.DOTALL)


def test_the_example_entry_is_an_entry_and_has_that_leaf() -> None:
    raw = next(block for block in blocks("entry.md") if block.startswith("{")).strip().encode()
    assert parse(raw).leaf().hex() in text("entry.md")
    assert commitment(bytes(range(32)), b"%PDF", b"{}") in text("entry.md")


def test_the_example_keys_and_note_are_those_of_the_seeds() -> None:
    ed25519, ml_dsa = KEYS.verifier_keys()
    note = sign(Checkpoint(ORIGIN, 7, bytes(range(32))), KEYS, datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC))
    shown = text("checkpoint.md")
    for part in (str(ed25519), ml_dsa.key_id.hex(), hashlib.sha256(ml_dsa.public).hexdigest()):
        assert f"`{part}`" in shown
    parsed = parse_note(note)
    assert replace(parsed, signatures=parsed.signatures[:1]).text() in shown


def test_the_example_of_the_cosigned_message_is_what_is_signed() -> None:
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

    message = next(block for block in blocks("checkpoint.md") if block.startswith("7375")).strip()
    note = sign(Checkpoint(ORIGIN, 7, bytes(range(32))), KEYS, datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC))
    key = MLDSA44PublicKey.from_public_bytes(KEYS.verifier_keys()[1].public)
    key.verify(parse_note(note).signatures[1].value[8:], bytes.fromhex(message))


def test_the_example_receipt_is_a_receipt() -> None:
    receipt = parse_receipt(next(block for block in blocks("receipt.md") if block.startswith("luobi-receipt")))
    assert receipt.checkpoint(KEYS.vkeys).size == 7


def test_every_file_of_a_bundle_is_described(station, tmp_path: Path) -> None:
    from archive.bundle import write_bundle
    from tests.archive.conftest import STORE_KEY

    with station.log() as log:
        write_bundle(tmp_path / "b", log, station.entries[1].id, STORE_KEY)
    for path in (tmp_path / "b").rglob("*"):
        assert path.is_dir() or str(path.relative_to(tmp_path / "b")) in text("bundle.md")
