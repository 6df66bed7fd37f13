"""The kinds of finding of the verification of a document. The texts are in `signing.po`."""

from __future__ import annotations

from typing import Final

from forms.message import Message
from signing.finding import FindingKind, Gravity

DOCUMENT: Final = Message("signing.document")
"""The place of a finding that belongs to no single signature."""
OUT_OF_MEMORY: Final = Message("signing.out-of-memory")


def _harm(name: str) -> FindingKind:
    return FindingKind("signing", name, Gravity.HARM, Message("signing.ask-the-station"))


UNREADABLE = _harm("pdf-unreadable")
UNSIGNED = _harm("pdf-unsigned")
FIELD_EMPTY = _harm("field-empty")
SEAL_MISSING = _harm("seal-missing")
SEAL_NOT_LAST = _harm("seal-not-last")
SEAL_UNLOCKED = _harm("seal-unlocked")
BYTES_AFTER = _harm("bytes-after-signature")
REVISION_UNSIGNED = _harm("revision-unsigned")
UNCERTIFIED = _harm("first-not-certifying")
COVERAGE = _harm("coverage-broken")
CHANGED = _harm("changed-after-signing")
DIGEST = _harm("signed-bytes-changed")
SIGNATURE = _harm("signature-false")
CONTENTS_REWRITTEN = _harm("contents-rewritten")
PADDING = _harm("padding-used")
CONTAINER = _harm("container-shape")
UNVERIFIABLE = _harm("signature-unverifiable")
EVIDENCE = _harm("evidence-disagrees")
FROZEN = _harm("frozen-digest-differs")
TIME = _harm("time-outside-use")
TIMES_BACK = _harm("times-run-backwards")
CLOCK_SET_BACK = FindingKind("signing", "clock-set-back", Gravity.NOTE)
STATIONS_DIFFER = _harm("stations-differ")
UNTRUSTED = FindingKind("signing", "signer-untrusted", Gravity.HARM)
TRUST_UNKNOWN = FindingKind("signing", "trust-unknown", Gravity.UNANCHORED)

EXCEEDS = FindingKind("signing", "exceeds-limits", Gravity.UNDONE)
"""The finding that replaces a verdict when a limit was exceeded. It is no property of a document, so not in KINDS."""

KINDS: Final = {
    kind.name: kind
    for kind in (
        UNREADABLE,
        UNSIGNED,
        FIELD_EMPTY,
        SEAL_MISSING,
        SEAL_NOT_LAST,
        SEAL_UNLOCKED,
        BYTES_AFTER,
        REVISION_UNSIGNED,
        UNCERTIFIED,
        COVERAGE,
        CHANGED,
        DIGEST,
        SIGNATURE,
        CONTENTS_REWRITTEN,
        PADDING,
        CONTAINER,
        UNVERIFIABLE,
        EVIDENCE,
        FROZEN,
        TIME,
        TIMES_BACK,
        CLOCK_SET_BACK,
        STATIONS_DIFFER,
        UNTRUSTED,
        TRUST_UNKNOWN,
    )
}
