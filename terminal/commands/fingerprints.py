"""Fingerprints of keys: printed in groups, and their first groups typed back, so that a person has compared them.

Typed back where a person sits at a terminal; a script names what it expects of the custodian's key instead.
"""

from __future__ import annotations

import re
import sys

import click

from forms.message import Lang

GROUP = 4
TYPED_GROUPS = 3
SHORTEST = GROUP * TYPED_GROUPS
LONGEST = 64


def grouped(digest: str) -> str:
    """A SHA-256 in hex as it is printed: sixteen groups of four."""
    return " ".join(digest[at : at + GROUP] for at in range(0, len(digest), GROUP))


def agrees(told: str, digest: str) -> bool:
    """Whether a person's or a script's fingerprint is this one: at least three groups, from the beginning on."""
    plain = re.sub(r"[\s:-]", "", told).lower()
    return SHORTEST <= len(plain) <= LONGEST and digest.startswith(plain)


def watched() -> bool:
    """Whether a person sits at a terminal and can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def require_custodian(told: str | None, digest: str, lang: Lang) -> None:
    """Raises click.ClickException when the custodian's key is another one; asks when nothing was told."""
    words = WORDS[lang]
    click.echo(words["custodian"].format(fingerprint=grouped(digest)), err=True)
    if told is None and watched():
        click.echo(words["compare"], err=True)
        told = _asked(lang)
    if told is not None and not agrees(told, digest):
        raise click.ClickException(words["another"])


def have_typed_back(name: str, digest: str, lang: Lang) -> None:
    """Prints a new key's fingerprint; where a person sits there, it is asked for until it was typed right."""
    words = WORDS[lang]
    click.echo(f"{words[name]}{words['colon']}{grouped(digest)}", err=True)
    while watched() and not agrees(_asked(lang), digest):
        click.echo(words["again"], err=True)


def _asked(lang: Lang) -> str:
    told: str = click.prompt(WORDS[lang]["type"], prompt_suffix=WORDS[lang]["colon"], err=True)
    return told


WORDS = {
    "zh": {
        "custodian": "保管人公钥的指纹：{fingerprint}",
        "compare": "请和保管人生成密钥时抄下的指纹对照。",
        "ca": "签发机构证书（ca.pem）的指纹",
        "log": "存证链公钥（trust/log.vkeys）的指纹",
        "type": "对照无误，请输入前三组",
        "another": "这不是那份保管人公钥：指纹不符。请向保管人重新索取公钥文件",
        "again": "和上面的不一致，请看清楚再输入。",
        "colon": "：",
    },
    "en": {
        "custodian": "Fingerprint of the custodian's public key: {fingerprint}",
        "compare": "Compare it with the one that the custodian wrote down when the key was made.",
        "ca": "Fingerprint of the CA's certificate (ca.pem)",
        "log": "Fingerprint of the log's public keys (trust/log.vkeys)",
        "type": "when they agree, type the first three groups",
        "another": "this is not the custodian's key: its fingerprint is another. Get the public file again",
        "again": "That is not what stands above. Look at it and type it again.",
        "colon": ": ",
    },
}
