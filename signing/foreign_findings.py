"""The kinds of finding about signed PDFs that are no record of a station, in both languages."""

from __future__ import annotations

from typing import Final

from signing.finding import Gravity, Kind

_REFUSE_ZH: Final = "此文件不可采信；请向签名人或文件来源索取原件后重新核验。"
_REFUSE_EN: Final = "Do not rely on this file; ask the signer, or who gave it to you, for the original and verify that."


def _harm(name: str, zh: str, en: str) -> Kind:
    return Kind(name, Gravity.HARM, zh, en, _REFUSE_ZH, _REFUSE_EN)


BYTES_CHANGED = _harm(
    "foreign-bytes-changed", "签名所覆盖的字节被改动。", "Bytes that a signature covers were changed."
)
SIGNATURE_FALSE = _harm(
    "foreign-signature-false", "签名值与证书不符。", "The signature is not that of the key in its certificate."
)
CONTAINER = _harm(
    "foreign-container",
    "签名容器已损坏，或结构不合标准，无法核验。",
    "The signature container is damaged, or not built by the standard, and cannot be verified.",
)
CONTENTS = _harm(
    "foreign-contents-rewritten",
    "签名容器的书写有改动：十六进制不一致，或其后的填充不全为零。",
    "The signature container was rewritten: its hex is of two kinds, or the padding behind it is not all zero.",
)
COVERAGE = _harm(
    "foreign-coverage",
    "签名没有完整覆盖它所在的修订。",
    "A signature does not cover the whole of its revision.",
)
CHANGED = _harm(
    "foreign-changed",
    "签名之后，文件内容被改动。",
    "The document was changed after it was signed.",
)
BYTES_AFTER = _harm(
    "foreign-bytes-after",
    "文件末尾有不属于任何修订的内容。",
    "Something follows the last revision of the file and belongs to none.",
)
TIMESTAMP_FALSE = _harm(
    "foreign-timestamp-false",
    "时间戳已损坏，或不是这个签名的。",
    "The timestamp is damaged, or is not of this signature.",
)
REVOKED = _harm(
    "foreign-certificate-revoked",
    "签名时，证书已被吊销。",
    "The certificate was revoked when it was used to sign.",
)
UNTRUSTED = Kind(
    "foreign-untrusted",
    Gravity.UNANCHORED,
    "签名证书没有追溯到您信任的机构，签名人身份未经证实。",
    "The certificate was not traced to an authority that you trust; who signed is not proven.",
    "请向签发机构取得其根证书，核对指纹，用 --trust 给出后再核验。",
    "Get the root certificate from the authority, compare its fingerprint, and verify again with --trust.",
)
WEAK = Kind(
    "foreign-weak-algorithm",
    Gravity.UNANCHORED,
    "签名所用的算法已不安全，不能证明签名人。",
    "The signature uses an algorithm that is no longer safe and proves nobody's signing.",
    "请向签名人索取用现行算法签名的文件。",
    "Ask the signer for a document signed with a current algorithm.",
)
CHANGE_UNJUDGED = Kind(
    "foreign-change-unjudged",
    Gravity.UNANCHORED,
    "签名之后添加了批注；签名人允许批注，但本程序不判断批注是否改变了所见内容。",
    "Annotations were added after signing, as the signer allowed; whether they hide what was signed is not judged.",
    "请打开文件，与签名时的版本比较。",
    "Open the document and compare it with the version that was signed.",
)
LENIENT = Kind(
    "foreign-not-by-the-rules",
    Gravity.UNANCHORED,
    "文件结构不合 PDF 标准，只能从宽读取；别的程序看到的内容可能不同。",
    "The file's structure breaks the PDF standard and was read with lenience; other programs may show something else.",
    "请向来源索取合乎标准的文件。",
    "Ask the source for a file that keeps to the standard.",
)
STATION_FORM = Kind(
    "foreign-station-form",
    Gravity.UNANCHORED,
    "这是站点定稿的表，但没有站点的签名和签章：它不是站点的电子档案件。",
    "A station froze this form, but there is no signature or seal of a station: it is no record of a station.",
    "请向保存档案的站点索取已签署的文件。",
    "Ask the station that keeps the record for the signed document.",
)
NOT_JUDGED = Kind(
    "foreign-not-judged",
    Gravity.UNDONE,
    "本程序不能判断这个签名或文件",
    "this program cannot judge the signature or the file",
    "没有核验的文件不可采信；请用签名人所用的软件核验。",
    "Do not rely on what was not checked; verify with the software of the signer.",
)
NO_SIGNATURE = Kind(
    "no-signature",
    Gravity.UNDONE,
    "文件上没有签名，无从核验",
    "the file carries no signature, so there is nothing to verify",
    "请给出已签名的文件。",
    "Name the signed document.",
)
ALLOWED = Kind(
    "foreign-allowed-change",
    Gravity.NOTE,
    "签名之后的添加，是签名所允许的。",
    "What was added after signing is what the signature allows.",
    "后来的签名各自单独核验。",
    "Later signatures are verified each by itself.",
)
TIMESTAMP_UNTRUSTED = Kind(
    "foreign-timestamp-untrusted",
    Gravity.NOTE,
    "时间戳没有追溯到您信任的机构，没有采用；签名时间只是自称。",
    "The timestamp was not traced to an authority that you trust and was not used; the time is a claim.",
    "时间要紧时，用 --trust 给出时间戳机构的根证书。",
    "Where the time matters, give the root certificate of the timestamp authority to --trust.",
)
REVOCATION_UNKNOWN = Kind(
    "foreign-revocation-unknown",
    Gravity.NOTE,
    "证书是否曾被吊销没有查：文件里没有吊销资料，本程序不联网。",
    "Whether a certificate was revoked was not checked: the file does not hold the data, and nothing is fetched.",
    "要紧时，请向签发机构查询。",
    "Where it matters, ask the authority.",
)
UNUSUAL = Kind(
    "foreign-container-unusual",
    Gravity.NOTE,
    "签名容器里不受签名保护的部分与通常不同；签名本身对得上。",
    "A part of the signature container that no signature protects is not as usual; the signature itself agrees.",
    "请与原件比较。",
    "Compare with the original file.",
)

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
