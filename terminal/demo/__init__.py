"""Everything that is played, drawn or synthetic; a station does without it."""
