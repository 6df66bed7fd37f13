"""What `luobi archive` says, in Chinese and English. Words of the trade as docs and windows use them."""

from __future__ import annotations

from collections.abc import Sequence

from archive.errors import (
    AmbiguousRecord,
    BlobError,
    CheckpointError,
    EntryError,
    NoContent,
    NoLog,
    PastChanged,
    ReceiptError,
    UnknownRecord,
)
from forms.message import Lang
from signing.errors import KeyFileError, TooSoon, WeakPassphrase, WrongPassphrase
from signing.in_chinese import PARTS

VERDICTS = {
    "zh": {
        "anchored": "已锚定：外部凭证覆盖全部条目，条目未被改动",
        "self-consistent": "自身一致，未锚定：没有外部凭证覆盖全部条目",
        "incomplete": "未核验完：有内容读不到，或有外来文件没有用上",
        "damaged": "有改动或损坏",
    },
    "en": {
        "anchored": "ANCHORED: outside evidence covers every entry; no entry was changed",
        "self-consistent": "SELF-CONSISTENT ONLY: no outside evidence covers every entry",
        "incomplete": "INCOMPLETE: something could not be read, or an outside file was not used",
        "damaged": "DAMAGED",
    },
}
KINDS = {
    "zh": {"training": "演练站点，不具法律效力", "production": "正式站点"},
    "en": {"training": "TRAINING station, without legal effect", "production": "production station"},
}
TYPES = {
    "genesis": "创世条目",
    "record": "电子档案件",
    "void": "作废",
    "supersede": "更替",
    "supplement": "补充",
    "deposit": "存入",
    "paper": "转纸质",
    "hand-over": "交付",
    "export": "导出",
    "disposal": "销毁",
    "hold": "留存",
    "ink-request": "调取笔迹",
    "key-event": "密钥变更",
    "staff-event": "人员变更",
    "settings": "设置",
    "access-day": "每日调阅",
    "incarnation": "换库",
    "station-checkpoint": "站点检查点",
    "renewal": "续期",
}
"""What an entry records, in Chinese; in English it is its own name."""
NAMES = {
    "ca": "签发机构证书",
    **PARTS,
    "kind": "站点类型",
    "station": "站点",
    "vkeys": "检查点公钥",
    "level": "保证级别",
    "ink": "笔迹来源",
    "reason": "原因",
    "of": "所指档案",
    "what": "交付内容",
    "to": "交付到",
    "by": "经办",
    "staff": "工号",
    "name": "姓名承诺值",
    "kit": "恢复单",
    "failures": "口令错误次数",
    "pages": "页数",
    "source": "来源",
    "replaces": "代替的档案",
    "replaced_by": "代替它的档案",
    "retention": "保管期限",
    "basis": "依据",
    "code": "核验码",
    "copies": "份数",
    "number": "办件号",
    "title": "标题",
    "names": "姓名",
}
"""Facts, files and search fields, in Chinese; what is not here keeps its name."""
TEXTS = {
    "zh": {
        "log": "链 {origin} · {station} · {kind}",
        "checked": "已核 {entries} 个条目 · {heads} 份检查点和回执 · {blobs} 个文件 · {contents} 份内容",
        "unchecked": "未核 {contents} 份内容 · {outside} 份外部凭证",
        "size": "共 {size} 个条目 · 站点检查点覆盖 {signed} 个 · 外部凭证覆盖 {anchored} 个 · 根 {root}",
        "keys": "本链公钥 {ids}：{source}",
        "keys_own": "取自本链创世条目。要证明这是哪个站点的链，请用 --trust 给出您另行取得的公钥",
        "keys_given": "与您给出的一致",
        "unnamed": "{count} 份档案没有可用的检索字段，只列出编号。请运行 luobi archive verify 查明。",
        "result": "结论：{verdict}{contents}",
        "contents_unchecked": "；内容未核验",
        "entry": "第 {seq} 条 · {ts} · {type} · {id}",
        "facts": "要素",
        "blob": "电子件",
        "commit": "承诺值",
        "prev": "前一条目指纹",
        "leaf": "条目指纹",
        "field": "检索",
        "about": "其后条目",
        "not_outside": "{path} 在站点目录内，不是外部凭证。请给出保存在站点以外的回执、检查点或公钥。",
        "staff_needs_file": "--staff 与 --passphrase-file 须一并给出。",
        "no_passphrase": "{path} 不是写有口令的文本文件（UTF-8）。请给出写有口令的文件。",
        "unreadable": "读不下去（{cause}）。请运行 luobi archive verify 查明。",
    },
    "en": {
        "log": "log {origin} · {station} · {kind}",
        "checked": "checked {entries} entries · {heads} checkpoints and receipts · {blobs} files · {contents} contents",
        "unchecked": "unchecked {contents} contents · {outside} pieces of outside evidence",
        "size": "{size} entries · {signed} under own checkpoints · {anchored} under outside ones · root {root}",
        "keys": "keys {ids}: {source}",
        "keys_own": "taken from the log's own first entry. Give your own copy with --trust to know whose log this is",
        "keys_given": "those that you gave",
        "unnamed": "{count} records have no search fields that open; they are listed by id. Run luobi archive verify.",
        "result": "RESULT {verdict}{contents}",
        "contents_unchecked": "; contents NOT CHECKED",
        "entry": "entry {seq} · {ts} · {type} · {id}",
        "facts": "facts",
        "blob": "file",
        "commit": "commit",
        "prev": "prev",
        "leaf": "leaf",
        "field": "field",
        "about": "later",
        "not_outside": "{path} lies in the station's folder, so it is no outside evidence. Name a copy kept elsewhere.",
        "staff_needs_file": "--staff and --passphrase-file go together.",
        "no_passphrase": "{path}: it is no file of UTF-8 text. Name the file with the passphrase.",
        "unreadable": "it cannot be read on ({cause}). Run luobi archive verify to find out why.",
    },
}
TROUBLES: Sequence[tuple[type[Exception], str]] = (
    (WrongPassphrase, "口令不对，或密钥文件变了。请再试一次；工作人员忘了口令，用恢复单重设（luobi station recover）"),
    (WeakPassphrase, "这个新口令太短或太常见。请换一个自己的：至少 10 个字符，例如几个不相干的词"),
    (TooSoon, "口令错了几次，还要等一会儿才能再试。这一次没有判断口令"),
    (KeyFileError, "密钥、口令、工号或恢复单有问题"),
    (ReceiptError, "回执不能用"),
    (CheckpointError, "检查点或它的密钥不能用"),
    (AmbiguousRecord, "不止一个编号这样开头。请写出整个编号，见 luobi archive list"),
    (NoContent, "这个条目没有这样的文件"),
    (UnknownRecord, "档案里没有这个编号。全部编号见 luobi archive list"),
    (EntryError, "存证条目不合规格"),
    (BlobError, "档案里的文件读不出来，或写不进去"),
    (
        PastChanged,
        "档案库和本站签过的检查点对不上：可能是旧库，或被改动过。先不要写入：留一份现场副本，按下面所说恢复，"
        "用 luobi archive verify 查清再继续",
    ),
    (NoLog, "这里没有档案。请用 --home 指出站点的文件夹"),
)
"""What an error means, in Chinese; the first class that fits. Its sentence is true wherever the class is raised."""
NOT_DONE = "没有做成"
"""Of any other error; its own text says why."""


def told(problem: Exception, lang: Lang, troubles: Sequence[tuple[type[Exception], str]] = TROUBLES) -> str:
    """An error in the language of the conversation; in Chinese a sentence, and the error's own exact text below."""
    if lang != "zh":
        return str(problem)
    sentence = next((words for kind, words in troubles if isinstance(problem, kind)), NOT_DONE)
    return f"{sentence}。\n    {problem}"
