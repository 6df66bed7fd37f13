"""The metadata of a record: what it states of answers, ceremony, signatures and files (docs/formats/record.md).

The terminal makes them and the archive reads them, both here. Whether what they state is true is decided in `records`.
Metadata that were read have "" for each text, -1 for each number and None for each yes or no. That is so
where a member is missing or of another kind. No rule accepts these, so what is missing is found like what is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

import rfc8785

from archive.ceremony import Ceremony, list_in, object_in, text_in, version_of

NO_NUMBER: Final = -1
"""The number that is read where a size or a count is missing."""


@dataclass(frozen=True, slots=True)
class FrozenFacts:
    """The document as fixed: hex SHA-256 and SM3, bytes, pages."""

    sha256: str
    sm3: str
    size: int
    pages: int

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> FrozenFacts:
        """Return the facts that the JSON object `told` states."""
        numbers = (_number(told, name) for name in ("size", "pages"))
        return cls(text_in(told, "sha256"), text_in(told, "sm3"), *numbers)

    def document(self) -> dict[str, Any]:
        """Return the facts as a JSON object."""
        return {"sha256": self.sha256, "sm3": self.sm3, "size": self.size, "pages": self.pages}


@dataclass(frozen=True, slots=True)
class BlobFacts:
    """One file of a record, before encryption: its role, hex SHA-256 and bytes."""

    role: str
    sha256: str
    size: int

    @classmethod
    def of(cls, role: str, data: bytes) -> BlobFacts:
        """Return the facts of a file.

        Args:
            role: Its role in the record, such as "document".
            data: Its content.
        """
        return cls(role, sha256(data).hexdigest(), len(data))

    def content(self) -> dict[str, Any]:
        """Return digest and size as a JSON object."""
        return {"sha256": self.sha256, "size": self.size}

    def document(self) -> dict[str, Any]:
        """Return the facts as a JSON object."""
        return {"role": self.role, **self.content()}


@dataclass(frozen=True, slots=True)
class SetSignature:
    """What the metadata state about one signature, in addition to what the PDF itself carries.

    `principal` and `agent` are set where the signer acted for another person. `authority` is then what the agent
    showed: identity document, authorising document, scope. Empty ones are left out.
    """

    box: str
    role: str
    name: str = field(repr=False)
    event: str
    certificate_sha256: str
    ink_commitment: str
    ink_source: str
    envelope_sha256: str
    ceremony_sha256: str
    principal: str = field(default="", repr=False)
    agent: str = field(default="", repr=False)
    authority: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, value: object) -> SetSignature:
        """Return what a JSON value states about a signature."""
        told = value if isinstance(value, dict) else {}
        texts = {name: text_in(told, name) for name in cls.__slots__ if name != "authority"}
        return cls(**texts, authority=object_in(told, "authority"))

    def document(self) -> dict[str, Any]:
        """Return the signature as a JSON object."""
        acts_for = {"principal", "agent", "authority"}
        told = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in told.items() if value or name not in acts_for}


@dataclass(frozen=True, slots=True)
class Metadata:
    """The metadata of a record, of version 1 or 2.

    `blobs`: the files of the record except the metadata, sorted by role; version 1 states the document only.
    `assurance` and `frozen` are missing where nothing was frozen.
    """

    format: str
    record: str
    visit: str
    title: str = field(repr=False)
    outcome: str
    training: bool | None
    answers: Mapping[str, Any] = field(repr=False)
    ceremony: Ceremony
    signatures: tuple[SetSignature, ...]
    blobs: tuple[BlobFacts, ...]
    assurance: str = ""
    frozen: FrozenFacts | None = None

    @classmethod
    def read(cls, data: bytes) -> Metadata | None:
        """Return the metadata in `data`; None unless `data` are a JSON object in its canonical bytes (RFC 8785).

        Members that have no place here are left out.
        """
        told = _canonical(data)
        if told is None:
            return None
        texts = {name: text_in(told, name) for name in ("format", "record", "visit", "title", "outcome", "assurance")}
        training, frozen = told.get("training"), told.get("frozen")
        return cls(
            **texts,
            training=training if isinstance(training, bool) else None,
            answers=object_in(told, "answers"),
            ceremony=Ceremony.read(object_in(told, "ceremony")),
            signatures=tuple(map(SetSignature.read, list_in(told, "signatures"))),
            blobs=_blobs(told),
            frozen=FrozenFacts.read(frozen) if isinstance(frozen, dict) else None,
        )

    @property
    def version(self) -> int:
        """The version in the format; 0 when it is not the format of a record."""
        return version_of("record", self.format)

    def to_bytes(self) -> bytes:
        """Return the metadata as canonical JSON (RFC 8785)."""
        document: dict[str, Any] = {
            "format": self.format,
            "record": self.record,
            "visit": self.visit,
            "title": self.title,
            "outcome": self.outcome,
            "training": self.training,
            "answers": dict(self.answers),
            "ceremony": self.ceremony.document(),
            "signatures": [signature.document() for signature in self.signatures],
        }
        if self.assurance:
            document["assurance"] = self.assurance
        if self.frozen:
            document["frozen"] = self.frozen.document()
        if self.version == 1:
            document["document"] = next(blob.content() for blob in self.blobs if blob.role == "document")
        else:
            document["blobs"] = [blob.document() for blob in self.blobs]
        return rfc8785.dumps(document)


def number_in(metadata: bytes) -> str:
    """Return the visit number in a record's metadata; "" when it is missing."""
    told = Metadata.read(metadata)
    return told.visit if told else ""


def _blobs(told: Mapping[str, Any]) -> tuple[BlobFacts, ...]:
    if version_of("record", text_in(told, "format")) >= 2:
        return tuple(map(_blob, list_in(told, "blobs")))
    document = object_in(told, "document")
    return (BlobFacts("document", text_in(document, "sha256"), _number(document, "size")),)


def _blob(value: object) -> BlobFacts:
    """Return what a JSON value states about a file; nothing unless it has exactly the three members."""
    told = value if isinstance(value, dict) and value.keys() == {"role", "sha256", "size"} else {}
    return BlobFacts(text_in(told, "role"), text_in(told, "sha256"), _number(told, "size"))


def _number(told: Mapping[str, Any], name: str) -> int:
    value = told.get(name)
    return value if type(value) is int else NO_NUMBER


def _canonical(data: bytes) -> dict[str, Any] | None:
    try:
        document = json.loads(data)
        same = isinstance(document, dict) and rfc8785.dumps(document) == data
    except (ValueError, RecursionError, rfc8785.CanonicalizationError):
        return None
    return document if same else None
