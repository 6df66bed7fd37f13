"""The visit: a state machine over values, without Qt, keys or files."""
