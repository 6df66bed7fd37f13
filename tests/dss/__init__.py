"""EU DSS, the European Commission's validator of signatures, as a test tool that knows nothing of Luobi.

Maven fetches the jars of pom.xml once; afterwards nothing is resolved, and nothing that is judged reaches a network.
The policy is DSS's own with two exceptions. What it only warns of in changes, locks, key usage, constrained names and
critical extensions is an error here. Missing revocation is a warning: a station's authority publishes none, and DSS by
itself calls every signature INDETERMINATE for that.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from tests.maven import JAVA, maven

HERE = Path(__file__).parent
POM = HERE / "pom.xml"
CACHE = Path.home() / ".cache/luobi-tests"

Case = tuple[Path, Path | None]
"""A signed PDF, and the one certificate (PEM) to trust or None."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What DSS says of one signature."""

    field: str
    indication: str
    """TOTAL_PASSED, TOTAL_FAILED or INDETERMINATE."""
    reason: str
    """The sub-indication, such as HASH_FAILURE; empty when it passed."""
    level: str
    """Of PAdES, such as PAdES-BASELINE-B."""
    modified: bool
    """Whether the document was changed after it in a way that no signature or filled field explains."""
    permits: str
    """What a certifying signature allows (DocMDP); empty for the others."""
    locks: str
    """Which fields it locks (FieldMDP): ALL, INCLUDE or EXCLUDE; empty when none."""
    field_permits: str
    """What its field allows after it (SigFieldLock); empty when it does not say."""
    errors: tuple[str, ...]
    warnings: tuple[str, ...]


def judge(*cases: Case) -> list[tuple[Judged, ...]]:
    """The signatures of each file in their order, by one run of Java, whose start takes longest."""
    words = [str(word or "") for case in cases for word in case]
    # Java compiles the one source file itself; a runtime without javac can do it.
    command = [*JAVA, "-cp", _class_path(), str(HERE / "Judge.java"), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    return [tuple(_judged(line[1:]) for line in lines if line[0] == str(number)) for number in range(len(cases))]


def require_dss() -> None:
    """Skips the test with the reason when DSS cannot run here; in CI that is an error."""
    problem = _problem()
    if problem is None:
        return
    if os.environ.get("CI") == "true":
        raise RuntimeError(f"{problem}; CI does not skip EU DSS. Install tests/debian-packages.txt.")
    pytest.skip(f"{problem}; pdfsig and openssl still judged the signatures")


def _judged(line: list[str]) -> Judged:
    field, indication, reason, level, modified, permits, locks, field_permits, *texts = line
    errors, warnings = (tuple(filter(None, each.split("|"))) for each in texts)
    return Judged(field, indication, reason, level, modified == "true", permits, locks, field_permits, errors, warnings)


def _problem() -> str | None:
    missing = [tool for tool in ("java", "mvn") if shutil.which(tool) is None]
    if missing:
        return f"EU DSS needs {' and '.join(missing)}, not installed"
    try:
        _class_path()
    except subprocess.CalledProcessError as error:
        return f"Maven cannot fetch EU DSS: {error.stdout.strip()[-300:]}"
    return None


@cache
def _class_path() -> str:
    """The jars of pom.xml with colons between, resolved once for every edition of it."""
    kept = CACHE / f"dss-{sha256(POM.read_bytes()).hexdigest()[:16]}"
    if not kept.is_file() or not all(Path(jar).is_file() for jar in kept.read_text().split(":")):
        CACHE.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(f".{os.getpid()}")
        maven("-f", str(POM), "dependency:build-classpath", f"-Dmdep.outputFile={fresh}")
        fresh.replace(kept)
    return kept.read_text()
