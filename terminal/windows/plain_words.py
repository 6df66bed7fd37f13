"""Phrases of today's forms in plainer words for the applicant's screen. The forms keep theirs: a digest pins them.

Like the forms they are Chinese, whatever language the windows speak."""

from __future__ import annotations

import re

_BASIS = "依据："
_TERM = re.compile(r"按?定期 ?([0-9]+ ?年)(保管)?")
_INK = re.compile(r"您的手写笔迹(（[^）]*）)?属于敏感个人信息，加密后交保管人保存，只在核验签名时依法使用")


def purpose_and_basis(purpose: str) -> tuple[str, str]:
    """What the form is for, and the laws behind it, which stand in small print; "" where none is named."""
    told, basis, laws = purpose.partition(_BASIS)
    return told.strip(), f"{basis}{laws}".strip()


def kept_for(retention: str) -> str:
    """How long the record is kept: 定期 30 年 is 保存 30 年."""
    return _TERM.sub(lambda found: f"保存 {found[1]}", retention)


def plain_notice(notice: str) -> str:
    """What becomes of the signer's ink, as it matters to them."""
    return _INK.sub("您的笔迹加密保存，平时谁也看不到，只有要核对签名真假时才依法打开", notice.strip())
