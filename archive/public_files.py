"""The check of the public files next to the log against the log's first entry.

The files are the public keys, the station's certificate, the custodian's key and the settings. Anyone with write access
to the folder can exchange them, and readers who trust a file would trust the exchanged one. Each file must exist and
contain exactly what the first entry fixes. Differences are yielded as findings.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from hashlib import sha256

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, load_pem_x509_certificates

from archive.entry import Entry
from archive.errors import NO_TEXT, NotAFile, NotAsWritten, found_instead
from archive.findings import KINDS
from archive.storage.port import CA_FILE, CUSTODIAN_FILE, SETTINGS_FILE, TRUST_FILE, PublicFiles
from forms.message import Message
from forms.system_errors import why
from signing.custodian import load_public, public_file
from signing.errors import SigningError
from signing.finding import Fact, Finding

FILE_BYTES_MAX = 1 << 20


def beside_findings(files: PublicFiles, genesis: Entry) -> Iterator[Finding]:
    """Yield a finding for each public file that is missing, unreadable or not what `genesis` fixes.

    Args:
        files: The public files of the station.
        genesis: The first entry of the log.
    """
    checks: tuple[tuple[str, Callable[[bytes], str], str], ...] = (
        (TRUST_FILE, _keys, " ".join(_vkeys(genesis))),
        (CA_FILE, _certificate, str(genesis.facts["ca"])),
        (CUSTODIAN_FILE, _custodian, str(genesis.facts["custodian"])),
        (SETTINGS_FILE, _settings, f"{genesis.log} · {genesis.facts['station']} · {genesis.facts['kind']}"),
    )
    for name, said, expected in checks:
        yield from _compared(files, name, said, expected)


def station_certificate(files: PublicFiles, digest: str) -> Certificate:
    """Return the certificate of the station's authority, from a PEM file that holds exactly this one.

    A file with two certificates is rejected: readers of PEM that take all certificates would also trust the second.

    Args:
        files: The public files of the station.
        digest: The expected SHA-256 (hex) of the certificate's DER encoding.

    Raises:
        OSError: The file cannot be read.
        NotAFile: It is not a regular file, or it is too large.
        NotAsWritten: It is not exactly one PEM certificate, or it is another certificate.
    """
    data = files.read(CA_FILE, FILE_BYTES_MAX)
    found = _certificate(data)
    if found != digest:
        raise NotAsWritten(Message("archive.another-certificate", digest=digest))
    return load_pem_x509_certificates(data)[0]


def trusted(files: PublicFiles, genesis: Entry | None) -> tuple[Certificate, ...]:
    """Return the station's authority if its file holds what the first entry names; otherwise an empty tuple.

    Args:
        files: The public files of the station.
        genesis: The first entry of the log; None when it could not be read, and then nothing is trusted.
    """
    try:
        return (station_certificate(files, str(genesis.facts["ca"])),) if genesis else ()
    except (OSError, NotAFile, NotAsWritten):
        return ()


def _compared(files: PublicFiles, name: str, said: Callable[[bytes], str], expected: str) -> Iterator[Finding]:
    found: Fact
    try:
        found = said(files.read(name, FILE_BYTES_MAX))
    except FileNotFoundError:
        yield Finding(KINDS["TRUST_MISSING"], name)
        return
    except OSError as error:
        yield Finding(KINDS["UNREADABLE"], name, found=why(error))
        return
    except NotAFile as error:
        found = found_instead(error)
    except (NotAsWritten, SigningError) as error:
        found = why(error)
    if found != expected:
        yield Finding(KINDS["TRUST_MISMATCH"], name, expected, found)


def _vkeys(genesis: Entry) -> tuple[str, ...]:
    vkeys = genesis.facts["vkeys"]
    return vkeys if isinstance(vkeys, tuple) else ()


def _keys(data: bytes) -> str:
    try:
        return " ".join(data.decode("utf-8").split())
    except UnicodeDecodeError as error:
        raise NotAsWritten(NO_TEXT) from error


def _certificate(data: bytes) -> str:
    """Return the SHA-256 (hex) of the only certificate in the file.

    Raise NotAsWritten unless the data are the PEM form of one certificate and nothing else.
    """
    try:
        certificates = load_pem_x509_certificates(data)
    except ValueError as error:
        raise NotAsWritten(Message("archive.no-certificate")) from error
    if len(certificates) != 1 or certificates[0].public_bytes(Encoding.PEM) != data:
        raise NotAsWritten(Message("archive.certificates", count=len(certificates)))
    return sha256(certificates[0].public_bytes(Encoding.DER)).hexdigest()


def _custodian(data: bytes) -> str:
    key = load_public(data)
    if public_file(key) != data:
        raise NotAsWritten(Message("archive.other-spelling"))
    return key.digest()


def _settings(data: bytes) -> str:
    try:
        settings = tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise NotAsWritten(NO_TEXT) from error
    except (ValueError, RecursionError) as error:
        raise NotAsWritten(Message("archive.no-toml")) from error
    return " · ".join(str(settings.get(name)) for name in ("origin", "name", "kind"))
