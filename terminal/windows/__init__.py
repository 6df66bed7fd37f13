"""The windows that people see and touch: the desk, the pad, and the appearance of both."""
