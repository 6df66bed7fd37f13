"""Draws the desk at important moments, at both test sizes and in both looks, from the sample visits.

A part of `terminal.demo.pictures`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from itertools import product
from pathlib import Path

from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication, QWidget

from signing.qr import modules
from terminal.clerk.orders import Picture
from terminal.demo import pad_pictures
from terminal.demo.desk_scenes import Samples, windows
from terminal.visit.model import State, Visit
from terminal.windows.look import Look, Mode
from terminal.windows.look.colours import HIGH_CONTRAST, NORMAL
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.glass import NOTEBOOK
from terminal.windows.pad import views
from terminal.windows.pad.screens import screen_of
from terminal.windows.pad.states import Idle, PadState

SIZES = {"1920x1080": (1920, 1080), "1366x768": (1366, 768)}
COLOURS = {"": NORMAL, "-contrast": HIGH_CONTRAST}
PAGE_PX = 430
ROUNDS = 4


def samples(**changed: str) -> Samples:
    """Return the sample visits; `changed` replaces answers of the registration."""
    first, second = pad_pictures.registration(**changed), pad_pictures.contract()

    def pad(visit: Visit) -> QImage | None:
        return pad_picture(first if visit.form.id == first.form_id else second, visit)

    page = first.pages.picture(0, PAGE_PX)
    image = page.convertToFormat(QImage.Format.Format_RGB32)
    bits = image.constBits()
    data = bits.asstring(image.sizeInBytes()) if bits is not None else b""
    return Samples(
        first.visit, second.visit, first.at(State.READ), second.at(State.READ), pad,
        Picture(image.width(), image.height(), data),
    )  # fmt: skip


def pad_picture(of: pad_pictures.SampleVisit, visit: Visit) -> QImage:
    """Return the picture of the pad's screen for a visit, scaled down for the desk.

    Args:
        of: The sample that has the visit's document.
        visit: The visit in the state to show.
    """
    screen = screen_of(Look.of(Mode(), NOTEBOOK), _pad_state(visit), of.pages)
    return screen.grab().toImage().scaledToWidth(440, Qt.TransformationMode.SmoothTransformation)


def _pad_state(visit: Visit) -> PadState:
    frame = views.frame_of(visit)
    match visit.state:
        case State.NOTICE:
            return views.notice_of(visit, frame)
        case State.FILL:
            return views.fill_of(replace(visit, answers=visit.answers), frame, 0)
        case State.CHECK:
            return views.check_of(visit, frame, frozenset(visit.marked), 1)
        case State.READ if not visit.paused:
            return views.read_of(visit, frame)
        case State.HAND_OVER:
            return views.hand_over_of(visit, frame)
        case State.SEAL:
            return views.wait_of(visit, frame)
        case State.DONE:
            return views.done_of(visit, frame, pad_pictures.RECEIPT, 60, modules(pad_pictures.RECEIPT))
        case _:
            return Idle(pad_pictures.STATION, visit.policy.training)


def settle() -> None:
    """Let every layout reach its final size. A change inside passes to the enclosing layouts one level per round."""
    for _round in range(ROUNDS):
        QApplication.processEvents()


def destroy(window: QWidget) -> None:
    """Close the window, and free all its memory."""
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def write(out: Path, only: Collection[str] | None = None) -> list[Path]:
    """Write desk-NAME-SIZE.png and desk-NAME-contrast-SIZE.png for every scene, and return the paths.

    Args:
        out: The folder; it is made where it is missing.
        only: Names of the scenes to write; None or empty writes all.
    """
    out.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    shown = samples()
    for (size_name, size), (suffix, colours) in product(SIZES.items(), COLOURS.items()):
        for name, window in windows(shown, DeskLook.of(size[0], colours), size):
            if not only or name in only:
                settle()
                path = out / f"desk-{name}{suffix}-{size_name}.png"
                window.grab().save(str(path))
                written.append(path)
            destroy(window)
    return written
