"""Why the pen refuses. Every text ends with what to do; every class owns its command's exit code."""


class PenError(Exception):
    """Anything that keeps a pen, or a recording of one, from becoming ink."""

    exit_code = 3


class RecordingError(PenError):
    """A recording that cannot be read, or that is not one of a pen."""

    exit_code = 2


class NothingWrittenError(PenError):
    """A capture without a single contact."""

    exit_code = 2
