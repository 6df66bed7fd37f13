"""The windows speak one language, which is chosen before they open."""

from __future__ import annotations

import pytest

from forms.message import Message
from terminal.windows.look import words

pytestmark = pytest.mark.usefixtures("source_language")


def test_the_source_language_says_what_the_code_says() -> None:
    words.choose(words.SOURCE)
    assert words._("签好了") == "签好了"


def test_the_pseudo_language_makes_letters_of_every_character_and_keeps_what_is_put_in() -> None:
    words.choose(words.PSEUDO)
    assert words._("第 {page} 页") == "[fif {page} wul~]"
    assert words._("请把笔交给{role}\n{name}") == "[segsedn bfim oh{role}\n{name}~]"


def test_sentences_follow_each_other_as_the_language_writes_them() -> None:
    told = []
    for language in ("zh", "en"):
        words.choose(language)
        told.append(words.sentences(words._("请稍等。"), "", words._("请稍等。")))
    assert told == ["请稍等。请稍等。", "Please wait. Please wait."]


def test_a_message_is_rendered_in_the_language_of_the_windows() -> None:
    disk_full = Message("system.ENOSPC")
    told = []
    for language in ("zh", "en", "qps"):
        words.choose(language)
        told.append(words.say(disk_full))
    assert told[:2] == ["磁盘满了", "No space left on device"]
    assert told[2].startswith("[") and told[2].isascii()
