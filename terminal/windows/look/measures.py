"""Every length on the pad, in millimetres. No other module states one.

`px = mm × scale × dots per mm`. The scale, min(1, width / 344 mm), makes the lengths on small panels smaller. A length
that must not shrink with the panel, for a finger, an eye or a signature, has a minimum in real millimetres or pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

from terminal.windows.look.glass import Glass

REFERENCE_WIDTH_MM = 344.0
FOLDED_BELOW_MM = 280.0  # panels narrower than this have no room for a side column
BODY_MM, ELDER_BODY_MM, ELDER_BODY_FLOOR_MM = 6.0, 8.0, 6.4
TEXT_FLOOR_PX, ELDER_TEXT_FLOOR_PX = 24, 32
HEADING, TITLE, SMALL, LEADING, DOT = 1.8, 1.3, 0.8, 1.32, 0.56  # of the body; leading of the type's own size
TARGET_MM, TARGET_FLOOR_MM = 14.0, 9.0
ELDER_TARGET_MM, ELDER_TARGET_FLOOR_MM = 16.0, 9.6
TARGET_FLOOR_PX = 60
GAP_MM, ELDER_GAP_MM = 3.0, 4.0
BOX_WIDTH_MM, BOX_HEIGHT_MM = 105.0, 40.0
ROWS, ELDER_ROWS = 5, 3
RING_PX = 3
CROP_SHARE, ELDER_CROP_SHARE = 0.62, 0.56
ZOOM_STEP, ZOOM_MOST = 1.25, 2.5
SCROLL_SHARE = 0.85  # of the view: a few lines stay, so that nobody loses the place


@dataclass(frozen=True, slots=True)
class Measures:
    """Lengths in pixels of one screen, in the normal or the elder size."""

    glass: Glass
    elder: bool

    @property
    def scale(self) -> float:
        return min(1.0, self.glass.width_mm / REFERENCE_WIDTH_MM)

    @property
    def folded(self) -> bool:
        """Whether the side column and the page list are folded away."""
        return self.glass.width_mm < FOLDED_BELOW_MM

    def px(self, mm: float, floor_mm: float = 0.0, floor_px: int = 1) -> int:
        """Return a length in pixels that scales with the panel but keeps two minimums.

        Args:
            mm: The length in millimetres on a panel of the reference width.
            floor_mm: The smallest length in real millimetres.
            floor_px: The smallest length in pixels; see `dots`.
        """
        return max(round(self._exact(mm, floor_mm)), self.dots(floor_px))

    def dots(self, floor_px: int) -> int:
        """Return `floor_px`, the smallest allowed number of pixels, or fewer on a glass that is drawn smaller."""
        return max(round(floor_px * self.glass.scale), 1)

    def real_px(self, mm: float) -> int:
        """Return a real length in pixels, the same on every panel; a part of a pixel counts as a whole one."""
        return -int(-mm * self.glass.dots_per_mm // 1)

    def _exact(self, mm: float, floor_mm: float) -> float:
        return max(mm * self.scale, floor_mm) * self.glass.dots_per_mm

    # Type

    @property
    def body(self) -> int:
        if self.elder:
            return self.px(ELDER_BODY_MM, ELDER_BODY_FLOOR_MM, ELDER_TEXT_FLOOR_PX)
        return self.px(BODY_MM, floor_px=TEXT_FLOOR_PX)

    @property
    def small(self) -> int:
        """The type size of labels, notes and the header's tools."""
        return max(round(SMALL * self.body), self.dots(ELDER_TEXT_FLOOR_PX if self.elder else TEXT_FLOOR_PX))

    @property
    def title(self) -> int:
        return round(TITLE * self.body)

    @property
    def heading(self) -> int:
        return round(HEADING * self.body)

    # What a finger or a pen must hit

    @property
    def target(self) -> int:
        if self.elder:
            return self.px(ELDER_TARGET_MM, ELDER_TARGET_FLOOR_MM, TARGET_FLOOR_PX)
        return self.px(TARGET_MM, TARGET_FLOOR_MM, TARGET_FLOOR_PX)

    @property
    def gap(self) -> int:
        """The space between two targets. It does not shrink with the panel, because a finger does not."""
        return self.real_px(ELDER_GAP_MM if self.elder else GAP_MM)

    @property
    def target_pad(self) -> int:
        """The space inside a button, left and right of its label."""
        return self.px(5.5)

    @property
    def tool_pad(self) -> int:
        """The space inside one of the header's buttons."""
        return self.px(4.2)

    @property
    def primary_width(self) -> int:
        return self.px(56)

    @property
    def change_width(self) -> int:
        """The width of the button next to an answer. Its longest label is 不改了."""
        return max(self.px(34), 3 * self.body + 2 * self.tool_pad)

    @property
    def key_width(self) -> int:
        """The width of a key of the number pad."""
        return self.px(34)

    @property
    def tall_target(self) -> int:
        """The height of a choice card or key where there is room: more than the minimum, and so easier to hit."""
        return max(self.px(17), self.target)

    # Room

    @property
    def margin(self) -> int:
        return self.px(8)

    @property
    def pad(self) -> int:
        """The space inside a sheet."""
        return self.px(5)

    @property
    def tight(self) -> int:
        return self.px(2)

    @property
    def bar_pad(self) -> int:
        """The space above and below the content of the header and the footer."""
        return self.px(3)

    @property
    def band_pad(self) -> int:
        return self.px(0.4)

    # Lines

    @property
    def radius(self) -> int:
        return self.px(1.8)

    @property
    def line(self) -> int:
        """The width of a line that only decorates."""
        return self.px(0.2)

    @property
    def border(self) -> int:
        """The width of the border of a control."""
        return self.px(0.36, floor_px=2)

    @property
    def thick(self) -> int:
        """The width of the border of a chosen item, and of the signature box."""
        return self.px(0.8, floor_px=3)

    @property
    def ring(self) -> int:
        return RING_PX

    # Parts

    @property
    def dot(self) -> int:
        """The size of the mark of a step in the header, and of a choice."""
        return max(self.px(4.8), round(DOT * self.body))

    @property
    def step_pitch(self) -> int:
        """The smallest distance from one step to the next."""
        return max(self.px(20 if self.elder else 22), 3 * self.small)

    @property
    def label_width(self) -> int:
        """The width of the column of labels on the check page."""
        return max(self.px(36), 6 * self.small)

    @property
    def side_width(self) -> int:
        """The width of the column next to a document."""
        return self.px(88)

    @property
    def thumb_width(self) -> int:
        return self.px(30)

    @property
    def seen_width(self) -> int:
        """The width of the page next to the box on the signing screen."""
        return self.px(48)

    @property
    def crop_width(self) -> int:
        """The width of the page next to the text on the signing screen, on small panels and in large type."""
        share = ELDER_CROP_SHARE if self.elder else CROP_SHARE
        return round(share * (self.glass.width_px - 2 * self.margin))

    @property
    def digit_box(self) -> int:
        """The width of a box for the day or month of a date; a year has twice the room."""
        return self.px(30)

    @property
    def column(self) -> int:
        """The width of a column of running text that is easy to read."""
        return self.px(200)

    @property
    def qr_side(self) -> int:
        """The side of a QR code, large enough on every panel for a telephone held over the counter."""
        return max(self.px(66), self.real_px(55))

    @property
    def box_width(self) -> int:
        return self.real_px(BOX_WIDTH_MM)

    @property
    def box_height(self) -> int:
        return self.real_px(BOX_HEIGHT_MM)

    @property
    def rows(self) -> int:
        """The largest number of answers on one check page."""
        return ELDER_ROWS if self.elder else ROWS

    def leading(self, size: int) -> int:
        """Return the distance in pixels from one line to the next, for type of `size` pixels."""
        return round(LEADING * size)
