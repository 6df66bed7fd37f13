"""The kinds of finding about signed PDFs that are not a station's record. The texts are in `signing.po`."""

from __future__ import annotations

from typing import Final

from forms.message import Message
from signing.finding import FindingKind, Gravity


def _harm(name: str) -> FindingKind:
    return FindingKind("signing", name, Gravity.HARM, Message("signing.ask-the-signer"))


BYTES_CHANGED = _harm("foreign-bytes-changed")
SIGNATURE_FALSE = _harm("foreign-signature-false")
CONTAINER = _harm("foreign-container")
CONTENTS = _harm("foreign-contents-rewritten")
COVERAGE = _harm("foreign-coverage")
CHANGED = _harm("foreign-changed")
BYTES_AFTER = _harm("foreign-bytes-after")
TIMESTAMP_FALSE = _harm("foreign-timestamp-false")
REVOKED = _harm("foreign-certificate-revoked")
UNTRUSTED = FindingKind("signing", "foreign-untrusted", Gravity.UNANCHORED)
WEAK = FindingKind("signing", "foreign-weak-algorithm", Gravity.UNANCHORED)
CHANGE_UNJUDGED = FindingKind("signing", "foreign-change-unjudged", Gravity.UNANCHORED)
LENIENT = FindingKind("signing", "foreign-not-by-the-rules", Gravity.UNANCHORED)
STATION_FORM = FindingKind("signing", "foreign-station-form", Gravity.UNANCHORED)
NOT_JUDGED = FindingKind("signing", "foreign-not-judged", Gravity.UNDONE)
NO_SIGNATURE = FindingKind("signing", "no-signature", Gravity.UNDONE)
ALLOWED = FindingKind("signing", "foreign-allowed-change", Gravity.NOTE)
TIMESTAMP_UNTRUSTED = FindingKind("signing", "foreign-timestamp-untrusted", Gravity.NOTE)
REVOCATION_UNKNOWN = FindingKind("signing", "foreign-revocation-unknown", Gravity.NOTE)
UNUSUAL = FindingKind("signing", "foreign-container-unusual", Gravity.NOTE)

KINDS: Final = {
    kind.name: kind
    for kind in (
        BYTES_CHANGED,
        SIGNATURE_FALSE,
        CONTAINER,
        CONTENTS,
        COVERAGE,
        CHANGED,
        BYTES_AFTER,
        TIMESTAMP_FALSE,
        REVOKED,
        UNTRUSTED,
        WEAK,
        CHANGE_UNJUDGED,
        LENIENT,
        STATION_FORM,
        NOT_JUDGED,
        NO_SIGNATURE,
        ALLOWED,
        TIMESTAMP_UNTRUSTED,
        REVOCATION_UNKNOWN,
        UNUSUAL,
    )
}
