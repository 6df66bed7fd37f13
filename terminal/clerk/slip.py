"""The receipt slip of a record, from what the archive knows of it: the same whenever it is made."""

from __future__ import annotations

from datetime import datetime

from archive.entry import Entry
from archive.receipt import Receipt
from signing.civil_time import on_paper
from signing.fonts import Faces
from signing.slip import receipt_page
from terminal.station.settings import Config

RECEIPT_NOTE = (
    "请保存此回执。想知道存档以后文件有没有被改动，可带此回执到本站核验，不收费；"
    "审计人员用 luobi archive verify --receipt 核验。"
    "手机扫码只显示文字，不能核验；其中 record 和 entry 后面的，应与上面的电子档案件和存证条目相同。"
)


def receipt_slip(settings: Config, faces: Faces, number: str, form_title: str, entry: Entry, receipt: Receipt) -> bytes:
    """Return the slip as PDF/A: what was archived, when and where, and the receipt as a QR code.

    Args:
        settings: The station's settings; a training station's slip has another title.
        faces: The fonts.
        number: The visit's number.
        form_title: The title of the form.
        entry: The entry of the record; the slip states its time, number and fingerprint.
        receipt: The receipt for that entry.
    """
    at = datetime.fromisoformat(entry.ts)
    lines = (
        ("办件号", number),
        ("文件", form_title),
        ("站点", settings.name),
        ("存档时间", on_paper(at)),
        ("电子档案件", entry.id),
        ("存证条目", f"第 {entry.seq} 条"),
        ("条目指纹", entry.leaf().hex()),
    )
    title = "回执（演练，不具法律效力）" if settings.training else "回执"
    return receipt_page(lines, receipt.text(), title, RECEIPT_NOTE, faces, at)
