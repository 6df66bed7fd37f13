"""What is connected to the counter: the pen and the voice."""
