"""What lies beside the log for others to fetch: is it what the log's first entry fixed?

Public keys, the station's certificate, the custodian's key and the settings are files that anybody with the folder can
exchange, and whoever trusts them trusts the exchange. Each must be there, and say exactly what the first entry says.
Yields findings.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, load_pem_x509_certificates

from archive.blobs import read_regular
from archive.entry import Entry
from archive.errors import NotAFile, TooLarge
from archive.findings import KINDS
from archive.log import CA_FILE, CUSTODIAN_FILE, SETTINGS_FILE, TRUST_FILE
from signing.custodian import load_public, public_file
from signing.errors import SigningError
from signing.finding import Finding

FILE_BYTES_MAX = 1 << 20


def beside_findings(folder: Path, genesis: Entry) -> Iterator[Finding]:
    """Everything wrong with the files beside the log in `folder`."""
    checks: tuple[tuple[str, Callable[[bytes], str], str], ...] = (
        (TRUST_FILE, _keys, " ".join(_vkeys(genesis))),
        (CA_FILE, _certificate, str(genesis.facts["ca"])),
        (CUSTODIAN_FILE, _custodian, str(genesis.facts["custodian"])),
        (SETTINGS_FILE, _settings, f"{genesis.log} · {genesis.facts['station']} · {genesis.facts['kind']}"),
    )
    for name, said, expected in checks:
        yield from _compared(folder / name, name, said, expected)


def one_certificate(path: Path, digest: str) -> Certificate:
    """The certificate in a PEM file that holds it alone; `digest` is the hex SHA-256 of its DER.

    Raises OSError, NotAFile, ValueError. A second certificate behind it would be trusted by every reader of PEM
    that takes all it finds.
    """
    data = read_regular(path, FILE_BYTES_MAX)
    found = _certificate(data)
    if found != digest:
        raise ValueError(f"it is not the certificate {digest}")
    return load_pem_x509_certificates(data)[0]


def trusted(folder: Path, genesis: Entry | None) -> tuple[Certificate, ...]:
    """The station's authority, when its file holds what the first entry names; else nobody."""
    try:
        return (one_certificate(folder / CA_FILE, str(genesis.facts["ca"])),) if genesis else ()
    except (OSError, NotAFile, ValueError):
        return ()


def _compared(path: Path, name: str, said: Callable[[bytes], str], expected: str) -> Iterator[Finding]:
    try:
        found = said(read_regular(path, FILE_BYTES_MAX))
    except FileNotFoundError:
        yield Finding(KINDS["TRUST_MISSING"], name)
        return
    except OSError as error:
        yield Finding(KINDS["UNREADABLE"], name, "", error.strerror or str(error))
        return
    except TooLarge:
        found = "too large"
    except NotAFile:
        found = "not a regular file"
    except (ValueError, SigningError) as error:
        found = str(error)
    if found != expected:
        yield Finding(KINDS["TRUST_MISMATCH"], name, expected, found)


def _vkeys(genesis: Entry) -> tuple[str, ...]:
    vkeys = genesis.facts["vkeys"]
    return vkeys if isinstance(vkeys, tuple) else ()


def _keys(data: bytes) -> str:
    return " ".join(data.decode("utf-8").split())


def _certificate(data: bytes) -> str:
    """SHA-256 of the one certificate in the file; ValueError unless the file is its PEM and nothing else."""
    certificates = load_pem_x509_certificates(data)
    if len(certificates) != 1 or certificates[0].public_bytes(Encoding.PEM) != data:
        raise ValueError(f"{len(certificates)} certificates, or something beside one")
    return sha256(certificates[0].public_bytes(Encoding.DER)).hexdigest()


def _custodian(data: bytes) -> str:
    key = load_public(data)
    if public_file(key) != data:
        raise ValueError("not as a custodian's key file is written")
    return key.digest()


def _settings(data: bytes) -> str:
    try:
        settings = tomllib.loads(data.decode("utf-8"))
    except RecursionError as error:
        raise ValueError("brackets nested too deep") from error
    return " · ".join(str(settings.get(name)) for name in ("origin", "name", "kind"))
