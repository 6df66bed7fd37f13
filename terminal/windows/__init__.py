"""What people see and touch: the desk, the pad, and how both look."""
