"""Other people's programs as judges. Where one is missing a test says so; in CI that is an error."""

from __future__ import annotations

import os
import shutil

import pytest


def tool(name: str) -> str:
    """The path of a program of tests/debian-packages.txt."""
    found = shutil.which(name)
    if found is None and os.environ.get("CI") == "true":
        raise RuntimeError(f"{name} is missing; CI installs tests/debian-packages.txt")
    if found is None:
        pytest.skip(f"{name} is not installed (tests/debian-packages.txt)")
    return found
