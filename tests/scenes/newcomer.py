"""A person before `luobi terminal`: sees its screen, has a keyboard and a mouse, and all from outside the process."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tests.scenes.scene_runner import alone
from tests.scenes.virtual_screens import Displays
from tests.tools import tool

ONE = ("ONE", "1920/508x1080/286+0+0")
PATIENCE_S = 60
KEY_MS = 30


class Newcomer:
    """Looks at the screen (a file that the program writes), and has a keyboard and a mouse."""

    def __init__(self, shown: Displays, screen: Path, process: subprocess.Popen[bytes]) -> None:
        self._shown, self.screen, self._process = shown, screen, process
        self.pid = process.pid

    def look(self) -> dict[str, Any]:
        """Return what the screen shows now."""
        told: dict[str, Any] = json.loads(self.screen.read_text("utf-8")) if self.screen.exists() else {}
        nothing = {"screen": "", "buttons": {}, "box": None, "focus": ""}
        return told or {"pad": nothing, "desk": nothing, "bar": nothing}

    def wait(self, condition: Callable[[dict[str, Any]], Any], what: str) -> dict[str, Any]:
        """Until it is so."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition(seen := self.look()):
            assert self._process.poll() is None, f"the program has ended while waiting for {what}"
            assert time.monotonic() < deadline, f"{what} did not come: {seen}"
            time.sleep(0.03)  # between two looks at a bounded wait
        return seen

    def act(self, *arguments: object) -> None:
        subprocess.run([tool("xdotool"), *map(str, arguments)], env=self._shown.environment(), check=True)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.act("key", key)

    def type(self, text: str) -> None:
        """In the field that has the keyboard; Chinese characters must be on keys (`Displays.put_on_keys`)."""
        self.act("type", "--delay", KEY_MS, text)

    def click(self, window: str, label: str) -> None:
        """A button by its words, with the mouse."""
        x, y = self.wait(lambda seen: label in seen[window]["buttons"], label)[window]["buttons"][label]
        self.act("mousemove", x, y, "click", 1)

    def on_pad(self, screen: str) -> dict[str, Any]:
        return self.wait(lambda seen: seen["pad"]["screen"] == screen and seen["pad"]["buttons"], screen)

    def fills(self) -> None:
        """The desk's turn to type."""
        self.wait(lambda seen: seen["pad"]["screen"] == "Fill" and seen["desk"]["buttons"], "the form")

    def sign_in(self, name: str, passphrase: str) -> None:
        """As the staff member of that button; where nobody else works, he is named already."""
        self.wait(lambda seen: seen["desk"]["focus"] in {"工号", "口令"}, "the sign-in page")
        if name in self.look()["desk"]["buttons"]:
            self.click("desk", name)
        self.wait(lambda seen: seen["desk"]["focus"] == "口令", "the passphrase's field")
        self.type(passphrase)
        self.press("Return")
        self.wait(lambda seen: "新办件" in seen["desk"]["buttons"], "being signed in")

    def begins(self, initials: str) -> None:
        """A visit for the business with these initials; its notice is on the pad."""
        self.press("F2")
        self.wait(lambda seen: "序号" in seen["desk"]["focus"], "the search line")
        self.type(initials)
        self.press("Return")
        self.on_pad("Notice")

    def click_until(self, label: str, screen: str) -> None:
        """The same button on page after page, until another screen stands there."""
        while (pad := self._sees(label, screen))["screen"] != screen:
            self.click("pad", label)
            self.is_answered(pad, label)

    def is_answered(self, before: dict[str, Any], label: str) -> None:
        """The pad says something else than before, or something else is chosen."""

        def differs(now: dict[str, Any]) -> bool:
            return any(now["pad"][part] != before[part] for part in ("words", "chosen"))

        self.wait(differs, f"an answer to {label}")

    def has_the_keyboard(self, label: str) -> None:
        """What is typed now goes into the desk's field of that name."""
        self.wait(lambda seen: label in seen["desk"]["focus"], label)

    def _sees(self, label: str, screen: str) -> dict[str, Any]:
        """The pad, once it has that button or that screen."""

        def sees(seen: dict[str, Any]) -> bool:
            return seen["pad"]["screen"] == screen or label in seen["pad"]["buttons"]

        pad: dict[str, Any] = self.wait(sees, f"{label} or {screen}")["pad"]
        return pad


@contextmanager
def at_the_counter(
    home: Path,
    folder: Path,
    shown: Displays,
    environment: Mapping[str, str] | None = None,
    program: str = "tests.scenes.watched_terminal",
    ends_itself: bool = False,
) -> Iterator[Newcomer]:
    """The terminal, until it is ended by Ctrl-C, or by the person; with more in its environment than the display.

    It is a scene like any other: none plays beside it, and none within it.
    """
    screen = folder / "screen.json"
    command = [sys.executable, "-m", program, str(screen), "terminal", "--home", str(home)]
    variables = shown.environment() | dict(environment or {})
    with alone(), (folder / "told").open("wb") as told:
        process = subprocess.Popen(command, cwd=ROOT, env=variables, stderr=told)
        try:
            yield Newcomer(shown, screen, process)
            if not ends_itself:
                process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE_S) == (0 if ends_itself else 130)
        finally:
            process.kill()
            process.wait()


def agree(person: Newcomer) -> None:
    """Goes through the notice, agrees to everything asked, and signs himself; however much of it a page holds."""

    def is_asked_or_gone(now: dict[str, Any]) -> bool:
        return now["pad"]["screen"] != "Notice" or bool(now["pad"]["buttons"])

    given: set[str] = set()
    person.on_pad("Notice")
    while (seen := person.wait(is_asked_or_gone, "the notice")["pad"])["screen"] == "Notice":
        answers = [label for label in seen["buttons"] if label.endswith(("？同意", "我自己签")) and label not in given]
        label = next(iter(answers), "继续")
        person.click("pad", label)
        given.add(label)
        person.is_answered(seen, label)
