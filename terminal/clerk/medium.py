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
    mounted = next(each for each in (here, *here.parents) if os.path.ismount(each))
    return "usb" if any(mounted != place and mounted.is_relative_to(place) for place in media) else "folder"


def _removable(device: int, sys: Path) -> bool:
    """What sysfs says of the device or, for a partition, of its disk; what it does not know is not removable."""
    try:
        block = (sys / f"dev/block/{os.major(device)}:{os.minor(device)}").resolve(strict=True)
        disk = block.parent if (block / "partition").exists() else block
        behind_usb = any(part.startswith("usb") for part in disk.relative_to(sys.resolve()).parts)
        return behind_usb or (disk / "removable").read_text("ascii").strip() == "1"
    except (OSError, ValueError):
        return False
