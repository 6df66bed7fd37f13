"""The file `checkpoint` at one moment: others fetch the station's newest note from it."""

from __future__ import annotations

from dataclasses import dataclass

from archive.checkpoint import MAX_NOTE_CHARS
from archive.errors import NO_TEXT, NotAFile
from archive.finding_texts import at_file
from archive.findings import KINDS
from archive.storage.port import CHECKPOINT_FILE, PublicFiles
from forms.message import Message
from forms.system_errors import why
from signing.finding import Finding

WHERE = at_file(CHECKPOINT_FILE)


@dataclass(frozen=True, slots=True)
class Published:
    """The note in the file, unchecked; "" when there is no file. `fault`: why no note could be read from it."""

    note: str = ""
    fault: Finding | None = None


def read_published(files: PublicFiles) -> Published:
    """Return what the file `checkpoint` among the `files` of a station holds now. Read errors become its `fault`."""
    try:
        note = files.read(CHECKPOINT_FILE, 4 * MAX_NOTE_CHARS).decode("utf-8")
    except FileNotFoundError:
        return Published()
    except OSError as error:
        return Published(fault=Finding(KINDS["UNREADABLE"], WHERE, found=why(error)))
    except (NotAFile, UnicodeDecodeError) as error:
        found = why(error) if isinstance(error, NotAFile) else NO_TEXT
        return Published(fault=Finding(KINDS["CHECKPOINT_MALFORMED"], WHERE, found=found))
    if not note:
        return Published(fault=Finding(KINDS["CHECKPOINT_MALFORMED"], WHERE, found=Message("archive.found-empty")))
    return Published(note)
