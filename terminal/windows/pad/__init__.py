"""The pad, which is the applicant's screen at the counter.

It shows the ink while it is written, and lets the pen press the pad's buttons.
"""
