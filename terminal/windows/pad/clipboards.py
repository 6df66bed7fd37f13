"""What was marked or copied: Ctrl+A fills the primary selection, and neither outlives a visit."""

from __future__ import annotations

from PyQt6.QtGui import QClipboard, QGuiApplication


def clear_clipboards() -> None:
    """Both are empty."""
    if (clipboard := QGuiApplication.clipboard()) is not None:
        clipboard.clear()
        if clipboard.supportsSelection():
            clipboard.clear(QClipboard.Mode.Selection)
