"""The pad, which is the applicant's screen at the counter.

It shows the ink while it is written. The pen is also the pad's pointer.
"""
