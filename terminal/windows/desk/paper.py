"""The paper route: write the form as PDF into a folder, with the answers so far or blank."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal

from terminal.clerk.orders import Lane, Paper, Trouble
from terminal.visit.model import Visit
from terminal.visit.paper_code import code_of
from terminal.windows.desk.folder_choice import FolderChoice
from terminal.windows.desk.panel import Panel
from terminal.windows.desk.widgets import KeyButton, Words
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _, say


class PaperPanel(Panel):
    """The panel. It stays open until staff leave it, and shows where the file is."""

    written = pyqtSignal(str)

    def __init__(self, look: DeskLook, visit: Visit, lane: Lane) -> None:
        super().__init__(look, _("纸质办理"))
        self._visit, self._lane = visit, lane
        self.folder = FolderChoice(look)
        self.folder.path.textChanged.connect(lambda _path: self.note.say(""))
        self.body.addWidget(Words(_("导出表单，打印后在纸上签名。办理结果与电子签名相同。"), "body", "muted"))
        told = _("纸上印有：办件号 {number}，表单 {edition} 版，核验码 {code}")
        facts = told.format(number=visit.number, edition=visit.form.edition, code=code_of(visit))
        self.body.addWidget(Words(facts, "small", "muted"))
        self.body.addWidget(self.folder)
        self.filled = KeyButton(_("导出已填表单"), "F8", lambda: self._write(True), "primary")
        self.blank = KeyButton(_("导出空白表单"), "Shift+F8", lambda: self._write(False))
        self.feet.addWidget(self.blank)
        self.feet.addWidget(self.filled)

    def begin(self) -> None:
        """Give the keyboard focus to the line for the folder."""
        self.folder.path.setFocus()

    def _write(self, filled: bool) -> None:
        folder = self.folder.folder()
        if not folder:
            self.note.say(_("没有这个文件夹，请改正或另选。"), "harm")
            self.folder.path.setFocus()
            return
        if filled and not any(answer.value for answer in self._visit.answers.values.values()):
            self.note.say(_("还一项都没有填。请先填写，或导出空白表单。"), "harm")
            return
        self.note.say(_("正在导出…"), "muted")
        self._lane.ask(Paper(self._visit.record, filled, folder), self._done, self._failed)

    def _done(self, path: object) -> None:
        self.note.say(_("已存为 {path}").format(path=path), "good")
        self.written.emit(str(path))

    def _failed(self, trouble: Trouble) -> None:
        self.note.say(say(trouble.message), "harm")
