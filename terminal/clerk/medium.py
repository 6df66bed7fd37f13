"""Is a folder on a removable medium? Asked of the kernel, and of where such media are mounted.

Tells "usb" from "folder" for the record of a hand-over, and no more: not which medium, nor whose.
"""

from __future__ import annotations

import os
from pathlib import Path

MEDIA = (Path("/media"), Path("/run/media"))
SYS = Path("/sys")


def kind_of(folder: Path, media: tuple[Path, ...] = MEDIA, sys: Path = SYS) -> str:
    """ "usb" for a folder on a device that is removable or behind USB, or mounted where such media are; else "folder".

    A folder below /media on which nothing is mounted is the station's own disk, and so a folder.
    """
    here = folder.resolve()
    if _removable(here.stat().st_dev, sys):
        return "usb"
    return "usb" if _is_below(_mounted(here), media) else "folder"


def is_without_medium(folder: Path, media: tuple[Path, ...] = MEDIA) -> bool:
    """A folder where media are mounted, and none is: what was plugged in there is gone."""
    here = folder.resolve()
    return _is_below(here, media) and not _is_below(_mounted(here), media)


def _is_below(folder: Path, media: tuple[Path, ...]) -> bool:
    return any(folder != place and folder.is_relative_to(place) for place in media)


def _mounted(here: Path) -> Path:
    """The root of the file system on which the folder lies."""
    return next(each for each in (here, *here.parents) if os.path.ismount(each))


def _removable(device: int, sys: Path) -> bool:
    """What sysfs says of the device or, for a partition, of its disk; what it does not know is not removable."""
    try:
        block = (sys / f"dev/block/{os.major(device)}:{os.minor(device)}").resolve(strict=True)
        disk = block.parent if (block / "partition").exists() else block
        behind_usb = any(part.startswith("usb") for part in disk.relative_to(sys.resolve()).parts)
        return behind_usb or (disk / "removable").read_text("ascii").strip() == "1"
    except (OSError, ValueError):
        return False
