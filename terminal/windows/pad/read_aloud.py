"""What is read aloud to the person at the pad, and which pages the machine has read to that person completely. No Qt.

The voice reads only what is in front of the person. The owner of this object reports where the person is, and another
place silences the voice. A page counts under three conditions. Its utterance ended by itself, the program reported no
error, and no less time had passed than its words need. The last one is needed because a program without a loudspeaker
ends at once without an error. What counts is dropped by a wipe. An utterance that ended otherwise, or not within the
longest time, has failed. The pad says so until the button is pressed again or something else is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from terminal.devices.voice import Voice
from terminal.session.values import InHand
from terminal.visit.model import State, Visit
from terminal.windows.pad.states import Saying
from terminal.windows.spoken_text import spoken

LEAST_MS_A_CHARACTER = 40
"""Faster Chinese cannot be followed; the voices read three to six characters a second."""
MOST_MS_A_CHARACTER, MOST_MS = 1000, 30_000
"""No voice is slower, and none needs longer for a few words.

Without this limit a program that hangs would keep the pad awake for ever.
"""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What is being read: since when, how many characters, and which page.

    `page` is the reading and the page (from 0); None when the words are not a page.
    """

    page: tuple[Hashable, int] | None
    since_ms: int
    characters: int

    def can_end(self, now_ms: int) -> bool:
        """Return whether its words can have been read by now."""
        return now_ms - self.since_ms >= LEAST_MS_A_CHARACTER * self.characters

    def must_end(self, now_ms: int) -> bool:
        """Return whether any voice would have read them by now."""
        return now_ms - self.since_ms > max(MOST_MS, MOST_MS_A_CHARACTER * self.characters)


class Aloud:
    """The voice of the pad.

    `voice` is None where none is installed. `now_ms` returns the time of a monotonic clock in milliseconds.
    """

    def __init__(self, voice: Voice | None, now_ms: Callable[[], int]) -> None:
        self._voice, self._now_ms = voice, now_ms
        self._said: Utterance | None = None
        self._failed = False
        self._heard: set[tuple[Hashable, int]] = set()
        self._where: Hashable = None

    @property
    def is_installed(self) -> bool:
        """Whether the machine has a voice."""
        return self._voice is not None

    @property
    def saying(self) -> Saying:
        """What the pad shows about the voice."""
        self.look()
        if self._said is not None:
            return Saying.SPEAKING
        return Saying.FAILED if self._failed else Saying.NOTHING

    def press(self, words: Sequence[str], page: int | None, hand: InHand | None) -> None:
        """Start reading after 读给我听 was pressed; silence the voice if it is reading.

        Args:
            words: The words of the screen, which are read when there is no page.
            page: The page of the document (from 0); None for a screen without a page.
            hand: The visit in front of the applicant with its document; None while there is none.
        """
        if self._voice is None:
            return
        if self._voice.speaking:
            self.hush()
            return
        self.look()
        texts = hand.papers.texts if hand is not None and hand.papers is not None else ()
        of_page = texts[page] if page is not None and page < len(texts) else ""
        said, self._failed = spoken(of_page or "。\n".join(words)), False
        heard = (_reading(hand.visit), page) if of_page and page is not None and hand is not None else None
        self._said = Utterance(heard, self._now_ms(), len(said))
        self._voice.say(said)

    def stands(self, where: Hashable) -> None:
        """Silence the voice if `where`, the person's present place, is another one than before."""
        if where != self._where:
            self._where = where
            self.hush()

    def look(self) -> None:
        """Check whether the utterance has ended; its page counts if it was read completely."""
        if self._said is None or self._voice is None:
            return
        if self._voice.speaking and self._said.must_end(self._now_ms()):
            self._voice.stop()
        elif self._voice.speaking:
            return
        said, self._said = self._said, None
        self._failed = not (self._voice.ended_well and said.can_end(self._now_ms()))
        if said.page is not None and not self._failed:
            self._heard.add(said.page)

    def has_read_all(self, visit: Visit | None) -> bool:
        """Return whether every page was read to the signer who is reading, and the record does not say so yet."""
        self.look()
        if visit is None or visit.state is not State.READ or visit.frozen is None or visit.paused:
            return False
        reading = _reading(visit)
        every = all((reading, page) in self._heard for page in range(visit.frozen.pages))
        return every and not visit.machine_has_read

    def hush(self) -> None:
        """Silence the voice; what was being read does not count."""
        self.look()
        self._said, self._failed = None, False
        if self._voice is not None:
            self._voice.stop()

    def forget(self) -> None:
        """Silence the voice and drop everything that was read so far."""
        self._heard.clear()
        self._where = self._said = None
        self._failed = False
        if self._voice is not None:
            self._voice.stop()


def _reading(visit: Visit) -> Hashable:
    """Return the identity of one signer's reading of one document."""
    return visit.record, visit.frozen.sha256 if visit.frozen else "", visit.turn
