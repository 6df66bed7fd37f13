"""Into which folder something is written: the sticks that are plugged in, and whatever is typed."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QStorageInfo
from PyQt6.QtWidgets import QFileDialog, QLineEdit, QWidget

from terminal.desk.parts import KeyButton, Words, column, row
from terminal.look.desk import DeskLook
from terminal.look.words import _

STICKS = ("/media/", "/run/media/", "/mnt/")
MOST_STICKS = 3


class FolderChoice(QWidget):
    """A path, the sticks as buttons, and a dialog for whoever wants one."""

    def __init__(self, look: DeskLook) -> None:
        super().__init__()
        m = look.measures
        self.path = QLineEdit(next(iter(sticks()), ""))
        self.path.setAccessibleName(_("文件夹"))
        self.path.setPlaceholderText(_("文件夹的路径，或插入优盘后选择"))
        line = row(gap=m.gap)
        line.addWidget(self.path, 1)
        line.addWidget(KeyButton(_("浏览…"), "F4", self._browse))
        whole = column(gap=m.gap)
        whole.addWidget(Words(_("存到哪个文件夹"), wrap=False))
        whole.addLayout(line)
        for at, stick in enumerate(sticks()[:MOST_STICKS], start=5):
            whole.addWidget(self._stick(stick, f"F{at}"))
        self.setLayout(whole)

    def _stick(self, path: str, key: str) -> KeyButton:
        words = _("优盘 {path}").format(path=path)
        return KeyButton(words, key, lambda: self.path.setText(path), "line")

    def folder(self) -> str:
        """The folder, when there is one of that name; else nothing."""
        text = self.path.text().strip()
        return text if text and Path(text).is_dir() else ""

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("存到哪个文件夹"), self.path.text())
        if chosen:
            self.path.setText(chosen)


def sticks() -> list[str]:
    """Folders of the sticks that are plugged in and can be written."""
    mounted = (volume for volume in QStorageInfo.mountedVolumes() if volume.isReady() and not volume.isReadOnly())
    return sorted(volume.rootPath() for volume in mounted if volume.rootPath().startswith(STICKS))
