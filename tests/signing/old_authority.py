"""An authority as stations made it before it was for documents only."""

from __future__ import annotations

from datetime import datetime
from random import Random

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from signing import keys
from signing.keys import KeyPair
from tests.signing.sealing import AT, STATION


def old_authority(station: str = STATION, at: datetime = AT) -> KeyPair:
    """Valid from the moment it was made; no purposes, no constraints of names."""
    private = keys._new_private(Random(11).randbytes)
    name = keys._name(station, "（L1 签发机构）", station)
    ends = at.replace(year=at.year + 30)
    builder = keys._builder(name, name, private, at, ends, Random(12).randbytes)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(keys._usage(certifies=True), critical=True)
    return KeyPair(private, builder.sign(private, SHA256()))
