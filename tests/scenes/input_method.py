"""The input method of a station: ibus and libpinyin, in a session of their own that is gone afterwards."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT
from tests.scenes.virtual_screens import Displays
from tests.tools import tool

COMPONENTS, SCHEMAS = Path("/usr/share/ibus/component"), Path("/usr/share/glib-2.0/schemas")
COMPONENT, OVERRIDE = "libpinyin.xml", "90-luobi-libpinyin.gschema.override"
SED = ROOT / "deploy/ibus-libpinyin-component.sed"
ENGINE = "libpinyin"
TRIES = 200


@contextmanager
def pinyin(shown: Displays, user: Path, as_deployed: bool = True) -> Iterator[Mapping[str, str]]:
    """Yields the environment of who types there. `user` is his home: all that the session keeps lies in it.

    The input method is Debian's with what deploy/prepare makes of it, or, unless `as_deployed`, as Debian has it.
    """
    environment = shown.environment() | _places(user, as_deployed)
    bus = subprocess.Popen(
        [tool("dbus-daemon"), "--session", "--nofork", "--nopidfile", "--print-address"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert bus.stdout is not None
    with bus:
        environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        daemon = subprocess.Popen(
            [tool("ibus-daemon"), "--panel", "disable", "--emoji-extension", "disable", "--replace"],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            _begin(environment)
            yield environment
        finally:
            subprocess.run([tool("ibus"), "exit"], env=environment, check=False, capture_output=True)
            daemon.wait(30)
            bus.terminate()


def _begin(environment: Mapping[str, str]) -> None:
    for _ in range(TRIES):
        subprocess.run([tool("ibus"), "engine", ENGINE], env=environment, check=False, capture_output=True)
        asked = subprocess.run(["ibus", "engine"], env=environment, check=False, capture_output=True, text=True)
        if asked.stdout.strip() == ENGINE:
            return
    raise AssertionError(f"ibus does not begin: {asked.stderr}")


def _places(user: Path, as_deployed: bool) -> dict[str, str]:
    """A home, and the settings and components of this session alone."""
    runtime, schemas, components = (
        user / "run",
        user.with_name(f"{user.name}-schemas"),
        user.with_name(f"{user.name}-ibus"),
    )
    runtime.mkdir(mode=0o700, parents=True)
    schemas.mkdir()
    for schema in SCHEMAS.glob("com.github.libpinyin*"):
        shutil.copy(schema, schemas)
    if as_deployed:
        shutil.copy(ROOT / "deploy" / OVERRIDE, schemas)
    subprocess.run([tool("glib-compile-schemas"), schemas], check=True, capture_output=True)
    shutil.copytree(COMPONENTS, components)
    debian = next(path for path in (components / f"{COMPONENT}.distrib", components / COMPONENT) if path.exists())
    script = SED.read_text() if as_deployed else ""
    made = subprocess.run([tool("sed"), script, debian], check=True, capture_output=True).stdout
    (components / COMPONENT).write_bytes(made)
    return {
        "HOME": str(user),
        "XDG_CONFIG_HOME": str(user / ".config"),
        "XDG_CACHE_HOME": str(user / ".cache"),
        "XDG_DATA_HOME": str(user / ".local/share"),
        "XDG_STATE_HOME": str(user / ".local/state"),
        "XDG_RUNTIME_DIR": str(runtime),
        "GSETTINGS_SCHEMA_DIR": str(schemas),
        "IBUS_COMPONENT_PATH": str(components),
        "QT_IM_MODULE": "ibus",
        "LANG": "C.UTF-8",
    }
