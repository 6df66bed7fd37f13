"""What both windows call a signer."""

from __future__ import annotations

from terminal.visit.model import Manner, Visit
from terminal.windows.look.words import _


def role_title(visit: Visit, turn: int | None = None) -> str:
    """Return the title of a signer, as on the page; an agent is called the agent of that party.

    Args:
        visit: The visit.
        turn: The place in the order of signing, from 0; None for the present signer.
    """
    signer = visit.signer if turn is None else visit.signers[turn]
    title = next((party.title for party in visit.form.parties if party.role == signer.role), _("见证人"))
    return _("{whom}的代理人").format(whom=title) if signer.manner is Manner.AGENT else title
