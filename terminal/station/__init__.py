"""A station on the disk: its settings, its staff, its keys, its lock."""
