"""Passphrases on the command line: read from a file, or asked for, by the person's name and not shown."""

from __future__ import annotations

from pathlib import Path

import click

from forms.message import Lang

FILE_BYTES_MAX = 1 << 16


def read_passphrase(path: Path, lang: Lang) -> str:
    """The passphrase in a file's first line. Raises click.UsageError when the file cannot be read."""
    from signing.keyring import passphrase_of

    try:
        with path.open("rb") as file:  # a pipe is as good as a file
            return passphrase_of(file.read(FILE_BYTES_MAX).decode("utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise click.UsageError(WORDS[lang]["unread"].format(path=path, problem=problem)) from None


def read_new_passphrase(path: Path, lang: Lang) -> str:
    """A new passphrase from a file. Raises WeakPassphrase, and NotPrivate where others could have put the file."""
    from signing.passphrases import require_strong
    from signing.private_folder import require_own

    if path.parent.is_dir():
        require_own(path.parent, path.parent.stat())
    passphrase = read_passphrase(path, lang)
    require_strong(passphrase, path.stem)
    return passphrase


def ask_new(whose: str, lang: Lang) -> str:
    """A new passphrase, typed twice; how long it must be is said before, and a weak one is asked for again."""
    from signing.passphrases import CHARS_MIN, fault_of

    words = WORDS[lang]

    def strong_enough(typed: str) -> str:
        if fault := fault_of(typed):
            raise click.UsageError(words[fault].format(least=CHARS_MIN))
        return typed

    told: str = click.prompt(
        words["new"].format(whose=whose, least=CHARS_MIN),
        hide_input=True,
        confirmation_prompt=words["again"],
        prompt_suffix=words["colon"],
        value_proc=strong_enough,
        err=True,
    )
    return told


def ask(whose: str, lang: Lang) -> str:
    """The passphrase that somebody has."""
    words = WORDS[lang]
    told: str = click.prompt(words["old"].format(whose=whose), hide_input=True, prompt_suffix=words["colon"], err=True)
    return told


WORDS = {
    "zh": {
        "new": "{whose}的新口令（至少 {least} 个字符，输入时不显示）",
        "again": "再输入一次",
        "old": "{whose}的口令（输入时不显示）",
        "short": "不到 {least} 个字符，请换一个长些的。",
        "common": "这个口令太常见，容易猜中。请换一个自己的，例如几个不相干的词。",
        "unread": "{path}：读不到口令（{problem}）。请把口令写在这个文件的第一行",
        "colon": "：",
    },
    "en": {
        "new": "new passphrase of {whose} (at least {least} characters, not shown)",
        "again": "once more",
        "old": "passphrase of {whose} (not shown)",
        "short": "fewer than {least} characters. Choose a longer one.",
        "common": "many people choose this passphrase. Choose one of your own, such as a few unrelated words.",
        "unread": "{path}: no passphrase there ({problem}). Write it into this file, one line",
        "colon": ": ",
    },
}
