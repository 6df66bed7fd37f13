"""The file `checkpoint`, from which others fetch the station's newest note: what it holds at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from archive.blobs import read_regular
from archive.checkpoint import MAX_NOTE_CHARS
from archive.errors import NotAFile
from archive.findings import KINDS
from archive.log import CHECKPOINT_FILE
from signing.finding import Finding

WHERE = f"file {CHECKPOINT_FILE}"


@dataclass(frozen=True, slots=True)
class Published:
    """The note in the file, unchecked; "" when there is no file. `fault`: why no note could be read from it."""

    note: str = ""
    fault: Finding | None = None


def read_published(folder: Path) -> Published:
    """What the file in a station's folder holds now."""
    try:
        note = read_regular(folder / CHECKPOINT_FILE, 4 * MAX_NOTE_CHARS).decode("utf-8")
    except FileNotFoundError:
        return Published()
    except OSError as error:
        return Published(fault=Finding(KINDS["UNREADABLE"], WHERE, "", error.strerror or str(error)))
    except (NotAFile, UnicodeDecodeError) as error:
        return Published(fault=Finding(KINDS["CHECKPOINT_MALFORMED"], WHERE, "", str(error)))
    return Published(note) if note else Published(fault=Finding(KINDS["CHECKPOINT_MALFORMED"], WHERE, "", "empty"))
