"""One counter's visits in hand, between the windows and the clerk."""
