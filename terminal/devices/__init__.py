"""The devices of the counter: the pen and the voice."""
