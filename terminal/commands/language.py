"""The language of a command's conversation with the person who typed it."""

from __future__ import annotations

from typing import cast

import click

from forms.message import Lang


def lang_of(ctx: click.Context) -> Lang:
    """Return what `--lang` or LUOBI_LANG says; Chinese otherwise."""
    return cast("Lang", (ctx.obj or {}).get("lang", "zh"))
