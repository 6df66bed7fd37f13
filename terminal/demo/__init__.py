"""Everything that is played, drawn or synthetic; a station works without it."""
