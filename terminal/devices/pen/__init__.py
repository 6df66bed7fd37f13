"""The pen as a port: reports of a device, whether it is real, recorded or synthetic."""
