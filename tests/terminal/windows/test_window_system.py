"""What the window system is asked for."""

from __future__ import annotations

from terminal.windows.window_system import choose


def test_pictures_do_not_wait_for_the_server() -> None:
    environment: dict[str, str] = {}
    choose(environment)
    assert environment == {"QT_XCB_NO_MITSHM": "1"}


def test_what_the_operator_has_set_stays() -> None:
    environment = {"QT_XCB_NO_MITSHM": "0"}
    choose(environment)
    assert environment == {"QT_XCB_NO_MITSHM": "0"}
