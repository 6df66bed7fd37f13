"""What click itself says of arguments, prompts and help, in Chinese. What our own help says is in `help_words`.

click takes its sentences from gettext, which each of its modules calls `_` and `ngettext`. Here these names get
functions that look into two tables first; a test takes all sentences out of the installed click and finds each there.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping

from click import (
    _termui_impl,
    core,
    decorators,
    exceptions,
    formatting,
    parser,
    shell_completion,
    termui,
    types,
    utils,
)

from forms.message import Lang
from terminal.commands.chinese_lines import columns, wrapped

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
    "Error: invalid input": "不行：输入的不对",
    "Aborted!": "已中断。",
    "Options": "选项",
    "Commands": "命令",
    "Positional arguments": "参数",
    "(dynamic)": "（自动）",
    "default: {default}": "默认：{default}",
    "env var: {var}": "环境变量：{var}",
    "required": "必填",
    "deprecated": "已不用",
    "Missing parameter": "缺少内容",
    "Missing parameter: {param_name}": "缺少内容：{param_name}",
    "Missing {param_type}": "缺少{param_type}",
    "unknown error": "原因不明",
    "Try '{command} {option}' for help.": "输入“{command} {option}”看帮助。",
    "Invalid start character for option ({option})": "选项不能这样开头（{option}）",
    "Argument {name!r} takes {nargs} values.": "参数 {name!r} 要 {nargs} 个内容。",
    "Option {name!r} requires {nargs} arguments.": "选项 {name!r} 后面要写 {nargs} 个内容。",
    "Repeat for confirmation": "再输入一次",
    "Press any key to continue...": "按任意键继续…",
    "Value must be an iterable.": "这里要写几个内容。",
    "Choice({choices})": "可选（{choices}）",
    "directory": "文件夹",
    "file": "文件",
    "path": "路径",
    "{name} {filename!r} is not executable.": "{filename!r} 不能执行。请检查权限。",
    "{value!r} is not a valid UUID.": "{value!r} 不是有效的 UUID。",
    "{value!r} is not a valid boolean. Recognized values: {states}": "{value!r} 不是“是”或“否”。可写：{states}",
    "{value!r} does not match the format {format}.": "{value!r} 不合格式 {format}。",
    "{value!r} does not match the formats {formats}.": "{value!r} 不合这些格式：{formats}。",
    "Takes {nargs} values but 1 was given.": "要 {nargs} 个内容，只写了 1 个。",
    "Takes {nargs} values but {len} were given.": "要 {nargs} 个内容，写了 {len} 个。",
    "{len_type} values are required, but {len_value} was given.": "要 {len_type} 个内容，只写了 {len_value} 个。",
    "{len_type} values are required, but {len_value} were given.": "要 {len_type} 个内容，写了 {len_value} 个。",
}
ELSEWHERE: Mapping[str, str] = {
    "Usage:": "用法：",
    "Show this message and exit.": "显示帮助。",
    "Show the version and exit.": "显示版本。",
    "%(prog)s, version %(version)s": "%(prog)s，版本 %(version)s",
    "Confirm the action without prompting.": "不再询问，直接确认。",
    "Do you want to continue?": "要继续吗？",
    "d": "天",
    "{editor}: Editing failed": "{editor}：没有编辑成",
    "{editor}: Editing failed: {e}": "{editor}：没有编辑成：{e}",
    "Windows error: {error}": "Windows 出错：{error}",
    "Couldn't detect Bash version, shell completion is not supported.": "查不出 Bash 的版本，不能补全命令。",
    "Shell completion is not supported for Bash versions older than 4.4.": "Bash 4.4 以前的版本不能补全命令。",
    "Unknown standard stream '{name}'": "没有“{name}”这个标准流。",
    "Unknown color {colour!r}": "没有 {colour!r} 这个颜色。",
    "Name '{name}' defined twice": "名称“{name}”定义了两次",
    "Could not determine name for option with declarations {decls!r}": "选项 {decls!r} 没有名称",
    "No options defined but a name was passed ({name}). Did you mean to declare an argument instead? "
    "Did you mean to pass '--{name}'?": "没有定义选项，只有名称（{name}）。是不是要定义参数，或写成“--{name}”？",
    "Arguments take exactly one parameter declaration, got {length}: {decls}.":
        "参数只定义一次，这里有 {length} 次：{decls}。",
    "Boolean option {decl!r} cannot use the same flag for true/false.": "选项 {decl!r} 的“是”和“否”不能一样。",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}": "命令 {name!r} 已不用。{extra_message}",
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}":
        "{param_type} {name!r} 已不用。{extra_message}",
}  # fmt: skip
"""From click's other modules, and for programmers."""

_spoken: Mapping[str, str] = {}
_ENGLISH = {name: getattr(formatting, name) for name in ("term_len", "wrap_text")}


def speak(lang: Lang) -> None:
    """The language of click's sentences from now on, "zh" or "en"; its lines are as wide as that language's letters."""
    global _spoken
    _spoken = {**CHINESE, **ELSEWHERE} if lang == "zh" else {}
    spoken_by = (_termui_impl, core, decorators, exceptions, formatting, parser, shell_completion, termui, types, utils)
    for module in spoken_by:
        for name, speaker in (("_", _said), ("ngettext", _counted)):
            setattr(module, name, speaker)
    for name, measure in ({"term_len": columns, "wrap_text": wrapped} if lang == "zh" else _ENGLISH).items():
        setattr(formatting, name, measure)


def _said(sentence: str) -> str:
    return _spoken.get(sentence) or gettext.gettext(sentence)


def _counted(one: str, several: str, count: int) -> str:
    return _spoken.get(one if count == 1 else several) or gettext.ngettext(one, several, count)
