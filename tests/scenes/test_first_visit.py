"""A newcomer's first visit: a training station made on the command line, and one display, a keyboard and a mouse.

Everything is done from outside the process, by xdotool: what reaches the program is what reaches it from a person.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from forms import load, sample
from forms.codes import code_list
from forms.kinds import Choices
from signing.civil_time import STATION_TIME
from signing.ink import Ink
from terminal.devices.pen.capture import capture
from terminal.devices.pen.recording import RecordedPen
from tests.conftest import Luobi
from tests.scenes.newcomer import ONE, PATIENCE_S, Newcomer, agree, at_the_counter
from tests.scenes.pen_driver import signature
from tests.scenes.virtual_screens import displays

FORM = load.find_form("unemployment-registration")


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
    user = {
        name: str(tmp_path / name) for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
    }
    typed = "".join(sample.sample_registration().values())
    with displays(ONE, typed=typed) as shown, at_the_counter(home, tmp_path, shown, user) as person:
        person.sign_in("S01  王文", "a rainy day in march")
        person.begins("sydj")
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
    assert [path for kept in user.values() for path in Path(kept).rglob("*.conf")] == []
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
    # All of it is anchored by the receipt that was taken home: station, record, and its own hand-over.
    assert (told["verdict"], told["findings"]) == ("anchored", []), done.stdout
    assert (told["anchored_size"], told["size"]) == (3, 3)


def fill(person: Newcomer) -> None:
    """Field after field by the keyboard alone; Enter goes on to the next."""
    person.fills()
    values = sample.sample_registration()
    for asked in FORM.fields:
        label, value = asked.label, values.get(asked.key, "")
        if not value:
            continue
        if isinstance(asked, Choices):
            label = "010 职业介绍"  # the first of its choices
        person.has_the_keyboard(label)
        if isinstance(asked, Choices):
            tick(person, asked.codes, value.split(","))
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
    person.wait(lambda seen: "有疑点，仍然采用" in seen["desk"]["buttons"], "the look at a mouse's signature")
    person.press("F8")


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
    person.type(str(folder.parent))
    person.press("F4")
    person.type(f"/{folder.name[:3]}")
    person.press("Return")
    person.wait(lambda seen: seen["desk"]["text"] == str(folder), "the folder from the list")
    person.press("F8")
    deadline = time.monotonic() + PATIENCE_S
    while len(list(folder.glob("*.pdf"))) < 2:
        assert time.monotonic() < deadline, person.look()
        time.sleep(0.05)
