"""veraPDF, the PDF/A validator of the Open Preservation Foundation, as a test tool.

The jar comes from Maven Central through `mvn` into its own cache (~/.m2), outside the checkout.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.maven import JAVA, REPOSITORY, maven

VERSION = "1.28.2"
COORDINATES = f"org.verapdf.apps:greenfield-apps:{VERSION}"
JAR = REPOSITORY / f"org/verapdf/apps/greenfield-apps/{VERSION}/greenfield-apps-{VERSION}.jar"


def verapdf(path: Path, flavour: str) -> tuple[bool, str]:
    """Whether the file at `path` passes `flavour` ("2u", "2a", …), and what veraPDF said."""
    command = [*JAVA, "-cp", str(_jar()), "org.verapdf.apps.GreenfieldCliWrapper"]
    options = ["-f", flavour, "--format", "text", "-v", str(path)]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    return done.returncode == 0 and done.stdout.startswith("PASS"), done.stdout + done.stderr


def require_verapdf() -> None:
    """Skips the test with the reason when veraPDF cannot run here; in CI that is an error."""
    problem = _problem()
    if problem is None:
        return
    if os.environ.get("CI") == "true":
        raise RuntimeError(f"{problem}; CI does not skip veraPDF. Install tests/debian-packages.txt.")
    pytest.skip(f"{problem}; page-validation still judged the file")


def _problem() -> str | None:
    missing = [tool for tool in ("java", "mvn") if shutil.which(tool) is None]
    if missing:
        return f"veraPDF needs {' and '.join(missing)}, not installed"
    try:
        _jar()
    except subprocess.CalledProcessError as error:
        return f"Maven cannot fetch {COORDINATES}: {error.stdout.strip()[-300:]}"
    return None


@cache
def _jar() -> Path:
    if not JAR.is_file():
        maven("dependency:get", f"-Dartifact={COORDINATES}", "-Dtransitive=false")
    return JAR
