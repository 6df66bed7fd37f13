"""The desk: the staff member's window. It shows what the reception holds and passes on what staff do.

The keyboard comes first: every action has a key, and its button shows the key. `terminal.visit.flow` decides what is
allowed at each step. The desk uses official terms; the pad uses plain words.
"""
