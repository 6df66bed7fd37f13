"""The place of a signature box on its page, and the part of it for ink. Only geometry, for page and screen."""

from __future__ import annotations

from dataclasses import dataclass

from signing.sheet import MM

STRIP_BAND, SIDE = 6.2 * MM, 2 * MM  # of a signature box: below and beside the ink, which may cross the label


@dataclass(frozen=True, slots=True)
class SignatureRectangle:
    """A signature box on its page (0-based), in PDF points from the lower left corner of the sheet."""

    box: str
    role: str
    page: int
    x_pt: float
    y_pt: float
    width_pt: float
    height_pt: float

    @property
    def ink_x_pt(self) -> float:
        """The distance from the box's left edge to the area for ink."""
        return SIDE

    @property
    def ink_y_pt(self) -> float:
        """The distance from the box's lower edge to the area for ink; name and time are printed below it."""
        return STRIP_BAND

    @property
    def ink_width_pt(self) -> float:
        return self.width_pt - 2 * SIDE

    @property
    def ink_height_pt(self) -> float:
        return self.height_pt - STRIP_BAND

    @property
    def ink_width_mm(self) -> float:
        return self.ink_width_pt / MM

    @property
    def ink_height_mm(self) -> float:
        return self.ink_height_pt / MM

    @property
    def rect(self) -> tuple[float, float, float, float]:
        """The box as a PDF rectangle: left, lower, right, upper."""
        return self.x_pt, self.y_pt, self.x_pt + self.width_pt, self.y_pt + self.height_pt
