"""What was signed before, as far as a rule may ask: the port, and the rules about earlier records.

A session fills the port from the index of its archive. The rules are pure: they read what the port returned. A port
must return the same records as long as it is the same object; a change of the archive needs a new one.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class EarlierRecord:
    """A record of earlier: its number, the id of its form, the day of signing, and the numbers that it names.

    `numbers` holds the identity numbers and credit codes of its parties. `ended_on` is the day on which the record
    ended: it was withdrawn, cancelled, or its term was over. None means that it is in force.
    """

    number: str
    form_id: str
    signed_on: date
    numbers: frozenset[str] = field(repr=False)
    ended_on: date | None = None

    def in_force(self, on: date) -> bool:
        """Return whether the record counts on the day `on`; the day of its end is the first on which it does not."""
        return self.signed_on <= on and (self.ended_on is None or on < self.ended_on)


class EarlierRecords(Protocol):
    """The port to the records of a station."""

    def naming(self, number: str) -> Collection[EarlierRecord]:
        """Return the records that name a person or an employer, by identity number or credit code.

        Records in hand are not among them, and so the present visit is not. Raise no error: where the index cannot be
        read, the session says so and passes `NO_RECORDS`.
        """


class _NoRecords:
    """A port without records."""

    def naming(self, number: str) -> Collection[EarlierRecord]:
        """Return no record of this `number`."""
        return ()


NO_RECORDS: EarlierRecords = _NoRecords()
