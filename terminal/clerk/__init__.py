"""The clerk: a process of its own that holds the station's keys and does everything slow, one thing after another."""
