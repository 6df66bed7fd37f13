"""What click itself says of arguments and prompts, in Chinese; help stays English, as docs/commands.md shows it.

click takes its sentences from gettext, which each of its modules calls `_` and `ngettext`. Here these names get
functions that look into a table first; a sentence that is not in it stays as it is.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping

from click import core, exceptions, parser, termui, types

CHINESE: Mapping[str, str] = {
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing command.": "缺少命令。",
    "Choose from:\n\t{choices}": "可选：\n\t{choices}",
    "No such option {name!r}.": "没有 {name!r} 这个选项。",
    "No such command {name!r}.": "没有 {name!r} 这个命令。",
    "Did you mean {possibility}?": "是不是 {possibility}？",
    "(Did you mean one of: {possibilities}?)": "（是不是其中之一：{possibilities}？）",
    "Invalid value: {message}": "内容不对：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的内容不对：{message}",
    "{value!r} is not {choice}.": "{value!r} 不是 {choice}。",
    "{value!r} is not one of {choices}.": "{value!r} 不在可选的内容里：{choices}。",
    "{value!r} is not a valid {number_type}.": "{value!r} 不是有效的数。",
    "{value} is not in the range {range}.": "{value} 不在范围 {range} 内。",
    "Option {name!r} does not take a value.": "选项 {name!r} 不带内容。",
    "Option {name!r} requires an argument.": "选项 {name!r} 后面要写内容。",
    "Got unexpected extra argument ({args})": "多出的参数（{args}）",
    "Got unexpected extra arguments ({args})": "多出的参数（{args}）",
    "{name} {filename!r} does not exist.": "没有 {filename!r}。请检查路径。",
    "{name} {filename!r} is a file.": "{filename!r} 是文件，这里要文件夹。",
    "{name} {filename!r} is a directory.": "{filename!r} 是文件夹，这里要文件。",
    "{name} {filename!r} is not readable.": "{filename!r} 不能读。请检查权限。",
    "{name} {filename!r} is not writable.": "{filename!r} 不能写。请检查权限。",
    "Could not open file {filename!r}: {message}": "打不开 {filename!r}：{message}",
    "Error: {message}": "不行：{message}",
    "Error: The two entered values do not match.": "两次输入的不一样，请重新输入。",
}

_spoken: Mapping[str, str] = {}


def speak(lang: str) -> None:
    """The language of click's sentences from now on, "zh" or "en"."""
    global _spoken
    _spoken = CHINESE if lang == "zh" else {}
    for module in (core, exceptions, parser, termui, types):
        for name, speaker in (("_", _said), ("ngettext", _counted)):
            setattr(module, name, speaker)


def _said(sentence: str) -> str:
    return _spoken.get(sentence) or gettext.gettext(sentence)


def _counted(one: str, several: str, count: int) -> str:
    return _spoken.get(one if count == 1 else several) or gettext.ngettext(one, several, count)
