"""What findings name, in Chinese: places, what was expected and found, and who signs.

Verifiers name these in English, which JSON keeps. A text that is not among these shapes is shown as it is.
"""

from __future__ import annotations

import re
from typing import Final

ROLES: Final = {
    "applicant": "申请人",
    "staff": "工作人员",
    "worker": "劳动者",
    "employer": "用人单位",
    "witness": "见证人",
    "seal": "站点签章",
}
"""Who signs in a role; also the names of most signature fields."""

_WORDS: Final = ROLES | {
    "document": "文件",
    "metadata": "元数据",
    "log": "链",
    "database": "存证库",
    "first entry": "创世条目",
    "checkpoints": "检查点",
    "entries": "条目",
    "end of the log": "链尾",
    "head of the log": "链头记录",
    "rows beside the entries": "条目以外的行",
    "blobs": "电子件",
    "an entry": "有条目",
    "no entry": "没有这个条目",
    "no row": "没有这一行",
    "no file": "没有这个文件",
    "the newest checkpoint": "最新的检查点",
    "the note of the newest row": "最新一行的检查点",
    "another": "另一份",
    "not a regular file": "不是普通文件",
    "one station": "同一站点",
    "one authority": "同一签发机构",
    "one revision": "一个修订",
    "several": "不止一个",
}
_SHAPES: Final = (
    (r"entries from (\d+) on", r"第 \1 条起的条目"),
    (r"entries (\d+) to (\d+)", r"第 \1 至 \2 条"),
    (r"(\d+) records", r"\1 份电子档案件"),
    (r"(\d+) entries", r"\1 个条目"),
    (r"(\d+) rows", r"\1 行"),
    (r"0 rows of another log", "没有别的链的行"),
    (r"(\d+) bytes", r"\1 字节"),
    (r"(\d+) without", r"\1 份没有"),
    (r"(\S+) or later", r"不早于 \1"),
    (r"entry (\d+) record (\S+)", r"第 \1 条，电子档案件 \2"),
    (r"entry (\d+) record (\S+) column (\w+)", r"第 \1 条，电子档案件 \2，列 \3"),
    (r"record (\S+)", r"电子档案件 \1"),
    (r"record (\S+) \(entry (\d+)\)", r"第 \2 条，电子档案件 \1"),
    (r"record (\S+) document (.+) \(entry (\d+)\)", r"第 \3 条，电子档案件 \1，文件，\2"),
    (r"record (\S+) (.+) \(entry (\d+)\)", r"第 \3 条，电子档案件 \1，\2"),
    (r"receipt of record (\S+) \(entry (\d+)\)", r"第 \2 条，电子档案件 \1 的回执"),
    (r"checkpoint of size (\d+)", r"覆盖 \1 条的检查点"),
    (r"outside checkpoint (\d+)", r"外来检查点 \1"),
    (r"(\S+)-witness-(\d)", r"见证人 \2"),
    (r"table (\w+)", r"表 \1"),
    (r"file (\S+)", r"文件 \1"),
    (r"([0-9a-f]{64}) \((\d+) bytes\)", r"\1（\2 字节）"),
)


def in_chinese(text: str) -> str:
    """A place, an expectation or a find of a finding in Chinese, when it has a shape that is known here."""
    if text in _WORDS:
        return _WORDS[text]
    for shape, told in _SHAPES:
        if met := re.fullmatch(shape, text):
            return met.expand(told)
    return text
