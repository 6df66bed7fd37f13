"""What the pages of our documents say aloud: everything that is printed, once, in order, with pauses; no digest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO

import pypdfium2
import pytest

from signing import keyring
from terminal.clerk import orders
from terminal.clerk.page_text import page_texts
from terminal.clerk.papers import papers_of
from terminal.clerk.work import Clerk
from terminal.visit.capture import taken
from terminal.visit.events import Go, PageShown, SignatureSeen
from terminal.visit.model import Visit
from tests.terminal import stations

FORMS = ("unemployment-registration", "fixed-term-contract")
ADDRESS = "某市某区示例街道和平社区很长的一个地址第三号楼第二单元第五层第五百零一室旁边的小门面房"
PAUSE = re.compile(r"[\s，。·—]|未填")


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clerk]:
    """One clerk for all documents."""
    home = tmp_path_factory.mktemp("said") / "station"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyring, "Cost", stations.cheap)
        stations.make_with_kit(home)
        made = Clerk(home, stations.ticking(), stations.counted("clerk"))
        made.carry_out(orders.SignIn("S01", stations.PASSPHRASE))
        yield made
        made.end()


def frozen(clerk: Clerk, form_id: str, **changed: str) -> tuple[Visit, orders.Papers, bytes]:
    """A document, as the windows get it and as bytes."""
    visit = clerk.carry_out(orders.Begin(form_id))
    visit = stations.report(clerk.carry_out, visit, *stations.filling(visit, **changed))
    fixed = clerk.carry_out(orders.Freeze(visit.record))
    return stations.report(clerk.carry_out, visit, fixed.event), fixed.papers, clerk._document(visit.record)


def printed(pdf: bytes) -> list[str]:
    """Each page's characters as pdfium gives them, without what only parts them."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [PAUSE.sub("", page.get_textpage().get_text_range()) for page in document]


@pytest.mark.parametrize("form_id", FORMS)
def test_every_page_is_said_whole_but_for_the_forms_digest_and_repeated_furniture(clerk: Clerk, form_id: str) -> None:
    visit, papers, pdf = frozen(clerk, form_id)
    digest = f"（{visit.form.digest[:8]}）"
    assert len(papers.texts) == len(papers.sizes_pt)
    for number, (text, page) in enumerate(zip(papers.texts, printed(pdf), strict=True)):
        said, wanted = PAUSE.sub("", text), page.replace(digest, "")
        if number:
            wanted = wanted[wanted.index(f"第{number + 1}页") :].replace(PAUSE.sub("", edition(visit)), "", 1)
        assert Counter(said) == Counter(wanted)


def edition(visit: Visit) -> str:
    return f"{visit.form.title} {visit.form.edition} 版"


@pytest.mark.parametrize("remark", ["（20261124）", "账号（6222020200001234）", "0" * 40])
def test_an_answer_that_looks_like_a_digest_is_said(clerk: Clerk, remark: str) -> None:
    assert f"备注，{remark}。" in frozen(clerk, "unemployment-registration", remark=remark)[1].texts[0].split("\n")


@pytest.mark.parametrize("form_id", FORMS)
def test_a_number_of_a_digest_is_not_said(clerk: Clerk, form_id: str) -> None:
    visit, papers, _pdf = frozen(clerk, form_id)
    assert visit.form.digest[:4] not in "".join(papers.texts)


def test_rows_and_cells_are_parted_and_an_empty_answer_is_said_to_be_empty(clerk: Clerk) -> None:
    text = frozen(clerk, "unemployment-registration")[1].texts[0]
    lines = text.split("\n")
    assert "性别，男，民族，汉族。" in lines
    assert "出生日期，1988 年 8 月 16 日，户口性质，居民户口。" in lines
    assert "备注，未填。" in lines
    assert lines[0] == "第 1 页，共 1 页，失业登记表 2026-1 版。"
    assert "演练，不具法律效力" in lines[1]
    assert all(line[-1] in "。！？；：" for line in lines)


def test_what_was_broken_for_width_is_one_sentence_again(clerk: Clerk) -> None:
    text = frozen(clerk, "unemployment-registration", live_address=ADDRESS)[1].texts[0]
    assert f"常住地址，{ADDRESS}。" in text.split("\n")
    assert "签名前已阅读或者听读全文。再就业、参军、升学" in text


def test_a_contract_is_said_in_order_and_its_furniture_once(clerk: Clerk) -> None:
    texts = frozen(clerk, "fixed-term-contract")[1].texts
    whole = "\n".join(texts)
    clauses = re.findall(r"^第([一二三四五六七八九十]+)条，", whole, re.MULTILINE)
    assert clauses[:3] == ["一", "二", "三"] and clauses[-1] == "二十二" and len(clauses) == 22
    assert whole.count("办件号") == whole.count("演练，不具法律效力") == 1
    assert [text.split("\n")[0] for text in texts[1:]] == [f"第 {page} 页，共 4 页。" for page in (2, 3, 4)]
    assert "期限届满前三十日内" in texts[1].split("\n")[1]
    assert "试用期内，月工资为税前人民币5200.00 元。" in texts[1]


def test_it_is_the_frozen_bytes_that_are_said_also_after_a_signature(clerk: Clerk) -> None:
    visit, papers, pdf = frozen(clerk, "unemployment-registration")
    ink = stations.ink_of("applicant")
    events = PageShown(0, 3000), Go(), taken(ink), SignatureSeen("staff:S01")
    visit = stations.report(clerk.carry_out, visit, *events)
    clerk.carry_out(orders.Stamp(visit.record, ink.to_bytes()))
    docket = clerk._docket(visit.record)
    assert docket.document != docket.frozen.pdf == pdf
    assert papers_of(visit, docket).texts == papers.texts == page_texts(pdf)


def test_a_page_without_text_says_nothing() -> None:
    with pypdfium2.PdfDocument.new() as document:
        document.new_page(595, 842)
        out = BytesIO()
        document.save(out)
    assert page_texts(out.getvalue()) == ("",)


def test_nothing_of_it_is_in_a_repr(clerk: Clerk) -> None:
    assert "和平社区" not in repr(frozen(clerk, "unemployment-registration")[1])
