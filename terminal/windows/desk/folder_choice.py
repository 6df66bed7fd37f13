"""The choice of a folder to write to: the mounted USB sticks, a typed path, and a list of folders.

The list is part of the panel. The toolkit's dialog is not used, for three reasons. It saves the folders in a file of
the user's. It takes the keyboard with it where no window manager gives it back. And it covers a call from the pad.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from PyQt6.QtCore import QStorageInfo, Qt, pyqtSignal
from PyQt6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from terminal.windows.desk.new_visit import SearchLine
from terminal.windows.desk.widgets import KeyButton, Words, column, row
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _

STICKS = ("/media/", "/run/media/", "/mnt/")
MOST_STICKS = 3
MOST_LISTED = 200
ROWS = 4


class FolderChoice(QWidget):
    """A path, the USB sticks as buttons, and a list of folders. `browsing` carries whether the list is open."""

    browsing = pyqtSignal(bool)

    def __init__(self, look: DeskLook) -> None:
        super().__init__()
        m = look.measures
        self.listed = QListWidget()
        self.listed.setAccessibleName(_("文件夹列表"))
        self.listed.setFixedHeight(m.rows(ROWS))
        self.listed.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.listed.hide()
        self.path = SearchLine(self.listed)
        self.path.setText(next(iter(sticks()), ""))
        self.path.setAccessibleName(_("文件夹"))
        self.path.setPlaceholderText(_("文件夹的路径，或插入优盘后选择"))
        line = row(gap=m.gap)
        line.addWidget(Words(_("存到哪个文件夹"), wrap=False))
        line.addStretch(1)
        line.addWidget(KeyButton(_("浏览…"), "F4", self._browse))
        whole = column(gap=m.gap)
        whole.addLayout(line)
        whole.addWidget(self.path)
        whole.addWidget(self.listed)
        for at, stick in enumerate(sticks()[:MOST_STICKS], start=5):
            whole.addWidget(self._stick(stick, f"F{at}"))
        self.setLayout(whole)
        self.path.textChanged.connect(self._list)
        self.path.returnPressed.connect(self._enter)
        self.listed.itemClicked.connect(self._go)

    def _stick(self, path: str, key: str) -> KeyButton:
        words = _("优盘 {path}").format(path=path)
        return KeyButton(words, key, lambda: self.path.setText(path), "line")

    def folder(self) -> str:
        """Return the typed folder where it exists, else ""."""
        typed = self._typed()
        return str(typed) if typed is not None and is_folder(typed) else ""

    def _typed(self) -> Path | None:
        """Return the typed path, with `~` as the user's home.

        Return None where nothing is typed, or where `~` names the home of an unknown user.
        """
        text = self.path.text().strip()
        try:
            return Path(text).expanduser() if text else None
        except RuntimeError:
            return None

    def _browse(self) -> None:
        """Open or close the list."""
        self.listed.setVisible(opens := self.listed.isHidden())
        self.browsing.emit(opens)
        if not self.path.text().strip():
            self.path.setText(str(Path.home()))
        self._list()
        self.path.setFocus()

    def _list(self) -> None:
        """List the folders in the typed one. Where only part of a name is typed, list those that begin with it."""
        if self.listed.isHidden():
            return
        typed = self._typed() or Path()
        here, begin = (typed, "") if is_folder(typed) else (typed.parent, typed.name)
        self.listed.clear()
        if here != here.parent:
            self._add(_("上一级"), here.parent)
        for name in folders_in(here, begin):
            self._add(name, here / name)
        self.listed.setCurrentRow(self.listed.count() - 1 if begin and self.listed.count() == 2 else -1)

    def _add(self, words: str, folder: Path) -> None:
        item = QListWidgetItem(words, self.listed)
        item.setToolTip(str(folder))

    def _enter(self) -> None:
        item = self.listed.currentItem()
        if not self.listed.isHidden() and item is not None:
            self._go(item)

    def _go(self, item: QListWidgetItem) -> None:
        self.path.setText(item.toolTip())
        self.path.setFocus()


def folders_in(folder: Path, begin: str = "") -> list[str]:
    """Return the sorted names of the folders in a folder, at most `MOST_LISTED`, without hidden ones.

    The list is empty where the folder cannot be read.

    Args:
        folder: The folder to look into.
        begin: What the names must begin with; "" means all.
    """
    inside: list[Path] = []
    with suppress(OSError, ValueError):  # the latter: a character that no name may have
        inside = list(folder.iterdir())
    begun = (each for each in inside if each.name.startswith(begin) and each.name[0] != ".")
    return sorted(each.name for each in begun if is_folder(each))[:MOST_LISTED]


def is_folder(path: Path) -> bool:
    """Return whether the path is a folder.

    A path that cannot be checked counts as none: a name too long, a link to itself, a parent without permission.
    """
    with suppress(OSError):
        return path.is_dir()
    return False


def sticks() -> list[str]:
    """Return the folders of the USB sticks that are mounted and writable."""
    mounted = (volume for volume in QStorageInfo.mountedVolumes() if volume.isReady() and not volume.isReadOnly())
    return sorted(volume.rootPath() for volume in mounted if volume.rootPath().startswith(STICKS))
