"""The clerk: a separate process that holds the station's keys and does everything slow, one order after another."""
