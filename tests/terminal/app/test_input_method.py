"""The input method of the desk keeps nothing of what is typed, once deploy/prepare has run."""

import os
import subprocess

import pytest

from tests.tools import tool

SCHEMAS = tuple(f"com.github.libpinyin.ibus-libpinyin.{name}" for name in ("libpinyin", "libbopomofo"))
KEYS = ("dynamic-adjust", "remember-every-input", "enable-cloud-input")


@pytest.mark.parametrize("schema", SCHEMAS)
@pytest.mark.parametrize("key", KEYS)
def test_what_is_typed_is_neither_learnt_nor_sent_away(schema: str, key: str) -> None:
    command = [tool("gsettings"), "get", schema, key]
    environment = os.environ | {"GSETTINGS_BACKEND": "memory"}
    told = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if told.returncode != 0 and os.environ.get("CI") != "true":
        pytest.skip("ibus-libpinyin is not installed (deploy/debian-packages.txt)")
    assert told.stdout.strip() == "false", told.stderr
