"""The appearance of the screens: measures in millimetres, colours, type and one stylesheet. No other module has such
numbers.
"""

from terminal.windows.look.look import Look, Mode

__all__ = ["Look", "Mode"]
