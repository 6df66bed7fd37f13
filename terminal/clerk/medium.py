"""Whether a folder is on a removable medium, from the kernel and from where such media are mounted.

The record of a hand-over states "usb" or "folder" and no more: neither which medium, nor who owns it.
"""

from __future__ import annotations

import os
from pathlib import Path

MEDIA = (Path("/media"), Path("/run/media"))
SYS = Path("/sys")


def kind_of(folder: Path, media: tuple[Path, ...] = MEDIA, sys: Path = SYS) -> str:
    """Return "usb" for a folder on a removable device, behind USB, or mounted where removable media are; else "folder".

    A folder below /media on which nothing is mounted is on the station's own disk, and so is "folder".

    Args:
        folder: An existing folder.
        media: The folders below which removable media are mounted.
        sys: The root of sysfs.
    """
    here = folder.resolve()
    if _removable(here.stat().st_dev, sys):
        return "usb"
    return "usb" if _is_below(_mounted(here), media) else "folder"


def is_without_medium(folder: Path, media: tuple[Path, ...] = MEDIA) -> bool:
    """Return whether a folder is where media are mounted, but nothing is mounted: the medium was unplugged.

    Args:
        folder: The folder that staff chose.
        media: The folders below which removable media are mounted.
    """
    here = folder.resolve()
    return _is_below(here, media) and not _is_below(_mounted(here), media)


def _is_below(folder: Path, media: tuple[Path, ...]) -> bool:
    return any(folder != place and folder.is_relative_to(place) for place in media)


def _mounted(here: Path) -> Path:
    """Return the root of the file system that the folder is on."""
    return next(each for each in (here, *here.parents) if os.path.ismount(each))


def _removable(device: int, sys: Path) -> bool:
    """Return what sysfs reports about the device or, for a partition, about its disk; False for an unknown device."""
    try:
        block = (sys / f"dev/block/{os.major(device)}:{os.minor(device)}").resolve(strict=True)
        disk = block.parent if (block / "partition").exists() else block
        behind_usb = any(part.startswith("usb") for part in disk.relative_to(sys.resolve()).parts)
        return behind_usb or (disk / "removable").read_text("ascii").strip() == "1"
    except (OSError, ValueError):
        return False
