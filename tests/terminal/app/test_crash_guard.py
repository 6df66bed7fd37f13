"""A window that breaks, and one that is interrupted: the pad is wiped before anything else."""

from types import TracebackType

import pytest

from terminal.app.crash_guard import on_exception

NAME = "欧阳𬭚"


def caught(message: str) -> tuple[type[BaseException], BaseException, TracebackType | None]:
    try:
        raise ValueError(message)
    except ValueError as problem:
        return ValueError, problem, problem.__traceback__


def test_the_pad_is_wiped_before_anything_is_logged_and_then_the_program_begins_anew() -> None:
    order: list[str] = []
    hook = on_exception(lambda: order.append("wipe"), lambda _line: order.append("log"), lambda: order.append("anew"))
    hook(*caught(NAME))
    assert order == ["wipe", "log", "anew"]


def test_an_interrupt_wipes_and_ends_with_130() -> None:
    order: list[str] = []
    hook = on_exception(lambda: order.append("wipe"), order.append, lambda: order.append("anew"))
    with pytest.raises(SystemExit) as ended:
        hook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert (order, ended.value.code) == (["wipe"], 130)
