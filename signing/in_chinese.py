"""What findings name, in Chinese: places, what was expected and found, and who signs.

Verifiers name these in English, which JSON keeps. A text that is not among these shapes is shown as it is: names of
files, tables, columns and fields, and whatever somebody else chose.
"""

from __future__ import annotations

import re
from typing import Final

_ROLES: Final = {
    "applicant": "申请人",
    "staff": "工作人员",
    "worker": "劳动者",
    "employer": "用人单位",
    "witness": "见证人",
    "applicant-agent": "申请人的代理人",
    "worker-agent": "劳动者的代理人",
    "employer-agent": "用人单位的代理人",
    "seal": "站点签章",
}
PARTS: Final = {
    "document": "文件",
    "metadata": "元数据",
    "custodian": "保管人",
    "search": "检索字段",
    "form": "表单",
    "edition": "版次",
    "form_sha256": "表单指纹",
}
"""Parts of a record, and what its entry says of it."""

_WORDS: Final = {
    **_ROLES,
    **PARTS,
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
    "keys": "公钥",
    "does not open": "打不开",
    "tokens are missing": "缺少检索值",
    "another number": "办件号不同",
    "another title": "标题不同",
    "a name is missing": "缺少姓名",
    "the newest checkpoint": "最新的检查点",
    "the note of the newest row": "最新一行的检查点",
    "another": "另一份",
    "not a regular file": "不是普通文件",
    "too large": "太大",
    "table": "表",
    "index": "索引",
    "trigger": "触发器",
    "view": "视图",
    "salt": "盐值",
    "format": "格式",
    "id": "编号",
    "visit": "办件",
    "answers": "填写内容",
    "ceremony": "签署过程",
    "assurance": "保证级别",
    "level of the signatures": "签名达到的保证级别",
    "outcome": "结果",
    "training": "是否演练",
    "ink sources": "笔迹来源",
    "document document": "文件",
    "document digest": "文件指纹",
    "document size": "文件长度",
    "frozen digest": "定稿指纹",
    "frozen SM3 digest": "定稿的 SM3 指纹",
    "frozen size": "定稿长度",
    "number of signatures": "签名个数",
    "box": "签名栏",
    "role": "签署身份",
    "event": "签署事件",
    "certificate": "证书",
    "ink commitment": "笔迹承诺值",
    "envelope": "笔迹封装",
    "has its certificate's name": "姓名与证书一致",
    "signed ceremony": "签署前的签署过程",
    "signed acts": "签署过程里的签名",
    "frozen act sha256": "签署过程里的定稿指纹",
    "frozen act pages": "签署过程里的定稿页数",
    "sealed act": "签署过程里的签章",
    "document among the blobs": "内容清单里的文件",
}
_SHAPES: Final = (
    (r"entries from (\d+) on", "第 {0} 条起的条目"),
    (r"entries (\d+) to (\d+)", "第 {0} 至 {1} 条"),
    (r"(\d+) records", "{0} 份电子档案件"),
    (r"(\d+) entries", "{0} 个条目"),
    (r"0 rows of another log", "没有别的链的行"),
    (r"(\d+) rows", "{0} 行"),
    (r"(\d+) files", "{0} 个文件"),
    (r"(\d+) bytes", "{0} 字节"),
    (r"more than (\d+) bytes", "超过 {0} 字节"),
    (r"(\d+) without", "{0} 份没有"),
    (r"as in (?P<head>.+)", "如{head}所载"),
    (r"earlier record (\S+)", "在前的电子档案件 {0}"),
    (r"(?P<whose>.+) column (\w+)", "{whose}，列 {1}"),
    (r"table (\w+): (?P<row>.+)", "表 {0}：{row}"),
    (r"(?P<kind>table|index|trigger|view) (\S+)", "{kind} {1}"),
    (r"entry (\d+) record (.+)", "第 {0} 条，电子档案件 {1}"),
    (r"receipt of record (\S+) \(entry (\d+)\)", "第 {1} 条，电子档案件 {0} 的回执"),
    (r"record (\S+) \(entry (\d+)\)", "第 {1} 条，电子档案件 {0}"),
    (r"record (\S+) (?P<part>.+) \(entry (\d+)\)", "第 {2} 条，电子档案件 {0}，{part}"),
    (r"record (\S+(?:, \S+)*)", "电子档案件 {0}"),
    (r"checkpoint of size (\S+)", "覆盖 {0} 条的检查点"),
    (r"outside checkpoint (\d+)", "外来检查点 {0}"),
    (r"file (\S+)", "文件 {0}"),
    (r"document (?P<place>.+)", "文件，{place}"),
    (r"(?P<whole>ceremony|answers) (?P<part>\S+)", "{whole}的{part}"),
    (r"signature (\d+) (?P<part>.+)", "第 {0} 个签名，{part}"),
    (r"blob (\d+)", "内容清单第 {0} 项"),
    (r"act (\d+) attached (\S+)", "签署过程第 {0} 步附上的 {1}"),
    (r"act (\d+) ceremony", "签署过程第 {0} 步之前的签署过程"),
    (r"(?P<blob>ink-\S+) custodian", "{blob}的保管人"),
    (r"ink-(?P<box>\S+)", "{box}的笔迹"),
    (r"\S+-witness-(\d)", "见证人 {0}"),
    (r"([0-9a-f]{64}) \((\d+) bytes\)", "{0}（{1} 字节）"),
    (r"(?P<first>\S+ \(\d+ bytes\)); second reading (?P<second>.+)", "{first}；再读一次：{second}"),
    (r"bytes with leaf hash ([0-9a-f]{64})", "条目指纹为 {0} 的内容"),
    (r"([0-9a-f]{64}) \((?P<record>record \S+)\)", "{0}（{record}）"),
)
"""A shape, and how it is told: its groups as they are, by their number; those with a name are Chinese too."""


def in_chinese(text: str) -> str:
    """A place, an expectation or a find of a finding in Chinese, when it has a shape that is known here."""
    if text in _WORDS:
        return _WORDS[text]
    for shape, told in _SHAPES:
        if met := re.fullmatch(shape, text, re.DOTALL):
            named = {name: in_chinese(part) for name, part in met.groupdict().items()}
            return told.format(*met.groups(), **named)
    return text
