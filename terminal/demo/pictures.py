"""Draws every screen of pad and desk alone, from the sample visits: `python -m terminal.demo.pictures OUT [en]`.

Each screen of the pad in three looks on two glasses, each of the desk in two sizes, and one contact sheet; with `en`
the windows are in English.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QImage, QPainter
from PyQt6.QtWidgets import QApplication

from forms.message import FOLDERS, Lang
from terminal.demo import desk_pictures, pad_pictures
from terminal.windows.look import Look, Mode, words
from terminal.windows.look.glass import NOTEBOOK
from terminal.windows.look.look import Role

THUMB, LABEL, COLUMNS = 540, 44, 6  # of the contact sheet, in pixels


def contact(written: Sequence[Path], out: Path, look: Look) -> Path:
    """Draw one sheet with all pictures small, sorted by name, and return its path.

    Args:
        written: The pictures.
        out: The folder of the sheet.
        look: Its font and background.
    """
    high = THUMB * 5 // 8 + LABEL
    ordered = sorted(written, key=lambda path: path.stem)
    rows = -(-len(ordered) // COLUMNS)
    sheet = QImage(THUMB * COLUMNS, high * rows, QImage.Format.Format_RGB32)
    sheet.fill(QColor(look.colours.closed))
    painter = QPainter(sheet)
    painter.setFont(look.font(Role.SMALL))
    for at, path in enumerate(ordered):
        left, top = at % COLUMNS * THUMB, at // COLUMNS * high
        fitted = QImage(str(path)).scaled(
            THUMB - LABEL,
            high - LABEL,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        painter.drawImage(QPointF(left, top + LABEL), fitted)
        painter.drawText(QRectF(left, top, THUMB, LABEL), Qt.AlignmentFlag.AlignLeft, path.stem)
    painter.end()
    path = out / "contact-sheet.png"
    sheet.save(str(path))
    return path


def main(arguments: list[str]) -> int:
    """Write the pictures to the named folder, in the named language if there is one, and print how many there are.

    Return the exit code.
    """
    if len(arguments) not in {1, 2} or not {*arguments[1:]} <= {*FOLDERS}:
        print(f"python -m terminal.demo.pictures OUT [{'|'.join(FOLDERS)}]", file=sys.stderr)
        return 2
    words.choose(cast("Lang", arguments[1]) if arguments[1:] else words.SOURCE)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication([])
    out = Path(arguments[0])
    written = [*pad_pictures.write(out), *desk_pictures.write(out)]
    contact(written, out, Look.of(Mode(), NOTEBOOK))
    print(f"{len(written)} pictures and a contact sheet in {out}")
    application.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
