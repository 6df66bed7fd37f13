"""The signature profiles: what a signature is like, once for the module that sets it and the module that judges it.

There is one, V1, and no document states which it has. `pdfa` prepares the seal's field for it, `stamp` and `verify` ask
`profile_of`. A second profile needs a value here, a container module like `cms_shape`, and a mark in the document that
`profile_of` reads; a document without mark is V1 for ever.
docs/formats/signature-attributes.md specifies V1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    FormUpdatingRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
)
from pyhanko.sign.fields import FieldMDPAction, MDPPerm, SigSeedSubFilter

from signing import cms_shape
from signing.cms_shape import Statement
from signing.keys import USE_MINUTES
from signing.roles import SEAL_FIELD


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of signatures: its place in the document, its container, and what may follow it."""

    name: str
    seal_field: str
    """The field of the station's seal, which is the last signature. All other fields are the parties'."""

    subfilter: SigSeedSubFilter
    digest: str
    """The algorithm of the document's digest, as pyHanko names it."""

    to_sign: Callable[[Statement], bytes]
    """Returns the bytes that the key signs."""
    normal: Callable[[bytes], bytes]
    """Returns the one form of a key's signature that is embedded."""
    render: Callable[[Statement], bytes]
    """Returns the container of a statement."""
    parse: Callable[[bytes], Statement]
    """Returns the statement of a container; every exception means that `render` would not write it."""
    longest_signature: bytes
    """A signature of the greatest length, for the room that the container is given."""

    after_first: MDPPerm
    """What the first signature, which certifies the document, allows after it."""
    after_seal: MDPPerm
    seal_locks: FieldMDPAction
    """Which fields the seal locks; the frozen document already states it and `after_seal`."""
    between: StandardDiffPolicy
    """What an update after a signature may change."""
    since_freezing: StandardDiffPolicy
    """What all updates together may change of the frozen document."""

    clock_correction: timedelta
    """By how much a later signature may claim an earlier time, with a note."""


def profile_of(document: PdfFileReader) -> Profile:
    """Return V1, the only profile: nothing in a `document` names one yet."""
    return V1


def _only_signatures(catalog: set[str], form: set[str]) -> StandardDiffPolicy:
    """Return a policy that allows updates to fill signature fields, change these entries, and nothing else.

    `catalog` and `form` are the keys of the catalogue and of the form that may change.
    """
    root: Any = CatalogModificationRule({"/AcroForm", *catalog})  # type: ignore[no-untyped-call]
    return StandardDiffPolicy([root], FormUpdatingRule([SigFieldModificationRule()], {"/Fields", *form}))


V1: Final = Profile(
    name="v1",
    seal_field=SEAL_FIELD,
    subfilter=SigSeedSubFilter.PADES,
    digest="sha256",
    to_sign=cms_shape.attributes_to_sign,
    normal=cms_shape.low_s,
    render=cms_shape.render,
    parse=cms_shape.parse,
    longest_signature=bytes.fromhex("3046") + bytes(70),
    after_first=MDPPerm.FILL_FORMS,
    after_seal=MDPPerm.NO_CHANGES,
    seal_locks=FieldMDPAction.ALL,
    between=_only_signatures(set(), set()),
    since_freezing=_only_signatures({"/Perms"}, {"/SigFlags"}),  # the first signature changes these
    clock_correction=timedelta(minutes=USE_MINUTES),
)
"""PAdES B-B in the closed CMS shape of `cms_shape`, with ECDSA P-256 over SHA-256."""

CURRENT: Final = V1
"""The profile of the documents that are frozen now."""
