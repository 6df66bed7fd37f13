"""The machine's voice gets its text by standard input, speaks one thing at a time, and can be made silent."""

import subprocess
import sys
import time
import wave
from collections.abc import Callable
from pathlib import Path

from terminal.devices.voice import KNOWN, Program, Voice, installed
from tests.tools import tool

WORDS = "您好，请核对这一页。"


def program(folder: Path, script: str) -> Program:
    path = folder / "speak"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return Program((str(path),))


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not done():
        assert time.monotonic() < end
        time.sleep(0.01)


def until_silent(voice: Voice) -> None:
    until(lambda: not voice.speaking)


def put_away(voice: Voice) -> None:
    """Every program that was begun has ended."""
    voice.stop()
    until(lambda: not voice.speaking and not voice._ending)


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
    assert first is not None
    voice.say(WORDS)
    until(lambda: voice.speaking and voice._speaking is not None)
    assert first.poll() is not None
    assert voice._speaking is not first
    voice.stop()
    assert not voice.speaking
    put_away(voice)


def test_an_utterance_that_came_to_its_end_is_told_from_one_that_was_stopped_or_failed(tmp_path: Path) -> None:
    go_on = tmp_path / "go-on"
    voice = Voice(program(tmp_path, f"cat > /dev/null; while [ ! -e {go_on} ]; do sleep 0.01; done"))
    assert not voice.ended_well
    voice.say(WORDS)
    assert voice.speaking and not voice.ended_well
    go_on.touch()
    until_silent(voice)
    assert voice.ended_well
    voice.say(WORDS)
    voice.stop()
    assert not voice.ended_well
    put_away(voice)
    broken = Voice(program(tmp_path, "cat > /dev/null; exit 3"))
    broken.say(WORDS)
    until_silent(broken)
    assert not broken.ended_well


def test_a_program_that_reads_nothing_and_will_not_end_keeps_nobody_waiting(tmp_path: Path) -> None:
    deaf = program(tmp_path, f'trap "" TERM; touch {tmp_path}/begun; while :; do sleep 0.05; done')
    voice = Voice(deaf)
    voice.say(WORDS * 200_000)
    until((tmp_path / "begun").exists)
    assert voice.speaking
    voice.stop()
    assert not voice.speaking
    put_away(voice)


def test_what_makes_a_server_silent_is_over_before_the_next_utterance_begins(tmp_path: Path) -> None:
    log = tmp_path / "log"
    speak = program(tmp_path, f"echo speaks >> {log}; exec sleep 600").speak
    hush = tmp_path / "hush"
    hush.write_text(f"#!/bin/sh\nwhile [ ! -e {tmp_path}/answers ]; do sleep 0.01; done\necho silent >> {log}\n")
    hush.chmod(0o755)
    voice = Voice(Program(speak, (str(hush),)))
    voice.say(WORDS)
    until(log.exists)
    voice.say(WORDS)
    assert voice.speaking and voice._speaking is None
    (tmp_path / "answers").touch()
    until(lambda: voice.speaking and log.read_text().count("speaks") == 2)
    assert log.read_text().split() == ["speaks", "silent", "speaks"]
    put_away(voice)


def test_a_program_that_ends_at_once_or_is_not_there_leaves_silence(tmp_path: Path) -> None:
    for broken in (program(tmp_path, "exit 1"), Program((str(tmp_path / "nothing"),))):
        voice = Voice(broken)
        voice.say(WORDS * 20_000)
        until_silent(voice)


def test_the_voice_ends_with_the_windows_even_when_they_are_killed(tmp_path: Path) -> None:
    speak = program(tmp_path, f"echo $$ > {tmp_path}/part; mv {tmp_path}/part {tmp_path}/pid; exec sleep 600").speak
    windows = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"from terminal.devices.voice import *; v = Voice(Program({speak!r})); v.say('您好'); input()",
        ],
        stdin=subprocess.PIPE,
    )
    with windows:
        until((tmp_path / "pid").exists)
        speaking = Path("/proc") / (tmp_path / "pid").read_text().strip()
        assert speaking.exists()
        windows.kill()
    until(lambda: not speaking.exists())


def test_without_a_program_there_is_no_voice() -> None:
    assert installed(lambda _name: None) is None


def test_a_voice_that_is_known_to_speak_chinese_goes_before_one_that_may() -> None:
    both, one = installed(lambda name: f"/usr/bin/{name}"), installed(lambda name: name if name == "spd-say" else None)
    assert both is not None and one is not None
    assert (both._program.speak[0], one._program.speak[0]) == ("espeak-ng", "spd-say")


def test_espeak_says_chinese_and_not_english_spelling() -> None:
    espeak = tool("espeak-ng")
    known = next(each for each in KNOWN if each.speak[0] == "espeak-ng")
    command = [espeak, *known.speak[1:], "-q", "-x"]
    said = subprocess.run(command, input="您好，姓名，登记".encode(), capture_output=True, check=True).stdout.decode()
    assert "(en)" not in said
    assert "S;'i51N" in said  # xìng


def test_espeak_speaks_a_whole_text_and_says_that_it_came_to_its_end(tmp_path: Path) -> None:
    espeak = tool("espeak-ng")
    known = next(each for each in KNOWN if each.speak[0] == "espeak-ng")
    sound = tmp_path / "said.wav"
    voice = Voice(Program((espeak, *known.speak[1:], "-w", str(sound))))
    voice.say(f"{WORDS}\n" * 50)
    until_silent(voice)
    assert voice.ended_well
    with wave.open(str(sound)) as recorded:
        seconds = recorded.getnframes() / recorded.getframerate()
    characters = len(WORDS) * 50
    assert 2 < characters / seconds < 8


def test_speech_dispatcher_knows_the_options() -> None:
    helped = subprocess.run([tool("spd-say"), "--help"], capture_output=True, text=True, check=False).stdout
    assert {"--pipe-mode", "--wait", "--language", "--stop"} <= set(helped.replace("=", " ").replace(",", " ").split())
