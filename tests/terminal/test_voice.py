"""The machine's voice gets its text by standard input, speaks one thing at a time, and can be made silent."""

import subprocess
import time
from pathlib import Path

from terminal.voice import KNOWN, Program, Voice, installed
from tests.tools import tool

WORDS = "您好，请核对这一页。"


def program(folder: Path, script: str) -> Program:
    path = folder / "speak"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return Program((str(path),))


def until_silent(voice: Voice) -> None:
    end = time.monotonic() + 20
    while voice.speaking:
        assert time.monotonic() < end
        time.sleep(0.01)


def test_the_text_arrives_by_standard_input_and_is_in_no_command_line(tmp_path: Path) -> None:
    voice = Voice(program(tmp_path, f'cat > {tmp_path}/heard; echo "$@" > {tmp_path}/arguments'))
    voice.say(WORDS)
    until_silent(voice)
    assert (tmp_path / "heard").read_text() == WORDS
    assert (tmp_path / "arguments").read_text() == "\n"


def test_a_new_utterance_ends_the_old(tmp_path: Path) -> None:
    voice = Voice(program(tmp_path, "exec sleep 600"))
    voice.say(WORDS)
    first = voice._speaking
    voice.say(WORDS)
    assert first is not None
    assert first.poll() is not None
    assert voice.speaking
    voice.stop()
    assert not voice.speaking


def test_a_program_that_ends_at_once_or_is_not_there_leaves_silence(tmp_path: Path) -> None:
    for broken in (program(tmp_path, "exit 1"), Program((str(tmp_path / "nothing"),))):
        voice = Voice(broken)
        voice.say(WORDS * 20_000)
        until_silent(voice)


def test_without_a_program_there_is_no_voice() -> None:
    assert installed(lambda _name: None) is None


def test_speech_dispatcher_goes_before_espeak() -> None:
    found = installed(lambda name: f"/usr/bin/{name}")
    assert found is not None
    assert found._program.speak[0] == "spd-say"


def test_espeak_speaks_chinese_from_its_standard_input(tmp_path: Path) -> None:
    espeak = tool("espeak-ng")
    known = next(each for each in KNOWN if each.speak[0] == "espeak-ng")
    sound = tmp_path / "said.wav"
    said = subprocess.run(
        [espeak, *known.speak[1:], "-w", str(sound)], input=WORDS.encode(), capture_output=True, check=False
    )
    assert said.returncode == 0, said.stderr
    assert sound.stat().st_size > 50_000


def test_speech_dispatcher_knows_the_options() -> None:
    helped = subprocess.run([tool("spd-say"), "--help"], capture_output=True, text=True, check=False).stdout
    assert {"--pipe-mode", "--wait", "--language", "--stop"} <= set(helped.replace("=", " ").replace(",", " ").split())
