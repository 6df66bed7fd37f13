"""The clipboard and the primary selection, which must not outlive a visit. Ctrl+A fills the primary selection."""

from __future__ import annotations

from PyQt6.QtGui import QClipboard, QGuiApplication


def clear_clipboards() -> None:
    """Empty the clipboard and, where the window system has one, the primary selection."""
    if (clipboard := QGuiApplication.clipboard()) is not None:
        clipboard.clear()
        if clipboard.supportsSelection():
            clipboard.clear(QClipboard.Mode.Selection)
