"""The desk: the staff member's window. It shows what the reception holds and tells it what staff did.

Keyboard first: every act has a key, and the key stands on it. What may be done when is for `terminal.visit.flow` to
decide; official terms are used here, plain words on the pad.
"""
