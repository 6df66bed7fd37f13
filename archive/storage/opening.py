"""The storage of a station's archive: a folder of blobs in the station's folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from archive.storage.folder import BlobFolder
from archive.storage.port import Blobs

BLOB_FOLDER = "blobs"


def blobs_of(folder: Path, random: Callable[[int], bytes] = os.urandom) -> Blobs:
    """Return the blobs of the station in `folder`; `random` gives temporary files their names."""
    return BlobFolder(folder / BLOB_FOLDER, random)
