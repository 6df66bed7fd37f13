"""`luobi terminal`: both windows, the clerk and the pen put together into one program."""
