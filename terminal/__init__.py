"""The terminal: the counter, the pen and the commands. The only package that knows screens and devices."""
