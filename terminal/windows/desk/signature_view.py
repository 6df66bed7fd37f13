"""The look at a finished signature, as states of the desk: the question, the doubts, and what can be done.

This module decides nothing. No Qt.
"""

from __future__ import annotations

from forms.roles import Role
from signing.ink import Ink
from signing.quality import reason_message
from terminal.visit.model import Manner, State, Visit
from terminal.windows.desk.states import DeskAct, Foot, Signature
from terminal.windows.look.words import _, say


def is_own(visit: Visit) -> bool:
    """Return whether the signature is that of the operator who looks at it."""
    return visit.signer.name == visit.operator.name and visit.signer.role in {Role.STAFF, Role.WITNESS}


def signature_of(visit: Visit, ink: Ink | None) -> Signature | None:
    """Return the signature that waits for the operator's look; None in every other step.

    Args:
        visit: The open visit, with the doubts about the ink.
        ink: The ink to show; None where it is no longer there.
    """
    if visit.state is not State.LOOK:
        return None
    return Signature(_question(visit), _doubts(visit), ink)


def foot_of_look(visit: Visit) -> Foot:
    """Return the foot for the look.

    F8 accepts the signature, with its doubts if there are any. The other key asks for it again.
    """
    label = _("是我的签名") if is_own(visit) else _("是本人的名字")
    if visit.signer.manner is Manner.MARK:
        label = _("是本人画的记号")
    if visit.doubts:
        return Foot(_ACTS, _("笔迹有疑点，请决定"), DeskAct.SIGNATURE_SEEN, _("有疑点，仍然采用"))
    return Foot(_ACTS, _("看过才盖到文件上"), DeskAct.SIGNATURE_SEEN, label)


_ACTS = (DeskAct.SIGN_AGAIN, DeskAct.PAPER, DeskAct.GIVE_UP)


def _question(visit: Visit) -> str:
    name = visit.signer.name
    if is_own(visit):
        return _("这是您（{name}）刚写的签名，写清楚了吗？").format(name=name)
    if visit.signer.manner is Manner.MARK:
        return _("{name}不写字，画记号。这是本人当面画的吗？").format(name=name)
    return _("签名人是{name}。写的是不是本人的名字？").format(name=name)


def _doubts(visit: Visit) -> tuple[str, ...]:
    return tuple(_("有疑点：{reason}").format(reason=say(reason_message(doubt))) for doubt in visit.doubts)
