"""The kinds of finding that the verification of a document can make, in both languages."""

from __future__ import annotations

from typing import Final

from signing.finding import Gravity, Kind

_REFUSE_ZH: Final = "此文件不可采信；请向保存档案的站点索取原件后重新核验。"
_REFUSE_EN: Final = "Do not rely on this file; ask the station that keeps the record for its copy and verify that."


def _harm(name: str, zh: str, en: str, todo: tuple[str, str] = (_REFUSE_ZH, _REFUSE_EN)) -> Kind:
    return Kind(name, Gravity.HARM, zh, en, *todo)


UNREADABLE = _harm("pdf-unreadable", "不是完整的 PDF 文件，无法读取。", "This is no whole PDF file.")
UNSIGNED = _harm("pdf-unsigned", "文件上没有任何签名。", "The document carries no signature.")
FIELD_EMPTY = _harm(
    "field-empty",
    "有签名栏未签。",
    "A signature field is empty: a party has not signed, or the signature was cut off.",
)
SEAL_MISSING = _harm(
    "seal-missing",
    "没有站点签章：文件未办结，或签章被截去。",
    "There is no station seal: the visit was not finished, or the seal was cut off.",
)
SEAL_NOT_LAST = _harm(
    "seal-not-last", "站点签章不是最后一个签名。", "The station seal is not the last signature of the file."
)
SEAL_UNLOCKED = _harm(
    "seal-unlocked", "站点签章没有锁定文件。", "The station seal does not lock the document against changes."
)
BYTES_AFTER = _harm(
    "bytes-after-signature",
    "最后一个签名之后还有内容。",
    "Something follows what the last signature covers.",
)
REVISION_UNSIGNED = _harm(
    "revision-unsigned",
    "文件中有不属于任何签名的修订。",
    "The file has an update that belongs to no signature.",
)
UNCERTIFIED = _harm(
    "first-not-certifying",
    "首个签名没有限定此后允许的改动。",
    "The first signature does not limit what may change after it.",
)
COVERAGE = _harm(
    "coverage-broken",
    "签名没有完整覆盖它所在的修订。",
    "A signature does not cover the whole of its revision.",
)
CHANGED = _harm(
    "changed-after-signing",
    "定稿或签名之后，文件内容被改动。",
    "The document was changed after it was frozen or signed.",
)
DIGEST = _harm("signed-bytes-changed", "签名所覆盖的字节被改动。", "Bytes that a signature covers were changed.")
SIGNATURE = _harm("signature-false", "签名值与证书不符。", "The signature is not that of the key in its certificate.")
CONTENTS_REWRITTEN = _harm(
    "contents-rewritten",
    "签名容器的书写方式被改动。",
    "The signature container is not written as it was set.",
)
PADDING = _harm("padding-used", "签名容器后的填充不全为零。", "The padding behind a signature is not all zero.")
CONTAINER = _harm(
    "container-shape",
    "签名容器的结构与本系统所写不符。",
    "The signature container is not one that this product writes.",
)
UNVERIFIABLE = _harm("signature-unverifiable", "签名无法核验。", "A signature cannot be verified.")
EVIDENCE = _harm(
    "evidence-disagrees",
    "签名缺少证据属性，或各签名的证据互不一致。",
    "A signature lacks its evidence, or the signatures' evidence disagrees.",
)
FROZEN = _harm(
    "frozen-digest-differs",
    "定稿部分与签名人所签的文件指纹不符。",
    "The frozen part is not what the signers signed: its digest differs.",
)
TIME = _harm(
    "time-outside-use",
    "签名时间不在证书允许的使用时段内。",
    "A signature's time lies outside the time in which its key could be used.",
)
TIMES_BACK = _harm(
    "times-run-backwards",
    "签名或站点签章自称的时间，比它前面的签名早。",
    "A signature or the seal claims a time before that of a signature in front of it.",
)
CLOCK_SET_BACK = Kind(
    "clock-set-back",
    Gravity.NOTE,
    "签名或站点签章的时间比它前面的签名早几分钟：其间站点时钟被拨回。",
    "A signature or the seal is dated some minutes before a signature in front of it: the clock was set back between.",
    "顺序由文件本身证明；时间要紧时，请核对站点的时钟记录。",
    "The file itself proves the order; where the time matters, look at the station's clock records.",
)
STATIONS_DIFFER = _harm(
    "stations-differ",
    "各签名和签章的证书不是同一站点、同一签发机构的。",
    "The certificates of signatures and seal are not all of one station and of one authority.",
)
UNTRUSTED = _harm(
    "signer-untrusted",
    "签名证书不是所给机构签发的；全部证书须由同一机构签发。",
    "A certificate was not issued by the authority given; one authority must have issued all of a document.",
    (
        "请向站点核对其 ca.pem 的指纹；若指纹相符，此文件不可采信。",
        "Ask the station for the fingerprint of its ca.pem; if yours is right, do not rely on this file.",
    ),
)
TRUST_UNKNOWN = Kind(
    "trust-unknown",
    Gravity.UNANCHORED,
    "未给出签发机构证书，签名人身份未经核对。",
    "No authority was given, so the signers' certificates were not traced to one.",
    "请用 --trust 给出该站点的 ca.pem 再核验。",
    "Verify again with --trust and the station's ca.pem.",
)

EXCEEDS = Kind(
    "exceeds-limits",
    Gravity.UNDONE,
    "超出核验限度，没有核验",
    "not checked: exceeds limits",
    "没有核验的文件不可采信；请向保存档案的站点索取原件。",
    "Do not rely on a file that was not checked; ask the station that keeps the record for its copy.",
)
"""No property of the document: what its judge says instead of a verdict, so it is not among KINDS."""

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
