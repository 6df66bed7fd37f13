"""Passphrases on the command line: read from a file, or asked for, by the person's name and not shown."""

from __future__ import annotations

from pathlib import Path

import click


def read_passphrase(path: Path, lang: str) -> str:
    """The passphrase in a file's first line. Raises click.UsageError when the file cannot be read."""
    from signing.keyring import passphrase_of

    try:
        return passphrase_of(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise click.UsageError(WORDS[lang]["unread"].format(path=path, problem=problem)) from None


def read_new_passphrase(path: Path, lang: str) -> str:
    """A new passphrase from a file. Raises NotPrivate too where others could have put the file: they would know it."""
    from signing.private_folder import require_own

    if path.parent.is_dir():
        require_own(path.parent, path.parent.stat())
    return read_passphrase(path, lang)


def ask_new(whose: str, lang: str) -> str:
    """A new passphrase, typed twice; how long it must be is said before, and a shorter one is asked for again."""
    from signing.keyring import PASSPHRASE_CHARS_MIN

    words = WORDS[lang]

    def long_enough(typed: str) -> str:
        if len(typed) < PASSPHRASE_CHARS_MIN:
            raise click.UsageError(words["short"].format(least=PASSPHRASE_CHARS_MIN))
        return typed

    told: str = click.prompt(
        words["new"].format(whose=whose, least=PASSPHRASE_CHARS_MIN),
        hide_input=True,
        confirmation_prompt=words["again"],
        prompt_suffix=words["colon"],
        value_proc=long_enough,
        err=True,
    )
    return told


def ask(whose: str, lang: str) -> str:
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
        "unread": "{path}：读不到口令（{problem}）。请把口令写在这个文件的第一行",
        "colon": "：",
    },
    "en": {
        "new": "new passphrase of {whose} (at least {least} characters, not shown)",
        "again": "once more",
        "old": "passphrase of {whose} (not shown)",
        "short": "fewer than {least} characters. Choose a longer one.",
        "unread": "{path}: no passphrase there ({problem}). Write it into this file, one line",
        "colon": ": ",
    },
}
