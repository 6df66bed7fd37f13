"""The input method of the desk keeps nothing of what is typed, once deploy/prepare has run."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT
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


def test_its_engine_has_no_place_to_write() -> None:
    """Its settings say what it offers, not what it keeps."""
    component = Path("/usr/share/ibus/component/libpinyin.xml")
    if not component.exists() and os.environ.get("CI") != "true":
        pytest.skip("ibus-libpinyin is not installed (deploy/debian-packages.txt)")
    assert "<exec>/usr/bin/env XDG_CACHE_HOME=/dev/null /usr/libexec/ibus-engine-libpinyin --ibus</exec>" in (
        component.read_text("utf-8")
    ), "deploy/prepare has not run"


def test_the_component_is_made_once_and_for_all() -> None:
    script = ROOT / "deploy/ibus-libpinyin-component.sed"
    line = "<exec>/usr/libexec/ibus-engine-libpinyin --ibus</exec>\n"
    once = subprocess.run(["sed", "-f", script], input=line, capture_output=True, text=True, check=True).stdout
    again = subprocess.run(["sed", "-f", script], input=once, capture_output=True, text=True, check=True).stdout
    assert once == again != line


KNOWN = "/usr/libexec/ibus-engine-libpinyin"


def prepared(folder: Path, engine: str) -> subprocess.CompletedProcess[str]:
    """What deploy/prepare says where Debian's component starts that engine; its root is `folder`."""
    shutil.copytree(ROOT / "deploy", folder / "deploy")
    script = folder / "deploy/prepare"
    script.write_text(script.read_text("utf-8").replace("/usr/share", str(folder)), "utf-8")
    for name in ("glib-2.0/schemas", "ibus/component", "bin"):
        (folder / name).mkdir(parents=True)
    (folder / "ibus/component/libpinyin.xml.distrib").write_text(f"<exec>{engine} --ibus</exec>\n", "utf-8")
    stubs = {"dpkg-query": "echo install ok installed", "sudo": '"$@"', "dpkg-divert": "", "glib-compile-schemas": ""}
    for name, does in stubs.items():
        (folder / "bin" / name).write_text(f"#!/bin/sh\n{does}\n", "utf-8")
        (folder / "bin" / name).chmod(0o755)
    environment = os.environ | {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}
    return subprocess.run(["sh", script], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("engine", "code"), [(KNOWN, 0), ("/usr/libexec/ibus/engine-libpinyin", 1)])
def test_an_engine_that_would_keep_what_is_typed_is_no_prepared_station(tmp_path: Path, engine: str, code: int) -> None:
    done = prepared(tmp_path, engine)
    assert done.returncode == code, done.stderr
    assert ("would keep what is typed" in done.stderr) == bool(code)
