"""A newcomer's first visit: a training station made on the command line, and one display, a keyboard and a mouse.

Everything is done from outside the process, by xdotool: what reaches the program is what reaches it from a person.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from forms import load, sample
from forms.codes import code_list
from forms.model import FieldKind
from signing.ink import Ink
from terminal.config import STATION_TIME
from terminal.pen.capture import capture
from terminal.pen.recording import RecordedPen
from tests.conftest import ROOT, Luobi
from tests.terminal.windows.hand import signature
from tests.terminal.windows.stage import Displays, displays
from tests.tools import tool

ONE = ("ONE", "1920/508x1080/286+0+0")
PATIENCE_S = 60
KEY_MS = 30
COMPOSED_MS = 100  # xdotool maps a key anew for every character that no keyboard has
FORM = load.find_form("unemployment-registration")


class Newcomer:
    """Looks at the screen (a file that the program writes), and has a keyboard and a mouse."""

    def __init__(self, shown: Displays, screen: Path, process: subprocess.Popen[bytes]) -> None:
        self._shown, self._screen, self._process = shown, screen, process

    def look(self) -> dict[str, Any]:
        """What stands on the screen now."""
        told: dict[str, Any] = json.loads(self._screen.read_text("utf-8")) if self._screen.exists() else {}
        return told or {"pad": {"screen": "", "buttons": {}, "box": None}, "desk": {"buttons": {}, "focus": ""}}

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
        """In the field that has the keyboard; returns when it stands there."""
        self.act("type", "--delay", KEY_MS if text.isascii() else COMPOSED_MS, text)

    def click(self, window: str, label: str) -> None:
        """A button by its words, with the mouse."""
        x, y = self.wait(lambda seen: label in seen[window]["buttons"], label)[window]["buttons"][label]
        self.act("mousemove", x, y, "click", 1)

    def on_pad(self, screen: str) -> dict[str, Any]:
        return self.wait(lambda seen: seen["pad"]["screen"] == screen and seen["pad"]["buttons"], screen)

    def click_until(self, label: str, screen: str) -> None:
        """The same button on page after page, until another screen stands there."""
        while (seen := self.look())["pad"]["screen"] != screen:
            words = seen["pad"]["words"]
            if label in seen["pad"]["buttons"]:
                self.click("pad", label)
                self.wait(lambda now, words=words: now["pad"]["words"] != words, f"an answer to {label}")  # type: ignore[misc]


@contextmanager
def at_the_counter(home: Path, folder: Path, shown: Displays) -> Iterator[Newcomer]:
    """The terminal, until it is ended by Ctrl-C."""
    screen = folder / "screen.json"
    command = [sys.executable, "-m", "tests.terminal.windows.seen", str(screen), "terminal", "--home", str(home)]
    with (folder / "told").open("wb") as told:
        process = subprocess.Popen(command, cwd=ROOT, env=shown.environment(), stderr=told)
    try:
        yield Newcomer(shown, screen, process)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 130
    finally:
        process.kill()
        process.wait()


def make_station(folder: Path, luobi: Luobi) -> Path:
    """What docs/operate/terminal.md says."""
    (folder / "secrets").mkdir(mode=0o700)
    (folder / "secrets/S01.txt").write_text("a rainy day in march\n", "utf-8")
    made = luobi(
        "station", "custodian", "--private", "custodian.key.json", "--public", "custodian.pub.json",
        "--passphrase-file", "secrets/S01.txt", cwd=folder,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    made = luobi(
        "station", "new", "--home", "station", "--kind", "training", "--name", "示例街道就业服务站",
        "--origin", "station-1.example/archive", "--area", "379999", "--staff", "S01=王文",
        "--custodian", "custodian.pub.json", "--passphrases", "secrets", "--rehearsal-ink", "mouse",
        "--recovery-kit", "kit.txt", cwd=folder,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return folder / "station"


def test_a_newcomer_registers_with_keyboard_and_mouse_and_takes_the_record_home(tmp_path: Path, luobi: Luobi) -> None:
    home, stick = make_station(tmp_path, luobi), tmp_path / "stick"
    stick.mkdir()
    with displays(ONE) as shown, at_the_counter(home, tmp_path, shown) as person:
        sign_in(person)
        begin(person)
        agree(person)
        fill(person)
        person.click_until("这一页都对", "Read")
        sign(person, "applicant")
        person.click("pad", "我是王文")
        agree(person)
        sign(person, "staff")
        person.on_pad("Done")
        person.click("pad", "我拿好了")
        person.wait(lambda seen: seen["pad"]["screen"] == "Idle", "the greeting")
        take_home(person, stick)
    taken = sorted(path.name for path in stick.iterdir())
    assert [name[-12:] for name in taken] == ["-receipt.pdf", "6-000001.pdf"]
    assert_verified(luobi, home, *(stick / name for name in taken))


def assert_verified(luobi: Luobi, home: Path, receipt: Path, document: Path) -> None:
    done = luobi("verify", document, "--trust", home / "ca.pem", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["verdict"]) == (0, "valid"), done.stdout
    assert '"level": "L0"' in json.dumps(told)
    unlocked = ["--staff", "S01", "--passphrase-file", home.with_name("secrets") / "S01.txt"]
    done = luobi("archive", "verify", "--home", home, "--receipt", receipt, *unlocked, "--json")
    told = json.loads(done.stdout)
    assert [finding["kind"] for finding in told["findings"]] == ["NOT_ANCHORED"], done.stdout
    # Station and record are anchored by what was taken home; its hand-over is younger.
    assert (told["anchored_size"], told["size"]) == (2, 3)


def sign_in(person: Newcomer) -> None:
    person.click("desk", "S01  王文")
    person.wait(lambda seen: seen["desk"]["focus"] == "口令", "the passphrase's field")
    person.type("a rainy day in march")
    person.press("Return")
    person.wait(lambda seen: "新办件" in seen["desk"]["buttons"], "being signed in")


def begin(person: Newcomer) -> None:
    person.press("F2")
    person.wait(lambda seen: "序号" in seen["desk"]["focus"], "the search line")
    person.type("sydj")
    person.press("Return")
    person.on_pad("Notice")


def agree(person: Newcomer) -> None:
    person.on_pad("Notice")
    while not any("我自己签" in label for label in person.on_pad("Notice")["pad"]["buttons"]):
        words = person.look()["pad"]["words"]
        person.click("pad", "继续")
        person.wait(lambda seen, words=words: seen["pad"]["words"] != words, "the next part")  # type: ignore[misc]
    for label in ("同意用电子方式签名吗？同意", "同意记录您的笔迹（笔画、力度、时间）吗？同意"):
        person.click("pad", label)
    person.click("pad", "您自己签名，还是需要帮助？我自己签")
    person.click("pad", "继续")


def fill(person: Newcomer) -> None:
    """Field after field by the keyboard alone; Enter goes on to the next."""
    person.on_pad("Fill")
    values = sample.sample_registration()
    for asked in FORM.fields:
        label, value = asked.label, values.get(asked.key, "")
        if not value:
            continue
        if asked.kind is FieldKind.CODES:
            label = "010 职业介绍"  # the first of its choices
        person.wait(lambda seen, label=label: label in seen["desk"]["focus"], label)  # type: ignore[misc]
        if asked.kind is FieldKind.CODES:
            tick(person, asked.codes or "", value.split(","))
        else:
            person.type(value)
            person.press("Return")
    person.press("F8")
    person.on_pad("Check")


def tick(person: Newcomer, codes: str, wanted: Sequence[str]) -> None:
    known = [code.code for code in code_list(codes).codes(datetime.now(STATION_TIME).date())]
    at = 0
    for goal in (known.index(code) for code in wanted):
        person.press(*["Right"] * (goal - at), "space")
        at = goal


def sign(person: Newcomer, role: str) -> None:
    """Reads to the end, writes into the box with the mouse, and gives it."""
    person.on_pad("Read")
    while True:
        time.sleep(1)  # reading: what was flung past does not count as read
        seen = person.look()["pad"]
        if seen["screen"] != "Read":
            break
        if label := next((each for each in ("往下看", "下一页", "看完了") if each in seen["buttons"]), ""):
            person.act("mousemove", *seen["buttons"][label], "click", 1)
    box = person.wait(lambda seen: seen["pad"]["box"], "the box")["pad"]["box"]
    ink = capture(RecordedPen.shipped(role), None, "2026-11-24T02:00:00Z")
    write(person, tuple(box), ink)
    person.click("pad", "签好了")


def write(person: Newcomer, box: tuple[int, int, int, int], ink: Ink) -> None:
    """Stroke by stroke, one command for each: the button down, along the line, and up."""
    strokes: list[list[tuple[int, int]]] = [[]]
    for spot in signature(box, ink):
        if spot.pressure:
            strokes[-1].append((round(spot.x), round(spot.y)))
        elif strokes[-1]:
            strokes.append([])
    for stroke in filter(None, strokes):
        moves = [part for x, y in stroke[1::2] for part in ("mousemove", x, y, "sleep", "0.008")]
        person.act("mousemove", *stroke[0], "mousedown", 1, "sleep", "0.01", *moves, "mouseup", 1)


def take_home(person: Newcomer, folder: Path) -> None:
    """The copy that is handed over at the end, into a folder."""
    person.press("ctrl+g")
    person.wait(lambda seen: "拷贝文件和回执" in seen["desk"]["buttons"], "the record")
    person.wait(lambda seen: seen["desk"]["focus"] == "文件夹", "the folder's field")
    person.press("ctrl+a")
    person.type(str(folder))
    person.press("F8")
    deadline = time.monotonic() + PATIENCE_S
    while len(list(folder.glob("*.pdf"))) < 2:
        assert time.monotonic() < deadline, person.look()
        time.sleep(0.05)
