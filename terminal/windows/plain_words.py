"""Plainer wording, on the applicant's screen, for phrases of the current forms.

The forms keep their own wording, because a digest pins it. The replacements are Chinese in every language of the
windows, as the forms are.
"""

from __future__ import annotations

import re

_BASIS = "依据："
_TERM = re.compile(r"按?定期 ?([0-9]+ ?年)(保管)?")
_INK = re.compile(r"您的手写笔迹(（[^）]*）)?属于敏感个人信息，加密后交保管人保存，只在核验签名时依法使用")


def purpose_and_basis(purpose: str) -> tuple[str, str]:
    """Split the `purpose` of a form into what the form is for and the laws it is based on.

    Both parts are stripped. The laws are shown in small print; they are "" where the form names none.
    """
    told, basis, laws = purpose.partition(_BASIS)
    return told.strip(), f"{basis}{laws}".strip()


def kept_for(retention: str) -> str:
    """Return `retention`, the time for which the record is kept, with 定期 30 年 replaced by 保存 30 年."""
    return _TERM.sub(lambda found: f"保存 {found[1]}", retention)


def plain_notice(notice: str) -> str:
    """Return `notice` with what happens to the signer's ink put in terms that matter to the signer."""
    return _INK.sub("您的笔迹加密保存，平时谁也看不到，只有要核对签名真假时才依法打开", notice.strip())
