"""How everything on the screens looks: measures in millimetres, colours, type, one stylesheet; no number elsewhere."""

from terminal.windows.look.look import Look, Mode

__all__ = ["Look", "Mode"]
