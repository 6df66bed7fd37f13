"""The signature boxes of a visit: the text of each depends on how its signer signs.

The form has the text for a party who reads and signs in person. A party who makes a mark has heard the document read
aloud. An agent states for whom and on what authority they sign. A witness attests what was to be seen, and staff affirm
what they checked. The same text is drawn on the page and shown where the signature is made. A visit begun under version
1 keeps its text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from forms.model import SignatureBox
from terminal.visit.model import Manner, Signer, Visit

WITNESS_LABEL = "见证人签名"
FIRST_WITNESS_WORDS = "本人见证：全文已当面宣读，签署人以画押方式确认。"
"""The text of version 1."""
WITNESS_WORDS = "本人在场见证：工作人员已向{whom}当面宣读全文，{whom}当面亲手画记号。"
MARK_WORDS = (
    "{acts}本人不能书写或者阅读。全文已由工作人员当面宣读，本人听清并确认内容，自愿以画记号方式签署，"
    "同意采用电子形式。文中称本人“阅读”“签名”的，即指听读、画记号。"
)
AGENT_WORDS = (
    "本人{agent}{shown}是{principal}的代理人，代理依据：{document}，代理权限：{scope}。"
    "本人已阅读全文，在代理权限内以{principal}的名义签署，对{principal}发生效力，同意采用电子形式。"
)
UNRECORDED = "未登记"
STAFF_OF_AGENT = "{whom}由代理人签署，本人已核对代理人的证件、代理依据和权限。"
STAFF_OF_MARK = "{whom}以画记号方式签署，全文已当面宣读，由两名工作人员见证。"


def boxes_of(visit: Visit) -> tuple[SignatureBox, ...]:
    """Return the boxes of this visit's signers, in their order.

    The boxes of a mark's witnesses have the size of the mark's box.
    """
    known = {box.key: box for box in visit.form.boxes}
    boxes: list[SignatureBox] = []
    party = visit.signers[0]
    for signer in visit.signers:
        if own := known.get(signer.box):
            party = signer
            boxes.append(own if visit.version == 1 else _of_party(visit, signer, own))
        else:
            size = known[party.box].width_mm, known[party.box].height_mm
            words = FIRST_WITNESS_WORDS if visit.version == 1 else WITNESS_WORDS.format(whom=_called(visit, party))
            boxes.append(SignatureBox(signer.box, signer.role, WITNESS_LABEL, words, *size))
    return tuple(boxes)


def _of_party(visit: Visit, signer: Signer, own: SignatureBox) -> SignatureBox:
    match signer.manner:
        case Manner.MARK:
            acts = f"本人经{signer.principal}授权，代表其签订。" if signer.principal else ""
            return replace(own, label=own.label.replace("签名", "画记号"), words=MARK_WORDS.format(acts=acts))
        case Manner.AGENT:
            title = visit.form.party(signer.role).title
            return replace(own, label=f"{title}的代理人签名", words=_agent_words(visit, signer))
        case _ if visit.form.party(signer.role).name_field is None:
            return replace(own, words=own.words + "".join(_affirmed(visit, signer)))
        case _:
            return own


def _agent_words(visit: Visit, signer: Signer) -> str:
    authority = visit.authorities.get(signer.role)
    return AGENT_WORDS.format(
        agent=signer.name,
        shown=f"（{authority.id_words(visit.on)}）" if authority else "",
        principal=signer.principal or visit.form.party(signer.role).title,
        document=authority.document if authority else UNRECORDED,
        scope=authority.scope if authority else UNRECORDED,
    )


def _affirmed(visit: Visit, staff: Signer) -> Iterator[str]:
    """Return what staff also affirm about parties who do not sign in person."""
    said = {Manner.AGENT: STAFF_OF_AGENT, Manner.MARK: STAFF_OF_MARK}
    for signer in visit.signers:
        is_shown = signer.manner is not Manner.AGENT or signer.role in visit.authorities
        if signer.manner in said and signer.role != staff.role and is_shown:
            yield said[signer.manner].format(whom=visit.form.party(signer.role).title)


def _called(visit: Visit, signer: Signer) -> str:
    """Return a party's title and name, as a witness names the party."""
    return f"{visit.form.party(signer.role).title}{signer.name}"
