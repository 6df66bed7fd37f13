"""Receipts: short, strict, and readable from text and PDF."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.checkpoint import Checkpoint, sign
from archive.errors import CheckpointError, ReceiptError
from archive.receipt import Receipt, parse_receipt, read_receipt
from tests.archive.conftest import KEYS, NAME, ORIGIN, STRANGER, Station

RECEIPT = Receipt("01JDXYZ", 6, bytes(range(32)), "")


def pdf(subject: str | None) -> bytes:
    """A small PDF that carries a text as its subject."""
    from io import BytesIO

    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

    writer = PdfFileWriter()
    writer.insert_page(
        PageObject(contents=writer.add_object(generic.StreamObject(stream_data=b"")), media_box=(0, 0, 9, 9))
    )
    if subject is not None:
        writer.set_info(generic.DictionaryObject({generic.pdf_name("/Subject"): generic.TextStringObject(subject)}))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_receipt_fits_a_qr_code_and_names_nobody(station: Station) -> None:
    text = station.receipts[-1].text()
    assert len(text.encode()) <= 450
    assert NAME not in text


def test_a_receipt_survives_its_text(station: Station) -> None:
    for receipt in station.receipts:
        assert parse_receipt(receipt.text()) == receipt


def test_a_receipt_carries_the_ed25519_line_only(station: Station) -> None:
    receipt = station.receipts[-1]
    assert receipt.note.count("— ") == 1
    assert receipt.checkpoint(KEYS.vkeys).size == 7
    with pytest.raises(CheckpointError):
        receipt.checkpoint(STRANGER.vkeys)


def test_no_receipt_is_made_from_a_checkpoint_that_does_not_cover_the_record(station: Station) -> None:
    with pytest.raises(ReceiptError):
        Receipt.of(station.entries[6], station.notes[0])
    elsewhere = sign(Checkpoint("other.example", 7, bytes(32)), replace_origin("other.example"))
    with pytest.raises(ReceiptError):
        Receipt.of(station.entries[6], elsewhere)


def replace_origin(origin: str):
    from dataclasses import replace

    return replace(KEYS, origin=origin)


TRANSPORTS = {
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "old Macintosh line ends": lambda text: text.replace("\n", "\r"),
    "blanks at the ends of lines": lambda text: text.replace("\n", "  \n"),
    "no newline at the end": lambda text: text.rstrip("\n"),
    "blank lines around": lambda text: f"\n\n{text}\n\n",
}


@pytest.mark.parametrize("carry", TRANSPORTS.values(), ids=TRANSPORTS)
def test_the_way_a_receipt_travelled_does_not_matter(station: Station, carry) -> None:
    receipt = station.receipts[-1]
    assert parse_receipt(carry(receipt.text())) == receipt


NOT_RECEIPTS = {
    "nothing": lambda text: "",
    "another format": lambda text: text.replace("receipt/1", "receipt/2"),
    "no record": lambda text: text.replace("record ", "", 1),
    "an entry that is no number": lambda text: text.replace("entry 6", "entry six"),
    "a short leaf": lambda text: text.replace("leaf ", "leaf A", 1),
    "no note": lambda text: text.split("\n\n")[0],
    "a note without signature": lambda text: text.rsplit("\n\n", 1)[0] + "\n\n",
    "a broken note": lambda text: text.replace("\n7\n", "\n07\n"),
    "much more behind": lambda text: text + "x" * 5000,
    "a name for an id": lambda text: text.replace("record ", "record 张三", 1),
}


@pytest.mark.parametrize("harm", NOT_RECEIPTS.values(), ids=NOT_RECEIPTS)
def test_other_texts_are_no_receipts(station: Station, harm) -> None:
    with pytest.raises(ReceiptError):
        parse_receipt(harm(station.receipts[-1].text()))


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    with pytest.raises(ReceiptError):
        parse_receipt(text)


def test_a_receipt_is_read_from_a_text_file_and_from_a_pdf(station: Station, tmp_path: Path) -> None:
    receipt = station.receipts[-1]
    text, slip = tmp_path / "receipt.txt", tmp_path / "receipt.pdf"
    text.write_text(receipt.text(), encoding="utf-8")
    slip.write_bytes(pdf(receipt.text()))
    assert read_receipt(text) == read_receipt(slip) == receipt


FILES = {
    "a PDF without subject": lambda: pdf(None),
    "a PDF with another subject": lambda: pdf("a letter"),
    "a PDF cut off": lambda: pdf("x")[:60],
    "a PDF in name only": lambda: b"%PDF-1.7\n",
    "bytes that are no text": lambda: b"\xff\xfe\x00",
    "another text": lambda: b"hello",
}


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_a_file_that_is_no_receipt_is_said_to_be_none(tmp_path: Path, data) -> None:
    path = tmp_path / "file"
    path.write_bytes(data())
    with pytest.raises(ReceiptError, match="file"):
        read_receipt(path)
    with pytest.raises(ReceiptError):
        read_receipt(tmp_path / "missing")


def test_the_slip_that_the_signing_room_draws_can_be_read_back(station: Station, tmp_path: Path) -> None:
    slip = pytest.importorskip("signing.slip")
    faces = pytest.importorskip("signing.fonts").Faces.load()
    receipt = station.receipts[-1]
    data = slip.receipt_page(
        [("办件编号", "330106-2026-000006")],
        receipt.text(),
        "回执",
        "请妥善保管",
        faces,
        datetime(2026, 11, 22, tzinfo=UTC),
    )
    path = tmp_path / "receipt.pdf"
    path.write_bytes(data)
    assert read_receipt(path) == receipt
    assert ORIGIN in receipt.note
