"""What `verify` can say about an archive: every kind of finding, its gravity, and what to do about it."""

from __future__ import annotations

from signing.finding import Gravity, Kind

_RESTORE_ZH = "停止写入，保留现场副本，从备份恢复后再核验。"
_RESTORE_EN = "Stop writing, keep a copy as it is, restore from a backup and verify again."
_INSIDER_ZH = "保留现场副本，连同回执交审计；该链不可再作为凭据。"
_INSIDER_EN = "Keep a copy as it is and hand it to the auditors with the receipt; do not rely on this log."

_HARM = (
    ("LOG_UNREADABLE", "存证库损坏，无法读取", "the database is damaged and cannot be read"),
    ("DATABASE_DAMAGED", "存证库结构受损", "the database's own check fails"),
    ("ENTRY_MALFORMED", "条目字节不是有效的存证条目", "the bytes of the row are not an entry"),
    ("SEQ_GAP", "条目序号不连续：有条目被删除、插入或调换", "entries are missing, inserted or out of order"),
    ("PREV_MISMATCH", "条目未接在前一条目之后", "the entry does not continue the one before it"),
    ("INDEX_MISMATCH", "数据库列与条目字节不符", "a column of the database differs from the entry's bytes"),
    ("FOREIGN_ROW", "库中有不属于本链的行", "the database holds a row that is not part of the log"),
    (
        "ABOUT_UNKNOWN",
        "作废或交付条目所指的档案不在其前",
        "an entry speaks about a record that was not archived before it",
    ),
    ("HEAD_MISMATCH", "链头记录与末条目不符", "the head of the log is not its last entry"),
    ("LOG_EMPTY", "链中没有创世条目", "the log has no first entry"),
    ("BLOB_MISSING", "电子件文件缺失", "a file of the record is missing"),
    ("BLOB_MISMATCH", "电子件密文被改动", "a file of the record was altered"),
    ("BLOB_SEALED", "电子件无法解密", "a file of the record does not decrypt"),
    ("KEY_MALFORMED", "密钥或盐值长度不符，内容已无法打开", "a wrapped key or salt has not its length: it cannot open"),
    ("KEY_MISMATCH", "电子件的密钥不是条目所载的那一把", "a file's key is not the one that its entry committed to"),
    ("KEY_MISSING", "电子件密钥缺失且无销毁条目", "a file's key is missing, and no entry disposed of it"),
    (
        "SCHEMA_CHANGED",
        "存证库的表、索引或触发器与本系统所建不同",
        "tables, indexes or triggers are not as Luobi made them",
    ),
    ("TRUST_MISSING", "公钥、证书或设置文件缺失", "a file of keys, certificates or settings is missing"),
    (
        "CHECKPOINT_LOST",
        "已签的检查点从库中或文件中消失，或文件被换成旧的",
        "a checkpoint that was signed is gone from the database or its file, or the file is an older one",
    ),
    ("COMMIT_MISMATCH", "内容与条目承诺值不符", "the content is not what the entry committed to"),
    ("CHECKPOINT_MALFORMED", "检查点格式有误", "a checkpoint is malformed"),
    ("BAD_SIGNATURE", "检查点签名无效或缺失", "a checkpoint is not signed by the log's keys"),
    (
        "TRUST_MISMATCH",
        "公钥、证书或设置文件与创世条目不符",
        "a file of keys, certificates or settings differs from the first entry",
    ),
    ("RECORD_MALFORMED", "元数据不是有效的档案元数据", "the metadata is not that of a record"),
    (
        "RECORD_MISMATCH",
        "档案内容与条目、元数据或签名所述不符",
        "what the record holds is not what its entry, its metadata or its signatures say",
    ),
)
_SEARCH = Kind(
    "SEARCH_MISMATCH",
    Gravity.HARM,
    "检索字段与档案所载不符：在窗口可能找不到这份档案，或被认作别的",
    "the search index is not what the record says: at the counter the record may not be found, or be taken for another",
    "档案本身不受影响；停止写入，从备份恢复存证库后再核验。",
    "The record itself is not affected. Stop writing, restore the database from a backup and verify again.",
)
_INSIDER = (
    (
        "KEYS_DIFFER",
        "创世条目所载公钥与您给出的不同：这不是那个站点的链",
        "the first entry fixes other keys than those that you gave: this is not that station's log",
    ),
    (
        "ROLLBACK",
        "链比检查点所证短：末尾被截去",
        "the log is shorter than a checkpoint says: its end was cut off",
    ),
    (
        "RECORD_DELETED",
        "有密钥、盐值或检索字段而无条目：条目已被删除",
        "keys, salt or search fields of a record are there but not its entry: the entry was deleted",
    ),
    (
        "FORK",
        "链与检查点所证不同：历史被改写",
        "the log does not lead to a checkpoint's root: history was rewritten",
    ),
    ("RECEIPT_MISMATCH", "回执所证条目与链中不同", "the entry that a receipt attests is another in this log"),
)


def _kinds() -> dict[str, Kind]:
    harm = [Kind(name, Gravity.HARM, zh, en, _RESTORE_ZH, _RESTORE_EN) for name, zh, en in _HARM]
    insider = [Kind(name, Gravity.HARM, zh, en, _INSIDER_ZH, _INSIDER_EN) for name, zh, en in _INSIDER]
    return {kind.name: kind for kind in (*harm, _SEARCH, *insider, *_UNDONE, *_OUTSIDE, *_UNANCHORED, *_NOTES)}


_UNDONE = (
    Kind(
        "ENTRY_NEWER",
        Gravity.UNDONE,
        "条目由更新的版本写成，这里不判断",
        "the entry was made by a newer version and is not judged here",
        "请用写它的那个版本核验。",
        "Verify with the version that made it, or a later one.",
    ),
    Kind(
        "RECORD_NEWER",
        Gravity.UNDONE,
        "档案内容由更新的版本写成，这里不判断",
        "the contents of the record were made by a newer version and are not judged here",
        "请用写它的那个版本核验。",
        "Verify with the version that made them, or a later one.",
    ),
    Kind(
        "UNREADABLE",
        Gravity.UNDONE,
        "读取失败，未能核验",
        "it could not be read, so it was not checked",
        "检查权限和磁盘后再核验。",
        "Check permissions and the disk, then verify again.",
    ),
    Kind(
        "CHANGED_MEANWHILE",
        Gravity.UNDONE,
        "核验期间有人写入",
        "the log was written to while it was verified",
        "窗口空闲时再核验一次。",
        "Verify again when the counter is quiet.",
    ),
)
_OUTSIDE = (
    Kind(
        "RECEIPT_UNSIGNED",
        Gravity.UNDONE,
        "外来凭证没有用上：它没有本链密钥的签名，或所签的不包括它的条目",
        "the outside file was not used: this log's keys did not sign it, or did not sign for its entry",
        "它属于别的链，或被改动过：请用未经改动的原件再核验。原件也用不上时，连同它交审计。",
        "It is another log's or was altered: verify with the original. If that is not used either, "
        "hand it to the auditors.",
    ),
    Kind(
        "RECEIPT_ALTERED",
        Gravity.UNDONE,
        "回执被改动过：档案编号、条目号或条目指纹不符，而它所带的检查点与本链一致",
        "the receipt was altered: record, entry or leaf differ, although the checkpoint in it agrees with this log",
        "问题在这份回执，不在档案；请用回执原件再核验。",
        "The receipt is at fault, not the archive; verify with the original receipt.",
    ),
    Kind(
        "KEYS_OF_ANOTHER_LOG",
        Gravity.UNDONE,
        "您给出的公钥是别的链的，没有用上",
        "the keys that you gave are another log's and were not used",
        "请给出这个站点的公钥文件，从它的上级另行取得。",
        "Name the file with this station's keys, taken from its superior authority.",
    ),
    Kind(
        "OUTSIDE_MALFORMED",
        Gravity.UNDONE,
        "外来文件不是回执、检查点或公钥，没有用上",
        "the outside file is no receipt, checkpoint note or file of keys, and was not used",
        "请给出当初保存的文件，未经编辑。",
        "Name the file that was kept, unchanged by any editor.",
    ),
)
"""What is wrong with files from outside; it says nothing against the archive."""
_UNANCHORED = (
    Kind(
        "NOT_ANCHORED",
        Gravity.UNANCHORED,
        "链自身一致，但没有外部回执或检查点覆盖全部条目",
        "the log is consistent, but no outside receipt or checkpoint covers all of it",
        "用最新的回执再核验：luobi archive verify --receipt 文件",
        "Verify with the newest receipt: luobi archive verify --receipt FILE",
    ),
)
_NOTES = (
    Kind(
        "CHECKPOINT_UNPUBLISHED",
        Gravity.NOTE,
        "最新的检查点已在库中，还没有写到文件：签署时中断过",
        "the newest checkpoint is in the database and not yet in its file: signing was interrupted between the two",
        "下一次签检查点时会补上。",
        "The next checkpoint mends it.",
    ),
    Kind(
        "GREW_MEANWHILE",
        Gravity.NOTE,
        "核验期间窗口写入了新内容；这里判断的是核验开始时的档案",
        "the counter wrote to the log meanwhile; the archive is judged as it was when verification began",
        "要核验后来的内容，请再核验一次。",
        "Verify again to judge what came later.",
    ),
    Kind(
        "NUMBER_REPEATED",
        Gravity.NOTE,
        "两份档案用了同一个办件号",
        "two records have the same visit number",
        "两份都是真的；引用时写明档案编号，以免混淆。",
        "Both are genuine; name the record's id where you refer to one.",
    ),
    Kind(
        "UNSIGNED_TAIL",
        Gravity.NOTE,
        "末尾条目尚未签检查点",
        "the last entries are not under a checkpoint yet",
        "下一份检查点会覆盖它们。",
        "The next checkpoint will cover them.",
    ),
    Kind(
        "CONTENTS_UNCHECKED",
        Gravity.NOTE,
        "未提供钥匙：内容未解密、未核验，只核对了密文指纹和密钥长度",
        "no key was given: contents stayed encrypted and unchecked; only ciphertexts were hashed and keys measured",
        "要核对内容，请加 --staff 和 --passphrase-file。",
        "Add --staff and --passphrase-file to check the contents too.",
    ),
    Kind(
        "CLOCK_BACK",
        Gravity.NOTE,
        "条目时间早于前一条目",
        "the entry is dated before the one in front of it",
        "核对站点时钟记录。",
        "Look at the station's clock records.",
    ),
    Kind(
        "ORPHAN",
        Gravity.NOTE,
        "存有无条目引用的文件：写入中断所留，或条目被删后所余",
        "a file that no entry names: left by an interrupted write, or by an entry that was deleted",
        "对照写入失败的记录；没有这样的记录时，保留文件，用回执再核验。",
        "Compare with the log of failed writes; when there is none, keep the file and verify with receipts.",
    ),
)

KINDS = _kinds()
