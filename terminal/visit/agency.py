"""What an agent shows at the desk: an identity document of their own, the authorising document, and its scope."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import product

from forms.answers import Answers
from forms.codes import code_list
from forms.kinds import Field, Identity, Name, Text
from forms.message import Message
from forms.model import Form
from forms.persons import ONE_PERSON, ONE_PERSON_LAW
from forms.problem import Problem, Severity
from forms.rule_input import Given

NAME = Name("agent_name", "代理人姓名")
ID_NO = Identity("agent_id_no", "代理人证件号码", max_chars=18)
DOCUMENT = Text("authority_document", "代理依据", max_chars=40)
SCOPE = Text("authority_scope", "代理权限", max_chars=60)

MISSING = Message("terminal.not-entered")


@dataclass(frozen=True, slots=True)
class Authority:
    """The authority of an agent.

    `id_type`, a code of the list `id-type`, and `id_no` name the agent's own identity document. `document` is what
    authorises the agent, `scope` what the agent may do.
    """

    id_type: str
    id_no: str = field(repr=False)
    document: str
    scope: str

    def content(self) -> dict[str, str]:
        """Return the members for a draft, an act and the record's metadata."""
        return asdict(self)

    def id_words(self, on: date) -> str:
        """Return the agent's identity document as the page names it. `on` is the day by which the code list is read."""
        return f"{code_list('id-type').label(self.id_type, on)} {self.id_no}"


def agent_fault(name: str, authority: Authority | None, on: date) -> tuple[Field, Message] | None:
    """Return the first value of an agent that cannot be recorded, and why; None when all can.

    Args:
        name: The agent's name.
        authority: The agent's documents; None, as in visits of version 1, checks the name only.
        on: The day by which the values are checked.
    """
    values: list[tuple[Field, str]] = [(NAME, name)]
    if authority is not None:
        values += [(ID_NO, authority.id_no), (DOCUMENT, authority.document), (SCOPE, authority.scope)]
    return fault_of(values, on)


def fault_of(values: Sequence[tuple[Field, str]], on: date) -> tuple[Field, Message] | None:
    """Return the first value that is missing or that its field cannot hold, and why; None when all are right.

    Args:
        values: Each field with its value.
        on: The day by which the values are checked.
    """
    for asked, value in values:
        if not value:
            return asked, MISSING
        if fault := asked.fault(value, on):
            return asked, fault
    return None


def one_person(form: Form, answers: Answers, authorities: Mapping[str, Authority], on: date) -> Iterator[Problem]:
    """Return a warning for each agent who also signs for another party; staff then ask, as `forms.persons` says.

    Args:
        form: The form of the visit.
        answers: The answers so far; the identity numbers of the parties are compared.
        authorities: The authority of each agent, by the role of the party that they sign for.
        on: The day by which the answers are checked.
    """
    given = Given(form, answers, on)
    for role, party in product(authorities, form.parties):
        key = party.id_field
        if key is not None and party.role != role and answers.value(key) == authorities[role].id_no:
            yield given.says(Severity.WARN, f"one-person.agent-of-{role}", key, ONE_PERSON, ONE_PERSON_LAW)
