"""Forms, answers and facts of fictitious people for the tests of the page side."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from forms.answers import Answers
from forms.kinds import Date, Field, Identity, Money, Name, Phone, Text, YesNo
from forms.model import Clause, Form, Party, Section, SignatureBox
from signing.page import PageFacts

AT = datetime(2026, 11, 23, 2, 42, tzinfo=UTC)
NAMED = "2026-11-23T02:00:00Z"
FACTS = PageFacts("370000-2026-001284", "某市示例区和平街道就业服务站", True, "L1", date(2026, 11, 23))
RARE_NAME = "张𬭚"
LONG_NAME = "买买提江·阿卜杜热合曼·艾合买提江·努尔麦麦提·伊敏"
COMMITMENT = "本人承诺：以上内容真实、完整；签名前已阅读或听读全文。如有不实，由本人承担相应责任。"


def fields(**kinds: tuple[str, type[Field]]) -> tuple[Field, ...]:
    return tuple(kind(key, label, required=False, max_chars=200) for key, (label, kind) in kinds.items())


REGISTRATION = Form(
    "registration",
    "2026-1",
    "失业登记表",
    "登记失业并提供就业服务",
    (
        Section(
            "person",
            "一、个人信息",
            fields(
                name=("姓名", Name),
                sex=("性别", Text),
                id_no=("证件号码", Identity),
                birth=("出生日期", Date),
                phone=("联系电话", Phone),
                wage=("原月工资", Money),
                address=("常住地址", Text),
                claims=("申领失业保险金", YesNo),
                wanted=("求职意向", Text),
            ),
        ),
    ),
    (Party("applicant", "申请人", "name", ""), Party("staff", "经办人", None, "")),
    (
        SignatureBox("applicant", "applicant", "申请人签名", "本人已阅读", 80, 30),
        SignatureBox("staff", "staff", "经办人签名", "已核对", 80, 30),
    ),
    COMMITMENT,
    0,
    (),
    "",
)

CLAUSE = (
    "甲方聘用乙方从事{work}工作，乙方姓名为“{name}”。双方约定：工作内容、地点、时间（含加班、调休）以本合同为准；"
    "调整须经双方协商一致，并以书面形式（见附件）记载。甲方按月以货币形式支付工资，不得克扣、无故拖欠；"
    "乙方应当遵守规章制度……双方另有书面约定的，从其约定！\n"
    "本条未尽事宜，按照国家有关规定办理；国家没有规定的，由双方另行协商（协商不成的，可依法申请调解、仲裁，或者提起诉讼）。"
)


def contract(clauses: int = 24) -> Form:
    """A contract of so many clauses, one box above the other too wide to share a row."""
    return Form(
        "contract",
        "2026-1",
        "固定期限劳动合同",
        "建立劳动关系",
        (
            Section("parties", "双方信息", fields(name=("乙方姓名", Name), work=("工作内容", Text))),
            Section(
                "terms",
                "合同条款",
                clauses=tuple(Clause(f"c{at}", f"约定事项（{at}）", CLAUSE) for at in range(1, clauses + 1)),
            ),
        ),
        (Party("worker", "乙方", "name", ""), Party("employer", "甲方", None, "")),
        (
            SignatureBox("worker", "worker", "乙方（劳动者）签名", "", 80, 32),
            SignatureBox("employer", "employer", "甲方（用人单位）委托代理人签名", "", 80, 32),
        ),
        "双方确认：已逐条阅读本合同。",
        30,
        (),
        "",
    )


def answered(form: Form, **values: str) -> Answers:
    answers = Answers.start(form)
    for key, value in values.items():
        answers = answers.enter(key, value, "applicant", NAMED)
    return answers


def registration_answers(**changed: str) -> Answers:
    values = {
        "name": RARE_NAME,
        "sex": "男",
        "id_no": "379999198808160031",
        "birth": "1988-08-16",
        "phone": "13900000000",
        "wage": "5200.00",
        "address": "某市某区示例街道和平社区 3 号楼 2 单元 501 室",
        "claims": "yes",
        "wanted": "机械装调，本区，月薪 5000 元以上",
    }
    return answered(REGISTRATION, **{**values, **changed})


def contract_answers(form: Form, name: str = RARE_NAME) -> Answers:
    return answered(form, name=name, work="机械装调")


def objects(pdf: bytes) -> tuple[Any, list[Any]]:
    """The catalogue and the pages of a document, as pypdf reads them; untyped, as PDF objects are."""
    reader = PdfReader(BytesIO(pdf))
    return reader.trailer["/Root"], list(reader.pages)
