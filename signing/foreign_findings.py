"""The kinds of finding about signed PDFs that are not a station's record. The texts are in `signing.po`."""

from __future__ import annotations

from typing import Final

from forms.message import Message
from signing.finding import Gravity, Kind


def _harm(name: str) -> Kind:
    return Kind("signing", name, Gravity.HARM, Message("signing.ask-the-signer"))


BYTES_CHANGED = _harm("foreign-bytes-changed")
SIGNATURE_FALSE = _harm("foreign-signature-false")
CONTAINER = _harm("foreign-container")
CONTENTS = _harm("foreign-contents-rewritten")
COVERAGE = _harm("foreign-coverage")
CHANGED = _harm("foreign-changed")
BYTES_AFTER = _harm("foreign-bytes-after")
TIMESTAMP_FALSE = _harm("foreign-timestamp-false")
REVOKED = _harm("foreign-certificate-revoked")
UNTRUSTED = Kind("signing", "foreign-untrusted", Gravity.UNANCHORED)
WEAK = Kind("signing", "foreign-weak-algorithm", Gravity.UNANCHORED)
CHANGE_UNJUDGED = Kind("signing", "foreign-change-unjudged", Gravity.UNANCHORED)
LENIENT = Kind("signing", "foreign-not-by-the-rules", Gravity.UNANCHORED)
STATION_FORM = Kind("signing", "foreign-station-form", Gravity.UNANCHORED)
NOT_JUDGED = Kind("signing", "foreign-not-judged", Gravity.UNDONE)
NO_SIGNATURE = Kind("signing", "no-signature", Gravity.UNDONE)
ALLOWED = Kind("signing", "foreign-allowed-change", Gravity.NOTE)
TIMESTAMP_UNTRUSTED = Kind("signing", "foreign-timestamp-untrusted", Gravity.NOTE)
REVOCATION_UNKNOWN = Kind("signing", "foreign-revocation-unknown", Gravity.NOTE)
UNUSUAL = Kind("signing", "foreign-container-unusual", Gravity.NOTE)

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
