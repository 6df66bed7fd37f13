"""The pen as a port: reports of a device that is real, recorded or synthetic."""
