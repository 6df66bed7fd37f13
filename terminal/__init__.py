"""With whom: the counter, the pen, the commands. The only package that knows screens and devices."""
