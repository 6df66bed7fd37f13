"""The receipt slip of a record claims what it can do, and shows what a person can compare by eye."""

from __future__ import annotations

import json
import re

import pypdfium2
import pytest
from pypdf import PdfReader

from tests.conftest import Luobi, Performed
from tests.terminal.demo.test_documents import SLIPS


def words(performed: Performed, name: str) -> str:
    with pypdfium2.PdfDocument(performed.out / name) as document:
        return "".join(document[0].get_textpage().get_text_bounded().split())


@pytest.mark.parametrize("name", SLIPS)
def test_what_the_slip_prints_is_what_its_code_and_the_archive_say(
    performed: Performed, luobi: Luobi, name: str
) -> None:
    printed = words(performed, name)
    record, seq = re.findall(r"^(?:record|entry) (\w+)$", PdfReader(performed.out / name).metadata.subject, re.M)
    assert f"电子档案件{record}存证条目第{seq}条" in printed
    told = json.loads(luobi("archive", "show", record, "--home", performed.home, "--json").stdout)
    assert (told["entry"]["id"], told["entry"]["seq"]) == (record, int(seq))
    assert f"条目指纹{told['leaf']}" in printed
    shown = luobi("archive", "show", record, "--home", performed.home).stdout
    assert f"  条目指纹 {told['leaf']}\n" in shown


@pytest.mark.parametrize("name", SLIPS)
def test_the_slip_says_where_it_is_checked_and_that_a_phone_shows_text_only(performed: Performed, name: str) -> None:
    printed = words(performed, name)
    assert "带此回执到本站核验，不收费" in printed and "luobiarchiveverify--receipt" in printed
    assert "手机扫码只显示文字，不能核验" in printed and "随时核验" not in printed
