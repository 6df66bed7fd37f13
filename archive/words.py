"""What `luobi archive` says, in Chinese and English. Words of the trade as docs and windows use them."""

from __future__ import annotations

VERDICTS = {
    "zh": {
        "anchored": "已锚定：外部凭证覆盖全部条目，条目未被改动",
        "self-consistent": "自身一致，未锚定：没有外部凭证覆盖全部条目",
        "incomplete": "未核验完：有内容无法读取",
        "damaged": "有改动或损坏",
    },
    "en": {
        "anchored": "ANCHORED: outside evidence covers every entry; no entry was changed",
        "self-consistent": "SELF-CONSISTENT ONLY: no outside evidence covers every entry",
        "incomplete": "INCOMPLETE: something could not be read",
        "damaged": "DAMAGED",
    },
}
KINDS = {
    "zh": {"training": "演练站点，不具法律效力", "production": "正式站点"},
    "en": {"training": "TRAINING station, without legal effect", "production": "production station"},
}
TEXTS = {
    "zh": {
        "log": "链 {origin} · {station} · {kind}",
        "checked": "已核 {entries} 条目 · {heads} 检查点和回执 · {blobs} 文件 · {contents} 份内容",
        "unchecked": "未核 {contents} 份内容 · {outside} 份外部凭证",
        "size": "共 {size} 条目 · 站点检查点覆盖 {signed} · 外部凭证覆盖 {anchored} · 根 {root}",
        "result": "结论：{verdict}{contents}",
        "contents_unchecked": "；内容未核验",
        "entry": "条目 {seq} · {ts} · {type} · {id}",
        "facts": "要素",
        "blob": "文件",
        "commit": "承诺值",
        "prev": "前一条目指纹",
        "leaf": "条目指纹",
        "field": "检索",
        "about": "其后条目",
        "not_outside": "{path} 在站点目录内，不是外部凭证。请给出保存在站点以外的回执或检查点。",
        "staff_needs_file": "--staff 与 --passphrase-file 须一并给出。",
        "unreadable": "读不下去（{cause}）。请运行 luobi archive verify 查明。",
    },
    "en": {
        "log": "log {origin} · {station} · {kind}",
        "checked": "checked {entries} entries · {heads} checkpoints and receipts · {blobs} files · {contents} contents",
        "unchecked": "unchecked {contents} contents · {outside} pieces of outside evidence",
        "size": "{size} entries · {signed} under own checkpoints · {anchored} under outside ones · root {root}",
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
        "unreadable": "it cannot be read on ({cause}). Run luobi archive verify to find out why.",
    },
}
