"""The screen as a piece of glass: its dots, its millimetres, and whether the size that it reports is plausible."""

from __future__ import annotations

from dataclasses import dataclass

ASSUMED_WIDTH_MM = 344.0  # a 16-inch pen display, when a screen does not say how large it is
FEWEST_DOTS_PER_MM, MOST_DOTS_PER_MM = 3.0, 16.0  # 76 to 406 dpi: what pen displays have
LEAST_SCALE = 0.75  # of the size that a glass is made for: its smallest type has 18 dots then
MOST_SKEW = 1.05  # dots are square; a screen that says otherwise has not measured itself


@dataclass(frozen=True, slots=True)
class Glass:
    """A screen in device-independent pixels and in millimetres.

    `scale` differs from 1 for a glass that is drawn larger or smaller than its real size, on a screen of another kind.
    """

    width_px: int
    height_px: int
    width_mm: float
    height_mm: float
    scale: float = 1.0

    @classmethod
    def believed(cls, width_px: int, height_px: int, width_mm: float, height_mm: float) -> Glass:
        """Return the size that the screen reports where that is plausible, else a 16-inch display of the same shape.

        Args:
            width_px: The width in device-independent pixels.
            height_px: The height in device-independent pixels.
            width_mm: The reported width in millimetres; 0 or less is never plausible.
            height_mm: The reported height in millimetres; 0 or less is never plausible.
        """
        told = cls(width_px, height_px, width_mm, height_mm)
        if told.is_plausible:
            return told
        return cls(width_px, height_px, ASSUMED_WIDTH_MM, ASSUMED_WIDTH_MM * height_px / width_px)

    @classmethod
    def fitting(cls, width_px: int, height_px: int) -> Glass:
        """Return one of the two supported sizes, scaled to a room of `width_px` by `height_px` pixels.

        It is the larger size where that keeps at least `LEAST_SCALE` of its own size, else the smaller one.
        """
        made = NOTEBOOK if NOTEBOOK.scale_in(width_px, height_px) >= LEAST_SCALE else SMALL
        return made.drawn(made.scale_in(width_px, height_px))

    def scale_in(self, width_px: int, height_px: int) -> float:
        """Return the scale at which this glass fits a room of `width_px` by `height_px` pixels; 1 is its own size."""
        return min(width_px / self.width_px, height_px / self.height_px)

    def drawn(self, scale: float) -> Glass:
        """Return the same glass with everything on it larger or smaller.

        A `scale` below `LEAST_SCALE` is raised to it: anything smaller cannot be read and written on.
        """
        scale = max(scale, LEAST_SCALE)
        width, height = round(scale * self.width_px), round(scale * self.height_px)
        return Glass(width, height, self.width_mm, self.height_mm, scale)

    @property
    def is_plausible(self) -> bool:
        """Whether pen displays have dots of this size and shape."""
        if self.width_mm <= 0 or self.height_mm <= 0:
            return False
        across, down = self.width_px / self.width_mm, self.height_px / self.height_mm
        square = max(across, down) <= MOST_SKEW * min(across, down)
        return square and FEWEST_DOTS_PER_MM <= across <= MOST_DOTS_PER_MM

    @property
    def dots_per_mm(self) -> float:
        return self.width_px / self.width_mm


NOTEBOOK = Glass(1920, 1080, 344, 194)
SMALL = Glass(1280, 800, 217, 136)
"""The two sizes that the screens are made and tested for."""
