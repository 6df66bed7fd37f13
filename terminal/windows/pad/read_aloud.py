"""What is read aloud to the person at the pad, and which pages of a document the machine has read to him whole. No Qt.

The voice speaks only what stands before him: whoever owns this says where he is, and with another place it is silent.
A page counts when its utterance ended by itself, the program found nothing wrong, and no less time had passed than its
words need: a program without a loudspeaker ends at once and is content. What counts is forgotten by a wipe. An
utterance that came to another end, or to none in the longest time, has failed, and the pad says so until the button is
pressed again or something else stands there.
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
"""Nobody follows Chinese that is quicker; the voices speak three to six characters a second."""
MOST_MS_A_CHARACTER, MOST_MS = 1000, 30_000
"""No voice is slower, and none needs longer for a few words: a program that hangs would keep the pad awake for ever."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What is being said: since when, how many characters, and the page (from 0), in whose reading, if one."""

    page: tuple[Hashable, int] | None
    since_ms: int
    characters: int

    def can_end(self, now_ms: int) -> bool:
        """Whether its words can have been said by now."""
        return now_ms - self.since_ms >= LEAST_MS_A_CHARACTER * self.characters

    def must_end(self, now_ms: int) -> bool:
        """Whether any voice would have said them by now."""
        return now_ms - self.since_ms > max(MOST_MS, MOST_MS_A_CHARACTER * self.characters)


class Aloud:
    """`voice` is None where none is installed; `now_ms` is monotonic."""

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
        """What the person is told of the voice."""
        self.look()
        if self._said is not None:
            return Saying.SPEAKING
        return Saying.FAILED if self._failed else Saying.NOTHING

    def press(self, words: Sequence[str], page: int | None, hand: InHand | None) -> None:
        """读给我听: the page of the document, or the words where there is none; pressed while it speaks, silence."""
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
        """Where the person is now. What is spoken of another place stops."""
        if where != self._where:
            self._where = where
            self.hush()

    def look(self) -> None:
        """A page whose utterance has ended counts, or does not."""
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
        """Whether every page has been read to the signer who is reading, and the record does not say so yet."""
        self.look()
        if visit is None or visit.state is not State.READ or visit.frozen is None or visit.paused:
            return False
        reading = _reading(visit)
        every = all((reading, page) in self._heard for page in range(visit.frozen.pages))
        return every and not visit.machine_has_read

    def hush(self) -> None:
        """Silence; what was being read does not count."""
        self.look()
        self._said, self._failed = None, False
        if self._voice is not None:
            self._voice.stop()

    def forget(self) -> None:
        """Silence, and nothing has been heard."""
        self._heard.clear()
        self._where = self._said = None
        self._failed = False
        if self._voice is not None:
            self._voice.stop()


def _reading(visit: Visit) -> Hashable:
    """One signer's reading of one document."""
    return visit.record, visit.frozen.sha256 if visit.frozen else "", visit.turn
