"""The session: the open visits of one counter, between the windows and the clerk."""
