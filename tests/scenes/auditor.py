"""An auditor: takes documents out of a station's archive and verifies them with the commands that everybody has."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from archive.log import Log
from signing import keyring
from tests.conftest import command
from tests.terminal.stations import PASSPHRASE

ANCHORED, HARM, NOT_ANCHORED = 0, 1, 4
"""Exit codes, as `luobi --help` documents them."""


class Auditor:
    """Works in a folder of his own, outside the station's."""

    def __init__(self, home: Path, folder: Path) -> None:
        self._home, self._folder = home, folder
        folder.mkdir(exist_ok=True)
        self._secret = folder / "S01.txt"
        self._secret.write_text(f"{PASSPHRASE}\n", "utf-8")

    def verifies(self, records: Sequence[str], receipts: Sequence[str] = ()) -> None:
        """Every document is valid; the archive is consistent, and anchored by the receipts when all are there."""
        done = self._verify(records)
        assert done.returncode == ANCHORED, done.stdout + done.stderr
        assert [document["verdict"] for document in json.loads(done.stdout)["documents"]] == ["valid"] * len(records)
        archived = self.archive_verifies(receipts)
        assert archived.returncode == (ANCHORED if receipts else NOT_ANCHORED), archived.stdout + archived.stderr

    def archive_verifies(self, receipts: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
        """`luobi archive verify`, contents too, with receipts that people took along."""
        files = []
        for at, text in enumerate(receipts):
            files.append(self._folder / f"receipt-{at}.txt")
            files[-1].write_text(text, "utf-8")
        return self._archive("verify", *(word for file in files for word in ("--receipt", file)))

    def finds_void(self, record: str) -> None:
        """It is kept as void, said so in lists, and its document is not valid."""
        listed = json.loads(self._archive("list", "--json").stdout)["entries"]
        assert {entry["id"]: entry["type"] for entry in listed}[record] == "void"
        done = self._verify([record])
        assert done.returncode == HARM, done.stdout
        archived = self.archive_verifies()
        assert archived.returncode == NOT_ANCHORED, archived.stdout + archived.stderr

    def documents(self, records: Sequence[str]) -> list[dict[str, Any]]:
        """What `luobi verify` says of each."""
        return list(json.loads(self._verify(records).stdout)["documents"])

    def _verify(self, records: Sequence[str]) -> subprocess.CompletedProcess[str]:
        files = [self._document(record) for record in records]
        return command("verify", *files, "--trust", self._home / "ca.pem", "--json")

    def _document(self, record: str) -> Path:
        """The document as it lies in the archive."""
        key = keyring.unlock(self._home / "keys", "S01", PASSPHRASE).read("store")
        path = self._folder / f"{record}.pdf"
        with Log.read(self._home) as log:
            path.write_bytes(log.blob(record, "document", key))
        return path

    def _archive(self, verb: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        staff = ("--home", self._home, "--staff", "S01", "--passphrase-file", self._secret)
        return command("archive", verb, *staff, *arguments)
