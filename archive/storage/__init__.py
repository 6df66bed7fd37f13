"""The storage under the archive: what it must promise (`port`), and the implementations that keep the promises."""
