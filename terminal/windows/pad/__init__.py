"""The applicant's side of the counter: ink while it is written, and the pen as the pad's pointer."""
